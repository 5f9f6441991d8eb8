//! What all of the site's pages look like.

use crate::html::escape;
use crate::store::Person;

/// A page before it has a frame.
#[derive(Debug)]
pub(crate) struct Page {
    title: String,
    main: String,
}

impl Page {
    /// A page from its title, which is text, and its content, which is HTML.
    pub(crate) fn new(title: &str, main: String) -> Self {
        Self { title: title.to_owned(), main }
    }

    /// The page as a visitor sees it, signed in or not.
    pub(crate) fn render(&self, visitor: Option<&Person>) -> String {
        let account = match visitor {
            Some(person) => format!(
                "<form method=\"post\" action=\"/users/logout\"><a href=\"/users/{}\">{}</a> \
                 <button>Sign out</button></form>",
                person.id,
                escape(&person.name)
            ),
            None => "<a href=\"/users/login\">Sign in</a>".to_owned(),
        };
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{} - Fernwick Stack</title>\n<link rel=\"icon\" href=\"data:,\">\n\
             <link rel=\"stylesheet\" href=\"/assets/site.css\">\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#main\">Skip to the content</a>\n\
             <header><a class=\"name\" href=\"/\">Fernwick Stack</a> {account}</header>\n\
             <main id=\"main\">\n{}</main>\n\
             <footer>A simulated site. Everything on it is made up.</footer>\n</body>\n</html>\n",
            escape(&self.title),
            self.main
        )
    }
}

/// A page that says one thing, as machines in between do.
pub(crate) fn plain(text: &str) -> String {
    let text = escape(text);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><title>{text}</title></head>\n<body><h1>{text}</h1></body>\n</html>\n"
    )
}

//! What all of the site's pages look like.

use crate::Sim;
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

    /// A page that is one card: something to decide or to know.
    pub(crate) fn card(title: &str, content: &str) -> Self {
        Self::new(title, format!("<div class=\"card\">\n<h1>{}</h1>\n{content}</div>\n", escape(title)))
    }

    /// The page as a visitor sees it, signed in or not, with the ways to everything else.
    pub(crate) fn render(&self, sim: &Sim, visitor: Option<&Person>) -> String {
        let base = sim.base();
        let team = sim.team_slug().map(|team| format!(" · {}", escape(team))).unwrap_or_default();
        let ways =
            [("/questions", "Questions"), ("/tags", "Tags"), ("/articles", "Articles"), ("/questions/ask", "Ask")];
        let ways: String = ways.iter().map(|(path, name)| format!("<a href=\"{base}{path}\">{name}</a> ")).collect();
        self.frame(
            &base,
            &team,
            &format!(
                "<nav aria-label=\"Site\">{ways}</nav>\n<form role=\"search\" action=\"{base}/search\">\
                 <label class=\"unseen\" for=\"search\">Search</label>\
                 <input id=\"search\" type=\"search\" name=\"q\" placeholder=\"Search\"></form>\n"
            ),
            visitor,
        )
    }

    /// The page without ways elsewhere, for somebody who is in the middle of signing in.
    pub(crate) fn alone(&self, visitor: Option<&Person>) -> String {
        self.frame("", "", "", visitor)
    }

    fn frame(&self, base: &str, team: &str, ways: &str, visitor: Option<&Person>) -> String {
        let account = match visitor {
            Some(person) => format!(
                "<form method=\"post\" action=\"/users/logout\"><a href=\"{base}/users/{}\">{}</a> \
                 <a href=\"/users/apps\">Applications</a> <button>Sign out</button></form>",
                person.id,
                escape(&person.name)
            ),
            None => "<a href=\"/users/login\">Sign in</a>".to_owned(),
        };
        let home = if base.is_empty() { "/" } else { base };
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{} - Fernwick Stack{team}</title>\n<link rel=\"icon\" href=\"data:,\">\n\
             <link rel=\"stylesheet\" href=\"/assets/site.css\">\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#main\">Skip to the content</a>\n\
             <header><a class=\"name\" href=\"{home}\">Fernwick Stack{team}</a> {ways}{account}</header>\n\
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

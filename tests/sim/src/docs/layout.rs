//! The frame around every docs page: what a reader of the page has to see past, and so has the extension.

use super::library::{Doc, Library, link};
use crate::html::escape;

/// A list of pages longer than this is not put beside every page.
const MOST_IN_NAVIGATION: usize = 60;

/// One page.
pub(super) fn doc(library: &Library, url: &str, path: &str, doc: &Doc) -> String {
    let section = doc.section.as_ref().map_or_else(String::new, |section| format!("<li>{}</li>", escape(section)));
    let crumbs = format!(
        "<nav aria-label=\"Breadcrumb\" class=\"crumbs\"><ol><li><a href=\"/\">{}</a></li>{section}\
         <li aria-current=\"page\">{}</li></ol></nav>\n",
        escape(library.name),
        escape(&doc.title)
    );
    let helpful = "<form class=\"helpful\" method=\"post\" action=\"/feedback\">\n<p>Was this page helpful?</p>\n\
                   <button name=\"helpful\" value=\"yes\">Yes</button> <button name=\"helpful\" value=\"no\">No</button>\n\
                   </form>\n";
    let main = format!("{crumbs}<article>\n{}</article>\n{helpful}", doc.html);
    Frame { library, url, path, title: &doc.title, description: &doc.description }.around(&main)
}

/// The front page: everything there is.
pub(super) fn index(library: &Library, url: &str) -> String {
    let main = format!("<article>\n<h1>{}</h1>\n{}</article>\n", escape(library.name), contents(library, ""));
    Frame { library, url, path: "/", title: "Contents", description: "All pages by service." }.around(&main)
}

/// What the search box found: pages with all of the words.
pub(super) fn results(library: &Library, url: &str, typed: &str) -> String {
    let lower = typed.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let mut main = format!("<h1>Pages about “{}”</h1>\n<ul>\n", escape(typed));
    let hits = library.pages.iter().filter(|(_, doc)| words.iter().all(|word| doc.words.contains(word)));
    for (path, doc) in hits.take(30) {
        main.push_str(&format!("<li><a href=\"{}\">{}</a></li>\n", link(path), escape(&doc.title)));
    }
    main.push_str("</ul>\n");
    Frame { library, url, path: "/search", title: "Search", description: "Search results." }.around(&main)
}

/// After a click on Yes or No.
pub(super) fn thanks(library: &Library, url: &str) -> String {
    let main =
        "<h1>Thank you</h1>\n<p>In this demo nobody reads what you answered.</p>\n<p><a href=\"/\">All pages</a></p>\n";
    Frame { library, url, path: "/feedback", title: "Thank you", description: "Feedback." }.around(main)
}

/// No such page.
pub(super) fn missing(library: &Library, url: &str) -> String {
    let main = "<h1>Page not found</h1>\n<p><a href=\"/\">All pages</a></p>\n";
    Frame { library, url, path: "/", title: "Page not found", description: "No such page." }.around(main)
}

struct Frame<'a> {
    library: &'a Library,
    url: &'a str,
    path: &'a str,
    title: &'a str,
    description: &'a str,
}

impl Frame<'_> {
    fn around(&self, main: &str) -> String {
        let short = self.library.pages.len() <= MOST_IN_NAVIGATION;
        let list = if short { contents(self.library, self.path) } else { "<p><a href=\"/\">All pages</a></p>".into() };
        let name = escape(self.library.name);
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} · {name}</title>\n\
             <meta name=\"description\" content=\"{description}\">\n<link rel=\"canonical\" href=\"{url}{path}\">\n\
             <link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"/assets/docs.css\">\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#main\">Skip to the content</a>\n\
             <header>\n<a class=\"name\" href=\"/\">{name}</a>\n<form role=\"search\" action=\"/search\">\
             <input type=\"search\" name=\"q\" aria-label=\"Search the docs\" placeholder=\"Search the docs\"></form>\n\
             </header>\n<div class=\"columns\">\n<nav class=\"side\" aria-label=\"All pages\">\n{list}</nav>\n\
             <main id=\"main\">\n{main}</main>\n</div>\n\
             <footer>Fernwick Engineering. For colleagues only. Questions? Ask on the Stack.</footer>\n</body>\n</html>\n",
            title = escape(self.title),
            description = escape(self.description),
            url = escape(self.url),
            path = link(self.path),
        )
    }
}

/// Links to all pages, by service.
fn contents(library: &Library, current: &str) -> String {
    let mut list = String::new();
    let mut section = None;
    list.push_str("<ul>\n");
    for (path, doc) in &library.pages {
        if doc.section.is_some() && section != doc.section {
            section.clone_from(&doc.section);
            let heading = section.as_deref().unwrap_or_default();
            list.push_str(&format!("</ul>\n<p class=\"section\">{}</p>\n<ul>\n", escape(heading)));
        }
        let here = if path == current { " aria-current=\"page\"" } else { "" };
        let title = if doc.title.is_empty() { path } else { &doc.title };
        list.push_str(&format!("<li><a href=\"{}\"{here}>{}</a></li>\n", link(path), escape(title)));
    }
    list.push_str("</ul>\n");
    list.replace("<ul>\n</ul>\n", "")
}

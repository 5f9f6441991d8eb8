//! The pages of the docs host: the demo's, a data directory's, or a test's own.

use std::collections::{BTreeMap, HashMap};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::corpus::jsonl;
use crate::html::escape;
use crate::markdown;

include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// What a path segment keeps as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A page of the docs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Doc {
    /// Text.
    pub(crate) title: String,
    /// Text, for the head of the page.
    pub(crate) description: String,
    /// The service it belongs to.
    pub(crate) section: Option<String>,
    /// The whole article, its title included.
    pub(crate) html: String,
    /// Its words in lower case, for the search box.
    pub(crate) words: String,
}

/// All pages of the host.
#[derive(Debug, Default)]
pub(crate) struct Library {
    /// What the host calls itself.
    pub(crate) name: &'static str,
    /// By path, decoded.
    pub(crate) pages: BTreeMap<String, Doc>,
    /// Pages that are not ours, by path.
    raw: HashMap<String, String>,
}

/// What is at a path.
#[derive(Debug)]
pub(crate) enum Found<'a> {
    Index,
    Doc(&'a str, &'a Doc),
    Raw(&'a str),
    Nothing,
}

impl Library {
    /// Fernwick's handbook, compiled in.
    pub(crate) fn demo() -> Self {
        let pages =
            PAGES.iter().map(|(file, text)| (format!("/{}", file.trim_end_matches(".md")), demo_doc(file, text)));
        Self { name: "Fernwick Docs", pages: pages.collect(), raw: HashMap::new() }
    }

    /// The pages of a data directory, under `/page/{id}`.
    pub(crate) fn of(pages: Vec<jsonl::Page>) -> Self {
        let pages = pages.into_iter().map(|page| (format!("/page/{}", page.id), data_doc(&page)));
        Self { name: "Pages", pages: pages.collect(), raw: HashMap::new() }
    }

    /// Adds a page as it is.
    pub(crate) fn add(&mut self, path: &str, html: String) {
        self.raw.insert(path.to_owned(), html);
    }

    /// What is at a decoded path.
    pub(crate) fn find(&self, path: &str) -> Found<'_> {
        if let Some(html) = self.raw.get(path) {
            return Found::Raw(html);
        }
        let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
        match self.pages.get_key_value(path) {
            Some((path, doc)) => Found::Doc(path, doc),
            None if path == "/" => Found::Index,
            None => Found::Nothing,
        }
    }
}

/// A page's path as it is written in links.
pub(crate) fn link(path: &str) -> String {
    path.split('/').map(|segment| utf8_percent_encode(segment, SEGMENT).to_string()).collect::<Vec<_>>().join("/")
}

fn demo_doc(file: &str, text: &str) -> Doc {
    let title = text.lines().next().unwrap_or_default().trim_start_matches('#').trim();
    Doc {
        title: title.to_owned(),
        description: markdown::first_paragraph(text),
        section: file.split_once('/').map(|(service, _)| capitalised(service)),
        html: markdown::article(text),
        words: markdown::plain(text).to_lowercase(),
    }
}

fn data_doc(page: &jsonl::Page) -> Doc {
    let mut html = format!("<h1>{}</h1>\n", escape(&page.title));
    for paragraph in page.text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        let heading = page.headings.iter().any(|heading| heading.trim() == paragraph);
        let tag = if heading { "h2" } else { "p" };
        html.push_str(&format!("<{tag}>{}</{tag}>\n", escape(paragraph)));
    }
    for heading in &page.headings {
        // A heading that the text does not repeat would be lost otherwise.
        if !page.text.contains(heading.trim()) {
            html.push_str(&format!("<h2>{}</h2>\n", escape(heading)));
        }
    }
    for code in &page.code {
        html.push_str(&format!("<pre><code>{}</code></pre>\n", escape(code)));
    }
    Doc {
        title: page.title.clone(),
        description: page.text.chars().take(160).collect(),
        section: None,
        html,
        words: page.text.to_lowercase(),
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

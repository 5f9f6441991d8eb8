//! What was read from a page: plain data, capped, untrusted.

use super::visible;
use serde::{Deserialize, Serialize};
use std::mem;

/// A heading with its level, 1 to 6.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 for `h1`.
    pub level: u8,
    /// Its text.
    pub text: String,
}

/// A part of what the person selected: a text, or an element around those that say they are within it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SelectedNode {
    /// The element around it: one before it in the list.
    pub within: Option<u32>,
    /// The element's name, lower case; empty for a text.
    pub tag: String,
    /// The element's classes; of code, also of what is close around it.
    pub names: String,
    /// Where a link leads, or where an image is; else empty.
    pub target: String,
    /// The text, or what stands for an image.
    pub text: String,
}

/// A page as the person sees it, read at their request ([`crate::page`]). What it holds is untrusted, and cut to
/// size by [`PageSnapshot::capped`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PageSnapshot {
    /// The address in the address bar.
    pub url: String,
    /// The document's media type, as the browser tells it.
    pub content_type: String,
    /// `<link rel=canonical>`, if any.
    pub canonical: Option<String>,
    /// The document's title.
    pub title: String,
    /// `<meta name=description>`.
    pub description: String,
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// The main text, code left out.
    pub text: String,
    /// Code blocks.
    pub code: Vec<String>,
    /// The language of each code block, lower case, as the page names it; empty where it does not.
    pub languages: Vec<String>,
    /// What the page is documentation of, as the site around its text names it; empty if nothing does.
    pub product: String,
    /// What the person had selected, as text; empty if nothing.
    pub selection: String,
    /// The same as it is built; empty where the page does not show that.
    pub selected: Vec<SelectedNode>,
    /// The heading above the selection; empty if there is none.
    pub selection_heading: String,
    /// Tags that rules give to pages of its address ([`super::TagRule`]); the page itself says nothing of them.
    pub tags: Vec<String>,
    /// Headings that a rule wants a question about the page to have.
    pub asked: Vec<String>,
}

impl PageSnapshot {
    /// Characters of main text kept: more tells nothing new about what a page is about.
    pub const MAX_TEXT: usize = 200_000;
    const MAX_SELECTION: usize = 20_000;
    const MAX_SELECTED: usize = 5_000;
    /// Characters of an address that are shown as its name.
    const MAX_NAME: usize = 100;
    const MAX_LINE: usize = 2_000;
    const MAX_CODE: usize = 4_000;
    const MAX_ITEMS: usize = 200;

    /// The same page without what cannot be seen, and with every field cut to its cap, at character boundaries.
    #[must_use]
    pub fn capped(mut self) -> Self {
        for line in
            [&mut self.url, &mut self.title, &mut self.description, &mut self.product, &mut self.selection_heading]
                .into_iter()
                .chain(&mut self.canonical)
        {
            cut(line, Self::MAX_LINE);
        }
        cut(&mut self.text, Self::MAX_TEXT);
        cut(&mut self.selection, Self::MAX_SELECTION);
        self.selected.truncate(Self::MAX_SELECTED);
        let mut room = Self::MAX_SELECTION;
        for node in &mut self.selected {
            cut(&mut node.text, room);
            room -= node.text.len();
            cut(&mut node.target, Self::MAX_LINE);
        }
        self.headings.truncate(Self::MAX_ITEMS);
        self.headings.iter_mut().for_each(|h| cut(&mut h.text, Self::MAX_LINE));
        self.code.truncate(Self::MAX_ITEMS);
        self.code.iter_mut().for_each(|c| cut(c, Self::MAX_CODE));
        self.languages.truncate(Self::MAX_ITEMS);
        self.languages.iter_mut().for_each(|l| cut(l, 40));
        self
    }

    /// The address to keep: canonical if it is on the page's own origin, else the address bar's; without
    /// fragment and without the parameters that only track where a click came from.
    #[must_use]
    pub fn address(&self) -> String {
        let origin = |url: &str| url.split('/').take(3).map(str::to_owned).collect::<Vec<_>>();
        let url = self.canonical.as_deref().filter(|c| origin(c) == origin(&self.url)).unwrap_or(&self.url);
        untracked(url.split('#').next().unwrap_or_default())
    }

    /// The same page with the link or the image at `target` in place of a selection; as it is if that is not on the web.
    #[must_use]
    pub fn pointing_at(mut self, target: &str) -> Self {
        let target = untracked(target);
        if let Some(name) = on_the_web(&target) {
            let name = visible(name.chars().take(Self::MAX_NAME).collect());
            let link = SelectedNode { tag: "a".to_owned(), target: visible(target.clone()), ..SelectedNode::default() };
            self.selected = vec![link, SelectedNode { within: Some(0), text: name, ..SelectedNode::default() }];
            (self.selection, self.selection_heading) = (String::new(), String::new());
        }
        self
    }

    /// Whether there is anything to look for.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let blank = |s: &String| s.trim().is_empty();
        blank(&self.title) && blank(&self.text) && self.headings.is_empty() && self.code.iter().all(blank)
    }
}

/// Whether two addresses show the same page: they differ in nothing, or in the place on it. What begins with `#/` or `#!`
/// is no place, but the page that an application shows.
#[must_use]
pub fn same_page(one: &str, other: &str) -> bool {
    let page = |url: &str| {
        let (path, place) = url.split_once('#').unwrap_or((url, ""));
        if place.starts_with(['/', '!']) { url.to_owned() } else { path.to_owned() }
    };
    page(one) == page(other)
}

/// Whether two titles of a page differ in no more than what counts up and down in them, such as `(3)` before a name.
#[must_use]
pub fn same_title(one: &str, other: &str) -> bool {
    let letters = |title: &str| title.chars().filter(|c| c.is_alphabetic()).collect::<String>();
    letters(one) == letters(other)
}

/// What follows the scheme in an address on the web; none in any other.
#[must_use]
pub fn on_the_web(url: &str) -> Option<&str> {
    url.strip_prefix("https://").or(url.strip_prefix("http://"))
}

/// `url` without the parameters that only track where a click came from.
#[must_use]
pub fn untracked(url: &str) -> String {
    let (url, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let Some((path, query)) = url.split_once('?') else { return format!("{url}{fragment}") };
    let tracks = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        !(name.starts_with("utm_") || matches!(name, "gclid" | "fbclid" | "msclkid" | "ref" | "src"))
    };
    let kept = query.split('&').filter(tracks).collect::<Vec<_>>().join("&");
    format!("{path}{}{kept}{fragment}", if kept.is_empty() { "" } else { "?" })
}

/// Cuts `text` to at most `max` bytes at a character boundary, and takes out what cannot be seen.
fn cut(text: &mut String, max: usize) {
    text.truncate(text.floor_char_boundary(max));
    *text = visible(mem::take(text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn address(url: &str, canonical: Option<&str>, expect: &str) {
        let page = PageSnapshot { url: url.into(), canonical: canonical.map(Into::into), ..Default::default() };
        assert_eq!(page.address(), expect);
    }

    #[test]
    fn address_is_canonical_and_without_tracking() {
        address("https://d.test/a?utm_source=x&id=3&gclid=1#top", None, "https://d.test/a?id=3");
        address("https://d.test/a?utm_source=x", None, "https://d.test/a");
        address("https://d.test/a?x=1", Some("https://d.test/b"), "https://d.test/b");
        // A page cannot make us cite another host.
        address("https://d.test/a", Some("https://evil.test/b"), "https://d.test/a");
    }

    #[test]
    fn an_anchor_leads_to_no_other_page() {
        for (one, other, expect) in [
            ("https://d.test/a", "https://d.test/a#b", true),
            ("https://d.test/a#b", "https://d.test/a#c", true),
            ("https://d.test/a", "https://d.test/a?b", false),
            ("https://d.test/#/a", "https://d.test/#/b", false),
            ("https://d.test/#!a", "https://d.test/", false),
            ("", "", true),
        ] {
            assert_eq!(same_page(one, other), expect, "{one} {other}");
        }
        assert!(same_title("(1) Inbox", "(12) Inbox") && same_title("● Chat", "Chat") && !same_title("Inbox", "Sent"));
    }

    #[test]
    fn caps_at_character_boundaries() {
        let page = PageSnapshot { text: "é".repeat(PageSnapshot::MAX_TEXT), ..Default::default() }.capped();
        assert!(page.text.len() <= PageSnapshot::MAX_TEXT);
        assert!(page.text.ends_with('é'));
    }

    #[test]
    fn nothing_unseen_is_read() {
        let odd = || "a\u{202e}b\u{200b}\u{1b}".to_owned();
        let heading = Heading { level: 1, text: odd() };
        let page = PageSnapshot {
            url: odd(),
            content_type: String::new(),
            canonical: Some(odd()),
            title: odd(),
            description: odd(),
            headings: vec![heading],
            text: odd(),
            code: vec![odd()],
            languages: vec![odd()],
            product: odd(),
            selection: odd(),
            selection_heading: odd(),
            selected: vec![SelectedNode { text: odd(), target: odd(), ..SelectedNode::default() }],
            tags: Vec::new(),
            asked: Vec::new(),
        };
        let shown = format!("{:?}", page.capped());
        assert!(!shown.contains("\\u") && shown.matches("\"ab\"").count() == 13, "{shown}");
    }
}

//! A body's Markdown as HTML, as the site will show it: CommonMark with pipe tables, bare addresses that are links, and
//! of raw HTML the few elements that a post may hold, without attributes.
//!
//! What comes of it is untrusted all the same: `ui/html.rs` takes it through the platform's Sanitizer before anybody
//! sees it. Images load nothing: their description and address stand for them.

use crate::model::on_the_web;
use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// What of raw HTML stays, without attributes; links and images have theirs.
const RAW: &[&str] = &[
    "b",
    "blockquote",
    "br",
    "code",
    "dd",
    "del",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strike",
    "strong",
    "sub",
    "sup",
    "ul",
];

/// Events after which the preview ends: a post of the greatest length has fewer, unless it is a trap, such as a table
/// of thousands of columns whose rows have one cell.
const MOST_EVENTS: usize = 200_000;

/// `markdown` as HTML. Never fails: any text is Markdown.
#[must_use]
pub fn preview(markdown: &str) -> String {
    let mut page = Page { html: String::with_capacity(markdown.len() * 3 / 2), ..Page::default() };
    events(markdown).for_each(|event| page.event(event));
    page.html
}

/// What `markdown` is made of, as the site reads it.
pub(super) fn events(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES).take(MOST_EVENTS)
}

/// The HTML so far, and what the next event is within.
#[derive(Default)]
struct Page {
    html: String,
    /// Text is written as it is.
    in_code: bool,
    /// Links within links are text.
    in_link: bool,
    /// The cells are of the head.
    in_head: bool,
    /// How many images the text describes, one within the other.
    images: usize,
    /// Where the outermost of them is.
    image: String,
    /// The HTML block so far: a comment may have many lines.
    block: String,
}

impl Page {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => self.image_begins(&dest_url),
            Event::End(TagEnd::Image) => self.image_ends(),
            // What describes an image is plain.
            Event::Text(text) | Event::Code(text) if self.images > 0 => self.escaped(&text),
            Event::SoftBreak | Event::HardBreak if self.images > 0 => self.html.push(' '),
            _ if self.images > 0 => {}
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_code || self.in_link => self.escaped(&text),
            Event::Text(text) => self.linked(&text),
            Event::Code(code) => {
                self.html.push_str("<code>");
                self.escaped(&code);
                self.html.push_str("</code>");
            }
            Event::Html(line) => self.block.push_str(&line),
            Event::InlineHtml(raw) => self.raw(&raw),
            Event::SoftBreak => self.html.push('\n'),
            Event::HardBreak => self.html.push_str("<br>\n"),
            Event::Rule => self.html.push_str("<hr>\n"),
            // No option asks for any.
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Link { link_type, dest_url, .. } => {
                self.in_link = true;
                self.link(link_type, &dest_url);
            }
            Tag::CodeBlock(_) => {
                self.in_code = true;
                self.html.push_str("<pre><code>");
            }
            Tag::List(Some(first)) if first != 1 => self.html.push_str(&format!("<ol start=\"{first}\">\n")),
            Tag::TableHead => {
                self.in_head = true;
                self.html.push_str("<thead><tr>");
            }
            tag => {
                let name = self.name(tag.to_end());
                if !name.is_empty() {
                    self.html.extend(["<", name, ">"]);
                }
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Link => {
                self.in_link = false;
                self.html.push_str("</a>");
            }
            TagEnd::HtmlBlock => {
                let block = std::mem::take(&mut self.block);
                self.raw(&block);
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.html.push_str("</code></pre>\n");
            }
            TagEnd::TableHead => {
                self.in_head = false;
                self.html.push_str("</tr></thead>\n<tbody>");
            }
            TagEnd::Table => self.html.push_str("</tbody></table>\n"),
            tag => {
                let name = self.name(tag);
                if !name.is_empty() {
                    self.html.extend(["</", name, ">"]);
                }
                if !matches!(tag, TagEnd::Emphasis | TagEnd::Strong) {
                    self.html.push('\n');
                }
            }
        }
    }

    /// The element of a tag; empty where it has none of its own.
    fn name(&self, tag: TagEnd) -> &'static str {
        match tag {
            TagEnd::Paragraph => "p",
            TagEnd::Heading(HeadingLevel::H1) => "h1",
            TagEnd::Heading(HeadingLevel::H2) => "h2",
            TagEnd::Heading(HeadingLevel::H3) => "h3",
            TagEnd::Heading(HeadingLevel::H4) => "h4",
            TagEnd::Heading(HeadingLevel::H5) => "h5",
            TagEnd::Heading(HeadingLevel::H6) => "h6",
            TagEnd::BlockQuote(_) => "blockquote",
            TagEnd::List(true) => "ol",
            TagEnd::List(false) => "ul",
            TagEnd::Item => "li",
            TagEnd::Table => "table",
            TagEnd::TableRow => "tr",
            TagEnd::TableCell if self.in_head => "th",
            TagEnd::TableCell => "td",
            TagEnd::Emphasis => "em",
            TagEnd::Strong => "strong",
            _ => "",
        }
    }

    /// Opens a link. Where it may not lead is the Sanitizer's to say.
    fn link(&mut self, kind: LinkType, address: &str) {
        self.html.push_str(if kind == LinkType::Email { "<a href=\"mailto:" } else { "<a href=\"" });
        self.escaped(address);
        self.html.push_str("\">");
    }

    fn image_begins(&mut self, address: &str) {
        self.images += 1;
        if self.images == 1 {
            self.image = address.to_owned();
            self.html.push_str("<em>Image: ");
        }
    }

    /// Says where an image that is not loaded would come from.
    fn image_ends(&mut self) {
        self.images = self.images.saturating_sub(1);
        if self.images > 0 {
            return;
        }
        self.html.push_str("</em>");
        let address = std::mem::take(&mut self.image);
        if on_the_web(&address).is_some() {
            self.html.push_str(" (");
            if self.in_link {
                self.escaped(&address)
            } else {
                self.linked(&address)
            }
            self.html.push(')');
        }
    }

    /// Text whose bare addresses become links.
    fn linked(&mut self, text: &str) {
        let mut from = 0;
        for at in bare_addresses(text) {
            let address = &text[at.clone()];
            self.escaped(&text[from..at.start]);
            from = at.end;
            self.html.push_str("<a href=\"");
            self.escaped(address);
            self.html.push_str("\">");
            self.escaped(address);
            self.html.push_str("</a>");
        }
        self.escaped(&text[from..]);
    }

    /// Raw HTML: tags that a post may hold; of the others, and of comments, nothing. Entities are what they are.
    fn raw(&mut self, raw: &str) {
        let mut rest = raw;
        while let Some(open) = rest.find('<') {
            self.html.push_str(&rest[..open].replace('>', "&gt;"));
            rest = &rest[open..];
            let end = if rest.starts_with("<!--") { "-->" } else { ">" };
            let Some(close) = rest.find(end) else { return };
            self.raw_tag(&rest[1..close]);
            rest = &rest[close + end.len()..];
        }
        self.html.push_str(&rest.replace('>', "&gt;"));
    }

    /// A tag, without its brackets.
    fn raw_tag(&mut self, tag: &str) {
        let (slash, inner) = tag.strip_prefix('/').map_or(("", tag), |inner| ("/", inner));
        let name = inner.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
        match (name.as_str(), slash) {
            ("a", "") => self.link(LinkType::Inline, attribute(inner, "href")),
            ("img", "") => {
                self.image_begins(attribute(inner, "src"));
                self.escaped(attribute(inner, "alt"));
                self.image_ends();
            }
            (name, slash) if name == "a" || RAW.contains(&name) => self.html.extend(["<", slash, name, ">"]),
            _ => {}
        }
    }

    fn escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                c => self.html.push(c),
            }
        }
    }
}

/// Where addresses stand in `text` as they are.
pub(super) fn bare_addresses(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + next_address(&text[from..])?;
        from = start + address(&text[start..]).len();
        Some(start..from)
    })
}

/// Where the next bare address begins: at no letter's side.
fn next_address(text: &str) -> Option<usize> {
    let begins = |at: &usize| !text[..*at].ends_with(char::is_alphanumeric);
    text.match_indices("http").map(|(at, _)| at).filter(begins).find(|at| {
        ["https://", "http://"]
            .iter()
            .any(|scheme| text[*at..].strip_prefix(scheme).is_some_and(|rest| rest.starts_with(char::is_alphanumeric)))
    })
}

/// The address that `text` begins with, without the signs of the sentence around it.
fn address(text: &str) -> &str {
    let end = text.find(|c: char| c.is_whitespace() || "<>\"`".contains(c)).unwrap_or(text.len());
    let mut address = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
    // A parenthesis that was not opened in it is around it.
    let count = |sign: char| address.matches(sign).count();
    for _ in count('(')..count(')') {
        address = address.strip_suffix(')').unwrap_or(address);
    }
    address
}

/// The value of an attribute between quotes; empty where there is none.
fn attribute<'a>(tag: &'a str, name: &str) -> &'a str {
    let value = tag.split_once(name).map(|(_, rest)| rest.trim_start().trim_start_matches('=').trim_start());
    let quoted = |value: &'a str| value.strip_prefix('"').and_then(|value| value.split('"').next());
    value.and_then(quoted).unwrap_or_default()
}

//! Markdown in the site's three uses: a post's HTML, a docs page's HTML, and the plain words that search sees.

use std::collections::HashSet;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

use crate::html::{escape, slug};

/// The inline tags that a post may use, without attributes. Everything else raw is dropped.
const ALLOWED: &[&str] = &["b", "br", "code", "del", "em", "hr", "i", "kbd", "s", "strike", "strong", "sub", "sup"];

/// As much of a text as is quoted elsewhere, in characters.
const QUOTED: usize = 160;

/// A post's HTML as the site shows it and the API's `body` carries it.
pub(crate) fn post(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut out, parse(markdown).map(|event| post_event(safe(event))));
    out
}

/// The HTML of a comment, which knows no paragraphs.
pub(crate) fn inline(markdown: &str) -> String {
    post(markdown).trim_end().replace("</p>\n<p>", " ").replace("<p>", "").replace("</p>", "")
}

/// A docs page's HTML, with an id on every heading.
pub(crate) fn article(markdown: &str) -> String {
    let events = with_heading_ids(parse(markdown).map(safe).collect());
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut out, events.into_iter());
    out
}

/// The words of a text: no markup, no link targets.
pub(crate) fn plain(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    for event in parse(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            Event::End(end) if !is_inline(end) => out.push('\n'),
            _ => {}
        }
    }
    out
}

/// As both versions of the API show it: the site keeps the line ends of the browser's form.
pub(crate) fn with_crlf(markdown: &str) -> String {
    markdown.replace("\r\n", "\n").replace('\n', "\r\n")
}

/// The first words of a text.
pub(crate) fn quote(markdown: &str) -> String {
    let words = plain(markdown).split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", words[..end].trim_end()),
        None => words,
    }
}

/// The text of the first paragraph.
pub(crate) fn first_paragraph(markdown: &str) -> String {
    let events = parse(markdown)
        .skip_while(|event| !matches!(event, Event::Start(Tag::Paragraph)))
        .take_while(|event| !matches!(event, Event::End(TagEnd::Paragraph)));
    text_of(events)
}

/// Every address that a text links to or mentions.
pub(crate) fn links(markdown: &str) -> Vec<String> {
    if !markdown.contains("://") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for event in parse(markdown) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => found.push(dest_url.into_string()),
            Event::Text(text) | Event::Code(text) => bare_links(&text, &mut found),
            _ => {}
        }
    }
    let mut seen = HashSet::new();
    found.retain(|link| seen.insert(link.clone()));
    found
}

fn parse(markdown: &str) -> Parser<'_> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES)
}

fn text_of<'a>(events: impl Iterator<Item = Event<'a>>) -> String {
    let mut out = String::new();
    for event in events {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            _ => {}
        }
    }
    out
}

fn is_inline(end: TagEnd) -> bool {
    matches!(end, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

fn bare_links(text: &str, found: &mut Vec<String>) {
    for (at, _) in text.match_indices("://") {
        let start = text[..at].rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |i| i + 1);
        if !matches!(&text[start..at], "http" | "https") {
            continue;
        }
        let rest = &text[start..];
        let end = rest.find(|c: char| c.is_whitespace() || "<>\"')]}`".contains(c)).unwrap_or(rest.len());
        found.push(rest[..end].trim_end_matches(['.', ',', ';', ':']).to_owned());
    }
}

/// Takes the sting out of raw HTML and of links that are not addresses.
fn safe(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::InlineHtml(allowed_tags(&raw).into()),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: safe_target(link_type, dest_url), title, id })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Image { link_type, dest_url: safe_target(link_type, dest_url), title, id })
        }
        event => event,
    }
}

fn safe_target(link_type: LinkType, target: CowStr<'_>) -> CowStr<'_> {
    let scheme = target.split_once(':').map(|(scheme, _)| scheme);
    match scheme {
        Some("http" | "https" | "mailto") => target,
        Some(scheme) if !scheme.contains(['/', '?', '#']) && link_type != LinkType::Email => "#".into(),
        _ => target,
    }
}

fn allowed_tags(raw: &str) -> String {
    let mut out = String::new();
    let mut rest = raw;
    while let Some(open) = rest.find('<') {
        out.push_str(&escape_text(&rest[..open]));
        rest = &rest[open..];
        let Some(close) = rest.find('>') else { break };
        let name = rest[1..close].trim_start_matches('/').trim_end_matches('/').trim_end();
        if ALLOWED.contains(&name) {
            out.push_str(&rest[..=close]);
        }
        rest = &rest[close + 1..];
    }
    out.push_str(&escape_text(rest));
    out
}

/// Raw HTML may hold entities already; they stay what they are.
fn escape_text(text: &str) -> String {
    text.replace('<', "&lt;").replace('>', "&gt;")
}

/// The site's own spelling of links and code blocks.
fn post_event(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
            let scheme = if link_type == LinkType::Email { "mailto:" } else { "" };
            let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(&title)) };
            let tag = format!("<a href=\"{scheme}{}\"{title} rel=\"nofollow\">", escape(&dest_url));
            Event::InlineHtml(tag.into())
        }
        Event::End(TagEnd::Link) => Event::InlineHtml("</a>".into()),
        Event::Start(Tag::CodeBlock(kind)) => Event::InlineHtml(match kind {
            CodeBlockKind::Fenced(info) if !info.is_empty() => {
                let language = escape(info.split_whitespace().next().unwrap_or_default());
                format!("<pre class=\"lang-{language} prettyprint-override\"><code>").into()
            }
            _ => "<pre><code>".into(),
        }),
        Event::End(TagEnd::CodeBlock) => Event::InlineHtml("</code></pre>\n".into()),
        event => event,
    }
}

fn with_heading_ids(mut events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut taken = HashSet::new();
    for at in 0..events.len() {
        let Event::Start(Tag::Heading { level, .. }) = &events[at] else { continue };
        let level: HeadingLevel = *level;
        let text = text_of(
            events[at + 1..]
                .iter()
                .take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))))
                .map(Event::clone),
        );
        let stem = slug(&text);
        let mut id = stem.clone();
        let mut copy = 1;
        while !taken.insert(id.clone()) {
            copy += 1;
            id = format!("{stem}-{copy}");
        }
        events[at] = Event::Start(Tag::Heading { level, id: Some(id.into()), classes: Vec::new(), attrs: Vec::new() });
    }
    events
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posts_render_as_the_site_does() {
        for (markdown, html) in [
            ("Plain *and* `code`.", "<p>Plain <em>and</em> <code>code</code>.</p>\n"),
            (
                "```rust\nlet a = 1 < 2;\n```",
                "<pre class=\"lang-rust prettyprint-override\"><code>let a = 1 &lt; 2;\n</code></pre>\n",
            ),
            ("```\nx\n```", "<pre><code>x\n</code></pre>\n"),
            ("[a](https://x.test/?a=1&b=2)", "<p><a href=\"https://x.test/?a=1&amp;b=2\" rel=\"nofollow\">a</a></p>\n"),
            ("Press <kbd>Ctrl</kbd>", "<p>Press <kbd>Ctrl</kbd></p>\n"),
        ] {
            assert_eq!(post(markdown), html);
        }
    }

    #[test]
    fn nothing_active_survives() {
        for hostile in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "<b onclick=alert(1)>x</b>",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](data:text/html,<script>)",
            "![x](javascript:alert(1))",
            "<iframe src=//evil.test>",
            "<a href='javascript:alert(1)'>x</a>",
            "[x](https://a.test/\"onmouseover=\"alert(1))",
            "<script",
            "<!-- <script> -->",
            "<javascript:alert(1)>",
            "```\"onclick=\"x\ncode\n```",
        ] {
            for html in [post(hostile), article(hostile)] {
                let lower = html.to_lowercase();
                for bad in [
                    "<script",
                    "<img src=x",
                    "<iframe",
                    "<b o",
                    "\"javascript:",
                    "\"data:",
                    " onclick",
                    "\"onmouse",
                    "\"onclick",
                ] {
                    assert!(!lower.contains(bad), "{hostile} became {html}");
                }
            }
        }
    }

    #[test]
    fn plain_text_has_words_only() {
        let text = plain("# Title\n\nSee [the page](https://x.test/secret) and `code`\n\n```sh\nls -l\n```\n");
        assert_eq!(text, "Title\nSee the page and code\nls -l\n\n");
    }

    #[test]
    fn links_in_every_spelling() {
        assert_eq!(
            links("[a](https://a.test/x) <https://b.test> see https://c.test/y. `curl http://d.test/z`"),
            ["https://a.test/x", "https://b.test", "https://c.test/y", "http://d.test/z"]
        );
    }

    #[test]
    fn headings_get_unique_ids() {
        let html = article("# One\n\n## One\n\n## Why `TRL-112`?");
        for expected in ["<h1 id=\"one\">", "<h2 id=\"one-2\">", "<h2 id=\"why-trl-112\">"] {
            assert!(html.contains(expected), "{html}");
        }
    }
}

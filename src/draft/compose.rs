//! The draft that one click gives: title, quote, provenance, tags. A beginning, never a question: what
//! the person wants to know is theirs to write, and [`super::check`] refuses a post without it.

use crate::{
    model::{PageSnapshot, SourcePage, Tag, Writing},
    text::{Term, is_code_like, lower, page_title, tokens},
};

/// The longest title suggested; the site's limit is 150.
const MAX_TITLE: usize = 150;

/// Composes the opening of a question about `page`, which is capped, on a site with `tags`.
#[must_use]
pub fn compose(page: &PageSnapshot, terms: &[Term], tags: &[Tag]) -> (Writing, SourcePage) {
    let title = page_title(page);
    let source = SourcePage { title: if title.is_empty() { page.address() } else { title }, url: page.address() };
    let quote = quote(page);
    let provenance = format!("Read in [{}]({})", escape_label(&source.title), escape_url(&source.url));
    let body = if quote.is_empty() { format!("\n\n{provenance}") } else { format!("{quote}\n\n\n\n{provenance}") };
    let tags = suggested_tags(page, terms, tags);
    (Writing { title: suggested_title(page, &source.title), body, tags }, source)
}

/// A line of the selection that reads like a symptom, else the selection if it is one line, else nothing:
/// the page's own title is not the person's question.
fn suggested_title(page: &PageSnapshot, source: &str) -> String {
    let selection = &page.selection;
    let lines = || selection.lines().map(str::trim).filter(|line| !line.is_empty());
    let symptom = |line: &&str| {
        let line = lower(line);
        ["error", "fail", "exception", "panic", "denied", "timeout", "timed out", "cannot", "refused"]
            .iter()
            .any(|w| line.contains(w))
            || tokens(&line).any(|t| is_code_like(t) && t.contains('-') && t.contains(|c: char| c.is_ascii_digit()))
    };
    let first = lines().next().filter(|_| lines().count() == 1);
    let Some(line) = lines().find(symptom).or(first) else { return String::new() };
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = if line.chars().count() < 40 { format!("{line} ({source})") } else { line };
    match title.char_indices().nth(MAX_TITLE) {
        None => title,
        Some((end, _)) => title[..end].rsplit_once(' ').map_or(&title[..end], |(words, _)| words).to_owned(),
    }
}

/// The selection, quoted, or fenced if it is code: with a longer fence than any inside it.
fn quote(page: &PageSnapshot) -> String {
    let selection = page.selection.trim_matches('\n').trim_end();
    if selection.trim().is_empty() {
        return String::new();
    }
    if !page.selection_is_code {
        let quoted = |line: &str| format!("> {}", escape_text(line.trim())).trim_end().to_owned();
        return selection.lines().map(quoted).collect::<Vec<_>>().join("\n");
    }
    let longest = selection.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}\n{selection}\n{fence}")
}

/// The tags that rules give to the page, then those of the site that its heaviest terms name, up to three.
fn suggested_tags(page: &PageSnapshot, terms: &[Term], tags: &[Tag]) -> Vec<String> {
    let mut found = page.tags.clone();
    for term in terms.iter().take(20) {
        let tag = tags.iter().find(|tag| term.names(&tag.name));
        if let Some(tag) = tag.filter(|tag| found.len() < 3 && !found.contains(&tag.name)) {
            found.push(tag.name.clone());
        }
    }
    found
}

/// A line of quoted text, with the characters that Markdown would read as markup escaped: a page must not
/// write links, images, headings or HTML into a post.
fn escape_text(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for (at, c) in line.char_indices() {
        let opens_line = at == 0 && matches!(c, '#' | '>' | '-' | '+' | '=' | '~');
        if opens_line || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '!' | '|' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The text of a link.
fn escape_label(text: &str) -> String {
    escape_text(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The target of a link: what could end it is percent-encoded.
fn escape_url(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            c if c.is_whitespace() || c.is_control() => out.push_str("%20"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn page(selection: &str, selection_is_code: bool) -> PageSnapshot {
        PageSnapshot {
            url: "https://docs.test/trellis/rolling-back?utm_source=mail#top".into(),
            title: "Rolling back a deploy · Fernwick Docs".into(),
            selection: selection.into(),
            selection_is_code,
            ..Default::default()
        }
    }

    #[track_caller]
    fn check(page: &PageSnapshot, expect_title: &str, expect_body: &str) {
        let (writing, _) = compose(page, &[], &[]);
        assert_eq!(writing.title, expect_title);
        assert_eq!(writing.body, expect_body);
    }

    const READ: &str = "Read in [Rolling back a deploy](https://docs.test/trellis/rolling-back)";

    #[test]
    fn quotes_what_was_selected() {
        check(&page("", false), "", &format!("\n\n{READ}"));
        check(
            &page("A rollback needs a previous\nrevision.", false),
            "",
            &format!("> A rollback needs a previous\n> revision.\n\n\n\n{READ}"),
        );
        check(
            &page("$ trellis rollback\nTRL-112: no previous revision\n```x```", true),
            "TRL-112: no previous revision (Rolling back a deploy)",
            &format!("````\n$ trellis rollback\nTRL-112: no previous revision\n```x```\n````\n\n\n\n{READ}"),
        );
    }

    #[test]
    fn a_page_cannot_write_markup_into_the_post() {
        let hostile = page("# Hi\n![x](https://evil.test) <img src=x onerror=alert(1)> [a](b)", false);
        let (writing, _) = compose(&hostile, &[], &[]);
        insta::assert_snapshot!(writing.body);
        let hostile = PageSnapshot {
            title: "a](https://evil.test)[<b>".into(),
            url: "https://d.test/a)b c".into(),
            ..Default::default()
        };
        insta::assert_snapshot!(compose(&hostile, &[], &[]).0.body.trim(), @r"Read in [a\](https://evil.test)\[\<b>](https://d.test/a%29b%20c)");
    }

    proptest! {
        #[test]
        fn titles_fit_the_site_and_fences_hold(selection in "[`a-z\n é]{0,300}", code: bool) {
            let (writing, _) = compose(&page(&selection, code), &[], &[]);
            prop_assert!(writing.title.chars().count() <= MAX_TITLE);
            if code && !selection.trim().is_empty() {
                let fence: String = writing.body.chars().take_while(|&c| c == '`').collect();
                prop_assert!(fence.len() >= 3);
                prop_assert_eq!(writing.body.matches(&fence).count(), 2);
            }
        }
    }
}

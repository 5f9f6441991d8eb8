//! The draft that one click gives: title, quote, provenance, tags. A beginning, never a question: what
//! the person wants to know is theirs to write, and [`super::check`] refuses a post without it.

use super::{
    blocks::{Block, blocks},
    inline::{Run, link, plain},
    markdown::{join, quoted},
};
use crate::{
    model::{PageSnapshot, SourcePage, Tag, Timestamp, Writing},
    text::{Term, is_code_like, lower, page_title, tokens},
    words,
};

/// The longest title suggested; the site's limit is 150.
const MAX_TITLE: usize = 150;

/// What a draft begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The fields, filled as far as the page can.
    pub writing: Writing,
    /// Titles to choose from, the likeliest first; the first is in use.
    pub titles: Vec<String>,
    /// The page.
    pub source: SourcePage,
}

/// Composes the opening of a question about `page`, which is capped and read `now`, on a site with `tags`.
#[must_use]
pub fn compose(page: &PageSnapshot, terms: &[Term], tags: &[Tag], now: Timestamp) -> Opening {
    let source = source(page);
    let titles = titles(page, &source.title);
    let excerpt = excerpt(page, now);
    let form: String = page.asked.iter().map(|heading| format!("## {}\n\n\n\n", plain(heading))).collect();
    // Above a mere link there is room for the question, below a quote there is.
    let is_link = page.selection.trim().is_empty() && page.selected.is_empty();
    let body = match (is_link, form.is_empty()) {
        (true, true) => format!("\n\n{excerpt}"),
        (true, false) => format!("{form}{excerpt}"),
        (false, _) => format!("{excerpt}\n\n{form}"),
    };
    let title = titles.first().cloned().unwrap_or_default();
    Opening { writing: Writing { title, body, tags: suggested_tags(page, terms, tags) }, titles, source }
}

/// What is selected on `page`, in Markdown, and where it was read `now`; only the latter if nothing is selected.
#[must_use]
pub fn excerpt(page: &PageSnapshot, now: Timestamp) -> String {
    let SourcePage { title, url } = source(page);
    let target = text_fragment(&page.selection).map_or(url.clone(), |text| format!("{url}#:~:text={text}"));
    let iso = now.to_iso();
    let date = iso.split('T').next().unwrap_or_default();
    let mut blocks = blocks(&page.selected);
    if blocks.is_empty() {
        // In what the page keeps to itself, such as a field, a selection is but text.
        let text = page.selection.replace("\r\n", "\n");
        let paragraphs = text.split("\n\n").filter(|text| !text.trim().is_empty());
        blocks = paragraphs.map(|text| Block::Text(vec![Run { text: text.to_owned(), ..Run::default() }])).collect();
    }
    let mut lines = if let [Block::Code(..)] = blocks.as_slice() { join(&blocks) } else { quoted(&blocks) };
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(words::plain(&words::read_in(&link(&title, &target), date)));
    lines.join("\n")
}

fn source(page: &PageSnapshot) -> SourcePage {
    let title = page_title(page);
    SourcePage { title: if title.is_empty() { page.address() } else { title }, url: page.address() }
}

/// Titles from the selection: a line that reads like a symptom, its first line, the heading above it. Without a
/// selection there is none: the page's own title is not the person's question.
fn titles(page: &PageSnapshot, source: &str) -> Vec<String> {
    let lines = || page.selection.lines().map(str::trim).filter(|line| line.contains(char::is_alphanumeric));
    let symptom = |line: &&str| {
        let line = lower(line);
        ["error", "fail", "exception", "panic", "denied", "timeout", "timed out", "cannot", "refused"]
            .iter()
            .any(|w| line.contains(w))
            || tokens(&line).any(|t| is_code_like(t) && t.contains('-') && t.contains(|c: char| c.is_ascii_digit()))
    };
    let first = lines().next();
    let heading = first.map(|_| page.selection_heading.trim()).filter(|heading| !heading.is_empty());
    let mut titles = Vec::new();
    for line in [lines().find(symptom), first, heading].into_iter().flatten() {
        let title = title(line, source);
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    titles
}

/// `line` as a title, with the page's if it says little by itself.
fn title(line: &str, source: &str) -> String {
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = if line.chars().count() < 40 && line != source { format!("{line} ({source})") } else { line };
    match title.char_indices().nth(MAX_TITLE) {
        None => title,
        Some((end, _)) => title[..end].rsplit_once(' ').map_or(&title[..end], |(words, _)| words).to_owned(),
    }
}

/// Words of a long selection that stand for its beginning, and for its end.
const EDGE: usize = 5;
/// Longest text that an address names, in characters.
const MAX_FRAGMENT: usize = 100;

/// What a browser looks for on the page that a link with this leads to (WICG Scroll to Text Fragment): a short
/// selection as it is, or where a longer one begins and ends. None without a selection, or one without short words.
fn text_fragment(selection: &str) -> Option<String> {
    let mut lines = selection.split(['\n', '\t']).map(str::trim).filter(|line| !line.is_empty());
    let first: Vec<&str> = lines.next()?.split_whitespace().collect();
    let last: Option<Vec<&str>> = lines.next_back().map(|line| line.split_whitespace().collect());
    let parts = match last {
        None if first.join(" ").chars().count() <= MAX_FRAGMENT => vec![first.join(" ")],
        last => {
            let last = last.as_ref().unwrap_or(&first);
            vec![first[..first.len().min(EDGE)].join(" "), last[last.len().saturating_sub(EDGE)..].join(" ")]
        }
    };
    let short = parts.iter().all(|part| part.chars().count() <= MAX_FRAGMENT);
    short.then(|| parts.iter().map(|part| percent_encoded(part)).collect::<Vec<_>>().join(","))
}

/// Everything but what no syntax uses: `-`, `,` and `&` mean something in a text fragment.
fn percent_encoded(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_') {
            out.push(char::from(byte));
        } else {
            out.extend(['%', char::from(HEX[usize::from(byte >> 4)]), char::from(HEX[usize::from(byte & 15)])]);
        }
    }
    out
}

/// The tags that rules give to the page, then those of the site that its heaviest terms name, up to three.
fn suggested_tags(page: &PageSnapshot, terms: &[Term], tags: &[Tag]) -> Vec<String> {
    let mut found = page.tags.clone();
    for term in terms.iter().take(20) {
        let tag = tags.iter().find(|tag| !tag.reserved && term.names(&tag.name));
        if let Some(tag) = tag.filter(|tag| found.len() < 3 && !found.contains(&tag.name)) {
            found.push(tag.name.clone());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SelectedNode;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp(1_709_209_801);

    fn page(selection: &str) -> PageSnapshot {
        PageSnapshot {
            url: "https://docs.test/trellis/rolling-back?utm_source=mail#top".into(),
            title: "Rolling back a deploy · Fernwick Docs".into(),
            selection: selection.into(),
            ..Default::default()
        }
    }

    /// A page with `code` selected.
    fn code(code: &str) -> PageSnapshot {
        let pre = SelectedNode { tag: "pre".into(), names: "language-sh".into(), ..Default::default() };
        let text = SelectedNode { within: Some(0), text: code.into(), ..Default::default() };
        PageSnapshot { selected: vec![pre, text], ..page(code) }
    }

    #[track_caller]
    fn check(page: &PageSnapshot, expect_titles: &[&str], expect_body: &str) {
        let opening = compose(page, &[], &[], NOW);
        assert_eq!(opening.titles, expect_titles);
        assert_eq!(opening.writing.title, expect_titles.first().copied().unwrap_or_default());
        assert_eq!(opening.writing.body, expect_body);
    }

    fn read(fragment: &str) -> String {
        format!("Read in [Rolling back a deploy](https://docs.test/trellis/rolling-back{fragment}) on 2024-02-29.")
    }

    #[test]
    fn quotes_what_was_selected_and_says_where() {
        check(&page(""), &[], &format!("\n\n{}", read("")));
        check(
            &page("A rollback needs a previous\nrevision."),
            &["A rollback needs a previous (Rolling back a deploy)"],
            &format!(
                "> A rollback needs a previous  \n> revision.\n\n{}\n\n",
                read("#:~:text=A%20rollback%20needs%20a%20previous,revision.")
            ),
        );
        check(
            &code("$ trellis rollback\nTRL-112: no previous revision\n```x```\n"),
            &["TRL-112: no previous revision (Rolling back a deploy)", "$ trellis rollback (Rolling back a deploy)"],
            &format!(
                "````sh\n$ trellis rollback\nTRL-112: no previous revision\n```x```\n````\n\n{}\n\n",
                read("#:~:text=%24%20trellis%20rollback,%60%60%60x%60%60%60")
            ),
        );
        let heading =
            PageSnapshot { selection_heading: "After the first deploy".into(), ..page("One revision is kept.") };
        let titles =
            ["One revision is kept. (Rolling back a deploy)", "After the first deploy (Rolling back a deploy)"];
        check(
            &heading,
            &titles,
            &format!("> One revision is kept.\n\n{}\n\n", read("#:~:text=One%20revision%20is%20kept.")),
        );
    }

    #[test]
    fn headings_are_there_to_be_filled() {
        let asked = vec!["What I did".to_owned(), "*Why*".to_owned()];
        let form = "## What I did\n\n\n\n## \\*Why\\*\n\n\n\n";
        check(&PageSnapshot { asked: asked.clone(), ..page("") }, &[], &format!("{form}{}", read("")));
        let page = PageSnapshot { asked, ..code("a") };
        let quote = format!("```sh\na\n```\n\n{}", read("#:~:text=a"));
        check(&page, &["a (Rolling back a deploy)"], &format!("{quote}\n\n{form}"));
    }

    #[test]
    fn a_page_cannot_write_markup_into_the_post() {
        let hostile = page("# Hi\n![x](https://evil.test) <img src=x onerror=alert(1)> [a](b)");
        insta::assert_snapshot!(compose(&hostile, &[], &[], NOW).writing.body);
        let hostile = PageSnapshot {
            title: "a](https://evil.test)[<b>".into(),
            url: "https://d.test/a)b c".into(),
            ..Default::default()
        };
        insta::assert_snapshot!(excerpt(&hostile, NOW), @r"Read in [a\](https://evil.test)\[\<b>](https://d.test/a%29b%20c) on 2024-02-29.");
    }

    #[test]
    fn a_link_finds_the_selection_again() {
        for (selection, expect) in [
            ("", None),
            (" \n\t", None),
            ("a, b-c & d", Some("a%2C%20b%2Dc%20%26%20d")),
            ("日本", Some("%E6%97%A5%E6%9C%AC")),
            ("1 2 3 4 5 6\n\n7\t8 9", Some("1%202%203%204%205,8%209")),
        ] {
            assert_eq!(text_fragment(selection).as_deref(), expect, "{selection:?}");
        }
        assert_eq!(
            text_fragment(&"word ".repeat(30)).as_deref(),
            Some("word%20word%20word%20word%20word,word%20word%20word%20word%20word")
        );
        assert_eq!(text_fragment(&"語".repeat(101)), None);
    }

    proptest! {
        #[test]
        fn titles_fit_the_site_and_fences_hold(selection in "[`a-z\n é]{0,300}", is_code: bool) {
            let page = if is_code { code(&selection) } else { page(&selection) };
            let opening = compose(&page, &[], &[], NOW);
            prop_assert!(opening.titles.iter().all(|title| title.chars().count() <= MAX_TITLE));
            if is_code && !selection.trim().is_empty() {
                let fence: String = opening.writing.body.chars().take_while(|&c| c == '`').collect();
                prop_assert!(fence.len() >= 3);
                prop_assert_eq!(opening.writing.body.matches(&fence).count(), 2);
            }
        }
    }
}

//! From what `extract.js` collected of a page to a [`PageSnapshot`]: its main text without the site around it.
//!
//! Pure, and the only reader of that script's answer. Nothing here knows a site, and nothing here leaves the device.

mod main_text;
mod outline;
mod selection;

use crate::{
    json::{Misfit, Object},
    model::{Heading, PageSnapshot},
    text::{Set, lower, title_parts},
};
use main_text::{main_text, set_aside};
use outline::{Block, Outline, each_word};
pub use selection::Selected;
use std::{borrow::Cow, ops::Range};

/// Reads what `extract.js` answers.
///
/// # Errors
/// The path of the first place that does not fit.
pub fn read(text: &str) -> Result<PageSnapshot, String> {
    let mut outline = Outline::read(text)?;
    let mut page = head(&mut outline).map_err(|Misfit(place)| place)?;
    let aside = set_aside(&outline);
    add_text(&mut page, &outline, &aside);
    page.product = product(&page, &outline, &aside);
    Ok(page.capped())
}

/// What the page says of itself.
fn head(outline: &mut Outline<'_>) -> Result<PageSnapshot, Misfit> {
    let head = &mut outline.head;
    Ok(PageSnapshot {
        url: head.or_default("url")?,
        content_type: head.or_default("contentType")?,
        canonical: head.get("canonical")?,
        title: line(head, "title")?,
        description: line(head, "description")?,
        product: line(head, "site")?,
        selection: head.or_default("selection")?,
        selection_heading: line(head, "selectionHeading")?,
        selected: selection::read(head.list("selected")?).map_err(|misfit| misfit.within("selected"))?,
        ..PageSnapshot::default()
    })
}

/// A text that is one line.
fn line(head: &mut Object<'_>, name: &str) -> Result<String, Misfit> {
    Ok(spaced([&*head.or_default::<Cow<'_, str>>(name)?]).into_owned())
}

/// What a block is part of.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Running text.
    Prose,
    /// A cell of a table: repeated for a reason.
    Cell,
    /// The heading in the block of this number, and its level.
    Heading(usize, u8),
    /// The code in the block of this number.
    Code(usize),
}

fn kind(block: &Block<'_>, outer: Kind, at: usize, holds_pre: bool) -> Kind {
    let level =
        block.tag.strip_prefix('h').and_then(|level| level.parse().ok()).filter(|level| (1..=6).contains(level));
    // Some editors write code in elements that mean nothing.
    let editor =
        || !holds_pre && ["code-block", "codeblock", "CodeMirror"].iter().any(|name| block.names.contains(name));
    match (outer, &*block.tag, level) {
        (Kind::Heading(..) | Kind::Code(_), ..) => outer,
        (_, "pre" | "code", _) => Kind::Code(at),
        (_, _, Some(level)) => Kind::Heading(at, level),
        _ if block.role == "heading" => Kind::Heading(at, 2),
        _ if editor() => Kind::Code(at),
        (_, "td" | "th", _) => Kind::Cell,
        _ => outer,
    }
}

/// Bytes from which the same text again is a copy.
const LONG: usize = 40;

/// Adds the main text, its headings and its code.
fn add_text(page: &mut PageSnapshot, outline: &Outline<'_>, aside: &[bool]) {
    let blocks = &outline.blocks;
    let main = main_text(outline, aside);
    let pres = outline.sum(|at| usize::from(matches!(&*blocks[at].tag, "pre" | "code")));
    let kinds = outline.down(Kind::Prose, |at, outer| kind(&blocks[at], outer, at, pres[at] > 0));
    let is_title = |at: usize| matches!(kinds[at], Kind::Heading(_, 1));
    let titled = (0..blocks.len()).any(|at| main[at] && is_title(at));
    let mut seen: Set<String> = Set::default();
    let mut next = 0;
    // What comes after the cap is not kept.
    while let Some(kind) = kinds.get(next).copied().filter(|_| page.text.len() < PageSnapshot::MAX_TEXT) {
        let start = next;
        let whole = matches!(kind, Kind::Heading(..) | Kind::Code(_));
        next = (start + 1..blocks.len()).find(|at| !whole || kinds[*at] != kind).unwrap_or(blocks.len());
        // A title above the main text belongs to it.
        let above = !titled && page.text.is_empty() && is_title(start);
        let own = (start..next).filter(|at| if above { !aside[*at] } else { main[*at] }).map(|at| &*blocks[at].text);
        let own = own.filter(|text| !text.is_empty());
        if let Kind::Code(root) = kind {
            let code = own.map(|text| text.trim_matches('\n')).collect::<Vec<_>>().join("\n");
            if code.contains(char::is_alphabetic) && seen.insert(code.clone()) {
                page.languages.push(language(outline, root, start..next));
                page.code.push(code);
            }
            continue;
        }
        let text = spaced(own);
        let text = text.trim_end_matches(['#', '¶', '§', '🔗', '\u{200b}']).trim_end();
        // What is there twice is there for two widths of the window.
        let again = text.len() >= LONG && kind != Kind::Cell && !seen.insert(text.to_owned());
        let leads = kind == Kind::Prose && leads(&blocks[start], titled && page.text.is_empty());
        if text.is_empty() || again || leads || is_control(text) {
            continue;
        }
        if let Kind::Heading(_, level) = kind {
            page.headings.push(Heading { level, text: text.to_owned() });
        }
        if !page.text.is_empty() {
            page.text.push('\n');
        }
        page.text.push_str(text);
    }
    if page.text.is_empty() && page.content_type.starts_with("text/") && !page.content_type.contains("html") {
        page.text = std::mem::take(&mut page.code).concat();
        page.languages.clear();
    }
}

/// Whether a block only leads elsewhere: all links, in an element that is for no text; or mostly links, `above` the
/// title.
fn leads(block: &Block<'_>, above: bool) -> bool {
    let bare = matches!(&*block.tag, "" | "div" | "section");
    (bare && block.jumps == 0 && block.links == block.letters) || (above && block.links * 2 >= block.letters)
}

/// The language of the code in the block `root`, as the page names it: there, in a block of it, or close around it.
fn language(outline: &Outline<'_>, root: usize, parts: Range<usize>) -> String {
    let around = std::iter::successors(Some(root), |at| outline.blocks[*at].within).take(3);
    parts.chain(around).find_map(|at| language_in(&outline.blocks[at].names)).unwrap_or_default()
}

/// The language of code that these classes name, lower case; empty if they say that it has none.
pub(crate) fn language_in(names: &str) -> Option<String> {
    const PREFIXES: [&str; 6] =
        ["language-", "lang-", "highlight-source-", "highlight-", "mw-highlight-lang-", "brush:"];
    let names = names.replace("brush: ", "brush:");
    let name =
        names.split([' ', ';']).find_map(|name| PREFIXES.iter().find_map(|of| name.strip_prefix(of))).map(lower)?;
    let none = matches!(&*name, "none" | "text" | "plaintext" | "plain" | "txt" | "default" | "wrapper");
    Some(if none { String::new() } else { name })
}

/// Whether a text is what documentation systems print into the main text for whoever uses them.
fn is_control(text: &str) -> bool {
    const STARTS: [&str; 15] = [
        "[edit",
        "back to top",
        "copied",
        "copy link",
        "edit on",
        "edit this page",
        "in this article",
        "last modified",
        "last updated",
        "loading",
        "on this page",
        "skip to",
        "table of contents",
        "view page source",
        "was this",
    ];
    // Most texts differ in the first letter.
    let begins = |start: &str| text.bytes().zip(start.bytes()).next().is_some_and(|(a, b)| a.eq_ignore_ascii_case(&b));
    let starts =
        |start: &&str| begins(start) && text.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start));
    text.len() < 60 && STARTS.iter().any(starts)
}

/// What the documentation is of: a part of the page's title that the site around the text says, too.
fn product(page: &PageSnapshot, outline: &Outline<'_>, aside: &[bool]) -> String {
    let site = lower(&page.product);
    let short = |block: &&Block<'_>| (3..100).contains(&block.letters);
    let said = outline.blocks.iter().zip(aside).filter(|(_, aside)| **aside).map(|(block, _)| block).filter(short);
    let said: Vec<String> = said.take(1_000).map(|block| lower(&spaced([&*block.text]))).collect();
    let names = |part: &&str| {
        let part = lower(part);
        // `Lark 2.4 documentation` has a brand of `Lark`; links beside each other may have no blank between.
        let says = |said: &String| {
            said.starts_with(&part) || part.strip_prefix(said.as_str()).is_some_and(|rest| rest.starts_with(' '))
        };
        part == site || said.iter().any(says)
    };
    let heads = |part: &&str| page.headings.first().is_some_and(|heading| lower(&heading.text).contains(&lower(part)));
    let parts = title_parts(&page.title);
    let found = parts.iter().skip(1).rev().take(3).copied().filter(|part| !heads(part)).find(names);
    found.unwrap_or(&page.product).to_owned()
}

/// The words of `texts` with a blank between them; as they are if that is what they have.
fn spaced<'t>(texts: impl IntoIterator<Item = &'t str>) -> Cow<'t, str> {
    let mut out = Cow::Borrowed("");
    for text in texts {
        // From where to where the text has single blanks already.
        let (mut from, mut to) = (0, 0);
        let mut push = |stretch: &'t str| match &mut out {
            _ if stretch.is_empty() => {}
            Cow::Borrowed("") => out = Cow::Borrowed(stretch),
            out => {
                let out = out.to_mut();
                out.push(' ');
                out.push_str(stretch);
            }
        };
        each_word(text, |word| {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            if &text[to..start] != " " || to == 0 {
                push(&text[std::mem::replace(&mut from, start)..to]);
            }
            to = start + word.len();
        });
        push(&text[from..to]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::visible;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    /// A block: which one it is in, its element, its role or names, its text, and how much of that is links.
    type Given<'a> = (i64, &'a str, &'a str, &'a str, usize, usize);

    fn collected(head: &Value, blocks: &[Given<'_>]) -> String {
        let block = |(within, tag, name, text, links, jumps): &Given<'_>| {
            let (role, names) = name.strip_prefix("role=").map_or(("", *name), |role| (role, ""));
            [json!(within), json!(tag), json!(role), json!(names), json!(text), json!(links), json!(jumps)]
        };
        let mut page = head.clone();
        page["blocks"] = blocks.iter().flat_map(block).collect();
        page.to_string()
    }

    fn page(blocks: &[Given<'_>]) -> PageSnapshot {
        read(&collected(&json!({ "contentType": "text/html" }), blocks)).unwrap()
    }

    const PROSE: &str = "A rollback needs a revision to return to. The first deploy of a service has none before it, so it \
        says TRL-112 and changes nothing. Deploy once more, or delete the service and begin anew; either takes a minute.";

    /// The text of a page whose main text is `PROSE`, beside `blocks`; the body is block 0, main is block 1.
    #[track_caller]
    fn beside(blocks: &[Given<'_>], expect: &str) {
        let around = [(-1, "body", "", "", 0, 0), (0, "main", "", "", 0, 0), (1, "p", "", PROSE, 0, 0)];
        let text = page(&[&around, blocks].concat()).text;
        assert_eq!(text.strip_prefix(PROSE).map(str::trim_start), Some(expect), "{blocks:?}");
    }

    #[test]
    fn what_is_around_the_text() {
        for (tag, name) in [
            ("nav", ""),
            ("footer", ""),
            ("header", ""),
            ("aside", ""),
            ("address", ""),
            ("div", "role=navigation"),
            ("div", "role=hidden"),
            ("ul", "role=tablist"),
            ("div", "bd-sidebar-secondary"),
            ("div", "md:flex breadcrumbs__item"),
            ("div", "tableOfContents_bqdL"),
            ("div", "IssueViewer-module__metadataPane"),
            ("div", "cookie-banner"),
            ("span", "sr-only"),
        ] {
            beside(&[(1, tag, name, "gone", 0, 0), (3, "b", "", "gone too", 0, 0)], "");
        }
        for (tag, name) in [
            ("div", ""),
            ("section", "group/sidebar md:toc"),
            ("aside", "starlight-aside note"),
            ("div", "role=note"),
            ("td", "menu"),
            ("div", "stock-keeping"), // no toc
        ] {
            beside(&[(1, tag, name, "kept", 0, 0)], "kept");
        }
        beside(&[(0, "div", "", "not in main", 0, 0)], "");
        beside(&[(1, "header", "", "", 0, 0), (3, "h2", "", "Kept", 0, 0)], "Kept");
        beside(&[(1, "div", "toc", "", 0, 0), (3, "pre", "", "kept as code", 0, 0)], "");
        // A list of places on the page, and one of other pages.
        let list = |jumps| [(1, "ul", "", "", 0, 0), (3, "li", "", "One", 3, jumps), (3, "li", "", "Two", 3, jumps)];
        beside(&list(3), "");
        beside(&list(0), "One\nTwo");
        beside(&[(1, "div", "", "PreviousNext", 12, 0)], "");
        beside(&[(1, "p", "", "Edit this page", 14, 0), (1, "p", "", "Last updated on Monday", 0, 0)], "");
        // Twice for two widths of a window; but a cell may be the same as another.
        beside(&[(1, "p", "", PROSE, 0, 0)], "");
        beside(&[(1, "td", "", PROSE, 0, 0)], PROSE);
    }

    #[test]
    fn without_a_word_from_the_page() {
        let menu = (0, "td", "", "Home Shift book Alarms", 20, 0);
        let table = [(-1, "body", "", "", 0, 0), menu, (0, "td", "", PROSE, 0, 0), (2, "b", "", "Steps", 0, 0)];
        assert_eq!(page(&table).text, format!("{PROSE}\nSteps"));
        // Articles beside each other are a page together; a teaser is none.
        let more = "More of the kind. ".repeat(20);
        let two = |text| [(-1, "body", "", "", 0, 0), (0, "article", "", PROSE, 0, 0), (0, "article", "", text, 0, 0)];
        assert_eq!(page(&two(&more)).text, format!("{PROSE}\n{}", more.trim()));
        assert_eq!(page(&two("Read more")).text, PROSE);
        // Nothing but navigation is better than nothing.
        assert_eq!(page(&[(-1, "nav", "", "Menu", 4, 0)]).text, "Menu");
        assert_eq!(page(&[]).text, "");
    }

    #[test]
    fn headings_and_code() {
        let page = page(&[
            (-1, "body", "", "", 0, 0),
            (0, "div", "", "", 0, 0),
            (1, "h1", "", " Install\n it¶ ", 1, 1),
            (0, "main", "", "", 0, 0),
            (3, "p", "", PROSE, 0, 0),
            (3, "h2", "", "", 0, 0),
            (5, "div", "", "When\u{200b} it\u{202e} fails", 0, 0),
            (3, "div", "highlight-python notranslate", "", 0, 0),
            (7, "pre", "", "import lark\n", 0, 0),
            (3, "pre", "", "1\n2\n3", 0, 0),
            (3, "pre", "", "", 0, 0),
            (10, "code", "language-Bash", "a", 0, 0),
            (10, "div", "copy-toolbox", "Copied!", 0, 0),
            (10, "code", "", "b", 0, 0),
        ]);
        let headings: Vec<(u8, &str)> = page.headings.iter().map(|h| (h.level, h.text.as_str())).collect();
        assert_eq!(headings, [(1, "Install it"), (2, "When it fails")]);
        assert_eq!(page.text, format!("Install it\n{PROSE}\nWhen it fails"));
        assert_eq!(
            (page.code, page.languages),
            (vec!["import lark".into(), "a\nb".into()], vec!["python".into(), "bash".into()])
        );
    }

    #[test]
    fn a_file_of_text_is_text() {
        let file =
            |kind: &str| read(&collected(&json!({ "contentType": kind }), &[(-1, "pre", "", "a log", 0, 0)])).unwrap();
        assert_eq!((file("text/plain").text, file("text/plain").code), ("a log".to_owned(), Vec::<String>::new()));
        assert_eq!(file("application/json").code, ["a log"]);
    }

    #[test]
    fn the_product_is_in_the_title_and_around_the_text() {
        let product = |title: &str, site: &str, brand: &str| {
            let blocks =
                [(-1, "nav", "", brand, 0, 0), (-1, "h1", "", "Rolling back", 0, 0), (-1, "p", "", PROSE, 0, 0)];
            read(&collected(&json!({ "title": title, "site": site }), &blocks)).unwrap().product
        };
        for (title, site, brand, expect) in [
            ("Rolling back · Fernwick Docs", "", "Fernwick DocsGuideAPI", "Fernwick Docs"),
            ("Rolling back — Lark 2.4 documentation", "", "Lark", "Lark 2.4 documentation"),
            ("Rolling back | Deploys | Acme", "acme", "Deploys", "Acme"),
            ("Fernwick: Rolling back", "Fernwick", "Menu", "Fernwick"),
            ("Lists - Rolling back", "", "Rolling back", ""),
            ("", "", "", ""),
        ] {
            assert_eq!(product(title, site, brand), expect, "{title}");
        }
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (text, place) in [
            ("", "the beginning"),
            ("[]", ""),
            (r#"{"blocks":{}}"#, "blocks"),
            (r#"{"blocks":[-1,"p"]}"#, "blocks"),
            (r#"{"blocks":[[]]}"#, "blocks"),
            (r#"{"title":1}"#, "title"),
        ] {
            assert_eq!(read(text).unwrap_err(), place, "{text}");
        }
    }

    #[test]
    fn large_pages_are_cut() {
        let word = "x".repeat(1 << 20);
        assert_eq!(page(&[(-1, "p", "", &word, 0, 0)]).text.len(), PageSnapshot::MAX_TEXT);
        let deep: Vec<Given<'_>> = (0..20_000).map(|at| (at - 1, "div", "toc", "a b", 1, 1)).collect();
        assert!(page(&deep).text.len() <= PageSnapshot::MAX_TEXT);
        let many: Vec<Given<'_>> =
            (0..20_000).map(|_| (-1, "h2", "x", "A heading that is long enough", 0, 0)).collect();
        assert!(page(&many).headings.len() <= 200);
    }

    proptest! {
        #[test]
        fn words_stand_apart_by_one_blank(texts in prop::collection::vec("([a-zé]{0,3}[ \n\u{a0}]{0,2}){0,4}", 0..4)) {
            let words: Vec<&str> = texts.iter().flat_map(|text| text.split_whitespace()).collect();
            prop_assert_eq!(spaced(texts.iter().map(String::as_str)), words.join(" "));
        }

        #[test]
        fn never_panics_and_says_only_what_was_there(
            blocks in proptest::collection::vec(
                (-2i64..12, "(div|p|h[1-6]|pre|code|td|nav|main|article|)", "(|toc|aBc-Dé|role=main|role=hidden|[:-~]{0,9})", "\\PC{0,20}", 0usize..30, 0usize..30),
                0..12,
            ),
        ) {
            let given: Vec<Given<'_>> = blocks.iter().map(|(w, t, n, x, l, j)| (*w, t.as_str(), n.as_str(), x.as_str(), *l, *j)).collect();
            let page = page(&given);
            let all = visible(blocks.iter().map(|block| block.3.as_str()).collect());
            prop_assert!(page.text.split_whitespace().all(|word| all.contains(word)));
            prop_assert_eq!(page.code.len(), page.languages.len());
        }
    }
}

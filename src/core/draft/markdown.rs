//! Blocks of text as Markdown: CommonMark with pipe tables.
//!
//! A page says what it likes, so nothing of it reaches a post as markup by itself: every mark in the result is made
//! here or in [`super::inline`], and whatever in a text could be read as one is escaped. Never HTML, never an image.

use super::{
    blocks::Block,
    inline::{Run, Style, fence, line},
};

impl Block {
    /// Adds the block's lines to `out`, each behind `prefix`.
    pub(super) fn write(&self, out: &mut Vec<String>) {
        match self {
            Self::Text(runs) => {
                let lines: Vec<String> =
                    runs_by_line(runs).iter().map(|runs| line(runs)).filter(|line| !line.is_empty()).collect();
                let last = lines.len().saturating_sub(1);
                let broken = |(at, line)| if at < last { format!("{line}  ") } else { line };
                out.extend(lines.into_iter().enumerate().map(broken));
            }
            Self::Code(code, language) => {
                let fence = fence(code);
                out.push(format!("{fence}{language}"));
                out.extend(code.split('\n').map(str::to_owned));
                out.push(fence);
            }
            Self::List(counted, items) => {
                let is_tight = |item: &Vec<Self>| matches!(item.as_slice(), [_] | [Self::Text(_), Self::List(..)]);
                let tight = items.iter().all(is_tight);
                for (at, item) in items.iter().enumerate() {
                    let mark = if *counted { format!("{}. ", at + 1) } else { "- ".to_owned() };
                    if at > 0 && !tight {
                        out.push(String::new());
                    }
                    let lines = if tight { item.iter().flat_map(lines).collect() } else { join(item) };
                    let indent = " ".repeat(mark.len());
                    out.extend(lines.into_iter().enumerate().map(|(at, line)| match at {
                        0 => format!("{mark}{line}"),
                        _ if line.is_empty() => line,
                        _ => format!("{indent}{line}"),
                    }));
                }
            }
            Self::Quote(blocks) => out.extend(quoted(blocks)),
            Self::Table(rows) => {
                let width = rows.iter().map(Vec::len).max().unwrap_or_default();
                for (at, row) in rows.iter().enumerate() {
                    let cells = (0..width).map(|at| row.get(at).map(|runs| line(&one_line(runs))).unwrap_or_default());
                    out.push(format!("|{}", cells.map(|cell| format!(" {cell} |")).collect::<String>()));
                    if at == 0 {
                        out.push(format!("|{}", " --- |".repeat(width)));
                    }
                }
            }
        }
    }
}

fn lines(block: &Block) -> Vec<String> {
    let mut out = Vec::new();
    block.write(&mut out);
    out
}

/// The lines of `blocks`, with an empty one between each two.
pub(super) fn join(blocks: &[Block]) -> Vec<String> {
    blocks.iter().map(lines).collect::<Vec<_>>().join(&String::new())
}

/// The lines of `blocks` as a quote.
pub(super) fn quoted(blocks: &[Block]) -> Vec<String> {
    let quoted = |line: String| if line.is_empty() { ">".to_owned() } else { format!("> {line}") };
    join(blocks).into_iter().map(quoted).collect()
}

fn runs_by_line(runs: &[Run]) -> Vec<Vec<Run>> {
    let mut lines = vec![Vec::new()];
    for run in runs {
        for (at, text) in run.text.split('\n').enumerate() {
            if at > 0 {
                lines.push(Vec::new());
            }
            lines.last_mut().into_iter().for_each(|line| line.push(Run { text: text.to_owned(), ..run.clone() }));
        }
    }
    lines
}

/// The runs of a cell, which has one line: a bar in code would end it, so that code is text there.
fn one_line(runs: &[Run]) -> Vec<Run> {
    let cell = |run: &Run| {
        let code = run.style.code && !run.text.contains('|');
        Run { style: Style { code, ..run.style.clone() }, text: run.text.replace('\n', " ") }
    };
    runs.iter().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        draft::blocks::{blocks, tests::nodes},
        model::SelectedNode,
    };
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    #[test]
    fn text_is_never_markup() {
        for text in [
            "# a",
            "> a",
            "- a",
            "+ a",
            "1. a",
            "12) a",
            "===",
            "---",
            "***",
            "___",
            "~~~",
            "```",
            "    a",
            "a ~~b~~",
            "*a* _b_ __c__ d_e_f",
            "`a`",
            "[a](https://e.test)",
            "![a](https://e.test)",
            "[a]: https://e.test",
            "[a][b]",
            "&lt;b>a&lt;/b>",
            "&lt;https://e.test>",
            "&lt;!-- a -->",
            "&amp; &#60; &copy",
            "\\",
            "a\\*b\\",
            "| a |",
            "[^1]: a",
            "- [ ] a",
            "[!NOTE]",
            "C:\\Users\\a",
            "a  ",
            "2 * 3 * 4",
            ">! a",
            "!a",
        ] {
            let nodes = nodes(&format!("<p>{text}</p><p>a<br>{text}</p>"));
            let rendered = render(&join(&blocks(&nodes)).join("\n"));
            let text: String = text.replace("&lt;", "<").split_whitespace().collect();
            assert_eq!(rendered.said, format!("{text}a{text}"), "{text}");
            assert!(!rendered.tags.iter().any(|tag| !matches!(tag, Tag::Paragraph)), "{text}: {:?}", rendered.tags);
        }
    }

    #[derive(Debug, Default)]
    struct Rendered {
        /// All that it says, without blanks.
        said: String,
        code: Vec<String>,
        links: Vec<String>,
        tags: Vec<Tag<'static>>,
    }

    /// Renders as a site would; neither HTML nor an image may come of it.
    fn render(markdown: &str) -> Rendered {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_GFM;
        let mut out = Rendered::default();
        let mut in_code = false;
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Start(tag) => {
                    match &tag {
                        Tag::Link { dest_url, .. } => out.links.push(dest_url.to_string()),
                        Tag::CodeBlock(_) => {
                            in_code = true;
                            out.code.push(String::new());
                        }
                        Tag::Image { .. } | Tag::HtmlBlock | Tag::Heading { .. } | Tag::Strikethrough => {
                            panic!("{tag:?} in {markdown}")
                        }
                        _ => {}
                    }
                    out.tags.push(tag.into_static());
                }
                Event::End(_) => in_code = false,
                Event::Text(text) | Event::Code(text) => {
                    out.said.extend(text.split_whitespace());
                    out.code.last_mut().filter(|_| in_code).into_iter().for_each(|code| code.push_str(&text));
                }
                Event::SoftBreak | Event::HardBreak => {}
                other => panic!("{other:?} in {markdown}"),
            }
        }
        out
    }

    const TAGS: [&str; 24] = [
        "p",
        "div",
        "b",
        "i",
        "code",
        "a",
        "br",
        "img",
        "ul",
        "ol",
        "li",
        "pre",
        "blockquote",
        "table",
        "tr",
        "td",
        "h2",
        "span",
        "tbody",
        "th",
        "s",
        "hr",
        "article",
        "kbd",
    ];

    /// Any nodes within any others: what a page that wants to be misread may send.
    fn anything() -> impl Strategy<Value = Vec<SelectedNode>> {
        let text = "[-a1é東 \\n\\t`*_~\\[\\]()<>!#&;|\\\\.+=:/\"'$^{}@]{0,8}|https://e\\.test|&lt;|<b>|```|~~~|---";
        let target =
            prop::sample::select(vec!["", "https://d.test/a_b_(c)*|`", "http://d.test/?a&lt;#b", "javascript:x"]);
        let node = (any::<prop::sample::Index>(), 0..2 * TAGS.len(), text, target, "(language-)?[a-z`]{0,3}");
        prop::collection::vec(node, 0..40).prop_map(|drawn| {
            let mut nodes: Vec<SelectedNode> = Vec::new();
            for (within, tag, text, target, names) in drawn {
                let around: Vec<usize> =
                    (0..nodes.len()).filter(|at| !matches!(&*nodes[*at].tag, "" | "br" | "img" | "hr")).collect();
                // Mostly in order, as in a tree: within the last or one that is around it.
                let within = (!around.is_empty()).then(|| around[around.len() - 1 - within.index(around.len().min(4))]);
                let within = within.and_then(|at| u32::try_from(at).ok());
                let tag = TAGS.get(tag).copied().unwrap_or_default();
                let text = if matches!(tag, "" | "img") { text } else { String::new() };
                nodes.push(SelectedNode { within, tag: tag.into(), names, target: target.into(), text });
            }
            nodes
        })
    }

    /// What a browser shows of `nodes`, in order, without blanks.
    fn said(nodes: &[SelectedNode]) -> String {
        fn say(nodes: &[SelectedNode], within: Option<usize>, (in_pre, linked): (bool, bool), out: &mut String) {
            for (at, node) in nodes.iter().enumerate().filter(|(_, node)| node.within.map(|at| at as usize) == within) {
                let linked = linked || matches!(&*node.tag, "a" | "img") && node.target.starts_with("http");
                let image = node.tag == "img" && linked && !in_pre && node.text.trim().is_empty();
                out.extend(if image { "image" } else { &node.text }.split_whitespace());
                say(nodes, Some(at), (in_pre || node.tag == "pre", linked), out);
            }
        }
        let mut out = String::new();
        say(nodes, None, (false, false), &mut out);
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        /// The site shows the words of the selection, all of them and no others, and links only where the page had one.
        #[test]
        fn renders_to_what_was_selected(nodes in anything()) {
            for lines in [join(&blocks(&nodes)), quoted(&blocks(&nodes))] {
                let text = lines.join("\n");
                let rendered = render(&text);
                prop_assert_eq!(&rendered.said, &said(&nodes), "{}", text);
                let known = ["https://d.test/a_b_%28c%29*%7C%60", "http://d.test/?a&lt;#b"];
                prop_assert!(rendered.links.iter().all(|link| known.contains(&link.as_str())), "{:?}", rendered.links);
            }
        }

        #[test]
        fn code_comes_back_as_it_was(code in "[`~a \\n\\t>*-]{0,60}", list: bool) {
            let around = if list { "<ul><li><pre></pre></li></ul>" } else { "<pre></pre>" };
            let mut nodes = nodes(around);
            let pre = u32::try_from(nodes.len() - 1).unwrap();
            nodes.push(SelectedNode { within: Some(pre), text: code.clone(), ..SelectedNode::default() });
            let code = code.trim_start_matches('\n').trim_end();
            let expect: Vec<String> = (!code.trim().is_empty()).then(|| format!("{code}\n")).into_iter().collect();
            for lines in [join(&blocks(&nodes)), quoted(&blocks(&nodes))] {
                prop_assert_eq!(&render(&lines.join("\n")).code, &expect);
            }
        }
    }
}

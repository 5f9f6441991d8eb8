//! What is pasted from a page or another program, as Markdown where that says more than its plain text does.
//!
//! Says nothing where the plain text is what is meant: within code, of code, and of what is Markdown already.

use super::{blocks::blocks, lines::in_fence, markdown::join};
use crate::model::{SelectedNode, on_the_web, visible};

/// The Markdown to paste instead of `plain` where `before` stands before the caret; none if `plain` is to be pasted.
#[must_use]
pub fn pasted(plain: &str, nodes: &[SelectedNode], before: &str) -> Option<String> {
    let is_markdown = plain.contains("](http") || plain.lines().any(|line| line.trim_start().starts_with("```"));
    if is_markdown || in_fence(before) {
        return None;
    }
    let nodes: Vec<SelectedNode> = nodes.iter().map(meant).collect();
    let is_mixed = nodes.iter().any(|node| says_words(&nodes, node));
    if !nodes.iter().any(|node| says_more(node, is_mixed)) {
        return None;
    }
    let markdown = visible(join(&blocks(&nodes)).join("\n"));
    (!markdown.is_empty() && markdown != plain.trim()).then_some(markdown)
}

/// A node as it is meant: some programs put all into bold that is not, and blanks that do not break between all words.
fn meant(node: &SelectedNode) -> SelectedNode {
    let wrapper = node.tag == "b" && node.names.contains("docs-internal-guid");
    let tag = if wrapper { "span" } else { &node.tag };
    SelectedNode { tag: tag.to_owned(), text: node.text.replace('\u{a0}', " "), ..node.clone() }
}

/// Elements that code stands in.
const CODE: [&str; 5] = ["pre", "code", "kbd", "samp", "tt"];

/// Whether an element says what plain text cannot: code does where it `is_mixed` with words, or if its language is
/// known; of an editor's, it is not.
fn says_more(node: &SelectedNode, is_mixed: bool) -> bool {
    match node.tag.as_str() {
        "a" => on_the_web(&node.target).is_some(),
        tag if CODE.contains(&tag) => is_mixed || node.names.contains("lang"),
        tag => matches!(
            tag,
            "b" | "strong"
                | "i"
                | "em"
                | "ul"
                | "ol"
                | "blockquote"
                | "table"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
        ),
    }
}

/// Whether a node is text that is no code.
fn says_words(nodes: &[SelectedNode], node: &SelectedNode) -> bool {
    let around = |node: &&SelectedNode| node.within.and_then(|at| nodes.get(at as usize));
    let is_code = |node: &SelectedNode| CODE.contains(&node.tag.as_str());
    node.tag.is_empty() && !node.text.trim().is_empty() && !std::iter::successors(Some(node), around).any(is_code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::blocks::tests::nodes;

    #[track_caller]
    fn check(markup: &str, plain: &str, expect: Option<&str>) {
        assert_eq!(pasted(plain, &nodes(markup), "Before. ").as_deref(), expect, "{markup}");
    }

    #[test]
    fn what_says_more_is_markdown() {
        for (markup, markdown) in [
            ("<p>a <b>b</b></p><p><a to=https://d.test>c</a></p>", "a **b**\n\n[c](https://d.test)"),
            ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
            ("<table><tr><td>a</td><td>b</td></tr></table>", "| a | b |\n| --- | --- |"),
            ("<h2>A</h2><p>b</p>", "**A**\n\nb"),
            ("<p>Run <code>ls</code></p>", "Run `ls`"),
            ("<p>Run</p><pre>ls\n-l</pre>", "Run\n\n```\nls\n-l\n```"),
            ("<pre class=language-rust>fn</pre>", "```rust\nfn\n```"),
            ("<b class=docs-internal-guid-1><p>a\u{a0}<i>b</i></p></b>", "a *b*"),
            ("<p>*a* <b>\u{202e}b</b></p>", "\\*a\\* **b**"),
        ] {
            check(markup, "something else", Some(markdown));
        }
    }

    #[test]
    fn what_is_plain_stays_plain() {
        let link = "<p>see [a](<a to=https://d.test>https://d.test</a>)</p>";
        for (markup, plain) in [
            ("", "a"),
            ("<p>a</p><div>b</div>", "a\nb"),
            ("<p>1 * 2 * 3</p>", "1 * 2 * 3"),
            ("<div><div><span>fn</span> <span>main</span></div></div>", "fn main"),
            ("<pre>fn <span>main</span></pre>", "fn main"),
            ("<code>fn</code>", "fn"),
            ("<b class=docs-internal-guid-1><p>a</p></b>", "a"),
            ("<a to=javascript:x>a</a><a>b</a>", "ab"),
            ("<p>a</p><img to=data:x>", "a"),
            ("<p>```<b>a</b>```</p>", "```\na\n```"),
            (link, "see [a](https://d.test)"),
        ] {
            check(markup, plain, None);
        }
        let bold = nodes("<b>a</b>");
        assert_eq!(pasted("a", &bold, "```sh\nls "), None);
        assert_eq!(pasted("a", &bold, "```sh\nls\n```\n").as_deref(), Some("**a**"));
    }
}

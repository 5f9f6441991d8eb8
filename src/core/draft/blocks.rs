//! What was selected on a page, as blocks of text: paragraphs, code, lists, quotes and tables.
//!
//! A page may send any element within any other. What is known here becomes a block or a style, of anything else only
//! the text is taken; none of it is lost.

use super::inline::{Run, Style};
use crate::{
    model::{SelectedNode, on_the_web, untracked},
    page::language_in,
};

/// A block of Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// Running text; a line feed in it is a hard break.
    Text(Vec<Run>),
    /// Code as it is, and the name of its language.
    Code(String, String),
    /// A list, whether its items are counted, and the blocks of each.
    List(bool, Vec<Vec<Block>>),
    /// A quote within the selection.
    Quote(Vec<Block>),
    /// The cells of each row, the first of which is the head.
    Table(Vec<Vec<Vec<Run>>>),
}

/// `nodes` as blocks of Markdown with a blank line between them; empty if they say nothing.
pub(super) fn blocks(nodes: &[SelectedNode]) -> Vec<Block> {
    let mut within: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    let mut roots = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        match node.within.map(|outer| outer as usize).filter(|outer| *outer < at) {
            Some(outer) => within[outer].push(at),
            None => roots.push(at),
        }
    }
    Tree { nodes, within }.blocks(&roots, &Style::default())
}

/// The nodes, and what is within each.
struct Tree<'a> {
    nodes: &'a [SelectedNode],
    within: Vec<Vec<usize>>,
}

/// Blocks, and the text that goes on until the next one begins.
#[derive(Default)]
struct Flow {
    blocks: Vec<Block>,
    runs: Vec<Run>,
}

impl Flow {
    fn say(&mut self, text: String, style: &Style) {
        self.runs.push(Run { style: style.clone(), text });
    }

    /// Ends the text.
    fn end(&mut self) {
        let runs = std::mem::take(&mut self.runs);
        if runs.iter().any(Run::says) {
            self.blocks.push(Block::Text(runs));
        }
    }

    fn add(&mut self, block: Block) {
        self.end();
        self.blocks.push(block);
    }
}

impl Tree<'_> {
    fn blocks(&self, nodes: &[usize], style: &Style) -> Vec<Block> {
        let mut flow = Flow::default();
        nodes.iter().for_each(|at| self.walk(*at, style, &mut flow));
        flow.end();
        flow.blocks
    }

    fn walk(&self, at: usize, style: &Style, flow: &mut Flow) {
        let node = &self.nodes[at];
        let within = &self.within[at];
        let go_on = |style: &Style, flow: &mut Flow| within.iter().for_each(|at| self.walk(*at, style, flow));
        match node.tag.as_str() {
            "" => flow.say(in_a_line(&node.text), style),
            "br" => flow.say("\n".to_owned(), style),
            "img" => {
                let (style, name) = (linked(style, &node.target), in_a_line(&node.text));
                // One that says nothing is named where it leads somewhere.
                let unnamed = name.trim().is_empty() && !style.link.is_empty();
                flow.say(if unnamed { "image".to_owned() } else { name }, &style);
            }
            "a" => go_on(&linked(style, &node.target), flow),
            "b" | "strong" => go_on(&Style { strong: true, ..style.clone() }, flow),
            "i" | "em" => go_on(&Style { em: true, ..style.clone() }, flow),
            "code" | "kbd" | "samp" | "tt" => go_on(&Style { code: true, ..style.clone() }, flow),
            "abbr" | "bdi" | "bdo" | "big" | "cite" | "data" | "del" | "dfn" | "font" | "ins" | "label" | "mark"
            | "q" | "rb" | "rp" | "rt" | "rtc" | "ruby" | "s" | "slot" | "small" | "span" | "strike" | "sub"
            | "sup" | "time" | "u" | "var" | "wbr" => go_on(style, flow),
            "pre" => {
                let (mut code, mut names) = (String::new(), node.names.clone());
                self.code(at, &mut code, &mut names);
                let code = code.trim_start_matches('\n').trim_end();
                if !code.trim().is_empty() {
                    flow.add(Block::Code(code.to_owned(), language(&names)));
                }
            }
            "ul" | "ol" => {
                let items = self.items(within, style);
                if !items.is_empty() {
                    flow.add(Block::List(node.tag == "ol", items));
                }
            }
            "blockquote" => {
                let blocks = self.blocks(within, style);
                if !blocks.is_empty() {
                    flow.add(Block::Quote(blocks));
                }
            }
            "table" if !self.holds_blocks(at) => {
                let rows = self.rows(within, style);
                if !rows.is_empty() {
                    flow.add(Block::Table(rows));
                }
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                flow.end();
                go_on(&Style { strong: true, ..style.clone() }, flow);
                flow.end();
            }
            _ => {
                flow.end();
                go_on(style, flow);
                flow.end();
            }
        }
    }

    /// Adds the code in a node as it is, and the classes that may name its language.
    fn code(&self, at: usize, code: &mut String, names: &mut String) {
        for &at in &self.within[at] {
            let node = &self.nodes[at];
            code.push_str(if node.tag == "br" { "\n" } else { &node.text });
            if node.tag == "code" {
                *names = format!("{} {names}", node.names);
            }
            self.code(at, code, names);
            // Some pages have each line of code in a block.
            if matches!(node.tag.as_str(), "div" | "p" | "li" | "tr") && !code.ends_with('\n') {
                code.push('\n');
            }
        }
    }

    /// The blocks of each item; what is in a list and in no item goes on with the one before it.
    fn items(&self, within: &[usize], style: &Style) -> Vec<Vec<Block>> {
        let mut items: Vec<Vec<Block>> = Vec::new();
        for &at in within {
            let blocks = self.blocks(&[at], style);
            match items.last_mut().filter(|_| self.nodes[at].tag != "li") {
                Some(item) => item.extend(blocks),
                None => items.extend((!blocks.is_empty()).then_some(blocks)),
            }
        }
        items
    }

    /// Whether a table holds what no cell of Markdown can: then it is there for the layout.
    fn holds_blocks(&self, at: usize) -> bool {
        self.within[at].iter().any(|&at| {
            matches!(self.nodes[at].tag.as_str(), "pre" | "ul" | "ol" | "table" | "blockquote") || self.holds_blocks(at)
        })
    }

    /// The cells of each row that says anything.
    fn rows(&self, within: &[usize], style: &Style) -> Vec<Vec<Vec<Run>>> {
        let mut rows = Vec::new();
        for &at in within {
            match self.nodes[at].tag.as_str() {
                "thead" | "tbody" | "tfoot" => rows.extend(self.rows(&self.within[at], style)),
                "tr" => rows.push(self.within[at].iter().filter_map(|at| self.cell(*at, style)).collect()),
                _ => rows.push(self.cell(at, style).into_iter().collect()),
            }
        }
        rows.retain(|row: &Vec<Vec<Run>>| row.iter().flatten().any(Run::says));
        rows
    }

    /// What a cell says, in one line; none for the blanks between cells.
    fn cell(&self, at: usize, style: &Style) -> Option<Vec<Run>> {
        let mut runs = Vec::new();
        for block in self.blocks(&[at], style) {
            if let Block::Text(text) = block {
                runs.extend(text);
                runs.push(Run { text: " ".to_owned(), ..Run::default() });
            }
        }
        (!runs.is_empty() || matches!(self.nodes[at].tag.as_str(), "td" | "th")).then_some(runs)
    }
}

/// `text` without line feeds, which mark up what is not of the page.
fn in_a_line(text: &str) -> String {
    text.replace(|c: char| c.is_ascii_whitespace(), " ")
}

/// `style` with a link on the web, where it has none yet.
fn linked(style: &Style, target: &str) -> Style {
    let link = match style.link.as_str() {
        "" if on_the_web(target).is_some() => untracked(target),
        known => known.to_owned(),
    };
    Style { link, ..style.clone() }
}

/// The language that classes name, if a fence can say it.
fn language(names: &str) -> String {
    let says = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '.' | '_');
    language_in(names).filter(|name| name.len() <= 30 && name.chars().all(says)).unwrap_or_default()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::draft::markdown::join;

    /// The nodes of well-formed markup, whose attributes have a word each.
    pub(in crate::draft) fn nodes(markup: &str) -> Vec<SelectedNode> {
        let mut nodes: Vec<SelectedNode> = Vec::new();
        let mut within = Vec::new();
        for (at, part) in markup.split('<').enumerate() {
            let (element, text) = if at == 0 { ("", part) } else { part.split_once('>').unwrap() };
            let mut words = element.split(' ');
            match words.next().unwrap() {
                "" => {}
                end if end.starts_with('/') => drop(within.pop()),
                tag => {
                    let value =
                        |name: &str| words.clone().find_map(|word| word.strip_prefix(name)).unwrap_or("").to_owned();
                    let (names, target, text) = (value("class="), value("to="), value("alt="));
                    nodes.push(SelectedNode { within: within.last().copied(), tag: tag.into(), names, target, text });
                    if !matches!(tag, "br" | "img" | "hr") {
                        within.push(u32::try_from(nodes.len() - 1).unwrap());
                    }
                }
            }
            if !text.is_empty() {
                let text = text.replace("&lt;", "<");
                nodes.push(SelectedNode { within: within.last().copied(), text, ..SelectedNode::default() });
            }
        }
        nodes
    }

    #[track_caller]
    fn check(cases: &[(&str, &str)]) {
        for (markup, expect) in cases {
            assert_eq!(join(&blocks(&nodes(markup))).join("\n"), *expect, "{markup}");
        }
    }

    #[test]
    fn running_text() {
        check(&[
            ("", ""),
            ("<p> \n </p>", ""),
            ("<p>one\n  two</p><div>three<p>four</p>five</div>", "one two\n\nthree\n\nfour\n\nfive"),
            ("a<br>b<br><br> c", "a  \nb  \nc"),
            ("<h2>When <code>it</code> fails</h2><p>x</p>", "**When `it` fails**\n\nx"),
            ("<p>a <b>b</b>, <i>c </i>d <b><i>e</i></b> <b>f<i>g</i></b></p>", "a **b**, *c* d ***e*** **f**g"),
            // Stars that would stay stars.
            ("x<b>(y)</b>z <b>(y)</b> <i>ü</i>ber 東京<b>「駅」</b>の", "x(y)z **(y)** *ü*ber 東京「駅」の"),
            ("<u>a</u><s>b</s><mark>c</mark><span>d</span>", "abcd"),
            ("<code> a `b` </code> <kbd>c</kbd><code>d</code>", "`` a `b` `` `cd`"),
            ("<p>עברית <b>עברית</b> العربية</p>", "עברית **עברית** العربية"),
            ("<blink>a</blink><x>b</x>", "a\n\nb"),
        ]);
    }

    #[test]
    fn links_and_images() {
        check(&[
            ("<a to=https://d.test/a?utm_source=x&b=1#c>a <b>b</b></a>", "[a **b**](https://d.test/a?b=1#c)"),
            (
                "<a to=http://d.test/(a)\\`|&lt;>[a](b)</a>!<a to=https://e.test>c</a>",
                "[\\[a\\](b)](http://d.test/%28a%29%5C%60%7C\\&lt;)\\![c](https://e.test)",
            ),
            ("<a to=javascript:alert(1)>a</a> <a to=data:x>b</a> <a>c</a>", "a b c"),
            ("<a to=https://d.test/?a&copy;=1>a</a>", "[a](https://d.test/?a\\&copy;=1)"),
            (
                "<img alt=A to=https://d.test/a.png><img to=https://d.test/b.png>",
                "[A](https://d.test/a.png)[image](https://d.test/b.png)",
            ),
            ("<a to=https://d.test/a><img alt=A to=https://d.test/a.png></a> <img to=data:x>", "[A](https://d.test/a)"),
        ]);
    }

    #[test]
    fn code_stays_as_it_is() {
        check(&[
            ("<pre class=language-rust>\nfn  *a*() {\n\t&lt;b>\n}\n</pre>", "```rust\nfn  *a*() {\n\t<b>\n}\n```"),
            ("<div><pre class=lang-x`y>a</pre></div>", "```\na\n```"),
            ("<pre><code class=language-C++><b>a</b><br>````</code></pre>", "`````c++\na\n````\n`````"),
            ("<pre><div>a</div><div>b</div></pre>", "```\na\nb\n```"),
            ("<pre> \n</pre>", ""),
            ("<ul><li>x<pre>a\n\n  b</pre></li></ul>", "- x\n\n  ```\n  a\n\n    b\n  ```"),
        ]);
    }

    #[test]
    fn lists_tables_and_quotes() {
        check(&[
            (
                "<ul><li>a</li> <li>b<ol><li>c</li><li>d<ul><li>e</li></ul></li></ol></li></ul>",
                "- a\n- b\n  1. c\n  2. d\n     - e",
            ),
            ("<ol><li><p>a</p><p>b</p></li><li></li><li>c</li></ol>", "1. a\n\n   b\n\n2. c"),
            ("<ul><li>a</li><ul><li>b</li></ul>c</ul>", "- a\n\n  - b\n\n  c"),
            ("<li>a</li><li>b</li>", "a\n\nb"),
            ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
            (
                "<table><thead><tr><th>A</th><th>B</th></tr></thead> <tbody><tr> <td>a|b</td> <td><code>c|d</code></td></tr><tr><td></td><td><p>e</p><p>f</p></td></tr></tbody></table>",
                "| A | B |\n| --- | --- |\n| a\\|b | c\\|d |\n|  | e f |",
            ),
            ("<table><tr><td>1</td><td><pre>a</pre></td></tr></table>", "1\n\n```\na\n```"),
        ]);
    }
}

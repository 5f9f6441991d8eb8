//! From a post's HTML to what else the site needs of it: Markdown, bare words, addresses.
//!
//! A dump has only the HTML that the site once made of Markdown, so few tags occur and all of them are closed. What
//! is made of them here reads like what somebody wrote; that it is the same, nobody can promise.

/// A text in its several uses.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Prose {
    pub(crate) markdown: String,
    /// Without markup, for the index.
    pub(crate) plain: String,
    /// The addresses that it links to.
    pub(crate) links: Vec<String>,
}

/// Reads HTML.
pub(super) fn of(html: &str) -> Prose {
    let mut writer = Writer::default();
    let mut rest = html;
    while !rest.is_empty() {
        let (text, tag) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        writer.text(&decode(text));
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        writer.tag(tag[..end].trim_matches(['<', '>']));
        rest = &tag[end..];
    }
    let Prose { markdown, plain, links } = writer.done;
    Prose { markdown: markdown.trim().to_owned(), plain: plain.trim().to_owned(), links }
}

#[derive(Default)]
struct Writer {
    done: Prose,
    /// What every line of the blocks around begins with.
    indent: String,
    /// The number of the next item of each list around; 0 where items have none.
    lists: Vec<u32>,
    /// Where the links around lead.
    targets: Vec<String>,
    /// What comes before the next word, with the shortest indent since the last one.
    pending: Option<(Break, usize)>,
    /// Whether the block around has a word yet.
    has_begun: bool,
    is_code_block: bool,
    is_code: bool,
}

/// Less than another comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Break {
    Line,
    /// A line break in a paragraph.
    Hard,
    Block,
}

impl Writer {
    fn text(&mut self, text: &str) {
        if self.is_code_block {
            let broken = format!("\n{}", self.indent);
            self.done.markdown.push_str(&text.replace('\n', &broken));
            self.done.plain.push_str(text);
            return;
        }
        let mut words = text.split_ascii_whitespace().peekable();
        if text.starts_with(is_space) {
            self.space();
        }
        while let Some(word) = words.next() {
            // Outside of code, Markdown would take it for a tag.
            self.mark(&if self.is_code { word.to_owned() } else { word.replace('<', "\\<") });
            self.done.plain.push_str(word);
            if words.peek().is_some() || text.ends_with(is_space) {
                self.space();
            }
        }
    }

    fn space(&mut self) {
        for out in [&mut self.done.markdown, &mut self.done.plain] {
            if self.has_begun && self.pending.is_none() && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
        }
    }

    fn tag(&mut self, tag: &str) {
        let (closes, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
        match (name.as_str(), closes) {
            ("p" | "div", _) => self.end(Break::Block),
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", _) => {
                self.end(Break::Block);
                if !closes {
                    self.mark(&format!("{} ", "#".repeat(name[1..].parse().unwrap_or(1))));
                }
            }
            ("br", _) => self.end(Break::Hard),
            ("hr", _) => {
                self.end(Break::Block);
                self.mark("---");
                self.end(Break::Block);
            }
            ("pre", _) => self.code_block(closes),
            ("code" | "tt", _) if !self.is_code_block => {
                self.is_code = !closes;
                self.mark("`");
            }
            ("em" | "i", _) => self.mark("*"),
            ("strong" | "b", _) => self.mark("**"),
            ("kbd" | "sub" | "sup" | "s" | "del" | "strike", _) => {
                self.mark(&format!("<{}{name}>", if closes { "/" } else { "" }));
            }
            ("blockquote", _) => self.quote(closes),
            ("ul" | "ol", false) => {
                self.end(if self.lists.is_empty() { Break::Block } else { Break::Line });
                self.lists.push(u32::from(name == "ol"));
            }
            ("ul" | "ol", true) => {
                self.lists.pop();
                self.end(if self.lists.is_empty() { Break::Block } else { Break::Line });
            }
            ("li", _) => self.item(closes),
            ("a", false) => {
                let target = attribute(tag, "href");
                self.done.links.extend(target.clone());
                self.targets.push(target.unwrap_or_default());
                self.mark("[");
            }
            ("a", true) => {
                let target = self.targets.pop().unwrap_or_default();
                self.mark(&format!("]({target})"));
            }
            ("img", _) => {
                let part = |name| attribute(tag, name).unwrap_or_default();
                self.mark(&format!("![{}]({})", part("alt"), part("src")));
            }
            ("tr", _) => self.end(Break::Line),
            ("td" | "th", false) => self.mark("| "),
            _ => {}
        }
    }

    /// Ends what is being written, unless nothing is.
    fn end(&mut self, with: Break) {
        if self.has_begun {
            let (pending, shortest) = self.pending.unwrap_or((with, self.indent.len()));
            self.pending = Some((pending.max(with), shortest.min(self.indent.len())));
        }
    }

    /// Writes what is no word by itself.
    fn mark(&mut self, mark: &str) {
        if let Some((pending, shortest)) = self.pending.take() {
            let written = self.done.markdown.trim_end_matches(' ').len();
            self.done.markdown.truncate(written);
            self.done.plain.push('\n');
            match pending {
                Break::Line => self.done.markdown.push('\n'),
                Break::Hard => self.done.markdown.push_str("  \n"),
                Break::Block => self.done.markdown.extend(["\n", self.indent[..shortest].trim_end(), "\n"]),
            }
            self.done.markdown.push_str(&self.indent);
        }
        self.has_begun = true;
        self.done.markdown.push_str(mark);
    }

    fn quote(&mut self, closes: bool) {
        self.end(Break::Block);
        if closes {
            return self.outdent("> ");
        }
        self.indent.push_str("> ");
        if !self.has_begun {
            // The line has begun already.
            self.done.markdown.push_str("> ");
        }
    }

    fn item(&mut self, closes: bool) {
        self.end(Break::Line);
        if closes {
            return self.outdent("    ");
        }
        let mark = match self.lists.last_mut() {
            Some(number @ 1..) => {
                *number += 1;
                format!("{:<4}", format!("{}.", *number - 1))
            }
            _ => String::from("-   "),
        };
        self.mark(&mark);
        self.indent.push_str("    ");
        self.has_begun = false;
    }

    /// Takes the last of what lines begin with away, which closing tags without an opening one have not brought.
    fn outdent(&mut self, by: &str) {
        if let Some(outer) = self.indent.strip_suffix(by) {
            let outer = outer.len();
            self.indent.truncate(outer);
        }
        self.end(Break::Line);
    }

    fn code_block(&mut self, closes: bool) {
        if closes != self.is_code_block {
            return;
        }
        self.is_code_block = !closes;
        if closes {
            let written = self.done.markdown.trim_end().len();
            self.done.markdown.truncate(written);
            self.done.markdown.extend(["\n", &self.indent, "```"]);
            self.end(Break::Block);
        } else {
            self.end(Break::Block);
            self.mark("```");
            self.done.markdown.extend(["\n", &self.indent]);
        }
    }
}

fn is_space(c: char) -> bool {
    c.is_ascii_whitespace()
}

/// The value of an attribute in double quotes.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    Some(decode(tag[start..].split('"').next()?))
}

/// Text with its entities turned into what they stand for.
fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = rest.find(';').and_then(|end| Some((entity(&rest[1..end])?, end)));
        let (c, end) = known.unwrap_or(('&', 0));
        decoded.push(c);
        rest = &rest[end + 1..];
    }
    decoded.push_str(rest);
    decoded
}

fn entity(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(html: &str, markdown: &str) {
        assert_eq!(of(html).markdown, markdown, "{html}");
    }

    #[test]
    fn markdown_of_what_posts_have() {
        check("<p>One &amp; <em>two</em>\nthree.</p>\n\n<p>Four&nbsp;five</p>", "One & *two* three.\n\nFour\u{a0}five");
        check("<p>a <code>Vec&lt;T&gt;</code> is &lt;T&gt;</p>", "a `Vec<T>` is \\<T>");
        check("<pre><code>let a = 1 &lt; 2;\n\nb\n</code></pre>\n\n<p>x</p>", "```\nlet a = 1 < 2;\n\nb\n```\n\nx");
        check(
            "<p>See <a href=\"https://a.test/?a=1&amp;b\" rel=\"nofollow\">this</a>.</p>",
            "See [this](https://a.test/?a=1&b).",
        );
        check("<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n\n<p>x</p>", "-   one\n-   two\n\nx");
        check("<ol>\n<li><p>one</p></li>\n<li><p>two</p></li>\n</ol>", "1.  one\n\n2.  two");
        check("<blockquote>\n  <p>said</p>\n  <p>more</p>\n</blockquote>\n<p>x</p>", "> said\n>\n> more\n\nx");
        check("<p>x</p><blockquote><p>said</p></blockquote>", "x\n\n> said");
        check(
            "<ul><li>one<ul><li>in</li></ul></li><li><pre><code>a\nb</code></pre></li></ul>",
            "-   one\n    -   in\n-   ```\n    a\n    b\n    ```",
        );
        check("<h2>Why</h2>\n<p>press <kbd>Ctrl</kbd><br>now</p><hr>", "## Why\n\npress <kbd>Ctrl</kbd>  \nnow\n\n---");
        check("<p><img src=\"https://i.test/a.png\" alt=\"a b\"></p>", "![a b](https://i.test/a.png)");
        check("AT&T &unknown; &#39;&#x41;&", "AT&T &unknown; 'A&");
        check("", "");
    }

    #[test]
    fn words_and_addresses_apart() {
        let prose = of("<p>See <a href=\"https://a.test\">the <b>page</b></a>.</p><pre><code>a &lt; b\n</code></pre>");
        assert_eq!(prose.plain, "See the page.\na < b");
        assert_eq!(prose.links, ["https://a.test"]);
    }

    proptest! {
        /// Words survive, whatever the tags around them; nothing panics.
        #[test]
        fn whatever_the_tags(parts in prop::collection::vec("[a-z]{1,6}|</?(p|pre|code|ul|ol|li|blockquote|a|h2)>|[<>&;/ \n]|\\PC", 0..40)) {
            let html = parts.concat();
            let prose = of(&html);
            prop_assert!(prose.markdown.len() <= html.len() * 50 + 50);
        }

        #[test]
        fn the_words_are_the_same(words in prop::collection::vec("[a-z]{1,8}", 1..20)) {
            let html: String = words.iter().map(|word| format!("<p>{word}</p>\n")).collect();
            let prose = of(&html);
            prop_assert_eq!(prose.plain.split_whitespace().collect::<Vec<_>>(), words.clone());
            prop_assert_eq!(prose.markdown, words.join("\n\n"));
        }
    }
}

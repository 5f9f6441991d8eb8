//! Which parts of a block of code are comments, strings, numbers and words of its language: enough to colour it.
//!
//! A table of languages and one scanner for them all, in one pass. It is no parser, and where it cannot tell it says
//! nothing: code without colours is read as well.

use std::ops::Range;

/// What a part of code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// For people.
    Comment,
    /// Text in quotes.
    Text,
    /// A number.
    Number,
    /// A word of the language, or the name of a field or a tag.
    Word,
    /// A line that a change brings.
    New,
    /// A line that it takes away.
    Gone,
}

/// Most bytes that are looked at.
const MOST: usize = 50_000;

/// How a language is written.
struct Language {
    /// What it is called in the class of a block.
    names: &'static str,
    /// What a comment begins with that ends with its line; `#` only at the beginning of a word.
    line: &'static [&'static str],
    block: Option<(&'static str, &'static str)>,
    quotes: &'static [Quote],
    /// What follows the name of a field.
    field: &'static str,
    words: &'static str,
}

/// What begins and ends a string.
enum Quote {
    /// On one line, with `\` before what does not end it.
    Line(&'static str),
    /// The same on any number of lines.
    Lines(&'static str),
    /// Around one character.
    One(&'static str),
}

use Quote::{Line, Lines, One};

const C: &[&str] = &["//"];
const STARS: Option<(&str, &str)> = Some(("/*", "*/"));

#[rustfmt::skip]
const LANGUAGES: &[Language] = &[
    Language { names: "rust rs", line: C, block: STARS, quotes: &[Lines("\""), One("'")], field: "",
        words: "as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait true type unsafe use where while" },
    Language { names: "go golang", line: C, block: STARS, quotes: &[Line("\""), Lines("`"), One("'")], field: "",
        words: "break case chan const continue default defer else fallthrough false for func go goto if import interface map nil package range return select struct switch true type var" },
    Language { names: "js javascript ts typescript jsx tsx", line: C, block: STARS, quotes: &[Line("\""), Line("'"), Lines("`")], field: "",
        words: "as async await break case catch class const continue default delete do else enum export extends false finally for from function if implements import in instanceof interface let new null of return static super switch this throw true try type typeof undefined var void while yield" },
    Language { names: "java kotlin kt scala groovy cs csharp c# swift dart", line: C, block: STARS, quotes: &[Lines("\"\"\""), Line("\""), One("'")], field: "",
        words: "abstract as async await base bool boolean break byte case catch char class const continue data def default do double else enum extends false final finally float for foreach fun func get guard if implements import in int interface internal is let long namespace new null object out override package private protected public readonly record return sealed set short static string struct super switch this throw throws true try typealias typeof using val var virtual void volatile when where while yield" },
    Language { names: "c cpp c++ h cc objc hcl terraform protobuf proto", line: C, block: STARS, quotes: &[Line("\""), One("'")], field: "",
        words: "auto bool break case catch char class const constexpr continue default delete do double else enum extern false float for if inline int long message namespace new nullptr operator private protected public resource return short signed sizeof static struct switch template this throw true try typedef typename union unsigned using variable virtual void volatile while" },
    Language { names: "php", line: &["//", "#"], block: STARS, quotes: &[Lines("\""), Lines("'")], field: "",
        words: "abstract array as break case catch class const continue default do echo else elseif extends false final fn for foreach function if implements interface namespace new null private protected public return static switch this throw true try use var while" },
    Language { names: "css scss less", line: &[], block: STARS, quotes: &[Line("\""), Line("'")], field: ":", words: "important" },
    Language { names: "py python py3 starlark", line: &["#"], block: None, quotes: &[Lines("\"\"\""), Lines("'''"), Line("\""), Line("'")], field: "",
        words: "and as assert async await break case class continue def del elif else except False finally for from global if import in is lambda match None nonlocal not or pass raise return self True try while with yield" },
    Language { names: "rb ruby elixir ex perl pl r", line: &["#"], block: None, quotes: &[Line("\""), Line("'")], field: "",
        words: "and begin break case class def defmodule do else elsif end ensure false fn for foreach function if in module my my nil not or our package raise rescue return self sub then true unless until use while yield" },
    Language { names: "sh bash zsh shell console fish powershell ps1 posh dockerfile docker makefile make", line: &["#"], block: None, quotes: &[Lines("\""), Lines("'")], field: "",
        words: "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM RUN USER WORKDIR case do done elif else esac exit export fi for foreach function if in local param return set then throw try unset until while" },
    Language { names: "sql plsql tsql mysql pgsql postgresql", line: &["--"], block: STARS, quotes: &[Lines("'"), Line("\"")], field: "",
        words: "ADD ALL ALTER AND AS ASC BEGIN BETWEEN BY CASE COLUMN COMMIT CONSTRAINT CREATE DEFAULT DELETE DESC DISTINCT DROP ELSE END EXISTS FOR FOREIGN FROM FULL GROUP HAVING IF IN INDEX INNER INSERT INTO IS JOIN KEY LEFT LIKE LIMIT NOT NULL OFFSET ON OR ORDER OUTER OVER PARTITION PRIMARY REFERENCES RIGHT ROLLBACK SELECT SET TABLE THEN UNION UNIQUE UPDATE USING VALUES VIEW WHEN WHERE WITH" },
    Language { names: "json jsonc json5", line: C, block: STARS, quotes: &[Line("\"")], field: ":", words: "true false null" },
    Language { names: "yaml yml", line: &["#"], block: None, quotes: &[Line("\""), Line("'")], field: ":", words: "true false null yes no" },
    Language { names: "toml ini conf properties cfg", line: &["#", ";"], block: None, quotes: &[Lines("\"\"\""), Line("\""), Line("'")], field: "=", words: "true false" },
    Language { names: "lua haskell hs elm", line: &["--"], block: None, quotes: &[Line("\""), One("'")], field: "",
        words: "and case class data deriving do else elseif end false for function if import in instance let local module newtype nil not of or repeat return then true type until where while" },
    Language { names: "html xml svg vue xhtml", line: &[], block: Some(("<!--", "-->")), quotes: &[Line("\""), Line("'")], field: "=", words: "" },
];

/// The parts of `code` that are something, in order. `classes` are those of its markup, of which one may name the
/// language; where none does, its text may.
#[must_use]
pub fn tokens(code: &str, classes: &str) -> Vec<(Range<usize>, Token)> {
    let named = |class: &str| class.strip_prefix("lang-").or(class.strip_prefix("language-")).map(str::to_lowercase);
    let name = classes.split_whitespace().find_map(named).unwrap_or_else(|| guess(code).to_owned());
    let mut most = code.len().min(MOST);
    while !code.is_char_boundary(most) {
        most -= 1;
    }
    let code = &code[..most];
    if matches!(name.as_str(), "diff" | "patch") {
        return changed(code);
    }
    let is_it = |language: &&Language| language.names.split(' ').any(|known| known == name);
    LANGUAGES.iter().find(is_it).map(|language| scanned(code, language)).unwrap_or_default()
}

/// The language that a text can only be in; empty if it is no language in particular.
fn guess(code: &str) -> &'static str {
    let text = code.trim();
    let first = text.lines().next().unwrap_or_default();
    let starts = |starts: &[&str]| starts.iter().any(|start| text.starts_with(start));
    if first.starts_with("diff --git ") || text.contains("\n@@ ") || first.starts_with("@@ ") {
        "diff"
    } else if starts(&["{", "["]) && text.contains("\":") && text.ends_with(['}', ']']) {
        "json"
    } else if starts(&["<"]) && text.ends_with('>') {
        "html"
    } else if starts(&["#!/bin/", "#!/usr/bin/env bash", "$ "]) {
        "sh"
    } else if starts(&["SELECT ", "INSERT INTO ", "CREATE TABLE ", "ALTER TABLE ", "UPDATE "]) {
        "sql"
    } else if starts(&["def ", "from ", "@"]) && text.contains(":\n") {
        "py"
    } else if starts(&["fn ", "use ", "pub ", "impl "]) && text.contains("::") {
        "rust"
    } else if starts(&["package ", "func "]) && text.contains('{') && !text.contains(';') {
        "go"
    } else {
        ""
    }
}

/// The lines of a change.
fn changed(code: &str) -> Vec<(Range<usize>, Token)> {
    let mut at = 0;
    let mut found = Vec::new();
    for line in code.split_inclusive('\n') {
        let token = match line.as_bytes() {
            [b'+', ..] => Some(Token::New),
            [b'-', ..] => Some(Token::Gone),
            [b'@', b'@', ..] => Some(Token::Comment),
            _ => None,
        };
        let end = at + line.trim_end().len();
        found.extend(token.filter(|_| end > at).map(|token| (at..end, token)));
        at += line.len();
    }
    found
}

fn scanned(code: &str, language: &Language) -> Vec<(Range<usize>, Token)> {
    let (mut found, mut at) = (Vec::new(), 0);
    // Up to where each quote was looked for in vain: nobody looks twice.
    let mut vain = vec![0; language.quotes.len()];
    let mut before = '\n';
    while let Some(c) = code[at..].chars().next() {
        let rest = &code[at..];
        let (end, token) = if let Some(end) = comment(rest, language, before) {
            (at + end, Some(Token::Comment))
        } else if let Some(end) = quoted(code, at, language, &mut vain) {
            (end, Some(if is_field(&code[end..], language) { Token::Word } else { Token::Text }))
        } else if c.is_ascii_digit() {
            let is_number = !(before.is_alphanumeric() || matches!(before, '_' | '-')); // and no part of a name
            (at + number(rest), is_number.then_some(Token::Number))
        } else if c.is_alphabetic() || c == '_' {
            let part = |c: char| c.is_alphanumeric() || c == '_' || (c == '-' && !language.field.is_empty());
            let end = at + rest.find(|c| !part(c)).unwrap_or(rest.len());
            let is_tag = language.block.is_some_and(|(open, _)| open == "<!--") && matches!(before, '<' | '/');
            let is_word = is_tag || is_word(&code[at..end], language) || is_field(&code[end..], language);
            (end, is_word.then_some(Token::Word))
        } else {
            (at + c.len_utf8(), None)
        };
        before = code[..end].chars().next_back().unwrap_or('\n');
        found.extend(token.map(|token| (at..end, token)));
        at = end;
    }
    found
}

/// Where a comment ends that `rest` begins with.
fn comment(rest: &str, language: &Language, before: char) -> Option<usize> {
    if let Some((open, close)) = language.block.filter(|(open, _)| rest.starts_with(open)) {
        return Some(rest[open.len()..].find(close).map_or(rest.len(), |at| open.len() + at + close.len()));
    }
    let starts =
        |start: &&&str| rest.starts_with(**start) && (**start != "#" && **start != ";" || before.is_whitespace());
    language.line.iter().find(starts)?;
    Some(rest.find('\n').unwrap_or(rest.len()))
}

/// Where a string ends that begins at `at`.
fn quoted(code: &str, at: usize, language: &Language, vain: &mut [usize]) -> Option<usize> {
    let rest = &code[at..];
    for (quote, vain) in language.quotes.iter().zip(vain) {
        let (mark, lines) = match quote {
            Line(mark) => (mark, false),
            Lines(mark) => (mark, true),
            One(mark) if rest.starts_with(mark) => return one(rest, mark).map(|end| at + end),
            One(_) => continue,
        };
        if at < *vain || !rest.starts_with(mark) {
            continue;
        }
        let mut from = at + mark.len();
        let mut escaped = false;
        loop {
            let Some(c) = code[from..].chars().next().filter(|c| lines || *c != '\n') else {
                *vain = from;
                break;
            };
            if !escaped && code[from..].starts_with(mark) {
                return Some(from + mark.len());
            }
            escaped = !escaped && c == '\\';
            from += c.len_utf8();
        }
    }
    None
}

/// Where a character in quotes ends: `'a'`, `'\n'`, `'\u{1f}'`; a lifetime is none.
fn one(rest: &str, mark: &str) -> Option<usize> {
    let inner = &rest[mark.len()..];
    let first = inner.chars().next()?;
    let most = if first == '\\' { 10 } else { 1 };
    let skipped = first.len_utf8() + if first == '\\' { inner[1..].chars().next()?.len_utf8() } else { 0 };
    let end = inner[skipped..].char_indices().take(most).find(|(_, c)| mark.starts_with(*c))?.0;
    Some(mark.len() + skipped + end + mark.len())
}

/// Where a number ends: `1_000`, `0xff`, `1.5e3`, `10ms`, but not `1..2`.
fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let is_part = |at: &usize| match bytes[*at] {
        b'.' => bytes.get(at + 1).is_some_and(u8::is_ascii_digit),
        byte => byte.is_ascii_alphanumeric() || byte == b'_',
    };
    (0..bytes.len()).find(|at| !is_part(at)).unwrap_or(bytes.len())
}

fn is_word(word: &str, language: &Language) -> bool {
    let any_case = language.names.starts_with("sql");
    language.words.split(' ').any(|known| known == word || (any_case && known.eq_ignore_ascii_case(word)))
}

/// Whether what ended before `rest` names a field.
fn is_field(rest: &str, language: &Language) -> bool {
    let follows = rest.trim_start_matches([' ', '\t']);
    !language.field.is_empty() && follows.starts_with(language.field) && !follows.starts_with("://")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The code with each part marked: `c` comment, `t` text, `n` number, `w` word, `+` and `-`.
    #[track_caller]
    fn check(class: &str, code: &str, expect: &str) {
        let mut marks = vec![' '; code.chars().count()];
        for (range, token) in tokens(code, class) {
            let mark = match token {
                Token::Comment => 'c',
                Token::Text => 't',
                Token::Number => 'n',
                Token::Word => 'w',
                Token::New => '+',
                Token::Gone => '-',
            };
            let from = code[..range.start].chars().count();
            marks[from..from + code[range].chars().count()].fill(mark);
        }
        let shown: String = marks.into_iter().collect();
        assert_eq!(shown.trim_end(), expect, "\n{code}");
    }

    #[test]
    fn a_dozen_languages() {
        for (class, code, expect) in [
            ("lang-rust", r#"let x: &'a str = "a\"b"; // c"#, "www              tttttt  cccc"),
            ("lang-rs", r"match c { '\n' => 0x1f, 'é' => 1..2 }", "wwwww     tttt    nnnn  ttt    n  n"),
            ("language-go prettyprint", "func f() { return `a\n\"` } /* b */", "wwww       wwwwww ttttt   ccccccc"),
            ("lang-js", "const a = `x ${1}`; // 'b'", "wwwww     tttttttt  cccccc"),
            ("lang-py", "def f(): # 'a\n  return '''b\n'''", "www      cccc   wwwwww tttttttt"),
            ("lang-bash", "echo \"$HOME\" a#b # c", "     ttttttt     ccc"),
            ("lang-console", "TRL-112 at 10.0.0.1, 3 times", "           nnnnnnnn  n"),
            ("lang-sql", "select 'it''s' from t -- x", "wwwwww ttttttt wwww   cccc"),
            ("lang-json", r#"{"a": ["b", 1.5e3, null]}"#, " www   ttt  nnnnn  wwww"),
            ("lang-yaml", "a-b: 'c' # d\nurl: http://x", "www  ttt ccc www"),
            ("lang-toml", "key = \"v\" # c", "www   ttt ccc"),
            ("lang-html", "<a href=\"x\">b</a><!-- c -->", " w wwww ttt    w cccccccccc"),
            ("lang-diff", "+a\n-b\n c\n@@ 1 @@", "++ --    ccccccc"),
            ("lang-c", "int a = 'x'; /* b", "www     ttt  cccc"),
            ("lang-css", "a { color: \"b\"; }", "    wwwww  ttt"),
        ] {
            check(class, code, expect);
        }
    }

    #[test]
    fn what_is_no_language_has_no_colours() {
        check("lang-text", "let it be \"quiet\" // here", "");
        check("lang-none", "{\"a\": 1}", "");
        check("", "Don't worry, it's 5 o'clock", "");
        check("", "{\"a\": 1}", " www  n");
        check("", "SELECT 1", "wwwwww n");
    }

    proptest! {
        /// Disjoint, in order, at the edges of characters; whatever the text.
        #[test]
        fn parts_are_parts(code in "[-a-z0-9\"'`\\\\/*#+@<>!{}: \\n.é𝄞]{0,80}", at in 0..LANGUAGES.len()) {
            let name = LANGUAGES[at].names.split(' ').next().unwrap();
            for class in [&format!("lang-{name}"), "lang-diff", ""] {
                let mut end = 0;
                for (range, _) in tokens(&code, class) {
                    prop_assert!(range.start >= end && range.end > range.start && code.get(range.clone()).is_some());
                    end = range.end;
                }
            }
        }
    }

    /// What makes a careless scanner look at the rest again and again.
    #[test]
    fn one_pass_is_enough() {
        for language in LANGUAGES {
            let class = format!("lang-{}", language.names.split(' ').next().unwrap());
            for piece in ["'\\", "\"\\'", "/*/", "<!-", "`'\"", "\"\"\"\\", "#;--//", "a'"] {
                let code = piece.repeat(MOST / piece.len());
                assert!(tokens(&code, &class).len() <= code.len());
            }
        }
    }
}

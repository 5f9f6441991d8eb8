//! Editing commands on Markdown: what a button or a key does to a text and its selection.
//!
//! Each makes one [`Edit`], a replacement that a browser can undo in one step. Nothing here touches a field, and no
//! command takes away anything but marks of Markdown.

use super::{
    inline,
    lines::{indent, line_break, lines_of, list, outdent, quote},
};
use crate::{model::on_the_web, words};
use std::ops::Range;

/// What can be done to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Strong emphasis, on or off.
    Bold,
    /// Emphasis, on or off.
    Italic,
    /// Code, on or off: a span, or a fenced block if more than one line is selected.
    Code,
    /// A link, with what is missing of it selected.
    Link,
    /// Quoted lines, on or off.
    Quote,
    /// A bulleted list, on or off.
    Bullets,
    /// A numbered list, on or off.
    Numbers,
    /// List items one level deeper.
    Indent,
    /// Lines one level less deep.
    Outdent,
    /// The Enter key: goes on with a list or a quote, and ends it after an empty item.
    Break,
}

/// A change of a text, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub at: Range<usize>,
    /// What takes its place.
    pub with: String,
    /// What is selected afterwards.
    pub select: Range<usize>,
}

/// What `command` does to `text`, of which the bytes of `selection` are selected; none if it does nothing here, and
/// the key has its ordinary meaning.
#[must_use]
pub fn edit(command: Command, text: &str, selection: Range<usize>) -> Option<Edit> {
    text.get(selection.clone())?;
    match command {
        Command::Bold => Some(emphasis(text, trimmed(text, selection), "**")),
        Command::Italic => Some(emphasis(text, trimmed(text, selection), "*")),
        Command::Code if text[selection.clone()].contains('\n') => Some(fence(text, &selection)),
        Command::Code => Some(code_span(text, trimmed(text, selection))),
        Command::Link => Some(link(text, trimmed(text, selection))),
        Command::Quote => Some(quote(text, &selection)),
        Command::Bullets => Some(list(text, &selection, false)),
        Command::Numbers => Some(list(text, &selection, true)),
        Command::Indent => indent(text, &selection),
        Command::Outdent => outdent(text, &selection),
        Command::Break => line_break(text, &selection),
    }
}

/// The command of a key pressed together with Ctrl or Cmd, by the key's own name.
#[must_use]
pub fn shortcut(key: &str, shift: bool) -> Option<Command> {
    match (key, shift) {
        ("b" | "B", false) => Some(Command::Bold),
        ("i" | "I", false) => Some(Command::Italic),
        ("e" | "E", false) => Some(Command::Code),
        ("k" | "K", false) => Some(Command::Link),
        ("." | ">" | ":", true) => Some(Command::Quote), // the key of the full stop, in most layouts
        ("]", false) => Some(Command::Indent),
        ("[", false) => Some(Command::Outdent),
        _ => None,
    }
}

/// The byte of `text` at a place that a browser counts in UTF-16 units.
#[must_use]
pub fn byte_of(text: &str, units: u32) -> usize {
    let mut seen = 0;
    let at = |c: char| {
        seen += c.len_utf16();
        seen > units as usize
    };
    text.find(at).unwrap_or(text.len())
}

/// The place of a byte of `text` in UTF-16 units, as a browser counts.
#[must_use]
pub fn units_of(text: &str, byte: usize) -> u32 {
    let units: usize = text
        .chars()
        .scan(0, |at, c| {
            *at += c.len_utf8();
            (*at <= byte).then_some(c.len_utf16())
        })
        .sum();
    u32::try_from(units).unwrap_or(u32::MAX)
}

/// The selection without the blanks at its ends: Markdown's marks stand against a word.
fn trimmed(text: &str, selection: Range<usize>) -> Range<usize> {
    let selected = &text[selection.clone()];
    let start = selection.end - selected.trim_start().len();
    start..start + selected.trim().len()
}

/// How many of `mark` end at one byte of `text`, and begin at another; the smaller number.
fn marks_around(text: &str, selection: &Range<usize>, mark: char) -> usize {
    let before = text[..selection.start].len() - text[..selection.start].trim_end_matches(mark).len();
    let after = text[selection.end..].len() - text[selection.end..].trim_start_matches(mark).len();
    before.min(after)
}

fn wrapped(text: &str, selection: Range<usize>, mark: &str) -> Edit {
    let start = selection.start + mark.len();
    let with = format!("{mark}{}{mark}", &text[selection.clone()]);
    Edit { select: start..start + selection.len(), at: selection, with }
}

/// Takes `width` bytes off both sides of the selection.
fn unwrapped(text: &str, selection: Range<usize>, width: usize) -> Edit {
    let at = selection.start - width..selection.end + width;
    Edit { select: at.start..at.start + selection.len(), with: text[selection].to_owned(), at }
}

fn emphasis(text: &str, selection: Range<usize>, mark: &str) -> Edit {
    // Of three stars one is emphasis and two are strong.
    let has = |stars: usize| if mark.len() == 2 { stars >= 2 } else { stars % 2 == 1 };
    if has(marks_around(text, &selection, '*')) {
        return unwrapped(text, selection, mark.len());
    }
    let inner = text[selection.clone()].trim_matches('*').len();
    let outer = selection.start + mark.len()..selection.end.saturating_sub(mark.len());
    let within = inner > 0 && has(marks_around(text, &trim_stars(text, &selection), '*'));
    if within && outer.start < outer.end { unwrapped(text, outer, mark.len()) } else { wrapped(text, selection, mark) }
}

/// The selection without the stars at its ends.
fn trim_stars(text: &str, selection: &Range<usize>) -> Range<usize> {
    let selected = &text[selection.clone()];
    let start = selection.end - selected.trim_start_matches('*').len();
    start..start + selected.trim_matches('*').len()
}

fn code_span(text: &str, selection: Range<usize>) -> Edit {
    let around = marks_around(text, &selection, '`');
    if around > 0 {
        return unwrapped(text, selection, around);
    }
    let code = &text[selection.clone()];
    let (ticks, blank) = inline::span_marks(code);
    let start = selection.start + ticks.len() + blank.len();
    let with = format!("{ticks}{blank}{code}{blank}{ticks}");
    Edit { select: start..start + selection.len(), at: selection, with }
}

fn fence(text: &str, selection: &Range<usize>) -> Edit {
    let lines = lines_of(text, selection);
    let is_fence = |line: &str| line.starts_with("```");
    // The line above and the line below, if both are fences, are what is toggled.
    let above = lines.start.checked_sub(1).map(|end| lines_of(text, &(end..end)));
    let below = (lines.end < text.len()).then(|| lines_of(text, &(lines.end + 1..lines.end + 1)));
    let code = &text[lines.clone()];
    if let (Some(above), Some(below)) = (above, below)
        && is_fence(&text[above.clone()])
        && is_fence(&text[below.clone()])
    {
        return Edit {
            select: above.start..above.start + code.len(),
            with: code.to_owned(),
            at: above.start..below.end,
        };
    }
    let fence = inline::fence(code);
    let start = lines.start + fence.len() + 1;
    Edit { select: start..start + code.len(), with: format!("{fence}\n{code}\n{fence}"), at: lines }
}

/// An address becomes the target of a link, anything else its text; the other part is selected, to be typed over.
fn link(text: &str, selection: Range<usize>) -> Edit {
    const ADDRESS: &str = "https://";
    let selected = &text[selection.clone()];
    let is_address = ["https://", "http://", "mailto:"].iter().any(|scheme| selected.starts_with(scheme));
    let (with, select) = if is_address && !selected.contains(char::is_whitespace) {
        (format!("[]({selected})"), selection.start + 1..selection.start + 1)
    } else {
        let address = selection.end + "[](".len();
        (format!("[{selected}]({ADDRESS})"), address..address + ADDRESS.len())
    };
    Edit { at: selection, with, select }
}

/// A picture at `address` in the place of the selection, with what has to be said of it selected, to be typed over;
/// none if the address is none on the web.
#[must_use]
pub fn image(selection: Range<usize>, address: &str) -> Option<Edit> {
    on_the_web(address)?;
    let what = words::image_shows();
    let start = selection.start + "![".len();
    let with = format!("![{what}]({})", inline::destination(address));
    Some(Edit { at: selection, with, select: start..start + what.len() })
}

#[cfg(test)]
mod tests {
    use super::{Command::*, *};
    use proptest::prelude::*;

    const ALL: [Command; 10] = [Bold, Italic, Code, Link, Quote, Bullets, Numbers, Indent, Outdent, Break];

    /// The text, and what is selected in it, of one in which `|` stands at the ends of the selection.
    fn read(marked: &str) -> (String, Range<usize>) {
        let start = marked.find('|').unwrap();
        let end = marked.rfind('|').unwrap();
        (marked.replace('|', ""), start..end.saturating_sub(1).max(start))
    }

    fn done(text: &str, edit: &Edit) -> String {
        format!("{}{}{}", &text[..edit.at.start], edit.with, &text[edit.at.end..])
    }

    #[track_caller]
    fn check(command: Command, before: &str, after: &str) {
        let (text, selection) = read(before);
        let found = edit(command, &text, selection).map(|edit| {
            let mut text = done(&text, &edit);
            if !edit.select.is_empty() {
                text.insert(edit.select.end, '|');
            }
            text.insert(edit.select.start, '|');
            text
        });
        assert_eq!(found.as_deref().unwrap_or("as usual"), after, "{command:?} {before:?}");
    }

    #[test]
    fn inline() {
        for (command, before, after) in [
            (Bold, "a |word| b", "a **|word|** b"),
            (Bold, "a **|word|** b", "a |word| b"),
            (Bold, "a |**word**| b", "a |word| b"),
            (Bold, "a| word |b", "a **|word|** b"),
            (Bold, "|", "**|**"),
            (Bold, "**|**", "|"),
            (Bold, "*|é|*", "***|é|***"),
            (Bold, "***|é|***", "*|é|*"),
            (Bold, "|**|", "**|**|**"),
            (Italic, "***|é|***", "**|é|**"),
            (Italic, "**|é|**", "***|é|***"),
            (Italic, "|*é*|", "|é|"),
            (Italic, "|**é**|", "*|**é**|*"),
            (Code, "run |ls -l| now", "run `|ls -l|` now"),
            (Code, "run `|ls -l|` now", "run |ls -l| now"),
            (Code, "|", "`|`"),
            (Code, "|a`b|", "``|a`b|``"),
            (Code, "|`b|", "`` |`b| ``"),
            (Code, "x\n|a\n```b|", "x\n````\n|a\n```b|\n````"),
            (Code, "```\n|a\nb|\n```", "|a\nb|"),
            (Code, "say |a\n\nb|", "```\n|say a\n\nb|\n```"),
            (Link, "see |the docs| now", "see [the docs](|https://|) now"),
            (Link, "|", "[](|https://|)"),
            (Link, "|https://d.test/a|", "[|](https://d.test/a)"),
        ] {
            check(command, before, after);
        }
    }

    #[test]
    fn lines() {
        for (command, before, after) in [
            (Quote, "a\n|b|\nc", "a\n|> b|\nc"),
            (Quote, "a|b", "> a|b"),
            (Quote, "|a\n\nb|", "|> a\n>\n> b|"),
            (Quote, "|> a\n>\n> b|", "|a\n\nb|"),
            (Quote, "|", "> |"),
            (Bullets, "|one\n\ntwo|", "|- one\n\n- two|"),
            (Bullets, "|- one\n\n* two|", "|one\n\ntwo|"),
            (Bullets, "|1. one\n2. two|", "|- one\n- two|"),
            (Bullets, "|", "- |"),
            (Numbers, "|one\n  - two\nthree|", "|1. one\n  2. two\n3. three|"),
            (Numbers, "7) o|ne", "o|ne"),
            (Indent, "- a\n- |b", "- a\n  - |b"),
            (Indent, "1. a\n2. |b", "1. a\n   2. |b"),
            (Indent, "just |text", "as usual"),
            (Outdent, "  - |b", "- |b"),
            (Outdent, "- |b", "as usual"),
        ] {
            check(command, before, after);
        }
    }

    #[test]
    fn enter() {
        for (before, after) in [
            ("- one|", "- one\n- |"),
            ("- one| two", "- one\n- | two"),
            ("  * one|", "  * one\n  * |"),
            ("9. nine|", "9. nine\n10. |"),
            ("1) one|", "1) one\n2) |"),
            ("4294967295. x|", "4294967295. x\n4294967295. |"),
            ("- one\n- |", "- one\n|"),
            ("> said|", "> said\n> |"),
            ("> > - x|", "> > - x\n> > - |"),
            ("> - |", "> |"),
            ("> |", "|"),
            ("|- one", "as usual"),
            ("text|", "as usual"),
            ("- |one|", "as usual"),
            ("-one|", "as usual"),
            ("99999999999. x|", "as usual"),
            ("```\n- code|", "as usual"),
            ("````\n```\n- code|", "as usual"),
            ("```sh\nx\n```\n- item|", "```sh\nx\n```\n- item\n- |"),
        ] {
            check(Break, before, after);
        }
    }

    #[test]
    fn keys() {
        for (key, shift, expect) in [
            ("b", false, Some(Bold)),
            ("B", false, Some(Bold)), // caps lock
            ("i", false, Some(Italic)),
            ("k", false, Some(Link)),
            ("e", false, Some(Code)),
            (">", true, Some(Quote)),
            (".", false, None),
            ("b", true, None),
            ("Tab", false, None),
        ] {
            assert_eq!(shortcut(key, shift), expect, "{key}");
        }
    }

    #[test]
    fn pictures() {
        for (address, expect) in [
            ("https://s.test/a.png", Some("ab![what it shows](https://s.test/a.png)d")),
            ("https://s.test/(a) [b](c)", Some("ab![what it shows](https://s.test/%28a%29%20[b]%28c%29)d")),
            ("javascript:alert(1)", None),
            ("", None),
        ] {
            let edit = image(2..3, address);
            assert_eq!(edit.as_ref().map(|edit| done("abcd", edit)).as_deref(), expect);
            assert!(edit.is_none_or(|edit| done("abcd", &edit)[edit.select] == *"what it shows"));
        }
    }

    proptest! {
        /// Places are the browser's own, and back again.
        #[test]
        fn places_translate(text in "(\\PC|𝄞|\n){0,12}") {
            for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
                prop_assert_eq!(byte_of(&text, units_of(&text, byte)), byte);
            }
            prop_assert_eq!(units_of(&text, text.len()) as usize, text.encode_utf16().count());
            prop_assert_eq!(byte_of(&text, u32::MAX), text.len());
        }

        /// Whatever is pressed wherever, no letter is lost, and what is replaced and selected is there.
        #[test]
        fn no_word_is_ever_lost(
            text in "([a-zé𝄞]|[ >*`~-]|\n|[0-9]\\. |\n- |\n> ){0,24}",
            a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(), command in 0..ALL.len(),
        ) {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (a, b) = (*a.get(&places), *b.get(&places));
            if let Some(edit) = edit(ALL[command], &text, a.min(b)..a.max(b)) {
                prop_assert!(text.get(edit.at.clone()).is_some());
                let after = done(&text, &edit);
                prop_assert!(after.get(edit.select.clone()).is_some(), "{:?} in {:?}", edit.select, after);
                let mut left = after.chars();
                let kept = text.chars().filter(|c| c.is_alphabetic() || *c == '𝄞').all(|c| left.any(|other| other == c));
                prop_assert!(kept, "{:?} made {:?} of {:?}", ALL[command], after, text);
            }
        }

        /// What a button did, it undoes.
        #[test]
        fn a_second_press_takes_it_back(
            before in "[a-z \n]{0,6}", word in "[a-z]([a-z ]{0,6}[a-z])?", after in "[a-z \n]{0,6}",
        ) {
            let text = format!("{before}{word}{after}");
            for command in [Bold, Italic, Code] {
                let first = edit(command, &text, before.len()..before.len() + word.len()).unwrap();
                let changed = done(&text, &first);
                let second = edit(command, &changed, first.select.clone()).unwrap();
                prop_assert_eq!(&done(&changed, &second), &text, "{:?}", command);
            }
        }
    }
}

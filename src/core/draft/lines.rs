//! Editing commands on whole lines: quotes, lists, their levels, and the Enter key within them.
//!
//! A part of [`super::edit()`], whose tests are this module's; it knows blocks of Markdown, and nothing of what stands
//! within a line.

use super::Edit;
use std::ops::Range;

/// The lines that a selection touches, without the last line's end.
pub(super) fn lines_of(text: &str, selection: &Range<usize>) -> Range<usize> {
    let start = text[..selection.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[selection.end..].find('\n').map_or(text.len(), |at| selection.end + at);
    start..end
}

/// Changes each line that the selection touches. A caret stays where it is in its line; a selection grows to the lines.
fn each_line(text: &str, selection: &Range<usize>, change: &mut dyn FnMut(&str) -> String) -> Edit {
    let at = lines_of(text, selection);
    let with = text[at.clone()].split('\n').map(change).collect::<Vec<_>>().join("\n");
    let end = at.start + with.len();
    let behind = at.end - selection.end;
    let select = match selection.is_empty() {
        true if behind <= with.len() => end - behind..end - behind,
        true => at.start..at.start, // the caret was in what was taken away
        false => at.start..end,
    };
    Edit { at, with, select }
}

/// Whether all lines of the selection that hold anything are `so`, and there is one.
fn all_lines(text: &str, selection: &Range<usize>, so: &dyn Fn(&str) -> bool) -> bool {
    let mut lines = text[lines_of(text, selection)].split('\n').filter(|line| !line.trim().is_empty()).peekable();
    lines.peek().is_some() && lines.all(so)
}

pub(super) fn quote(text: &str, selection: &Range<usize>) -> Edit {
    if all_lines(text, selection, &|line| line.starts_with('>')) {
        let mut bare = |line: &str| line.strip_prefix("> ").or(line.strip_prefix('>')).unwrap_or(line).to_owned();
        return each_line(text, selection, &mut bare);
    }
    let several = !selection.is_empty();
    each_line(text, selection, &mut |line| {
        if line.is_empty() && several { ">".to_owned() } else { format!("> {line}") }
    })
}

/// The mark of a list item.
struct Item<'a> {
    /// Blanks before it.
    indent: &'a str,
    /// Its number; none in a bulleted list.
    number: Option<u32>,
    /// The bullet, or what follows the number.
    sign: char,
    /// What follows mark and blank.
    text: &'a str,
}

impl<'a> Item<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let bare = line.trim_start_matches([' ', '\t']);
        let indent = &line[..line.len() - bare.len()];
        let digits = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = bare.split_at(digits);
        let sign = rest.chars().next()?;
        let is_sign = if digits == 0 { "-*+" } else { ".)" }.contains(sign);
        let text = rest.get(1..)?.strip_prefix(' ')?;
        let number = if digits == 0 { None } else { Some(number.parse().ok()?) };
        is_sign.then_some(Self { indent, number, sign, text })
    }

    /// The mark of the item after this one.
    fn next(&self) -> String {
        let number = self.number.map(|number| number.saturating_add(1).to_string());
        format!("{}{}{} ", self.indent, number.unwrap_or_default(), self.sign)
    }

    /// How far what belongs to it is indented.
    fn width(&self) -> usize {
        self.number.map_or(0, |number| number.to_string().len()) + 2
    }
}

pub(super) fn list(text: &str, selection: &Range<usize>, numbered: bool) -> Edit {
    let is_item = |line: &str| Item::read(line).is_some_and(|item| item.number.is_some() == numbered);
    if all_lines(text, selection, &is_item) {
        let mut bare =
            |line: &str| Item::read(line).map_or(line.to_owned(), |item| format!("{}{}", item.indent, item.text));
        return each_line(text, selection, &mut bare);
    }
    let mut number = 0;
    let several = !selection.is_empty();
    each_line(text, selection, &mut |line| {
        if line.trim().is_empty() && several {
            return line.to_owned();
        }
        number += 1;
        let bare = line.trim_start();
        let (indent, bare) =
            Item::read(line).map_or((&line[..line.len() - bare.len()], bare), |item| (item.indent, item.text));
        if numbered { format!("{indent}{number}. {bare}") } else { format!("{indent}- {bare}") }
    })
}

pub(super) fn indent(text: &str, selection: &Range<usize>) -> Option<Edit> {
    let first = text[lines_of(text, selection)].split('\n').find_map(Item::read)?;
    let blanks = " ".repeat(first.width());
    Some(each_line(text, selection, &mut |line| {
        if line.is_empty() { String::new() } else { format!("{blanks}{line}") }
    }))
}

pub(super) fn outdent(text: &str, selection: &Range<usize>) -> Option<Edit> {
    let lines = &text[lines_of(text, selection)];
    let width = lines.split('\n').find_map(Item::read).map_or(2, |item| item.width());
    let blanks = |line: &str| line.len() - line.trim_start_matches(' ').len();
    lines.starts_with(' ').then(|| each_line(text, selection, &mut |line| line[blanks(line).min(width)..].to_owned()))
}

pub(super) fn line_break(text: &str, selection: &Range<usize>) -> Option<Edit> {
    let line = lines_of(text, selection);
    if !selection.is_empty() || in_fence(&text[..line.start]) {
        return None;
    }
    let caret = selection.start;
    let quote = quote_mark(&text[line.clone()]);
    let inner = &text[line.start + quote.len()..line.end];
    let item = Item::read(inner);
    let content = item.as_ref().map_or(inner, |item| item.text);
    if (quote.is_empty() && item.is_none()) || caret < line.end - content.len() {
        return None;
    }
    if content.trim().is_empty() {
        // An empty item: the innermost mark goes, and the line is what it was in.
        let start = line.start + if item.is_some() { quote.len() } else { 0 };
        return Some(Edit { at: start..line.end, with: String::new(), select: start..start });
    }
    let with = format!("\n{quote}{}", item.map(|item| item.next()).unwrap_or_default());
    Some(Edit { at: caret..caret, select: caret + with.len()..caret + with.len(), with })
}

/// The marks of the quotes that a line is in.
fn quote_mark(line: &str) -> &str {
    let mut rest = line;
    while let Some(inner) = rest.trim_start_matches(' ').strip_prefix('>') {
        rest = inner.strip_prefix(' ').unwrap_or(inner);
    }
    &line[..line.len() - rest.len()]
}

/// Whether `above` leaves a fenced block open.
pub(super) fn in_fence(above: &str) -> bool {
    let fences = above.lines().map(str::trim_start).filter(|line| line.starts_with("```") || line.starts_with("~~~"));
    let mut open: Option<&str> = None;
    for line in fences {
        let mark = &line[..line.len() - line.trim_start_matches(['`', '~']).len()];
        match open {
            None => open = Some(mark),
            Some(opened) if line.trim_end() == mark && mark.starts_with(opened) => open = None,
            Some(_) => {}
        }
    }
    open.is_some()
}

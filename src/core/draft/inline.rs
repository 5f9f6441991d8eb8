//! A line of running text as Markdown: emphasis, code and links, and whatever else in it could be read as markup
//! escaped. CommonMark is the measure (0.31, chapter 6); of what its dialects add, tables and strikethrough.

/// Text of one style.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Run {
    /// How it is shown.
    pub(super) style: Style,
    /// What it says.
    pub(super) text: String,
}

impl Run {
    /// Whether there is anything to read in it.
    pub(super) fn says(&self) -> bool {
        !self.text.trim().is_empty()
    }
}

/// How text is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Style {
    pub(super) strong: bool,
    pub(super) em: bool,
    pub(super) code: bool,
    /// Where it leads; empty for nowhere.
    pub(super) link: String,
}

impl Style {
    fn is_emphasis(&self) -> bool {
        self.strong || self.em
    }

    fn plain(&self) -> Self {
        Self { strong: false, em: false, ..self.clone() }
    }

    /// Whether text of this style and of `other` is between the same marks of emphasis.
    fn joins(&self, other: &Self) -> bool {
        (self.strong, self.em, &self.link) == (other.strong, other.em, &other.link)
    }

    /// The marks of emphasis.
    fn mark(&self) -> &'static str {
        match (self.strong, self.em) {
            (true, true) => "***",
            (true, false) => "**",
            (false, true) => "*",
            (false, false) => "",
        }
    }
}

/// A text that is only that.
pub(super) fn plain(text: &str) -> String {
    line(&[Run { text: text.to_owned(), ..Run::default() }])
}

/// A text that leads to `target`.
pub(super) fn link(text: &str, target: &str) -> String {
    line(&[Run { style: Style { link: target.to_owned(), ..Style::default() }, text: text.to_owned() }])
}

/// `runs`, which hold no line feed, as one line that is no block of its own kind.
pub(super) fn line(runs: &[Run]) -> String {
    let code = |run: &Run| Style { code: false, ..run.style.clone() };
    let runs = merged(apart(&spaced(&merged(runs.to_vec())), |run| run.style.code, code, |_, _| false));
    let runs = merged(apart(&runs, |run| run.style.is_emphasis(), |run| run.style.plain(), Style::joins));
    let runs = merged(sure(runs));
    let nowhere = Style::default();
    let mut out = String::new();
    for (at, Run { style, text }) in runs.iter().enumerate() {
        let before = at.checked_sub(1).map_or(&nowhere, |at| &runs[at].style);
        let after = runs.get(at + 1).map_or(&nowhere, |next| &next.style);
        if !style.link.is_empty() && style.link != before.link {
            out.push('[');
        }
        if !style.joins(before) {
            out.push_str(style.mark());
        }
        if style.code {
            let (ticks, blank) = span_marks(text);
            out.extend([&ticks, blank, text, blank, &ticks]);
        } else {
            escape(text, &mut out);
        }
        if !style.joins(after) {
            out.push_str(style.mark());
        }
        if !style.link.is_empty() && style.link != after.link {
            out.extend(["](", &destination(&style.link), ")"]);
        }
    }
    // What would make another block of it.
    let digits = out.bytes().take_while(u8::is_ascii_digit).count();
    if out.starts_with(['#', '>', '-', '+', '=', '!']) {
        out.insert(0, '\\');
    } else if digits > 0 && out[digits..].starts_with(['.', ')']) {
        out.insert(digits, '\\');
    }
    out
}

/// What stands on both sides of `code` as a span: more backticks in a row than are in it, and next to it a blank if
/// there is one at its end.
pub(super) fn span_marks(code: &str) -> (String, &'static str) {
    let blank = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    (more_ticks(code, 1), blank)
}

/// The line above `code` as a block, and below it.
pub(super) fn fence(code: &str) -> String {
    more_ticks(code, 3)
}

/// A run of backticks longer than any in `code`, of so many `at_least`.
fn more_ticks(code: &str, at_least: usize) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    "`".repeat(at_least.max(longest + 1))
}

/// Without blanks at both ends, nor two in a row: as a browser shows them.
fn spaced(runs: &[Run]) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    let mut blank = true;
    for run in runs {
        let mut text = String::with_capacity(run.text.len());
        for c in run.text.chars() {
            let is_blank = c.is_ascii_whitespace();
            if !is_blank || !blank {
                text.push(if is_blank { ' ' } else { c });
            }
            blank = is_blank;
        }
        out.extend((!text.is_empty()).then(|| Run { text, ..run.clone() }));
    }
    if let Some(last) = out.last_mut().filter(|last| last.text.ends_with(' ')) {
        last.text.pop();
    }
    out
}

/// With the blanks at the ends of what is marked outside of its marks, which mean nothing beside them. What `joins` the
/// run before or after it has no end there.
fn apart(
    runs: &[Run],
    is_marked: fn(&Run) -> bool,
    unmarked: fn(&Run) -> Style,
    joins: fn(&Style, &Style) -> bool,
) -> Vec<Run> {
    let mut out = Vec::with_capacity(runs.len());
    for (at, run) in runs.iter().enumerate() {
        let joined =
            |at: Option<usize>| at.and_then(|at| runs.get(at)).is_some_and(|other| joins(&run.style, &other.style));
        let (starts, ends) = (!joined(at.checked_sub(1)), !joined(Some(at + 1)));
        let (mut from, mut to) = (0, run.text.len());
        if is_marked(run) && ends {
            to = run.text.trim_end().len();
        }
        if is_marked(run) && starts {
            from = to - run.text[..to].trim_start().len();
        }
        let plain = unmarked(run);
        for (style, text) in [(&plain, &run.text[..from]), (&run.style, &run.text[from..to]), (&plain, &run.text[to..])]
        {
            out.push(Run { style: style.clone(), text: text.to_owned() });
        }
    }
    out
}

/// Neighbours of one style as one run, and none that says nothing.
fn merged(runs: Vec<Run>) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs.into_iter().filter(|run| !run.text.is_empty()) {
        match out.last_mut().filter(|last| last.style == run.style) {
            Some(last) => last.text.push_str(&run.text),
            None => out.push(run),
        }
    }
    out
}

/// Without the emphasis that Markdown would take for stars: its marks must be beside a letter within, or beside a
/// blank or a sign without, and never beside other marks.
fn sure(mut runs: Vec<Run>) -> Vec<Run> {
    let mut next = 0;
    while let Some(run) = runs.get(next) {
        let start = next;
        next += runs[start..].iter().take_while(|other| other.style.joins(&run.style)).count();
        if !run.style.is_emphasis() {
            continue;
        }
        // The marks of a link are signs.
        let beside =
            |at: Option<usize>| at.and_then(|at| runs.get(at)).filter(|other| other.style.link == run.style.link);
        let (before, after, last) = (beside(start.checked_sub(1)), beside(Some(next)), &runs[next - 1]);
        let holds = |run: &Run, inside: Option<char>, outside: Option<char>| {
            let parts = |c: char| c.is_whitespace() || c.is_ascii_punctuation();
            !run.style.code && inside.is_some_and(char::is_alphanumeric) || outside.is_none_or(parts)
        };
        let is_sure = holds(run, run.text.chars().next(), before.and_then(|run| run.text.chars().next_back()))
            && holds(last, last.text.chars().next_back(), after.and_then(|run| run.text.chars().next()))
            && !before.is_some_and(|run| run.style.is_emphasis());
        if !is_sure {
            runs[start..next].iter_mut().for_each(|run| run.style = run.style.plain());
        }
    }
    runs
}

/// Adds `text` with a backslash before whatever Markdown would read as markup within a line.
fn escape(text: &str, out: &mut String) {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut before = None;
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        let next = rest.chars().next();
        let marks = match c {
            '`' | '*' | '[' | ']' | '<' | '|' | '~' => true,
            '_' => !(word(before) && word(next)),
            '\\' => next.is_none_or(|c| c.is_ascii_punctuation()),
            '!' => next.is_none(), // a link may follow
            '&' => is_entity(rest),
            _ => false,
        };
        if marks {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
}

/// Whether an ampersand before `rest` would be another character.
fn is_entity(rest: &str) -> bool {
    let named = rest.trim_start_matches('#').trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    named.len() < rest.len() && named.starts_with(';')
}

/// The target of a link: what could end it, or mean something within it, is percent-encoded.
pub(super) fn destination(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for (at, c) in url.char_indices() {
        match c {
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\\' => out.push_str("%5C"),
            '`' => out.push_str("%60"),
            '|' => out.push_str("%7C"),
            '&' if is_entity(&url[at + 1..]) => out.push_str("\\&"),
            c if c.is_whitespace() || c.is_control() => out.push_str("%20"),
            c => out.push(c),
        }
    }
    out
}

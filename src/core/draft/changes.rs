//! What a change changes, line by line, for a person to read before it is saved.

use crate::model::Writing;

/// Most pairs of lines that are compared; beyond, all that differs is one place.
const MAX_PAIRS: usize = 250_000;

/// A line of a text before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// In both.
    Same(String),
    /// Only before.
    Gone(String),
    /// Only after.
    New(String),
}

/// Whether two texts are one to a site, which keeps neither blanks at the end of a line nor empty lines around a text.
#[must_use]
pub fn same_writing(one: &Writing, other: &Writing) -> bool {
    let sorted = |writing: &Writing| {
        let mut tags = writing.tags.clone();
        tags.sort_unstable();
        tags
    };
    let lines = |text: &str| text.trim().lines().map(str::trim_end).map(str::to_owned).collect::<Vec<_>>();
    one.title.trim() == other.title.trim() && lines(&one.body) == lines(&other.body) && sorted(one) == sorted(other)
}

/// The lines of `before` and `after`, those that are in both side by side: as many as there can be.
#[must_use]
pub fn changes(before: &str, after: &str) -> Vec<Line> {
    let (a, b): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let start = a.iter().zip(&b).take_while(|(one, other)| one == other).count();
    let end = a[start..].iter().rev().zip(b[start..].iter().rev()).take_while(|(one, other)| one == other).count();
    let (old, new) = (&a[start..a.len() - end], &b[start..b.len() - end]);
    let same = |lines: &[&str]| lines.iter().map(|line| Line::Same((*line).to_owned())).collect::<Vec<_>>();
    let mut all = same(&a[..start]);
    between(old, new, &mut all);
    all.extend(same(&a[a.len() - end..]));
    all
}

/// A longest common subsequence, by the table of the longest ones of all ends.
fn between(old: &[&str], new: &[&str], all: &mut Vec<Line>) {
    let width = new.len() + 1;
    let is_short = old.len().saturating_mul(new.len()) <= MAX_PAIRS;
    let mut longest = vec![0u32; if is_short { (old.len() + 1) * width } else { 0 }];
    if is_short {
        for i in (0..old.len()).rev() {
            for j in (0..new.len()).rev() {
                let skips = longest[(i + 1) * width + j].max(longest[i * width + j + 1]);
                let both = if old[i] == new[j] { longest[(i + 1) * width + j + 1] + 1 } else { 0 };
                longest[i * width + j] = skips.max(both);
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        let both = i < old.len() && j < new.len();
        if both && is_short && old[i] == new[j] {
            all.push(Line::Same(old[i].to_owned()));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || both && (!is_short || longest[(i + 1) * width + j] >= longest[i * width + j + 1]) {
            all.push(Line::Gone(old[i].to_owned()));
            i += 1;
        } else {
            all.push(Line::New(new[j].to_owned()));
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(before: &str, after: &str, expect: &str) {
        let line = |line: &Line| match line {
            Line::Same(text) => format!(" {text}"),
            Line::Gone(text) => format!("-{text}"),
            Line::New(text) => format!("+{text}"),
        };
        assert_eq!(changes(before, after).iter().map(line).collect::<Vec<_>>().join("|"), expect);
    }

    #[test]
    fn lines_that_stay_stand_between_those_that_do_not() {
        check("", "", "");
        check("a", "a", " a");
        check("", "a\nb", "+a|+b");
        check("a\nb", "", "-a|-b");
        check("a\nb\nc", "a\nx\nc", " a|-b|+x| c");
        check("a\nb\nc\nd", "b\nc\ne\nd", "-a| b| c|+e| d");
        check("a\na\na", "a\na", " a| a|-a");
    }

    #[test]
    fn very_long_texts_are_told_as_a_whole() {
        let text = |mark: &str| (0..1_000).map(|n| format!("{mark}{n}\n")).collect::<String>();
        let all = changes(&text("a"), &text("b"));
        assert!(all[..1_000].iter().all(|line| matches!(line, Line::Gone(_))) && all.len() == 2_000);
    }

    #[test]
    fn blanks_that_no_site_keeps_are_no_change() {
        let writing = |title: &str, body: &str, tags: &[&str]| Writing {
            title: title.into(),
            body: body.into(),
            tags: tags.iter().map(|&tag| tag.into()).collect(),
        };
        let one = writing("T", "a\n  b\n", &["x", "y"]);
        for (other, expect) in [
            (writing(" T ", "\na  \r\n  b", &["y", "x"]), true),
            (writing("T", "a\nb", &["x", "y"]), false),
            (writing("T", "a\n  b", &["x"]), false),
            (writing("t", "a\n  b", &["x", "y"]), false),
        ] {
            assert_eq!(same_writing(&one, &other), expect, "{other:?}");
        }
    }

    proptest! {
        /// Either text can be read off.
        #[test]
        fn nothing_is_lost(before in "[ab\n]{0,30}", after in "[ab\n]{0,30}") {
            let all = changes(&before, &after);
            let read = |skip: fn(&Line) -> bool| {
                let kept = all.iter().filter(|line| !skip(line));
                kept.map(|(Line::Same(text) | Line::Gone(text) | Line::New(text))| text.clone()).collect::<Vec<_>>()
            };
            prop_assert_eq!(read(|line| matches!(line, Line::New(_))), before.lines().collect::<Vec<_>>());
            prop_assert_eq!(read(|line| matches!(line, Line::Gone(_))), after.lines().collect::<Vec<_>>());
        }
    }
}

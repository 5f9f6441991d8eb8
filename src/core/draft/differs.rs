//! The sentence that says why a question is not one that was asked before. Its author ends it.

use super::{Edit, inline};
use crate::{model::Question, words};
use std::ops::Range;

/// What stands for the sentence's end until the author wrote it.
const OPEN: &str = "…";

/// The sentence about what a link leads to, up to what its author adds.
fn begun(link: &str) -> String {
    words::plain(&words::differs_from(link))
}

/// Adds the beginning of the sentence about `other` to the end of `body`, and selects what is to be written.
#[must_use]
pub fn differs(body: &str, other: &Question) -> Edit {
    let kept = body.trim_end().len();
    let gap = if kept == 0 { "" } else { "\n\n" };
    let with = format!("{gap}{} {OPEN}", begun(&inline::link(&other.title, &other.link)));
    let end = kept + with.len();
    Edit { at: kept..body.len(), with, select: end - OPEN.len()..end }
}

/// Where in `body` an end of such a sentence is missing.
pub(super) fn unended(body: &str) -> Option<Range<usize>> {
    const LINK: &str = "\u{fffc}"; // a browser ends what it fills in at a NUL
    let begun = begun(LINK);
    let (start, because) = begun.split_once(LINK)?;
    let last_word = because.rsplit(' ').next().filter(|word| !word.is_empty());
    let mut from = 0;
    for line in body.split_inclusive('\n') {
        let text = line.trim_end();
        let end = from + text.len();
        if text.starts_with(start) {
            let before = text.strip_suffix(OPEN).map(str::trim_end);
            if before.is_some_and(|before| before.ends_with(because)) {
                return Some(end - OPEN.len()..end);
            }
            if let Some(word) = last_word.filter(|_| text.ends_with(because)) {
                return Some(end - word.len()..end);
            }
        }
        from += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{QuestionId, Timestamp};

    fn other(title: &str) -> Question {
        Question {
            id: QuestionId(1),
            title: title.into(),
            body: String::new(),
            tags: Vec::new(),
            score: 0,
            answers: 0,
            accepted: false,
            closed: false,
            created: Timestamp(0),
            owner: None,
            link: "https://s.test/q/1".into(),
        }
    }

    #[test]
    fn a_sentence_is_begun_and_missed_until_it_ends() {
        for (body, title, expect) in [
            ("", "Why?", "This is not the same as [Why?](https://s.test/q/1), because …"),
            ("A.\n \n", "Why?", "A.\n\nThis is not the same as [Why?](https://s.test/q/1), because …"),
            ("é", "[x](y)", "é\n\nThis is not the same as [\\[x\\](y)](https://s.test/q/1), because …"),
        ] {
            let Edit { at, with, select } = differs(body, &other(title));
            let mut now = body.to_owned();
            now.replace_range(at, &with);
            assert_eq!((now.as_str(), &now[select.clone()]), (expect, "…"));
            assert_eq!(unended(&now), Some(select.clone()), "{now}");
            assert!(unended(&format!("{now}\n\nMore.")).is_some());
            let bare = now.replace(" …", "  ");
            assert_eq!(&bare[unended(&bare).unwrap()], "because", "{bare}");
            now.replace_range(select, "mine is new.");
            assert_eq!(unended(&now), None, "{now}");
        }
        assert_eq!(unended("It fails, because …"), None);
    }
}

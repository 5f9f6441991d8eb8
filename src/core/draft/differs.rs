//! The sentence that says why a question is not one that was asked before. Its author ends it.

use super::{Edit, inline};
use crate::model::Question;
use std::ops::Range;

/// How it begins, up to the link.
const START: &str = "This is not the same as ";

/// What stands for its end until the author wrote it.
const END: &str = ", because …";

/// Adds the beginning of the sentence about `other` to the end of `body`, and selects what is to be written.
#[must_use]
pub fn differs(body: &str, other: &Question) -> Edit {
    let kept = body.trim_end().len();
    let gap = if kept == 0 { "" } else { "\n\n" };
    let with = format!("{gap}{START}{}{END}", inline::link(&other.title, &other.link));
    let end = kept + with.len();
    Edit { at: kept..body.len(), with, select: end - '…'.len_utf8()..end }
}

/// Where in `body` an end of such a sentence is missing.
pub(super) fn unended(body: &str) -> Option<Range<usize>> {
    let mut from = 0;
    for line in body.split_inclusive('\n') {
        let text = line.trim_end();
        let end = from + text.len();
        if text.starts_with(START) {
            if text.ends_with(END) {
                return Some(end - '…'.len_utf8()..end);
            }
            if text.ends_with(", because") {
                return Some(end - "because".len()..end);
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

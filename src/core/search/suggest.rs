//! What is being typed where the cursor stands: the beginning of a tag, or of an operator.

use super::{OPERATORS, Operator};
use crate::{model::Tag, text::lower};
use std::ops::Range;

/// What is being typed, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// The name of a tag, behind its bracket.
    Tag(Range<usize>),
    /// A word of the query; an empty one between two.
    Word(Range<usize>),
}

/// What is being typed in `text` just before byte `at`.
#[must_use]
pub fn typed_at(text: &str, at: usize) -> Typed {
    let before = text.get(..at).unwrap_or(text);
    let end = before.len();
    let name = before.trim_end_matches(Tag::takes);
    if name.ends_with('[') && end - name.len() <= Tag::LONGEST {
        return Typed::Tag(name.len()..end);
    }
    let from =
        before.rfind(char::is_whitespace).map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    Typed::Word(from..end)
}

impl Typed {
    /// The operators that begin so; all of them before the first letter, and none in the middle of words.
    #[must_use]
    pub fn operators(&self, text: &str) -> Vec<Operator> {
        let Self::Word(range) = self else { return Vec::new() };
        let word = lower(&text[range.clone()]);
        let is_alone = word.is_empty() && text.trim().is_empty();
        let begins = |operator: &Operator| operator.example.starts_with(&word) && *operator.example != word;
        let fits = |operator: &&Operator| is_alone || word.len() > 1 && begins(operator);
        OPERATORS.iter().filter(fits).copied().collect()
    }

    /// `text` with what is being typed replaced by `with`, and where the cursor belongs then.
    #[must_use]
    pub fn replaced(&self, text: &str, with: &str) -> (String, usize) {
        let (Self::Tag(range) | Self::Word(range)) = self;
        // What closes the tag or parts it from the next word may be there already.
        let rest =
            text[range.end..].trim_start_matches(|c| matches!(self, Self::Tag(_)) && (Tag::takes(c) || c == ']'));
        let rest = if with.ends_with(' ') { rest.trim_start() } else { rest };
        (format!("{}{with}{rest}", &text[..range.start]), range.start + with.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let at = text.find('|').unwrap();
        let text = text.replace('|', "");
        let typed = typed_at(&text, at);
        let shown = match &typed {
            Typed::Tag(range) => format!("tag {}", &text[range.clone()]),
            Typed::Word(_) => {
                typed.operators(&text).iter().map(|operator| operator.example).collect::<Vec<_>>().join(" ")
            }
        };
        assert_eq!(shown, expect, "{text}");
    }

    #[test]
    fn what_is_offered_where() {
        check("[tre|", "tag tre");
        check("lag [|", "tag ");
        check("-[c++|] lag", "tag c++");
        check("[a] or [b|", "tag b");
        check("[a b|", "");
        check("sco|", "score:3");
        check("lag ISA|", "isaccepted:yes isanswered:no");
        check("is:|", "is:question is:answer is:article");
        check("user:me|", "");
        check("lag |", "");
        check("é i|", "");
        assert_eq!(typed_at("", 0).operators("").len(), OPERATORS.len());
    }

    #[test]
    fn what_is_chosen_takes_the_place_of_what_was_typed() {
        for (text, with, expect) in [
            ("lag [tr|", "trellis] ", "lag [trellis] |"),
            ("[tr|el] lag", "trellis] ", "[trellis] |lag"),
            ("lag sc|", "score:", "lag score:|"),
            ("is|", "is:answer ", "is:answer |"),
        ] {
            let at = text.find('|').unwrap();
            let text = text.replace('|', "");
            let (mut text, at) = typed_at(&text, at).replaced(&text, with);
            text.insert(at, '|');
            assert_eq!(text, expect);
        }
    }

    #[test]
    fn every_operator_that_is_offered_means_something() {
        for operator in OPERATORS {
            let query = crate::search::Query::parse(operator.example);
            assert!(query.notes.is_empty() && query.terms().len() == 1, "{operator:?}");
            let plain = matches!(operator.writes, "[" | "\"" | "-");
            assert!(operator.example.starts_with(operator.writes.trim_end()), "{operator:?}");
            assert!(plain || operator.example == query.to_string(), "{operator:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_and_place(text in any::<String>(), at in 0usize..40) {
            let typed = typed_at(&text, at);
            prop_assert!(typed.operators(&text).len() <= OPERATORS.len());
            let (text, at) = typed.replaced(&text, "x ");
            prop_assert!(text.is_char_boundary(at));
        }
    }
}

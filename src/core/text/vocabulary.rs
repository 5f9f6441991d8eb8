//! Words and their numbers. A word of up to eight bytes, as most are, is a number itself: nothing is allocated for it,
//! and it is compared at once.

use super::{Map, runs::small_letters};

/// A word as it is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form<'a> {
    pub(crate) text: &'a str,
    /// Its bytes, the first one lowest; 0 if it has more than eight.
    key: u64,
}

impl<'a> Form<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let key = || text.bytes().rev().try_fold(0, |key, byte| (byte > 0).then_some(key << 8 | u64::from(byte)));
        Self { text, key: if text.len() <= 8 { key().unwrap_or(0) } else { 0 } }
    }

    /// The English word at a byte of `text`, if one begins there: a letter, and all small ones after it. Whether the
    /// first is a capital is no part of the form.
    pub(super) fn english(text: &'a str, at: usize) -> Option<Self> {
        let bytes = &text.as_bytes()[at..];
        let next = |from: usize| {
            let rest = bytes[from..].iter().position(|byte| !byte.is_ascii_lowercase());
            rest.map_or(bytes.len(), |rest| from + rest)
        };
        let Some(eight) = bytes.first_chunk() else {
            bytes.first().filter(|first| first.is_ascii_alphabetic())?;
            let form = Self::of(&text[at..at + next(1)]);
            return Some(Self { key: form.key | SMALL, ..form });
        };
        let eight = u64::from_le_bytes(*eight) | SMALL;
        let (len, key) = match small_letters(eight) {
            0 => return None,
            8 => match next(8) {
                8 => (8, eight),
                more => (more, 0),
            },
            few => (few, eight & !(u64::MAX << (8 * few))),
        };
        Some(Self { text: &text[at..at + len], key })
    }
}

/// What makes the first of eight letters a small one.
const SMALL: u64 = 0x20;

/// Numbers of words.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Vocabulary {
    short: Map<u64, u32>,
    long: Map<String, u32>,
}

impl Vocabulary {
    pub(crate) fn len(&self) -> usize {
        self.short.len() + self.long.len()
    }

    pub(crate) fn get(&self, form: Form<'_>) -> Option<u32> {
        if form.key == 0 { self.long.get(form.text) } else { self.short.get(&form.key) }.copied()
    }

    pub(crate) fn insert(&mut self, form: Form<'_>, number: u32) {
        if form.key == 0 {
            self.long.insert(form.text.to_owned(), number);
        } else {
            self.short.insert(form.key, number);
        }
    }

    /// Every number, to be changed.
    pub(super) fn numbers(&mut self) -> impl Iterator<Item = &mut u32> {
        self.short.values_mut().chain(self.long.values_mut())
    }
}

impl<'a> FromIterator<(Form<'a>, u32)> for Vocabulary {
    fn from_iter<I: IntoIterator<Item = (Form<'a>, u32)>>(words: I) -> Self {
        let mut all = Self::default();
        words.into_iter().for_each(|(word, number)| all.insert(word, number));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// A word is found by what is written, and by nothing else; the case of an English word's first letter is
        /// nothing.
        #[test]
        fn a_word_is_what_is_written(words in prop::collection::vec("[A-Z]?[a-z]{0,12}|\\PC{0,12}|a\0{0,2}", 1..20)) {
            let mut all = Vocabulary::default();
            for (number, word) in (0..).zip(&words) {
                if all.get(Form::of(word)).is_none() {
                    prop_assert!(!words[..number as usize].contains(word));
                    all.insert(Form::of(word), number);
                }
                let found = all.get(Form::of(word)).and_then(|found| words.get(found as usize));
                prop_assert_eq!(found, Some(word));
            }
        }

        #[test]
        fn an_english_word_ends_before_what_is_no_small_letter(before in "[ -~é]{0,3}", word in "[A-Za-z][a-z]{0,20}", after in "([^a-z]\\PC{0,9})?") {
            let text = format!("{before}{word}{after}");
            let form = Form::english(&text, before.len()).unwrap();
            prop_assert_eq!(form.text, &word);
            prop_assert_eq!(form.key, Form::of(&word.to_ascii_lowercase()).key);
        }
    }
}

//! Cuts text at characters of some kind, by bytes while they are ASCII, as most are: every letter of a page passes here.

use crate::eight::{HIGHEST, SMALL, before, within};
use std::ops::Range;

/// Which characters end a run.
pub(super) struct Ends {
    ascii: [bool; 128],
    other: fn(char) -> bool,
}

impl Ends {
    /// Blanks, controls, these `signs`, and of the characters beyond ASCII those that `other` is for.
    pub(super) const fn at(signs: &[u8], other: fn(char) -> bool) -> Self {
        let mut ascii = [false; 128];
        ascii[0x7f] = true;
        let (mut blank, mut sign) = (0, 0);
        while blank <= b' ' {
            ascii[blank as usize] = true;
            blank += 1;
        }
        while sign < signs.len() {
            ascii[signs[sign] as usize] = true;
            sign += 1;
        }
        Self { ascii, other }
    }

    /// Whether a byte is a character that ends a run.
    pub(super) fn has(&self, byte: u8) -> bool {
        self.ascii.get(usize::from(byte)).is_some_and(|ends| *ends)
    }

    /// The next run of characters that do not end one, from byte `from` on, cut at a character after so many bytes.
    pub(super) fn next_run(&self, text: &str, from: usize, most: usize) -> Option<Range<usize>> {
        let start = self.past(text, from)?;
        let most = text.floor_char_boundary(start.saturating_add(most));
        Some(start..self.next(&text[..most], start))
    }

    /// Where the next run begins, from byte `at` on.
    pub(super) fn past(&self, text: &str, at: usize) -> Option<usize> {
        Some(self.pass(text, at, true)).filter(|at| *at < text.len())
    }

    /// Where a run ends that goes on at byte `at`.
    pub(super) fn next(&self, text: &str, at: usize) -> usize {
        self.pass(text, at, false)
    }

    /// Where the characters from byte `at` on stop being such that end a run, or such that do not.
    fn pass(&self, text: &str, mut at: usize, ending: bool) -> usize {
        while let Some(byte) = text.as_bytes().get(at) {
            let (ends, width) = match self.ascii.get(usize::from(*byte)) {
                Some(ends) => (*ends, 1),
                None => text[at..].chars().next().map_or((ending, 1), |c| ((self.other)(c), c.len_utf8())),
            };
            if ends != ending {
                break;
            }
            at += width;
        }
        at
    }
}

/// How many letters of English there are before the first byte that is none, capitals or not.
pub(super) fn letters(bytes: &[u8]) -> usize {
    let (eights, _) = bytes.as_chunks();
    let mut len = 0;
    for eight in eights {
        match small_letters(u64::from_le_bytes(*eight) | SMALL) {
            8 => len += 8,
            few => return len + few,
        }
    }
    len + bytes[len..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count()
}

/// How many of eight bytes are letters from a to z before the first that is none.
pub(super) fn small_letters(eight: u64) -> usize {
    before(within(eight, b'a', b'z') ^ HIGHEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    static ENDS: Ends = Ends::at(b",", |c| c == '，');

    fn runs(text: &str, most: usize) -> Vec<&str> {
        let mut at = 0;
        let next = || {
            ENDS.next_run(text, at, most).map(|run| {
                at = run.end;
                &text[run]
            })
        };
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn runs_end_where_they_are_said_to() {
        for (text, expect) in [("", &[][..]), (",，", &[]), ("a,，bé c,", &["a", "bé", "c"]), ("，ab", &["ab"])] {
            assert_eq!(runs(text, 9), expect, "{text}");
        }
        assert_eq!(runs("abcdé,f", 4), ["abcd", "é", "f"]);
    }

    proptest! {
        #[test]
        fn letters_end_where_the_first_is_none(text in "[A-Za-z]{0,20}", after in "[^A-Za-z]?\\PC{0,9}") {
            let all = format!("{text}{after}");
            let count = all.bytes().take_while(u8::is_ascii_alphabetic).count();
            prop_assert_eq!(letters(all.as_bytes()), count);
        }

        #[test]
        fn nothing_is_lost(text in "[,，a-cé]{0,30}", most in 4usize..40) {
            let kept: String = text.chars().filter(|c| !matches!(c, ',' | '，')).collect();
            prop_assert_eq!(runs(&text, most).concat(), kept);
        }
    }
}

//! Cuts text at characters of some kind, by bytes while they are ASCII, as most are: every letter of a page passes here.

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

    /// The next run of characters that do not end one, from byte `from` on, cut at a character after so many bytes.
    pub(super) fn next_run(&self, text: &str, from: usize, most: usize) -> Option<Range<usize>> {
        let start = self.pass(text, from, true);
        let most = text.floor_char_boundary(start.saturating_add(most));
        let end = self.pass(&text[..most], start, false);
        (start < end).then_some(start..end)
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
        fn nothing_is_lost(text in "[,，a-cé]{0,30}", most in 4usize..40) {
            let kept: String = text.chars().filter(|c| !matches!(c, ',' | '，')).collect();
            prop_assert_eq!(runs(&text, most).concat(), kept);
        }
    }
}

//! Text from outside, made to say what it shows: without the characters that cannot be seen or that turn text around.
//!
//! A page, a colleague or a site that writes them can have a text read as something else than it is, hide words from
//! whoever reviews a draft, or split a word so that no search finds it. They are taken out where text comes in, so
//! that nothing after it has to remember. Nothing else is changed: letters of any script are what they are.

use crate::eight::{HIGHEST, within};

/// `text` without what cannot be seen. Joiners stay where they join letters of scripts that have them.
#[must_use]
pub fn visible(mut text: String) -> String {
    if !holds_invisible(&text) {
        return text;
    }
    let mut before = ' ';
    text.retain(|c| {
        let joins = matches!(c, '\u{200c}' | '\u{200d}') && !before.is_ascii();
        let stays = joins || !is_invisible(c);
        if stays {
            before = if joins { ' ' } else { c };
        }
        stays
    });
    text
}

/// Whether something in `text` cannot be seen. Nearly every letter of a page is one that can, in ASCII.
fn holds_invisible(text: &str) -> bool {
    let mut rest = text;
    loop {
        let (eights, _) = rest.as_bytes().as_chunks();
        let seen = |eight: &&[u8; 8]| within(u64::from_le_bytes(**eight), b' ', b'~') == HIGHEST;
        let at = 8 * eights.iter().take_while(seen).count();
        let Some(odd) = rest.as_bytes()[at..].iter().position(|byte| !matches!(byte, b' '..=b'~')) else {
            return false;
        };
        let mut odd = rest[at + odd..].chars();
        if odd.next().is_some_and(is_invisible) {
            return true;
        }
        rest = odd.as_str();
    }
}

/// Words from outside, to end a message of ours: without what cannot be seen, and as a sentence.
#[must_use]
pub fn as_sentence(words: &str) -> String {
    let mut words = visible(words.trim().to_owned());
    if !words.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟']) {
        words.push('.');
    }
    words
}

/// Controls (C0 and C1, but for line breaks and tabs), the bidirectional ones (UAX 9), and characters without a width
/// or a shape: those of formatting (Cf), fillers, and tags, which spell out ASCII unseen.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e007f}')
}

/// Plain text as HTML that shows it.
#[must_use]
pub fn as_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_seen_is_taken_out() {
        for (text, expect) in [
            ("plain, with\ttabs\nand lines", "plain, with\ttabs\nand lines"),
            ("\u{202e}kcabllor\u{202c}\u{2066}x\u{2069}\u{200f}\u{61c}", "kcabllorx"),
            ("roll\u{200b}back \u{feff}pass\u{2060}word soft\u{ad}ly", "rollback password softly"),
            ("nul\0bell\u{7}esc\u{1b}[31m c1\u{85}\u{9b}\r\n", "nulbellesc[31m c1\n"),
            ("\u{e0041}\u{e0042}said\u{e007f}", "said"),
            ("a\u{200d}b\u{200c}c", "abc"),
            // Letters and pictures of all scripts stay whole.
            (
                "Gábor Ångström 東京 한국어 עברית العربية ไทย e\u{301}",
                "Gábor Ångström 東京 한국어 עברית العربية ไทย e\u{301}",
            ),
            ("می\u{200c}خواهم 👩\u{200d}💻 ❤\u{fe0f}", "می\u{200c}خواهم 👩\u{200d}💻 ❤\u{fe0f}"),
            ("م\u{200c}\u{200c}\u{200d}خ", "م\u{200c}خ"),
        ] {
            assert_eq!(visible(text.to_owned()), expect);
        }
    }

    proptest! {
        #[test]
        fn nothing_unseen_is_left_and_nothing_seen_is_lost(text in ".{0,40}", hidden in "[\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}\0-\u{8}a]{0,9}") {
            let shown = visible(format!("{hidden}{text}{hidden}"));
            let is_left = |c: char| is_invisible(c) && !matches!(c, '\u{200c}' | '\u{200d}');
            prop_assert!(!shown.contains(is_left), "{:?}", shown);
            let seen = |text: &str| text.chars().filter(|&c| !is_invisible(c)).collect::<String>();
            prop_assert_eq!(seen(&shown), seen(&format!("{hidden}{text}{hidden}")));
            prop_assert_eq!(visible(shown.clone()), shown);
        }
    }
}

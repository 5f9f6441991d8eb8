//! Porter's stemmer (Porter 1980): the form under which words are compared, here and in the site's search.

use super::lower_into;

/// English has no longer words.
const LONGEST: usize = 40;

/// The stem of a word, in lower case. What is not a plain English word (of other alphabets, `TRL-112`) is only
/// lowered.
#[must_use]
pub fn stem(word: &str) -> String {
    let mut stem = String::new();
    lower_into(&mut stem, word);
    cut(&mut stem);
    stem
}

/// Makes a word in lower case its stem.
pub(super) fn cut(w: &mut String) {
    if !(3..=LONGEST).contains(&w.len()) || !w.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return;
    }
    // 1a: plurals.
    if ends(w, "sses") || ends(w, "ies") {
        w.truncate(w.len() - 2);
    } else if ends(w, "s") && !ends(w, "ss") {
        w.truncate(w.len() - 1);
    }
    // 1b: past and continuing forms.
    if let Some(root) = before(w, "eed") {
        if measure(root) > 0 {
            w.truncate(w.len() - 1);
        }
    } else if let Some(root) = before(w, "ed").or(before(w, "ing")).filter(|root| has_vowel(root)) {
        w.truncate(root.len());
        if ["at", "bl", "iz"].iter().any(|end| ends(w, end)) {
            w.push('e');
        } else if ends_double(w) && !["l", "s", "z"].iter().any(|end| ends(w, end)) {
            w.truncate(w.len() - 1);
        } else if measure(w) == 1 && ends_cvc(w) {
            w.push('e');
        }
    }
    // 1c: y that sounds like i.
    if before(w, "y").is_some_and(has_vowel) {
        w.truncate(w.len() - 1);
        w.push('i');
    }
    replace(w, step_2);
    replace(w, step_3);
    // 4: what is left of a suffix.
    let fits = |end: &&&str| ends(w, end);
    if let Some(end) = step_4(last(w)).iter().find(fits)
        && let Some(root) = before(w, end)
        && measure(root) > 1
        && (*end != "ion" || ends(root, "s") || ends(root, "t"))
    {
        w.truncate(root.len());
    }
    // 5: a last e, and a doubled l.
    if let Some(root) = before(w, "e")
        && (measure(root) > 1 || measure(root) == 1 && !ends_cvc(root))
    {
        w.truncate(w.len() - 1);
    }
    if ends(w, "ll") && measure(w) > 1 {
        w.truncate(w.len() - 1);
    }
}

/// Endings and what is put in their place, by their last letter.
fn step_2(last: u8) -> &'static [(&'static str, &'static str)] {
    match last {
        b'i' => &[
            ("enci", "ence"),
            ("anci", "ance"),
            ("logi", "log"),
            ("bli", "ble"),
            ("alli", "al"),
            ("entli", "ent"),
            ("eli", "e"),
            ("ousli", "ous"),
            ("aliti", "al"),
            ("iviti", "ive"),
            ("biliti", "ble"),
        ],
        b'l' => &[("ational", "ate"), ("tional", "tion")],
        b'm' => &[("alism", "al")],
        b'n' => &[("ization", "ize"), ("ation", "ate")],
        b'r' => &[("izer", "ize"), ("ator", "ate")],
        b's' => &[("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous")],
        _ => &[],
    }
}

fn step_3(last: u8) -> &'static [(&'static str, &'static str)] {
    match last {
        b'e' => &[("icate", "ic"), ("ative", ""), ("alize", "al")],
        b'i' => &[("iciti", "ic")],
        b'l' => &[("ical", "ic"), ("ful", "")],
        b's' => &[("ness", "")],
        _ => &[],
    }
}

/// Longer ones before those they end in.
fn step_4(last: u8) -> &'static [&'static str] {
    match last {
        b'c' => &["ic"],
        b'e' => &["ance", "ence", "able", "ible", "ate", "ive", "ize"],
        b'i' => &["iti"],
        b'l' => &["al"],
        b'm' => &["ism"],
        b'n' => &["ion"],
        b'r' => &["er"],
        b's' => &["ous"],
        b't' => &["ant", "ement", "ment", "ent"],
        b'u' => &["ou"],
        _ => &[],
    }
}

/// Replaces the first ending that fits, if anything but a syllable's beginning stays before it.
fn replace(word: &mut String, endings: fn(u8) -> &'static [(&'static str, &'static str)]) {
    if let Some((end, instead)) = endings(last(word)).iter().find(|(end, _)| ends(word, end))
        && let root = word.len() - end.len()
        && measure(&word[..root]) > 0
    {
        word.truncate(root);
        word.push_str(instead);
    }
}

fn last(word: &str) -> u8 {
    word.bytes().next_back().unwrap_or_default()
}

/// What is before an ending that a word has.
fn before<'w>(word: &'w str, end: &str) -> Option<&'w str> {
    if ends(word, end) { word.get(..word.len() - end.len()) } else { None }
}

/// Whether a word has an ending: letter by letter from the last on, which most words differ in.
fn ends(word: &str, end: &str) -> bool {
    word.len() >= end.len() && word.bytes().rev().zip(end.bytes().rev()).all(|(a, b)| a == b)
}

/// For each letter whether it is a consonant: y is one at the start and after a vowel.
fn consonants(word: &str) -> impl Iterator<Item = bool> {
    word.bytes().scan(false, |before, letter| {
        *before = match letter {
            b'a' | b'e' | b'i' | b'o' | b'u' => false,
            b'y' => !*before,
            _ => true,
        };
        Some(*before)
    })
}

/// How many times a consonant follows a vowel.
fn measure(word: &str) -> usize {
    let mut vowel = false;
    consonants(word).filter(|consonant| *consonant & std::mem::replace(&mut vowel, !consonant)).count()
}

fn has_vowel(word: &str) -> bool {
    consonants(word).any(|consonant| !consonant)
}

fn ends_double(word: &str) -> bool {
    matches!(word.as_bytes(), [.., a, b] if a == b) && consonants(word).last() == Some(true)
}

/// Consonant, vowel, consonant, the last not w, x or y: where English drops an e.
fn ends_cvc(word: &str) -> bool {
    let kinds = consonants(word).fold(0, |kinds, consonant| kinds << 1 | u8::from(consonant));
    word.len() > 2 && kinds & 0b111 == 0b101 && !matches!(last(word), b'w' | b'x' | b'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Examples of the paper, and what its author's own program makes of some words.
    #[test]
    fn stems() {
        for (word, expect) in [
            ("caresses", "caress"),
            ("ponies", "poni"),
            ("cats", "cat"),
            ("feed", "feed"),
            ("agreed", "agre"),
            ("plastered", "plaster"),
            ("bled", "bled"),
            ("motoring", "motor"),
            ("sing", "sing"),
            ("conflated", "conflat"),
            ("troubled", "troubl"),
            ("sized", "size"),
            ("hopping", "hop"),
            ("falling", "fall"),
            ("filing", "file"),
            ("happy", "happi"),
            ("sky", "sky"),
            ("relational", "relat"),
            ("conditional", "condit"),
            ("digitizer", "digit"),
            ("vietnamization", "vietnam"),
            ("operator", "oper"),
            ("triplicate", "triplic"),
            ("electrical", "electr"),
            ("hopefulness", "hope"),
            ("goodness", "good"),
            ("revival", "reviv"),
            ("adjustable", "adjust"),
            ("replacement", "replac"),
            ("adoption", "adopt"),
            ("bowdlerize", "bowdler"),
            ("rate", "rate"),
            ("cease", "ceas"),
            ("controll", "control"),
            ("roll", "roll"),
            ("Naïve", "naïve"),
            ("is", "is"),
            ("504", "504"),
            ("TRL-112", "trl-112"),
        ] {
            assert_eq!(stem(word), expect, "{word}");
        }
    }
}

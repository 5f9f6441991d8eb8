//! Porter's stemmer (Porter 1980): the form under which words are compared, here and in the site's search.

use super::lower;

/// English has no longer words.
const LONGEST: usize = 40;

/// The stem of a word, in lower case. What is not a plain English word (of other alphabets, `TRL-112`) is only
/// lowered.
#[must_use]
pub fn stem(word: &str) -> String {
    let mut w = lower(word);
    if !(3..=LONGEST).contains(&w.len()) || !w.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return w;
    }
    // 1a: plurals.
    if w.ends_with("sses") || w.ends_with("ies") {
        w.truncate(w.len() - 2);
    } else if w.ends_with('s') && !w.ends_with("ss") {
        w.pop();
    }
    // 1b: past and continuing forms.
    if let Some(root) = w.strip_suffix("eed") {
        if measure(root) > 0 {
            w.pop();
        }
    } else if let Some(root) = w.strip_suffix("ed").or(w.strip_suffix("ing")).filter(|root| has_vowel(root)) {
        w.truncate(root.len());
        if ["at", "bl", "iz"].iter().any(|end| w.ends_with(end)) {
            w.push('e');
        } else if ends_double(&w) && !w.ends_with(['l', 's', 'z']) {
            w.pop();
        } else if measure(&w) == 1 && ends_cvc(&w) {
            w.push('e');
        }
    }
    // 1c: y that sounds like i.
    if w.strip_suffix('y').is_some_and(has_vowel) {
        w.pop();
        w.push('i');
    }
    replace(&mut w, STEP_2);
    replace(&mut w, STEP_3);
    // 4: what is left of a suffix.
    if let Some((root, end)) = STEP_4.iter().find_map(|end| Some((w.strip_suffix(end)?, end)))
        && measure(root) > 1
        && (*end != "ion" || root.ends_with(['s', 't']))
    {
        w.truncate(root.len());
    }
    // 5: a last e, and a doubled l.
    if let Some(root) = w.strip_suffix('e')
        && (measure(root) > 1 || measure(root) == 1 && !ends_cvc(root))
    {
        w.pop();
    }
    if w.ends_with("ll") && measure(&w) > 1 {
        w.pop();
    }
    w
}

const STEP_2: &[(&str, &str)] = &[
    ("ational", "ate"),
    ("tional", "tion"),
    ("enci", "ence"),
    ("anci", "ance"),
    ("izer", "ize"),
    ("logi", "log"),
    ("bli", "ble"),
    ("alli", "al"),
    ("entli", "ent"),
    ("eli", "e"),
    ("ousli", "ous"),
    ("ization", "ize"),
    ("ation", "ate"),
    ("ator", "ate"),
    ("alism", "al"),
    ("iveness", "ive"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("aliti", "al"),
    ("iviti", "ive"),
    ("biliti", "ble"),
];

const STEP_3: &[(&str, &str)] =
    &[("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

/// Longer ones before those they end in.
#[rustfmt::skip] // two lines
const STEP_4: &[&str] = &[
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti",
    "ous", "ive", "ize",
];

/// Replaces the first ending that fits, if anything but a syllable's beginning stays before it.
fn replace(word: &mut String, endings: &[(&str, &str)]) {
    let last = word.bytes().next_back(); // most words end in none of them, which their last letter tells
    let fits = |(end, _): &&(&str, &str)| end.bytes().next_back() == last && word.ends_with(end);
    if let Some((end, instead)) = endings.iter().find(fits)
        && let root = word.len() - end.len()
        && measure(&word[..root]) > 0
    {
        word.truncate(root);
        word.push_str(instead);
    }
}

/// Whether the letter at a place is a consonant: y is one at the start and after a vowel.
fn is_consonant(word: &[u8], at: usize) -> bool {
    match word[at] {
        b'a' | b'e' | b'i' | b'o' | b'u' => false,
        b'y' => at == 0 || !is_consonant(word, at - 1),
        _ => true,
    }
}

/// How many times a consonant follows a vowel.
fn measure(word: &str) -> usize {
    let word = word.as_bytes();
    (1..word.len()).filter(|&at| is_consonant(word, at) && !is_consonant(word, at - 1)).count()
}

fn has_vowel(word: &str) -> bool {
    (0..word.len()).any(|at| !is_consonant(word.as_bytes(), at))
}

fn ends_double(word: &str) -> bool {
    let word = word.as_bytes();
    word.len() > 1 && word[word.len() - 1] == word[word.len() - 2] && is_consonant(word, word.len() - 1)
}

/// Consonant, vowel, consonant, the last not w, x or y: where English drops an e.
fn ends_cvc(word: &str) -> bool {
    let word = word.as_bytes();
    let Some(last) = word.len().checked_sub(1).filter(|&last| last > 1) else { return false };
    is_consonant(word, last)
        && !is_consonant(word, last - 1)
        && is_consonant(word, last - 2)
        && !matches!(word[last], b'w' | b'x' | b'y')
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

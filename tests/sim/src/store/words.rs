//! From what somebody typed to a full-text expression that cannot be anything but words.
//!
//! The expression language of FTS5 has operators, columns and prefixes; none is reachable from here, because every
//! word is cut at anything that is neither letter nor digit, and then quoted.

use std::collections::HashSet;

/// Words too common to find anything by.
#[rustfmt::skip] // one word a line would be two hundred lines
const STOP_WORDS: &[&str] = &[
    "a", "about", "above", "after", "again", "all", "also", "am", "an", "and", "any", "anyone",
    "anything", "are", "aren", "as", "at", "be", "because", "been", "before", "being", "below",
    "between", "both", "but", "by", "can", "cannot", "could", "couldn", "d", "did", "didn", "do",
    "does", "doesn", "doing", "don", "down", "during", "each", "either", "else", "ever", "every", "few",
    "for", "from", "further", "get", "gets", "getting", "go", "got", "had", "hadn", "has", "hasn",
    "have", "haven", "having", "he", "her", "here", "hers", "him", "his", "how", "however", "i", "if",
    "in", "instead", "into", "is", "isn", "it", "its", "itself", "just", "let", "like", "ll", "m",
    "make", "makes", "many", "may", "maybe", "me", "might", "more", "most", "much", "must", "my",
    "myself", "need", "needs", "neither", "no", "nor", "not", "of", "off", "on", "once", "one", "only",
    "or", "other", "others", "our", "out", "over", "own", "per", "please", "quite", "rather", "re",
    "really", "s", "same", "seem", "seems", "she", "should", "shouldn", "since", "so", "some",
    "someone", "something", "such", "t", "than", "that", "the", "their", "theirs", "them", "themselves",
    "then", "there", "these", "they", "thing", "things", "this", "those", "though", "through", "to",
    "too", "trying", "under", "until", "up", "upon", "us", "use", "used", "uses", "using", "ve", "very",
    "want", "wants", "was", "wasn", "way", "we", "well", "were", "weren", "what", "whatever", "when",
    "where", "whether", "which", "while", "who", "whom", "whose", "why", "will", "with", "within",
    "without", "won", "would", "wouldn", "yet", "you", "your", "yours", "yourself",
];

/// More words than this say nothing more, and would make the expression expensive.
const MOST: usize = 100;

/// A column that a search may be narrowed to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Column {
    /// The title alone.
    Title,
    /// The body alone.
    Body,
}

/// Every word and every "quoted phrase" of the text has to occur. `None` when it has no words at all.
pub(crate) fn all_of(text: &str) -> Option<String> {
    join(terms(text), " AND ")
}

/// One word of the text is enough; the more the better.
pub(crate) fn any_of(text: &str) -> Option<String> {
    join(useful(split(text)), " OR ")
}

/// The same in one column only.
pub(crate) fn within(column: Column, expression: &str) -> String {
    match column {
        Column::Title => format!("{{title}} : ({expression})"),
        Column::Body => format!("{{body}} : ({expression})"),
    }
}

/// The text cut at quotes: outside them single words, inside them phrases.
fn terms(text: &str) -> Vec<String> {
    let mut phrases = Vec::new();
    let mut words = Vec::new();
    let pieces: Vec<&str> = text.split('"').collect();
    for (at, piece) in pieces.iter().enumerate() {
        let closed = at + 1 < pieces.len();
        if at % 2 == 1 && closed {
            let phrase = split(piece).join(" ");
            if !phrase.is_empty() {
                phrases.push(phrase);
            }
        } else {
            words.extend(split(piece));
        }
    }
    if phrases.is_empty() {
        return useful(words);
    }
    phrases.extend(words.into_iter().filter(|word| !is_stop_word(word)));
    phrases
}

fn split(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Without stop words, unless there is nothing else.
fn useful(words: Vec<String>) -> Vec<String> {
    if words.iter().all(|word| is_stop_word(word)) {
        return words;
    }
    words.into_iter().filter(|word| !is_stop_word(word)).collect()
}

fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok()
}

fn join(terms: Vec<String>, operator: &str) -> Option<String> {
    let mut seen = HashSet::new();
    let quoted: Vec<String> = terms
        .into_iter()
        .filter(|term| seen.insert(term.clone()))
        .take(MOST)
        .map(|term| format!("\"{term}\""))
        .collect();
    (!quoted.is_empty()).then(|| quoted.join(operator))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions() {
        for (typed, all) in [
            ("rollback fails", Some(r#""rollback" AND "fails""#)),
            ("why does the rollback fail?", Some(r#""rollback" AND "fail""#)),
            ("\"no previous revision\" TRL-112", Some(r#""no previous revision" AND "trl" AND "112""#)),
            ("an \"unclosed quote", Some(r#""unclosed" AND "quote""#)),
            ("to be or rust", Some(r#""rust""#)),
            ("to be", Some(r#""to" AND "be""#)),
            ("title: NEAR(a b) * ^", Some(r#""title" AND "near" AND "b""#)),
            ("?!  \"\" ", None),
            ("", None),
        ] {
            assert_eq!(all_of(typed).as_deref(), all, "{typed}");
        }
        assert_eq!(any_of("a Rust, rust trait").as_deref(), Some(r#""rust" OR "trait""#));
    }

    #[test]
    fn stop_words_are_sorted() {
        assert!(STOP_WORDS.is_sorted());
    }
}

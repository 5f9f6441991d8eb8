//! From what somebody typed to a full-text expression that cannot be anything but words.
//!
//! The expression language of FTS5 has operators, columns and prefixes; none is reachable from here, because every
//! word is cut at anything that is neither letter nor digit, and then quoted.

use std::collections::HashSet;

use super::Match;

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

/// What is looked for in one place: phrases, words and beginnings of words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Text {
    phrases: Vec<String>,
    beginnings: Vec<String>,
    words: Vec<String>,
    /// Whether anything was asked for, be it without a single word in it.
    asked: bool,
}

/// One word of the text is enough; the more the better.
pub(crate) fn any_of(text: &str) -> Option<String> {
    join(useful(split(text)).iter().map(|word| quote(word)), " OR ")
}

impl Text {
    /// The text cut at quotes: outside them single words, inside them phrases.
    pub(crate) fn of(text: &str) -> Self {
        let mut found = Self::default();
        let pieces: Vec<&str> = text.split('"').collect();
        for (at, piece) in pieces.iter().enumerate() {
            let closed = at + 1 < pieces.len();
            if at % 2 == 1 && closed { found.add_phrase(piece) } else { found.add_words(piece) }
        }
        found
    }

    /// Words in any order.
    pub(crate) fn add_words(&mut self, text: &str) {
        self.asked = true;
        self.words.extend(split(text));
    }

    /// Words in this order.
    pub(crate) fn add_phrase(&mut self, text: &str) {
        self.asked = true;
        self.phrases.extend(Some(split(text).join(" ")).filter(|phrase| !phrase.is_empty()));
    }

    /// A word that begins so.
    pub(crate) fn add_beginning(&mut self, text: &str) {
        self.asked = true;
        // A final y is another letter in the index, where words are cut down to their stems.
        let stem = text.strip_suffix(['y', 'Y']).filter(|stem| stem.len() > 1).unwrap_or(text);
        self.beginnings.extend(split(stem).pop());
    }

    /// This and that.
    pub(crate) fn extend(&mut self, more: Self) {
        self.asked |= more.asked;
        self.phrases.extend(more.phrases);
        self.beginnings.extend(more.beginnings);
        self.words.extend(more.words);
    }

    /// An expression for all of it; `None` when there is nothing to look for.
    pub(crate) fn all(&self) -> Option<String> {
        join(self.terms(), " AND ")
    }

    /// An expression for any of it.
    pub(crate) fn any(&self) -> Option<String> {
        join(self.terms(), " OR ")
    }

    /// The condition for one text anywhere, another in the title and a third in the body. A text that was not asked
    /// for sets no condition; one without any word finds nothing.
    pub(crate) fn matching(anywhere: &Self, title: &Self, body: &Self) -> Match {
        let parts = [(anywhere, ""), (title, "{title} : "), (body, "{body} : ")];
        let asked = parts.into_iter().filter(|(text, _)| text.asked);
        let parts: Option<Vec<String>> =
            asked.map(|(text, column)| Some(format!("({column}({}))", text.all()?))).collect();
        match parts {
            None => Match::Nothing,
            Some(parts) if parts.is_empty() => Match::Anything,
            Some(parts) => Match::Words(parts.join(" AND ")),
        }
    }

    /// Without stop words where there is anything else.
    fn terms(&self) -> Vec<String> {
        let mut terms: Vec<String> = self.phrases.iter().map(|phrase| quote(phrase)).collect();
        terms.extend(self.beginnings.iter().map(|beginning| format!("{} *", quote(beginning))));
        if terms.is_empty() {
            return useful(self.words.clone()).iter().map(|word| quote(word)).collect();
        }
        terms.extend(self.words.iter().filter(|word| !is_stop_word(word)).map(|word| quote(word)));
        terms
    }
}

/// There are no quotes in what [`split`] returns.
fn quote(words: &str) -> String {
    format!("\"{words}\"")
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

fn join(terms: impl IntoIterator<Item = String>, operator: &str) -> Option<String> {
    let mut seen = HashSet::new();
    let terms: Vec<String> = terms.into_iter().filter(|term| seen.insert(term.clone())).take(MOST).collect();
    (!terms.is_empty()).then(|| terms.join(operator))
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
            assert_eq!(Text::of(typed).all().as_deref(), all, "{typed}");
        }
        assert_eq!(any_of("a Rust, rust trait").as_deref(), Some(r#""rust" OR "trait""#));
    }

    #[test]
    fn stop_words_are_sorted() {
        assert!(STOP_WORDS.is_sorted());
    }
}

//! Words that say nothing: function words. Sorted.

/// English function words and question openers.
pub(super) const STOP: &[&str] = &[
    "a", "about", "above", "after", "again", "against", "all", "also", "always", "am", "an", "and", "another", "any",
    "are", "as", "at", "be", "because", "been", "before", "being", "below", "between", "both", "but", "by", "can",
    "can't", "cannot", "could", "did", "didn't", "do", "does", "doesn't", "doing", "don't", "down", "during", "each",
    "either", "else", "even", "every", "few", "for", "from", "further", "get", "gets", "getting", "go", "got", "had",
    "has", "have", "having", "he", "her", "here", "hers", "him", "his", "how", "however", "i", "i'm", "if", "in",
    "into", "is", "isn't", "it", "its", "itself", "just", "let", "like", "may", "me", "might", "more", "most", "much",
    "must", "my", "myself", "no", "nor", "not", "now", "of", "off", "often", "on", "once", "one", "only", "or",
    "other", "our", "ours", "out", "over", "own", "per", "rather", "same", "shall", "she", "should", "since", "so",
    "some", "still", "such", "than", "that", "that's", "the", "their", "theirs", "them", "then", "there", "these",
    "they", "this", "those", "through", "thus", "to", "too", "two", "under", "until", "up", "upon", "us", "very",
    "via", "was", "we", "were", "what", "when", "where", "whether", "which", "while", "who", "whom", "whose", "why",
    "will", "with", "within", "without", "won't", "would", "yet", "you", "your", "yours", "yourself",
];

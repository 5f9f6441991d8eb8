//! How rare words are in documentation of any subject: inverse document frequencies (Spärck Jones 1972).
//!
//! The table is made by `askside-bench idf` from passages of the manuals of Rust, Node.js, Boost, Apache, PostgreSQL,
//! SQLite and Git, of the Debian handbook, and of WordNet's definitions. It tells ordinary words apart and knows no
//! names: what a site's own questions are about is learnt from their answers.

use super::{Form, Vocabulary};
use std::sync::OnceLock;

/// Steps of the table to one natural logarithm.
pub const IDF_STEPS: f32 = 4.0;

/// Of a stem that the table has not: names, mostly, which are less rare on a site that they matter to than a rare
/// word is.
const UNKNOWN: f32 = 6.25;

/// The natural logarithm of how many passages there are for one that holds `stem`.
#[must_use]
pub fn idf(stem: &str) -> f32 {
    idf_of(Form::of(stem))
}

/// The same of a stem that is a form already.
pub(super) fn idf_of(stem: Form<'_>) -> f32 {
    static TABLE: OnceLock<Vocabulary> = OnceLock::new();
    let read = || {
        let lines = include_str!("idf.txt").lines().zip(0..);
        lines.flat_map(|(line, step)| line.split(' ').map(move |stem| (Form::of(stem), step))).collect()
    };
    TABLE.get_or_init(read).get(stem).map_or(UNKNOWN, |step| step as f32 / IDF_STEPS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::stem;

    #[test]
    fn the_rarer_the_more() {
        let order = ["the", "file", "server", "replication"];
        assert!(order.is_sorted_by_key(|word| idf(&stem(word))), "{:?}", order.map(|word| idf(&stem(word))));
        assert_eq!(idf("fernwick"), UNKNOWN);
        assert!(idf("the") < 1.0);
    }

    #[test]
    fn the_table_holds_stems() {
        for word in include_str!("idf.txt").split_ascii_whitespace() {
            assert!(word.bytes().all(|b| b.is_ascii_lowercase()), "{word}");
        }
    }
}

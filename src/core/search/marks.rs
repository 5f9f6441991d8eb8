//! Where the words of a query stand in what was found, in any form of them.

use super::{Place, Query};
use crate::text::{is_stop_word, lower, stem};

/// Characters of a passage, and how many of them stand before what it is shown for.
const LONG: usize = 240;
const BEFORE: usize = 80;

/// The words of a query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    stems: Vec<String>,
    /// What a word may begin with.
    beginnings: Vec<String>,
}

impl Marks {
    /// Those of `query` that what it finds has to have.
    #[must_use]
    pub fn of(query: &Query) -> Self {
        let mut marks = Self::default();
        for text in query.texts().filter(|text| !text.without) {
            let cut = text.text.strip_suffix('*').filter(|_| !text.phrase);
            let mut all: Vec<&str> =
                runs(cut.unwrap_or(&text.text)).filter(|(_, is_word)| *is_word).map(|it| it.0).collect();
            marks.beginnings.extend(cut.and_then(|_| all.pop()).map(lower));
            // In a title, each word was chosen.
            let counts = |word: &&str| text.place != Place::Anywhere || text.phrase || !is_stop_word(&lower(word));
            marks.stems.extend(all.into_iter().filter(counts).map(stem));
        }
        marks
    }

    /// Which bytes of `text` are among the words.
    #[must_use]
    pub fn places(&self, text: &str) -> Vec<(u32, u32)> {
        let mut at = 0;
        let place = |(run, is_word): (&str, bool)| {
            let from = at;
            at += run.len();
            (is_word && self.has(run)).then(|| Some((u32::try_from(from).ok()?, u32::try_from(at).ok()?)))?
        };
        runs(text).filter_map(place).collect()
    }

    /// The part of `text` around the first of the words, with dots where it goes on.
    #[must_use]
    pub fn passage(&self, text: &str) -> String {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let first = self.places(&text).first().map(|(from, _)| *from as usize);
        let back = |from: usize| text[..from].char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
        let start = first.map_or(0, back);
        // Not in the middle of a word.
        let start = if start == 0 { 0 } else { text[start..].find(' ').map_or(start, |blank| start + blank + 1) };
        let rest = &text[start..];
        let shown = match rest.char_indices().nth(LONG) {
            None => rest,
            Some((end, _)) => &rest[..rest[..end].rfind(' ').unwrap_or(end)],
        };
        let before = if start > 0 { "… " } else { "" };
        let after = if shown.len() < rest.len() { " …" } else { "" };
        format!("{before}{shown}{after}")
    }

    fn has(&self, word: &str) -> bool {
        let lower = lower(word);
        self.beginnings.iter().any(|beginning| lower.starts_with(beginning.as_str()))
            || self.stems.contains(&stem(word))
    }
}

/// The runs of letters and digits of a text, and what stands between them.
fn runs(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let is_word = rest.chars().next()?.is_alphanumeric();
        let end = rest.find(|c: char| c.is_alphanumeric() != is_word).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        Some((run, is_word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(query: &str, text: &str, expect: &str) {
        let mut shown = text.to_owned();
        for (from, to) in Marks::of(&Query::parse(query)).places(text).into_iter().rev() {
            shown.insert(to as usize, '>');
            shown.insert(from as usize, '<');
        }
        assert_eq!(shown, expect, "{query}");
    }

    #[test]
    fn words_are_marked_in_any_form() {
        check("deploy hangs", "Deploying hung; it hangs.", "<Deploying> hung; it <hangs>.");
        check("TRL-112", "says TRL-112.", "says <TRL>-<112>.");
        check("the lag -lag -\"x y\"", "the lag of x", "the <lag> of x");
        check("title:\"the lag\" [lag] user:me", "The lag, me", "<The> <lag>, me");
        check("deplo* *", "deplorable redeploy", "<deplorable> redeploy");
        check("größe", "Die GRÖSSE, die Größe", "Die GRÖSSE, die <Größe>");
        check("", "nothing", "nothing");
    }

    #[test]
    fn a_passage_is_around_the_first_word() {
        let long = format!("{}needle{}", "hay ".repeat(100), " straw".repeat(100));
        let passage = Marks::of(&Query::parse("needles")).passage(&long);
        assert!(passage.starts_with("… hay") && passage.ends_with("straw …"), "{passage}");
        assert!(passage.contains("needle") && passage.chars().count() < LONG + 6, "{passage}");
        assert_eq!(Marks::default().passage(" two \n lines "), "two lines");
        assert!(Marks::default().passage(&long).starts_with("hay hay"));
    }

    proptest! {
        #[test]
        fn places_are_words_in_order(query in any::<String>(), text in any::<String>()) {
            let marks = Marks::of(&Query::parse(&query));
            let mut end = 0;
            for (from, to) in marks.places(&text) {
                prop_assert!(end <= from && text[from as usize..to as usize].chars().all(char::is_alphanumeric));
                end = to;
            }
            prop_assert!(marks.passage(&text).chars().count() < LONG + 6);
        }
    }
}

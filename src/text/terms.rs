//! The terms of a page, weighted by where they stand and how rare they look.

use super::{best, clean_title, is_code_like, is_doc_word, is_stop_word, lower, parts, stem, tokens};
use crate::model::PageSnapshot;
use std::collections::HashMap;

/// A term of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// As it was first written on the page.
    pub text: String,
    /// The form it is compared in ([`stem`]).
    pub stem: String,
    /// How much it tells of the page; only ratios mean something.
    pub weight: f32,
}

impl Term {
    /// Whether a tag of this name says what the term says.
    #[must_use]
    pub fn names(&self, tag: &str) -> bool {
        tag == lower(&self.text) || stem(tag) == self.stem
    }
}

/// How often a term stands in each place.
#[derive(Default)]
struct Places {
    first: usize,
    text: String,
    counts: [u32; PLACES],
}

/// Places, most telling first: selection, title, first heading and address, headings, description, code, text.
const PLACES: usize = 7;
const WEIGHTS: [f32; PLACES] = [5.0, 4.0, 2.5, 1.5, 1.0, 0.8, 0.8];

/// Terms kept: the tail adds work, not meaning.
const MAX_TERMS: usize = 60;

/// The terms of `page`, heaviest first, at most 60.
#[must_use]
pub fn page_terms(page: &PageSnapshot) -> Vec<Term> {
    let mut found: HashMap<String, Places> = HashMap::new();
    let mut order = 0;
    let mut read = |place: usize, text: &str, keep: fn(&str) -> bool| {
        let whole = tokens(text).filter(|token| keep(token));
        for token in whole.flat_map(|token| std::iter::once(token).chain(parts(token))) {
            if !(2..=64).contains(&token.len()) {
                continue;
            }
            order += 1;
            let new = || Places { first: order, text: token.to_owned(), ..Places::default() };
            found.entry(stem(token)).or_insert_with(new).counts[place] += 1;
        }
    };
    read(0, &page.selection, |_| true);
    read(1, &clean_title(&page.title), |_| true);
    read(2, page.headings.iter().find(|h| h.level == 1).map_or("", |h| h.text.as_str()), |_| true);
    read(2, &path_words(&page.url), |_| true);
    page.headings.iter().filter(|h| h.level > 1).for_each(|h| read(3, &h.text, |_| true));
    read(4, &page.description, |_| true);
    page.code.iter().for_each(|code| read(5, code, is_code_like)); // keywords of a language are no subject
    read(6, &page.text, |_| true);

    let mut terms: Vec<(usize, Term)> = found
        .into_iter()
        .filter_map(|(stem, places)| {
            let rarity = rarity(&places.text)?;
            let place = |(count, weight): (&u32, f32)| weight * (1.0 + *count as f32).ln();
            let weight: f32 = places.counts.iter().zip(WEIGHTS).map(place).sum();
            Some((places.first, Term { text: places.text, stem, weight: weight * rarity }))
        })
        .collect();
    let heavier = |(a_first, a): &(usize, Term), (b_first, b): &(usize, Term)| {
        a.weight.total_cmp(&b.weight).then(b_first.cmp(a_first))
    };
    best(&mut terms, MAX_TERMS, heavier).into_iter().map(|(_, term)| term).collect()
}

/// How rare a term looks by its form alone; none for what is not worth a search.
fn rarity(token: &str) -> Option<f32> {
    let word = lower(token);
    if is_stop_word(&word) || !word.contains(char::is_alphabetic) {
        return None;
    }
    let acronym = word.len() >= 2 && token.chars().all(|c| c.is_uppercase() || c.is_ascii_digit());
    Some(match () {
        () if is_doc_word(&word) => 0.25,
        () if is_code_like(token) => 1.5,
        () if acronym => 1.3,
        () if word.len() >= 8 => 1.1,
        () if word.len() <= 2 => 0.5,
        () => 1.0,
    })
}

/// The words of an address's path: they name the subject as often as a heading does.
fn path_words(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default().splitn(4, '/').nth(3).unwrap_or_default();
    let path = path.trim_end_matches(".html");
    if path.is_ascii() && !path.contains('%') { path.replace(['/', '-', '_'], " ") } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Heading;
    use proptest::prelude::*;

    #[test]
    fn the_subject_comes_first() {
        let page = PageSnapshot {
            url: "https://docs.test/trellis/rolling-back".into(),
            title: "Rolling back a deploy · Fernwick Docs".into(),
            headings: vec![
                Heading { level: 1, text: "Rolling back a deploy".into() },
                Heading { level: 2, text: "When it says TRL-112".into() },
            ],
            text:
                "This page shows how to use trellis rollback. The rollback takes a minute. TRL-112 means no revision."
                    .into(),
            code: vec!["trellis rollback --to v41\nif true { return }".into()],
            ..Default::default()
        };
        let top: Vec<String> = page_terms(&page).into_iter().map(|t| t.text).take(6).collect();
        insta::assert_snapshot!(top.join(" "), @"Rolling deploy TRL-112 trellis TRL back");
    }

    proptest! {
        #[test]
        fn finite_sorted_and_bounded(title in "\\PC{0,80}", text in "\\PC{0,400}") {
            let terms = page_terms(&PageSnapshot { title, text, ..Default::default() });
            prop_assert!(terms.len() <= MAX_TERMS);
            prop_assert!(terms.iter().all(|t| t.weight.is_finite() && !t.text.is_empty()));
            prop_assert!(terms.is_sorted_by(|a, b| a.weight >= b.weight));
        }
    }
}

//! From text to words worth searching for: tokens, word forms, and how much a term tells of a page.
//!
//! Works on slices and allocates only for terms it keeps. Knows nothing of sites or questions.

use crate::model::PageSnapshot;
use std::{cmp::Ordering, sync::OnceLock};

pub mod code;
mod common;
mod entity;
mod html;
mod idf;
mod map;
mod number;
mod phrases;
mod private;
mod runs;
mod stem;
mod subject;
mod token;
mod vocabulary;

pub use entity::decode as decode_entities;
pub(crate) use html::texts;
pub use html::to_text;
pub use idf::{IDF_STEPS, idf};
pub(crate) use map::{Map, Set};
pub use private::{Private, PrivateKind, private, redact, redact_page};
pub use stem::stem;
pub use subject::{NO_WORD, Phrase, Subject, Term};
pub(crate) use token::forms;
pub(crate) use token::is_ideograph;
use token::lower_into;
pub use token::{Piece, is_code_like, lower, tokens, words};
pub(crate) use vocabulary::{Form, Vocabulary};

/// Whether `word`, lower case, is too common in English to search for.
#[must_use]
pub fn is_stop_word(word: &str) -> bool {
    static ALL: OnceLock<Vocabulary> = OnceLock::new();
    let all = || common::STOP.iter().map(|word| (Form::of(word), 0)).collect();
    ALL.get_or_init(all).get(Form::of(word)).is_some()
}

/// Takes the `count` greatest of `items`, greatest first: a few of many, so a scan for each is quicker
/// than it sounds, and a tenth of a sort's code.
pub(crate) fn best<T>(items: &mut Vec<T>, count: usize, order: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let greatest = |items: &Vec<T>| (0..items.len()).max_by(|&a, &b| order(&items[a], &items[b]));
    std::iter::from_fn(|| greatest(items).map(|at| items.swap_remove(at))).take(count).collect()
}

/// The part of a page's title that names the page, without the product that the documentation is of:
/// `Rolling back a deploy · Fernwick Docs` is about rolling back.
#[must_use]
pub fn clean_title(title: &str) -> String {
    let names_docs = |part: &&str| {
        tokens(part).any(|t| matches!(stem(t).as_str(), "doc" | "documentation" | "wiki" | "manual" | "handbook"))
    };
    let parts = title_parts(title);
    // Documentation puts the page first and what it belongs to after it.
    let best = parts.iter().find(|part| !names_docs(part)).or(parts.first()).copied().unwrap_or_default();
    best.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What `page` is called: its first heading where its title holds that, else its title without the product.
#[must_use]
pub fn page_title(page: &PageSnapshot) -> String {
    let title = lower(&page.title);
    let heading = page.headings.iter().find(|heading| heading.level == 1).map(|heading| heading.text.as_str());
    match heading.filter(|heading| heading.len() > 2 && title.contains(&lower(heading))) {
        Some(heading) => heading.to_owned(),
        None => {
            let own = title_parts(&page.title).into_iter().filter(|part| *part != page.product);
            let own = own.collect::<Vec<_>>().join(" | ");
            clean_title(if own.is_empty() { &page.title } else { &own })
        }
    }
}

/// The parts that a title is put together from, none empty.
#[must_use]
pub fn title_parts(title: &str) -> Vec<&str> {
    const SEPARATORS: [&str; 7] = [" · ", " | ", " — ", " – ", " :: ", " » ", " - "];
    let mut parts = vec![title.trim()];
    for separator in SEPARATORS {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Heading;

    #[test]
    fn the_lists_of_function_words_are_apart() {
        for word in common::FOREIGN.iter().flat_map(|list| list.split(' ')) {
            assert!(word.len() > 1 && !is_stop_word(word) && word == lower(word), "{word:?}");
        }
    }

    #[test]
    fn title_without_its_product() {
        for (title, expect) in [
            ("Rolling back a deploy · Fernwick Docs", "Rolling back a deploy"),
            ("pandas.DataFrame.astype — pandas 2.2 documentation", "pandas.DataFrame.astype"),
            ("Docs | Rolling   back", "Rolling back"),
            ("Team handbook", "Team handbook"),
            ("a-b: c/d", "a-b: c/d"),
            ("", ""),
        ] {
            assert_eq!(clean_title(title), expect);
        }
    }

    #[test]
    fn what_a_page_is_called() {
        for (title, heading, product, expect) in [
            ("lark.tasks — waiting — Lark 2.4", "lark.tasks — waiting", "", "lark.tasks — waiting"),
            ("Acme | Rolling back", "Rolling Back", "", "Rolling Back"),
            ("[SHIP-7] Labels twice - Larch Jira", "", "Larch Jira", "[SHIP-7] Labels twice"),
            ("Larch · Rolling back · Docs", "Else", "Larch", "Rolling back"),
            ("Larch", "", "Larch", "Larch"),
            ("", "Rolling back", "", ""),
        ] {
            let page = PageSnapshot {
                title: title.into(),
                headings: vec![Heading { level: 1, text: heading.into() }],
                product: product.into(),
                ..PageSnapshot::default()
            };
            assert_eq!(page_title(&page), expect, "{title}");
        }
    }
}

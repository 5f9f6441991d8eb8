//! Which few questions to ask the site about a page.
//!
//! The site's search wants every term to occur (AND), so long queries find nothing; one or two rare
//! terms find what they name. `similar` takes any term (OR), so it gets the title.

use crate::{
    model::{PageSnapshot, Tag},
    text::{Term, clean_title, is_code_like, lower},
};
use serde::{Deserialize, Serialize};

/// Calls a page may cost.
pub const MAX_CALLS: usize = 4;

/// Longest title sent to `similar`, in bytes; the site's own titles end at 150 characters.
const MAX_TITLE: usize = 200;

/// One question to the site. Everything in it came from the page and is shown to the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ask {
    /// Questions like this title.
    Similar(String),
    /// Questions that hold every term, and this tag if there is one.
    Search(Vec<String>, Option<String>),
}

/// What to ask about `page`, whose heaviest terms are `terms`, on a site with `tags`. At most [`MAX_CALLS`].
#[must_use]
pub fn plan(page: &PageSnapshot, terms: &[Term], tags: &[Tag]) -> Vec<Ask> {
    let mut asks = Vec::new();
    let mut add = |ask: Ask| {
        if asks.len() < MAX_CALLS && !asks.contains(&ask) {
            asks.push(ask);
        }
    };
    let mut title = clean_title(&page.title);
    if title.is_empty() {
        title = page.headings.first().map(|h| h.text.trim().to_owned()).unwrap_or_default();
    }
    title.truncate(title.floor_char_boundary(MAX_TITLE));
    if !title.is_empty() {
        add(Ask::Similar(title));
    }

    let tag = page_tag(terms, tags);
    // A term that the tag or a term before it already says narrows nothing.
    let mut rare: Vec<&str> = Vec::new();
    for term in terms {
        let says = |other: &str| lower(other).contains(&lower(&term.text)) || lower(&term.text).contains(&lower(other));
        if rare.len() < 3 && !tag.iter().any(|tag| says(tag)) && !rare.iter().any(|other| says(other)) {
            rare.push(&term.text);
        }
    }
    let mut rare = rare.into_iter().map(str::to_owned);
    let (first, second, third) = (rare.next(), rare.next(), rare.next());
    let code = terms.iter().find(|term| is_code_like(&term.text)).map(|term| term.text.clone());
    let search = |terms: &[&Option<String>], tag: Option<&String>| {
        let terms: Vec<String> = terms.iter().copied().flatten().cloned().collect();
        (!terms.is_empty()).then(|| Ask::Search(terms, tag.cloned()))
    };
    [
        search(&[&first], tag.as_ref()),
        search(&[&code], None),
        search(&[&first, &second], None),
        search(&[&second], tag.as_ref()),
        search(&[&first, &third], None),
    ]
    .into_iter()
    .flatten()
    .for_each(add);
    asks
}

/// The site's tag that the page is most about: the heaviest term that is one.
fn page_tag(terms: &[Term], tags: &[Tag]) -> Option<String> {
    terms.iter().take(12).find_map(|term| tags.iter().find(|tag| term.names(&tag.name)).map(|tag| tag.name.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::page_terms;
    use proptest::prelude::*;

    fn tag(name: &str) -> Tag {
        Tag { name: name.into(), count: 9, ..Tag::default() }
    }

    #[test]
    fn few_rare_terms_and_a_tag() {
        let page = PageSnapshot {
            title: "Rolling back a deploy · Fernwick Docs".into(),
            url: "https://docs.test/trellis/rolling-back".into(),
            text: "trellis rollback says TRL-112 when there is no previous revision. trellis status tells.".into(),
            ..Default::default()
        };
        let asks = plan(&page, &page_terms(&page), &[tag("deploys"), tag("kafka")]);
        insta::assert_json_snapshot!(asks);
    }

    #[test]
    fn a_blank_page_asks_nothing() {
        assert_eq!(plan(&PageSnapshot::default(), &[], &[tag("kafka")]), []);
    }

    proptest! {
        #[test]
        fn at_most_four_calls_and_none_empty(title in "\\PC{0,300}", text in "\\PC{0,300}") {
            let page = PageSnapshot { title, text, ..Default::default() };
            let asks = plan(&page, &page_terms(&page), &[tag("a")]);
            prop_assert!(asks.len() <= MAX_CALLS);
            for ask in asks {
                match ask {
                    Ask::Similar(title) => prop_assert!(!title.is_empty() && title.len() <= MAX_TITLE),
                    Ask::Search(terms, _) => prop_assert!(!terms.is_empty() && terms.iter().all(|t| !t.is_empty())),
                }
            }
        }
    }
}

//! What to ask the site next about a page, given what it answered so far.
//!
//! `similar` takes any word (OR) and looks at titles and tags; a search wants every word (AND) and looks at bodies,
//! too. So `similar` gets the title, and then the page's heaviest terms. Searches get a term each under the tag that
//! the documentation is about, where the questions so far show that there is one, and else the few terms whose answer
//! promises most that is close and new.

use super::candidates::Candidates;
use crate::{
    model::{PageSnapshot, visible},
    text::{idf, is_stop_word, lower, page_title, title_parts, tokens},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Calls a page may cost.
pub const MAX_CALLS: usize = 4;

/// Longest text sent to `similar`, in bytes; the site's own titles end at 150 characters.
const MAX_TITLE: usize = 200;

/// Terms of a constructed title: enough that the site's BM25 has something to weigh.
const BAG: usize = 20;

/// Terms that searches are made of.
const SEARCHED: usize = 10;

/// Questions that an answer lists at most (contract §1.7: we choose it).
const ANSWER: f32 = 30.0;

/// Share of the questions so far that may hold a term for a search to find much that is new by it.
const COMMON: f32 = 0.7;

/// Questions that a site is taken to have. Companies have a thousand to a hundred thousand.
const SITE: f32 = 5000.0;

/// One question to the site. Everything in it came from the page and is shown to the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ask {
    /// Questions that link to an address like this; `*` stands for anything.
    Linking(String),
    /// Questions like this title.
    Similar(String),
    /// Questions that hold every term, in title, body or tags; `[term]` stands for the tag of this name.
    Search(Vec<String>),
}

impl Ask {
    /// The words that a person may change; none where there are none.
    #[must_use]
    pub fn words(&self) -> Option<String> {
        match self {
            Self::Linking(_) => None,
            Self::Similar(title) => Some(title.clone()),
            Self::Search(terms) => Some(terms.join(" ")),
        }
    }

    /// The same in the words that a person typed; none where there are none. What is in quotes is one term.
    #[must_use]
    pub fn reworded(&self, typed: &str) -> Option<Self> {
        let typed = visible(typed.trim().to_owned());
        let typed = &typed[..typed.floor_char_boundary(MAX_TITLE)];
        match self {
            Self::Linking(_) => None,
            Self::Similar(_) => Some(Self::Similar(typed.to_owned())),
            Self::Search(_) => {
                let quoted = typed.split('"').enumerate();
                let terms = quoted.flat_map(|(at, part)| match at % 2 {
                    1 => vec![format!("\"{part}\"")],
                    _ => part.split_whitespace().map(str::to_owned).collect(),
                });
                Some(Self::Search(terms.filter(|term| term != "\"\"").collect()))
            }
        }
        .filter(|_| typed.contains(char::is_alphanumeric))
    }
}

/// One question to the site, and how many of its own it found; none if it failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent(pub Ask, pub Option<usize>);

/// What to ask next about `page`, of a site that can be asked for `titles` like one, and for links like `link` if there
/// is one; none when nothing more promises anything.
///
/// Who links to a page says more than any word of it, so that comes first, in place of the heaviest term by itself, which
/// brings least.
pub(super) fn next(
    page: &PageSnapshot,
    titles: bool,
    link: Option<&str>,
    found: &Candidates<'_>,
    sent: &[Sent],
) -> Option<Ask> {
    let terms = searchable(found);
    let link = link.map(|link| Ask::Linking(link.to_owned()));
    let has_link = link.is_some();
    let fresh = |ask: &Ask| sent.iter().all(|sent| sent.0 != *ask);
    let telling: Vec<u32> = terms.iter().copied().filter(|term| found.share(*term) <= COMMON).collect();
    let heaviest = || telling.first().filter(|_| !has_link).map(|heaviest| search(found, &[*heaviest])).filter(fresh);
    let openings = [link, title(page).filter(|_| titles), bag(found, &terms).filter(|_| titles)];
    (openings.into_iter().flatten().find(fresh))
        .or_else(|| scope(page, found).and_then(|tag| scoped(&tag, found, &terms).find(fresh)))
        .or_else(heaviest)
        .or_else(|| most_promising(found, &telling, sent))
}

/// The words of the terms that are no stop words: a site ignores those.
fn searchable(found: &Candidates<'_>) -> Vec<u32> {
    let terms = (0..).zip(&found.subject.terms);
    terms.filter(|(_, term)| !is_stop_word(&lower(&term.text))).map(|(word, _)| word).collect()
}

/// What the person had selected, else the title, else the first heading.
fn title(page: &PageSnapshot) -> Option<Ask> {
    let title = page_title(page);
    let heading = page.headings.first().map(|heading| heading.text.as_str());
    let lines = page.selection.lines().chain([title.as_str()]).chain(heading);
    let line = lines.map(str::trim).find(|line| line.contains(char::is_alphanumeric))?;
    Some(Ask::Similar(line[..line.floor_char_boundary(MAX_TITLE)].trim().to_owned()))
}

/// A title made of the heaviest terms.
fn bag(found: &Candidates<'_>, terms: &[u32]) -> Option<Ask> {
    let mut bag = String::new();
    for term in terms.iter().take(BAG).filter_map(|word| found.subject.term(*word)) {
        if bag.len() + term.text.len() < MAX_TITLE {
            bag = if bag.is_empty() { term.text.clone() } else { format!("{bag} {}", term.text) };
        }
    }
    (!bag.is_empty()).then_some(Ask::Similar(bag))
}

fn search(found: &Candidates<'_>, words: &[u32]) -> Ask {
    Ask::Search(words.iter().filter_map(|word| found.subject.term(*word)).map(|term| term.text.clone()).collect())
}

/// The tag that the page's documentation is about: the first that a rule gives it, else, of those that several of the
/// questions carry, the most frequent one that the page's host, product or title names.
fn scope(page: &PageSnapshot, found: &Candidates<'_>) -> Option<String> {
    let names: Vec<String> = names(page).map(lower).collect();
    let mut tags: BTreeMap<&str, usize> = BTreeMap::new();
    for tag in found.all.iter().flat_map(|one| &one.question.tags).filter(|tag| names.contains(tag)) {
        *tags.entry(tag).or_default() += 1;
    }
    // Of equals the first by name.
    let most = tags.into_iter().filter(|(_, count)| *count > 1).rev().max_by_key(|(_, count)| *count);
    page.tags.first().cloned().or_else(|| most.map(|(tag, _)| tag.to_owned()))
}

/// What may name the documentation that a page is of: labels of its host, and words of its product and of the parts of
/// its title that are not its own.
fn names(page: &PageSnapshot) -> impl Iterator<Item = &str> {
    let host = page.url.split('/').nth(2).and_then(|host| host.rsplit_once('.')).map_or("", |(names, _)| names);
    let own = page_title(page);
    let parts = title_parts(&page.title).into_iter().filter(move |part| *part != own);
    host.split('.').chain(parts.chain([page.product.as_str()]).flat_map(tokens))
}

/// Each term with a tag, the heaviest first. One at a time: the tag narrows enough. The tag goes as a word, which finds
/// the questions whose askers forgot it, too.
fn scoped(tag: &str, found: &Candidates<'_>, terms: &[u32]) -> impl Iterator<Item = Ask> {
    let terms = terms.iter().filter_map(|term| found.subject.term(*term)).filter(move |term| !term.names(tag));
    terms.map(move |term| Ask::Search(vec![term.text.clone(), tag.to_owned()]))
}

/// The search for one or two terms whose answer should bring most that is close to the page and not here yet.
fn most_promising(found: &Candidates<'_>, terms: &[u32], sent: &[Sent]) -> Option<Ask> {
    let terms = &terms[..terms.len().min(SEARCHED)];
    // Which of the terms each candidate holds, a bit a term; the sets of terms to choose from are written likewise.
    let held: Vec<u32> = found.all.iter().map(|one| bits(terms, |term| one.holds(term))).collect();
    let sets = (0..terms.len()).flat_map(|b| (0..=b).map(move |a| 1 << a | 1 << b));
    let pick = |set: u32| (0..).zip(terms).filter(move |(bit, _)| set >> bit & 1 == 1).map(|(_, word)| *word);
    let searched: Vec<(u32, bool)> = sent.iter().filter_map(|sent| searched(found, terms, sent)).collect();
    let promise = |set: u32| {
        if searched.iter().any(|(done, complete)| set == *done || *complete && set & done == *done) {
            return 0.0;
        }
        let here = held.iter().filter(|held| **held & set == set).count() as f32;
        let shares: Vec<(f32, f32)> = pick(set)
            .filter_map(|word| found.subject.term(word))
            .map(|term| (term.weight, (-idf(&term.stem)).exp()))
            .collect();
        promise(&shares, here)
    };
    let valued = sets.map(|set| (promise(set), set)).filter(|(promise, _)| *promise > 0.0);
    // Of equals the heavier terms, which come first.
    let (_, best) = valued.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    Some(search(found, &pick(best).collect::<Vec<u32>>()))
}

/// How much a search for terms, given by weight and share of passages that hold them, promises when `here` candidates
/// hold them all already.
///
/// The rarest term bounds the hits; each further one narrows them, by half of what it would if terms were independent
/// (geometrically): terms of one page are not. What is new counts with diminishing returns, what is close by the
/// square of its weight, and what is one page of many less.
fn promise(terms: &[(f32, f32)], here: f32) -> f32 {
    let rarest = terms.iter().map(|(_, share)| *share).fold(1.0, f32::min);
    let all: f32 = terms.iter().map(|(_, share)| share.sqrt()).product();
    let hits = (SITE * rarest.sqrt() * all).max(here);
    if hits < 1.0 {
        return 0.0;
    }
    let weight: f32 = terms.iter().map(|(weight, _)| weight).sum();
    let new = hits.min(ANSWER) * (1.0 - here / hits);
    new.sqrt() * weight * weight * (ANSWER / hits).min(1.0).sqrt()
}

/// The set of terms that a search was for, and whether every question that holds them is here now: its answer listed
/// less than it may.
fn searched(found: &Candidates<'_>, terms: &[u32], sent: &Sent) -> Option<(u32, bool)> {
    let Sent(Ask::Search(asked), hits) = sent else { return None };
    let set = bits(terms, |word| found.subject.term(word).is_some_and(|term| asked.contains(&term.text)));
    let whole = set.count_ones() as usize == asked.len();
    Some((set, whole && hits.is_some_and(|hits| (hits as f32) < ANSWER)))
}

/// One bit for each term that has a property.
fn bits(terms: &[u32], has: impl Fn(u32) -> bool) -> u32 {
    terms.iter().enumerate().map(|(at, word)| u32::from(has(*word)) << at).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::Question, text::Subject};
    use proptest::prelude::*;

    /// What is asked about a page, with such links, when every answer is `answer`.
    fn asks(page: &PageSnapshot, link: Option<&str>, answer: &[Question]) -> Vec<Ask> {
        let subject = Subject::of(page);
        let (mut found, mut sent) = (Candidates::new(&subject), Vec::new());
        while sent.len() < MAX_CALLS
            && let Some(ask) = next(page, true, link, &found, &sent)
        {
            found.add(&ask, answer.to_vec());
            sent.push(Sent(ask, Some(answer.len())));
        }
        sent.into_iter().map(|sent| sent.0).collect()
    }

    #[test]
    fn title_then_terms_then_searches() {
        let page = PageSnapshot {
            title: "Rolling back a deploy · Fernwick Docs".into(),
            url: "https://docs.test/trellis/rolling-back".into(),
            text: "trellis rollback says TRL-112 when there is no previous revision. trellis status tells.".into(),
            ..Default::default()
        };
        insta::assert_json_snapshot!(asks(&page, None, &[]));
        let linking = Ask::Linking("*docs.test/trellis/rolling-back*".into());
        let openings = asks(&page, None, &[]).into_iter().take(2);
        assert_eq!(
            asks(&page, Some("*docs.test/trellis/rolling-back*"), &[])[..3],
            [linking].into_iter().chain(openings).collect::<Vec<_>>()
        );
    }

    #[track_caller]
    fn check_scope(page: &PageSnapshot, tags: &[&[&str]], expect: Option<&str>) {
        let subject = Subject::of(page);
        let mut found = Candidates::new(&subject);
        let answer = (0..).zip(tags).map(|(id, tags)| crate::related::question(id, "", "", tags));
        found.add(&Ask::Similar("x".into()), answer.collect());
        assert_eq!(scope(page, &found).as_deref(), expect, "{} {}", page.url, page.title);
    }

    #[test]
    fn the_tag_that_a_documentation_is_about() {
        let page = |url: &str, title: &str, product: &str| PageSnapshot {
            url: url.into(),
            title: title.into(),
            product: product.into(),
            ..Default::default()
        };
        let tags: &[&[&str]] =
            &[&["trellis", "com"], &["trellis", "com"], &["basket", "deploy"], &["basket"], &["basket"]];
        check_scope(&page("https://trellis.docs.test/deploy", "Deploys", ""), tags, Some("trellis"));
        check_scope(&page("https://docs.test/", "Deploys · Basket Docs", ""), tags, Some("basket"));
        check_scope(&page("https://docs.test/", "Deploys", "The Trellis Handbook"), tags, Some("trellis"));
        check_scope(&page("https://trellis.test/", "Deploys · Basket Docs", ""), tags, Some("basket"));
        check_scope(&page("https://docs.test/trellis", "Trellis deploy", ""), tags, None);
        check_scope(&page("https://wiki.com/deploy", "Deploys", ""), tags, None);
        check_scope(&page("https://deploy.test/", "One carries it", ""), tags, None);
        check_scope(&page("trellis", "", ""), tags, None);
        let ruled = PageSnapshot { tags: vec!["on-call".into()], ..page("https://trellis.test/", "", "") };
        check_scope(&ruled, tags, Some("on-call"));
    }

    #[test]
    fn terms_go_one_by_one_with_the_tag() {
        let page = PageSnapshot {
            title: "Rollback deploy".into(),
            url: "https://trellis.test/rollback".into(),
            ..Default::default()
        };
        let answer = [0, 1].map(|id| crate::related::question(id, "", "", &["trellis"]));
        let search = |term: &str| Ask::Search(vec![term.into(), "trellis".into()]);
        assert_eq!(asks(&page, None, &answer)[2..], [search("deploy"), search("Rollback")]);
    }

    #[test]
    fn what_most_hold_is_not_searched_for() {
        let page = PageSnapshot { title: "Quantum bitcoin".into(), ..Default::default() };
        let answer = [0, 1, 2].map(|id| crate::related::question(id, "Quantum", "", &[]));
        let title = Ask::Similar("Quantum bitcoin".into()); // which is all of the page's terms, too
        assert_eq!(asks(&page, None, &answer), [title, Ask::Search(vec!["bitcoin".into()])]);
    }

    #[test]
    fn the_selection_is_what_is_looked_for() {
        let page =
            PageSnapshot { title: "Logs".into(), selection: "\n  disk full\nagain".into(), ..Default::default() };
        assert_eq!(asks(&page, None, &[])[0], Ask::Similar("disk full".into()));
    }

    #[test]
    fn the_product_is_no_part_of_the_title() {
        let (title, product) = ("Larch · Rolling back · Docs".into(), "Larch".into());
        let page = PageSnapshot { title, product, ..Default::default() };
        assert_eq!(asks(&page, None, &[])[0], Ask::Similar("Rolling back".into()));
    }

    #[test]
    fn a_person_puts_it_in_other_words() {
        let search = |terms: &[&str]| Ask::Search(terms.iter().map(|&term| term.to_owned()).collect());
        for (ask, typed, expect) in [
            (search(&["a"]), " deploy  rollback ", Some(search(&["deploy", "rollback"]))),
            (search(&["a"]), "say \"disk full\" now", Some(search(&["say", "\"disk full\"", "now"]))),
            (search(&["a"]), "\"disk full", Some(search(&["\"disk full\""]))),
            (search(&["a"]), "[trellis] \"\"", Some(search(&["[trellis]"]))),
            (search(&["a"]), " \u{202e} ", None),
            (Ask::Similar("a".into()), "Why\u{200b} not?", Some(Ask::Similar("Why not?".into()))),
            (Ask::Similar("a".into()), "?!", None),
            (Ask::Linking("*a*".into()), "b", None),
        ] {
            assert_eq!(ask.reworded(typed), expect, "{typed}");
        }
        assert_eq!(search(&["a", "b"]).words().as_deref(), Some("a b"));
        assert_eq!(Ask::Linking("*a*".into()).words(), None);
    }

    #[test]
    fn a_blank_page_asks_nothing() {
        assert_eq!(asks(&PageSnapshot::default(), None, &[]), []);
    }

    #[test]
    fn promises() {
        let rare = (2.0, 0.001);
        assert!(promise(&[rare], 0.0) > promise(&[(1.0, 0.001)], 0.0), "heavier is better");
        assert!(promise(&[rare], 0.0) > promise(&[rare], 4.0), "new is better");
        assert_eq!(promise(&[rare], 6.0), 0.0, "all is here");
        assert!(promise(&[rare], 0.0) > promise(&[(2.0, 0.5)], 0.0), "few are better than one page of many");
        assert_eq!(promise(&[rare, (2.0, 0.0001), (2.0, 0.0001)], 0.0), 0.0, "nobody asks for what nobody has");
    }

    proptest! {
        #[test]
        fn never_twice_never_empty_never_too_long(title in "\\PC{0,300}", text in "\\PC{0,300}", answers in 0usize..40) {
            let page = PageSnapshot { title, text, ..Default::default() };
            let answer: Vec<Question> = (0..answers).map(|id| crate::related::question(id as u64, &page.title, "", &[])).collect();
            let asks = asks(&page, Some("*d.test/a*").filter(|_| answers % 2 == 0), &answer);
            for (at, ask) in asks.iter().enumerate() {
                prop_assert!(!asks[..at].contains(ask));
                match ask {
                    Ask::Linking(link) => prop_assert!(at == 0 && link.len() > 2),
                    Ask::Similar(title) => prop_assert!(!title.is_empty() && title.len() <= MAX_TITLE),
                    Ask::Search(terms) => prop_assert!(!terms.is_empty() && terms.iter().all(|t| !t.is_empty())),
                }
            }
        }
    }
}

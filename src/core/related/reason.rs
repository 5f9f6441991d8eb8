//! Why a question is shown: reasons in the page's own words, the group it stands in, and what is marked in its title.

use super::candidates::Candidate;
use crate::text::{Piece, Subject, Term, idf, is_code_like, stem, words};
use serde::{Deserialize, Serialize};

/// Why a question is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reason {
    /// It links to the page.
    Link,
    /// It names the same codes or identifiers.
    Code(Vec<String>),
    /// Its title shares words with the page's subject.
    Title(Vec<String>),
    /// It carries tags that the page is about.
    Tags(Vec<String>),
    /// Its text shares words with the page's subject.
    Text(Vec<String>),
}

/// Among which questions one is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Group {
    /// Those that link to the page.
    Linking,
    /// Those that are about what the page is about.
    Related,
    /// Those after the last that is close: they only share some of its words.
    Topic,
}

/// A word of a reason must be rarer than this, in natural logarithms: `file` and `use` say nothing to anybody.
const TELLING: f32 = 2.5;

/// The page's heaviest terms that the question shares, told by where they were found.
pub(super) fn reasons(one: &Candidate, subject: &Subject) -> Vec<Reason> {
    let pick = |held: u64, is_code: Option<bool>, fits: &dyn Fn(&Term) -> bool| -> Vec<String> {
        let terms =
            subject.terms.iter().enumerate().filter(|(number, _)| held >> number & 1 == 1).map(|(_, term)| term);
        let told =
            |term: &&Term| idf(&term.stem) > TELLING && is_code.is_none_or(|code| code == is_code_like(&term.text));
        terms.filter(told).filter(|term| fits(term)).take(3).map(|term| term.text.clone()).collect()
    };
    let codes = pick(one.terms(), Some(true), &|_| true);
    // `TRL-112` says `TRL`, too.
    let unsaid = |term: &Term| !codes.iter().any(|code| code.contains(&term.text));
    let title = pick(one.title.terms, Some(false), &unsaid);
    let text = pick(one.body.terms & !one.title.terms, Some(false), &unsaid);
    let tags = pick(one.tags.terms, None, &|_| true);
    let words = [Reason::Code(codes), Reason::Title(title), Reason::Tags(tags), Reason::Text(text)];
    let said = |reason: &Reason| match reason {
        Reason::Link => one.links,
        Reason::Code(terms) | Reason::Title(terms) | Reason::Tags(terms) | Reason::Text(terms) => !terms.is_empty(),
    };
    [Reason::Link].into_iter().chain(words).filter(said).take(3).collect()
}

/// Where a title has words of the page's terms, but those that say nothing to anybody: from and to, in bytes.
pub(super) fn marks(title: &str, subject: &Subject) -> Vec<(u32, u32)> {
    let mut marks: Vec<(u32, u32)> = Vec::new();
    words(title, |form, piece| {
        let is_term = || subject.term(subject.word(&stem(form))).is_some_and(|term| idf(&term.stem) > TELLING);
        if piece != Piece::Part && is_term() {
            let from = form.as_ptr() as usize - title.as_ptr() as usize;
            let (mut from, mut to) = (from as u32, (from + form.len()) as u32);
            // A code comes after its words and holds them; pieces of a script without spaces overlap.
            while let Some(last) = marks.pop_if(|last| last.1 > from) {
                (from, to) = (from.min(last.0), to.max(last.1));
            }
            marks.push((from, to));
        }
    });
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PageSnapshot;
    use proptest::prelude::*;

    fn subject(title: &str, text: &str) -> Subject {
        Subject::of(&PageSnapshot { title: title.into(), text: text.into(), ..Default::default() })
    }

    #[track_caller]
    fn check(title: &str, expect: &[&str]) {
        let subject =
            subject("Rolling back a deploy", "trellis rollback says TRL-112 when there is no `DataFrame`, use it");
        let marked: Vec<&str> =
            marks(title, &subject).into_iter().map(|(from, to)| &title[from as usize..to as usize]).collect();
        assert_eq!(marked, expect, "{title}");
    }

    #[test]
    fn words_of_the_page_are_marked_whatever_their_form() {
        check("Deploys roll back twice", &["Deploys", "roll", "back"]);
        check("“TRL-112” on rollback: why?", &["TRL-112", "rollback"]);
        check("How to use it", &[]);
        check("Größe der Trellis-Deploys", &["Trellis", "Deploys"]);
        check("", &[]);
    }

    proptest! {
        /// Marks lie in the title, in order, apart, at characters.
        #[test]
        fn marks_can_be_drawn(title in "\\PC{0,60}(TRL-112|DataFrame| rollback|トレリス){0,3}\\PC{0,20}") {
            let subject = subject(&title, "rollback TRL-112 DataFrame トレリス");
            let mut end = 0;
            for (from, to) in marks(&title, &subject) {
                prop_assert!(end <= from && from < to && title.get(from as usize..to as usize).is_some());
                end = to;
            }
        }
    }
}

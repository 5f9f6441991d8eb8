//! Orders what the site answered by how much it has to do with the page, and says why.
//!
//! BM25F (Robertson & Zaragoza 2009) of the page's terms over title, tags and body, with document
//! frequencies taken from the candidates themselves, and reciprocal rank fusion (Cormack et al. 2009) of
//! the site's own orders. Deterministic: equal scores fall back to the question's number.

use crate::{
    model::Question,
    text::{Term, best, is_code_like, is_doc_word, stem, to_text, tokens},
};
use serde::{Deserialize, Serialize};

/// Questions shown.
pub const MAX_HITS: usize = 10;

const TITLE: f32 = 4.0;
const TAGS: f32 = 2.0;
const BODY: f32 = 1.0;
/// Term frequency saturation.
const K1: f32 = 1.2;
/// How much long bodies are discounted.
const B: f32 = 0.6;
/// Weight of the site's orders beside the words.
const FUSION: f32 = 0.4;
/// What a hit must reach of the best hit's score.
const CUT_OFF: f32 = 0.35;

/// Why a question is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reason {
    /// It names the same codes or identifiers.
    Code(Vec<String>),
    /// Its title shares words with the page's subject.
    Title(Vec<String>),
    /// It carries tags that the page is about.
    Tags(Vec<String>),
    /// Its text shares words with the page's subject.
    Text(Vec<String>),
}

/// A question with its score (only the order means something) and its reasons, strongest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// The question.
    pub question: Question,
    /// Score; stays on this side of the protocol.
    #[serde(skip)]
    pub score: f32,
    /// At most three reasons, never none.
    pub reasons: Vec<Reason>,
}

/// How often each stem occurs in a field: the stems, sorted, repeats side by side.
struct Counts(Vec<String>);

impl Counts {
    fn of(stems: impl Iterator<Item = String>) -> Self {
        let mut stems: Vec<String> = stems.collect();
        stems.sort_unstable();
        Self(stems)
    }

    fn get(&self, stem: &str) -> f32 {
        let from = self.0.partition_point(|other| other.as_str() < stem);
        self.0[from..].iter().take_while(|other| *other == stem).count() as f32
    }

    fn has(&self, stem: &str) -> bool {
        self.get(stem) > 0.0
    }
}

/// What is known of one candidate.
struct Candidate {
    question: Question,
    fusion: f32,
    title: Counts,
    tags: Counts,
    body: Counts,
    length: f32,
}

/// Merges the site's `answers`, one list a call in the site's order, and ranks them for a page with `terms`.
/// Nothing close enough gives an empty list.
#[must_use]
pub fn rank(terms: &[Term], answers: Vec<Vec<Question>>) -> Vec<Ranked> {
    let candidates = merge(answers);
    let average = candidates.iter().map(|c| c.length).sum::<f32>() / candidates.len().max(1) as f32;
    let idf: Vec<f32> = terms
        .iter()
        .map(|term| {
            let holding = candidates.iter().filter(|c| c.frequency(&term.stem, average) > 0.0).count() as f32;
            (1.0 + (candidates.len() as f32 - holding + 0.5) / (holding + 0.5)).ln()
        })
        .collect();
    let mut ranked: Vec<Ranked> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let shared: Vec<(&Term, f32)> = terms
                .iter()
                .zip(&idf)
                .filter_map(|(term, idf)| {
                    let frequency = candidate.frequency(&term.stem, average);
                    (frequency > 0.0).then(|| (term, term.weight * idf * frequency / (frequency + K1)))
                })
                .collect();
            let words: f32 = shared.iter().map(|(_, score)| score).sum();
            let reasons = reasons(&candidate, &shared);
            let score = words * (1.0 + FUSION * candidate.fusion) * prior(&candidate.question);
            (!reasons.is_empty()).then_some(Ranked { question: candidate.question, score, reasons })
        })
        .collect();
    let better = |a: &Ranked, b: &Ranked| a.score.total_cmp(&b.score).then(b.question.id.cmp(&a.question.id));
    let mut ranked = best(&mut ranked, MAX_HITS, better);
    let floor = ranked.first().map_or(0.0, |best| best.score * CUT_OFF);
    ranked.retain(|hit| hit.score >= floor);
    ranked
}

/// Each question once, with the reciprocal ranks of all the lists it is in, scaled to at most 1.
fn merge(answers: Vec<Vec<Question>>) -> Vec<Candidate> {
    let lists = answers.len().max(1) as f32;
    let mut merged: Vec<Candidate> = Vec::new();
    for answer in answers {
        for (at, question) in answer.into_iter().enumerate() {
            let fusion = 10.0 / (10.0 + at as f32) / lists;
            match merged.iter_mut().find(|known| known.question.id == question.id) {
                Some(known) => known.fusion += fusion,
                None => merged.push(Candidate { fusion, ..Candidate::new(question) }),
            }
        }
    }
    merged
}

impl Candidate {
    fn new(question: Question) -> Self {
        let count = |text: &str| Counts::of(tokens(text).map(stem));
        let body = count(&to_text(&question.body));
        Self {
            fusion: 0.0,
            title: count(&question.title),
            tags: Counts::of(question.tags.iter().flat_map(|tag| [tag.clone(), stem(tag)])),
            length: body.0.len() as f32,
            body,
            question,
        }
    }

    /// BM25F's weighted frequency of a term over the fields.
    fn frequency(&self, stem: &str, average: f32) -> f32 {
        let discount = 1.0 - B + B * self.length / average.max(1.0);
        TITLE * self.title.get(stem) + TAGS * self.tags.get(stem).min(1.0) + BODY * self.body.get(stem) / discount
    }
}

/// Answers help, closed questions less; never enough to overturn the words.
fn prior(question: &Question) -> f32 {
    let answered = if question.accepted {
        0.08
    } else if question.answers > 0 {
        0.04
    } else {
        0.0
    };
    let votes = (question.score.clamp(0, 100) as f32).ln_1p() * 0.01;
    1.0 + answered + votes - if question.closed { 0.05 } else { 0.0 }
}

/// The strongest shared terms, told by where they were found.
fn reasons(candidate: &Candidate, shared: &[(&Term, f32)]) -> Vec<Reason> {
    let pick = |holds: &dyn Fn(&Term) -> bool| -> Vec<String> {
        shared
            .iter()
            .map(|(term, _)| *term)
            .filter(|term| !is_doc_word(&term.stem) && holds(term))
            .map(|term| term.text.clone())
            .take(3)
            .collect()
    };
    let code = |term: &Term| is_code_like(&term.text);
    let in_title = |term: &Term| candidate.title.has(&term.stem);
    let codes = pick(&|term| code(term));
    let title = pick(&|term| !code(term) && in_title(term));
    let tags = pick(&|term| candidate.tags.has(&term.stem));
    let text = pick(&|term| !code(term) && !in_title(term) && candidate.body.has(&term.stem));
    [(Reason::Code as fn(_) -> _, codes), (Reason::Title, title), (Reason::Tags, tags), (Reason::Text, text)]
        .into_iter()
        .filter(|(_, terms)| !terms.is_empty())
        .map(|(reason, terms)| reason(terms))
        .take(3)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{QuestionId, Timestamp};
    use proptest::prelude::*;

    fn question(id: u64, title: &str, body: &str, tags: &[&str]) -> Question {
        Question {
            id: QuestionId(id),
            title: title.into(),
            body: body.into(),
            tags: tags.iter().map(|&t| t.to_owned()).collect(),
            score: 0,
            answers: 0,
            accepted: false,
            closed: false,
            created: Timestamp(0),
            owner: None,
            link: String::new(),
        }
    }

    fn terms() -> Vec<Term> {
        [("TRL-112", 4.0), ("rollback", 3.0), ("deploy", 2.0), ("trellis", 2.0)]
            .map(|(text, weight)| Term { text: text.into(), stem: stem(text), weight })
            .into()
    }

    #[test]
    fn the_same_code_wins_and_every_hit_says_why() {
        let answers = vec![
            vec![
                question(1, "Deploys are slow on Mondays", "<p>trellis</p>", &["trellis"]),
                question(2, "Trellis rollback after a bad deploy", "", &["trellis", "rollback"]),
            ],
            vec![
                question(3, "rollback fails with TRL-112", "<p>deploy</p>", &["trellis"]),
                question(4, "How do I knit a scarf", "<p>wool</p>", &["wool"]),
                question(2, "Trellis rollback after a bad deploy", "", &["trellis", "rollback"]),
            ],
        ];
        let shown: Vec<String> =
            rank(&terms(), answers).into_iter().map(|hit| format!("{} {:?}", hit.question.id.0, hit.reasons)).collect();
        insta::assert_snapshot!(shown.join("\n"));
    }

    #[test]
    fn nothing_close_is_an_answer() {
        assert_eq!(rank(&terms(), vec![vec![question(4, "How do I knit a scarf", "wool", &["wool"])]]), []);
        assert_eq!(rank(&terms(), vec![]), []);
        assert_eq!(rank(&[], vec![vec![question(1, "a", "b", &[])]]), []);
    }

    proptest! {
        /// The order depends on the questions and the site's lists, not on which call answered first.
        #[test]
        fn stable_under_shuffling_of_calls(titles in prop::collection::vec("(rollback|deploy|trellis| |x){1,5}", 1..30), cut in 0usize..30) {
            let questions: Vec<Question> = titles.iter().enumerate().map(|(i, t)| question(i as u64, t, t, &[])).collect();
            let (a, b) = questions.split_at(cut.min(questions.len()));
            let one = rank(&terms(), vec![a.to_vec(), b.to_vec()]);
            let two = rank(&terms(), vec![b.to_vec(), a.to_vec()]);
            prop_assert_eq!(&one, &two);
            prop_assert!(one.len() <= MAX_HITS);
            prop_assert!(one.is_sorted_by(|x, y| x.score >= y.score));
            prop_assert!(one.iter().all(|hit| !hit.reasons.is_empty() && hit.reasons.len() <= 3));
        }
    }
}

//! Orders what the site answered by how much it has to do with the page, and says why.
//!
//! BM25F (Robertson & Zaragoza 2009) of the page's terms over title, tags and body, plus its phrases (the sequential
//! dependence model's ordered pairs, Metzler & Croft 2005), times how much of the page's headline is held, a reciprocal rank fusion (Cormack et al. 2009) of
//! the site's own orders and a gentle prior. A term weighs by its TF·IDF on the page and by how few candidates hold
//! it. Deterministic: of equals the older question comes first.

use super::{
    candidates::{Candidate, Candidates},
    reason::{Group, Reason, marks, reasons},
};
use crate::{
    model::Question,
    text::{Phrase, Subject, best, lower, stem, words},
};
use serde::{Deserialize, Serialize};
use std::{cell::OnceCell, collections::HashSet};

/// Questions that a page is taken to have to do with, at most.
pub const MAX_HITS: usize = 30;
/// Questions among which one has to be close for any to be shown.
const FIRST: usize = 10;

/// What the ranking weighs, and how much. General constants, set by hand; `askside-bench ablate` shows what each is
/// worth. The benchmark's questions have few tags and votes, so it says little of those.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// A word of the title, beside one of the body.
    pub title: f32,
    /// A word of the tags, however often it stands there.
    pub tags: f32,
    /// A word of the body.
    pub body: f32,
    /// How much longer bodies than usual are discounted, from 0 to 1; titles are all short.
    pub body_length: f32,
    /// Of what a body adds on average, how much a question that came without one is taken to have: one that only has a
    /// title is judged by that, not as if it had nothing to say.
    pub no_body: f32,
    /// How much the rarity of a term among the candidates counts beside that in general.
    pub local_idf: f32,
    /// Phrases, beside terms.
    pub phrases: f32,
    /// How much of the page's headline a question holds, beside the words.
    pub headline: f32,
    /// The site's own orders, beside the words.
    pub fusion: f32,
    /// Votes, answers, and being open; never enough to overturn the words.
    pub prior: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            title: 4.0,
            tags: 0.5,
            body: 1.0,
            body_length: 0.8,
            no_body: 0.2,
            local_idf: 0.2,
            phrases: 1.5,
            headline: 1.0,
            fusion: 1.0,
            prior: 1.0,
        }
    }
}

/// Term frequency saturation.
const K1: f32 = 1.2;
/// The same of phrases.
const K_PHRASE: f32 = 2.0;
/// The place in a list whose rank counts half.
const K_FUSION: f32 = 30.0;
/// Questions that may link to a page before each of them counts less for it.
const MANY_LINKS: f32 = 5.0;
/// What a hit must reach of the best hit's score. At a quarter it cost .001 of nDCG@10.
const CUT_OFF: f32 = 0.2;
/// What a hit must share of the page's subject for any to be close ([`shared`]). `askside-bench relevance` shows what it
/// leaves of pages that a site has nothing about; those that it has something about lose .001 of nDCG@10 by it.
const CLOSE: f32 = 0.34;
/// Terms that are a page's subject.
const SUBJECT: usize = 20;

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
    /// Among which it is shown.
    pub group: Group,
    /// Where the title has words that the page is about: from and to, in bytes, in order.
    pub marks: Vec<(u32, u32)>,
}

/// The candidates, best first: those that link to the page before those that only share words with it, unless so many
/// link to it that it says little. Nothing close enough gives an empty list.
pub(super) fn rank(found: Candidates<'_>, weights: &Weights) -> Vec<Ranked> {
    let pool = Pool::of(&found, weights);
    let words: Vec<[f32; 3]> = found.all.iter().map(|one| pool.words(one)).collect();
    // How many times its headline's score the score of a question with a body is.
    let with_body = found.all.iter().zip(&words).filter(|(one, _)| one.body.length > 0);
    let [headlines, wholes] =
        with_body.fold([0.0, 0.0], |sum, (_, [headline, whole, _])| [sum[0] + headline, sum[1] + whole]);
    let imputed = if headlines > 0.0 { 1.0 + weights.no_body * (wholes / headlines - 1.0) } else { 1.0 };
    let (subject, answers) = (found.subject, found.answers);
    let score = |(one, [headline, whole, phrases]): (Candidate, [f32; 3])| {
        let matched = if one.body.length == 0 { headline * imputed } else { whole };
        let score = (matched + weights.phrases * phrases)
            * (1.0 + weights.headline * one.headline)
            * (1.0 + weights.fusion * fusion(&one, answers))
            * (1.0 + weights.prior * prior(&one.question));
        (score, one)
    };
    let mut scored: Vec<(f32, Candidate)> = found.all.into_iter().zip(words).map(score).collect();
    let closest = scored.iter().map(|(score, _)| *score).fold(0.0, f32::max);
    let links = scored.iter().filter(|(_, one)| one.links).count() as f32;
    let bonus = (closest + 1.0) * (MANY_LINKS / links).min(1.0);
    scored.iter_mut().filter(|(_, one)| one.links).for_each(|(score, _)| *score += bonus);
    let better =
        |a: &(f32, Candidate), b: &(f32, Candidate)| a.0.total_cmp(&b.0).then(b.1.question.id.cmp(&a.1.question.id));
    let (mut shown, mut titles): (Vec<Ranked>, Vec<Title>) = Default::default();
    // Up to where there are close ones; the others only share a topic with the page.
    let mut close = 0;
    for (score, one) in best(&mut scored, usize::MAX, better) {
        let title = Title::of(&one.question);
        let again = titles.iter().any(|known| title.asks_again(known));
        let reasons = reasons(&one, subject);
        if !again && !reasons.is_empty() {
            titles.push(title);
            let marks = marks(&one.question.title, subject);
            let group = if one.links { Group::Linking } else { Group::Related };
            let is_close = one.links || shared(&one, subject) >= CLOSE;
            shown.push(Ranked { question: one.question, score, reasons, group, marks });
            close = if is_close && (close > 0 || shown.len() <= FIRST) { shown.len() } else { close };
        }
        if shown.len() == MAX_HITS {
            break;
        }
    }
    shown[close..].iter_mut().for_each(|hit| hit.group = Group::Topic);
    shown.retain(|hit| close > 0 && hit.score >= closest * CUT_OFF);
    shown
}

/// A question's title, to be compared with those before it.
struct Title {
    text: String,
    lower: String,
    closed: bool,
    /// The stems of its words, once they are asked for.
    stems: OnceCell<HashSet<String>>,
}

impl Title {
    fn of(question: &Question) -> Self {
        let (text, lower) = (question.title.clone(), lower(&question.title));
        Self { text, lower, closed: question.closed, stems: OnceCell::new() }
    }

    /// Whether its question asks what one before it asks, which is worth one line: in the same words, or, if it was
    /// closed, in nearly the same.
    fn asks_again(&self, known: &Self) -> bool {
        if !self.closed {
            return self.lower == known.lower;
        }
        let shared = self.stems().intersection(known.stems()).count();
        shared * 3 >= self.stems().len().max(known.stems().len()) * 2
    }

    fn stems(&self) -> &HashSet<String> {
        self.stems.get_or_init(|| {
            let mut stems = HashSet::new();
            words(&self.text, |word, _| {
                stems.insert(stem(word));
            });
            stems
        })
    }
}

/// How much of the page's subject a question shares, whatever else it and its site hold: of the weight of the page's
/// heaviest terms, what all of the question holds, and once more what its title and tags do.
fn shared(one: &Candidate, subject: &Subject) -> f32 {
    let terms = &subject.terms[..subject.terms.len().min(SUBJECT)];
    let (said, headed) = (one.terms(), one.title.terms | one.tags.terms);
    let held = (0..).map(|term| (said >> term & 1) + (headed >> term & 1)).map(|times: u64| times as f32);
    let weight: f32 = terms.iter().map(|term| term.weight).sum();
    terms.iter().zip(held).map(|(term, held)| term.weight * held).sum::<f32>() / weight.max(f32::MIN_POSITIVE)
}

/// What is known of all candidates together.
struct Pool<'a> {
    weigh: &'a Weights,
    /// Weights of the terms: on the page, and among the candidates.
    weights: Vec<f32>,
    /// How few candidates hold each phrase of the page.
    phrases: Vec<f32>,
    /// Mean number of words of a body that is not empty.
    body: f32,
}

impl<'a> Pool<'a> {
    fn of(found: &Candidates<'a>, weigh: &'a Weights) -> Self {
        let subject = found.subject;
        let count = found.all.len() as f32;
        // How many hold a term or a phrase; each candidate counts once.
        let holding = |term: u32| found.all.iter().filter(|one| one.holds(term)).count();
        let mut phrases = vec![0; subject.phrases()];
        for (phrase, _) in found.all.iter().flat_map(|one| &one.phrases) {
            phrases[phrase.number] += 1;
        }
        let local = |held: usize| ((count - held as f32 + 0.5) / (held as f32 + 0.5)).ln_1p() / (1.0 + count).ln();
        let bodies: Vec<usize> = found.all.iter().map(|one| one.body.length).filter(|length| *length > 0).collect();
        Self {
            weigh,
            weights: (0..)
                .zip(&subject.terms)
                .map(|(number, term)| term.weight * local(holding(number)).powf(weigh.local_idf))
                .collect(),
            phrases: phrases.into_iter().map(|held| if held > 0 { local(held) } else { 0.0 }).collect(),
            body: bodies.iter().sum::<usize>() as f32 / bodies.len().max(1) as f32,
        }
    }

    /// How well a question's title and tags match, how well all of it does, and how well its phrases do.
    fn words(&self, one: &Candidate) -> [f32; 3] {
        let weigh = self.weigh;
        let discount = 1.0 - weigh.body_length + weigh.body_length * one.body.length as f32 / self.body.max(1.0);
        // BM25F: weighted frequencies are added up before they saturate.
        let frequencies = (0..self.weights.len()).map(|term| {
            let tagged = (one.tags.terms >> term & 1) as f32;
            let headline = f32::from(one.title.counts[term]) * weigh.title + tagged * weigh.tags;
            [headline, f32::from(one.body.counts[term]) * weigh.body / discount]
        });
        let saturate = |frequency: f32| frequency / (frequency + K1);
        let [mut headline, mut whole] = [0.0, 0.0];
        for (weight, [in_headline, in_body]) in self.weights.iter().zip(frequencies) {
            headline += weight * saturate(in_headline);
            whole += weight * saturate(in_headline + in_body);
        }
        [headline, whole, self.matched_phrases(one)]
    }

    /// The page's phrases in title and body, the better of the two for each.
    fn matched_phrases(&self, one: &Candidate) -> f32 {
        let score = |(phrase, in_title): &(Phrase, bool)| {
            let weight = phrase.place * if *in_title { self.weigh.title } else { self.weigh.body };
            weight / (weight + K_PHRASE) * phrase.idf * self.phrases[phrase.number].powi(2)
        };
        one.phrases.iter().map(score).sum()
    }
}

/// Reciprocal ranks in the site's lists: 1 for the first of all of them.
fn fusion(one: &Candidate, answers: usize) -> f32 {
    let mut places = one.places.clone();
    places.sort_unstable();
    let ranks: f32 = places.into_iter().map(|place| K_FUSION / (K_FUSION + place as f32)).sum();
    ranks / answers.max(1) as f32
}

/// Answers and votes help, being closed does not.
fn prior(question: &Question) -> f32 {
    let answered = match question {
        Question { accepted: true, .. } => 0.05,
        Question { answers: 1.., .. } => 0.025,
        _ => 0.0,
    };
    let votes = (question.score.clamp(0, 100) as f32).ln_1p() * 0.01;
    answered + votes - if question.closed { 0.05 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::PageSnapshot,
        related::{Ask, question},
    };
    use proptest::prelude::*;

    fn page(title: &str, text: &str) -> Subject {
        Subject::of(&PageSnapshot { title: title.into(), text: text.into(), ..Default::default() })
    }

    fn trellis() -> Subject {
        page("Rolling back a deploy", "trellis rollback says TRL-112 when there is no previous revision.")
    }

    fn ranked(subject: &Subject, answers: &[Vec<Question>]) -> Vec<Ranked> {
        let mut found = Candidates::new(subject);
        answers.iter().for_each(|answer| found.add(&Ask::Search(Vec::new()), answer.clone()));
        rank(found, &Weights::default())
    }

    #[test]
    fn the_same_code_wins_and_every_hit_says_why() {
        let answers = [
            vec![
                question(1, "Deploys are slow on Mondays", "<p>trellis</p>", &["trellis"]),
                question(2, "Trellis rollback after a bad deploy", "", &["trellis", "rollback"]),
            ],
            vec![
                question(3, "rollback fails with TRL-112", "<p>deploy</p>", &["trellis"]),
                question(4, "How do I knit a scarf", "<p>wool</p>", &["wool"]),
                question(2, "Trellis rollback after a bad deploy", "", &["trellis", "rollback"]),
                question(5, "Rollback fails with TRL-112", "", &["trellis"]),
            ],
        ];
        let shown: Vec<String> = ranked(&trellis(), &answers)
            .into_iter()
            .map(|hit| format!("{} {:?}", hit.question.id.0, hit.reasons))
            .collect();
        insta::assert_snapshot!(shown.join("\n"));
    }

    #[test]
    fn nothing_close_is_an_answer() {
        let scarf = vec![question(4, "How do I knit a scarf", "wool", &["wool"])];
        assert_eq!(ranked(&trellis(), std::slice::from_ref(&scarf)), []);
        assert_eq!(ranked(&trellis(), &[]), []);
        assert_eq!(ranked(&page("", ""), &[scarf]), []);
        // One common word is not enough, however well it matches what there is.
        let minutes = vec![question(4, "How many minutes of a meeting?", "minutes", &["meetings"])];
        assert_eq!(ranked(&trellis(), &[vec![question(5, "My message", "previous", &[])], minutes]), []);
    }

    /// What decides between two questions of which the first is the better.
    #[test]
    fn better_before_worse() {
        let subject = page("Retry budgets in Hedgerow", "A retry budget limits how many retries a client sends.");
        for (why, better, worse) in [
            ("a phrase", ("What is a retry budget?", ""), ("Does the budget allow to retry?", "")),
            ("a title", ("hedgerow retry", "budget"), ("what is this", "hedgerow retry budget")),
            ("a rare word", ("hedgerow", ""), ("client", "")),
            (
                "a short body",
                ("retry", "budget"),
                ("retry", &format!("budget {}", "and more words of other things ".repeat(9))),
            ),
        ] {
            let ask = |id, (title, body): (&str, &str)| question(id, title, body, &[]);
            let first = ranked(&subject, &[vec![ask(1, worse), ask(2, better)], vec![ask(2, better), ask(1, worse)]]);
            assert_eq!(first[0].question.id.0, 2, "{why}");
        }
    }

    #[test]
    fn what_was_closed_as_asked_before_is_no_line_of_its_own() {
        let asked = |closed, titles: [&str; 2]| {
            let [first, again] = [1, 2].map(|id| question(id, titles[id as usize - 1], "", &["trellis"]));
            ranked(&trellis(), &[vec![first, Question { closed, ..again }]]).len()
        };
        let near = ["Trellis rollback after a bad deploy", "Trellis rollback after bad deploys?"];
        assert_eq!((asked(true, near), asked(false, near)), (1, 2));
        assert_eq!(asked(true, ["Trellis rollback after a bad deploy", "Trellis rollback of a migration"]), 2);
        assert_eq!(asked(false, ["Rolling back a deploy", "rolling back a Deploy"]), 1);
    }

    #[test]
    fn links_come_first_unless_everything_links() {
        let subject = page("Retry budgets in Hedgerow", "A retry budget limits retries.");
        let close = question(1, "Retry budgets in Hedgerow", "", &[]);
        let first = |linking: u64| {
            let links =
                (2..2 + linking).map(|id| question(id, "How do I knit", "<a href='https://d.test/a'>a</a>", &[]));
            let mut found = Candidates::new(&subject);
            found.add(&Ask::Linking("*d.test/a*".into()), links.collect());
            found.add(&Ask::Search(Vec::new()), vec![close.clone()]);
            rank(found, &Weights::default()).swap_remove(0)
        };
        assert_eq!((first(1).question.id.0, first(1).reasons), (2, vec![Reason::Link]));
        assert_eq!(first(30).question.id.0, 1);
    }

    #[test]
    fn a_question_without_a_body_is_judged_by_its_headline() {
        let subject = page("Retry budgets in Hedgerow", "A retry budget limits retries.");
        let answer = vec![
            question(1, "Hedgerow retry budget", "", &[]),
            question(2, "Something else", "<p>retry and so on</p>", &[]),
            question(3, "Retry", "<p>a budget, limits</p>", &[]),
        ];
        assert_eq!(ranked(&subject, &[answer])[0].question.id.0, 1);
    }

    proptest! {
        /// The order depends on the questions and the site's lists, not on which call answered first.
        #[test]
        fn stable_under_shuffling_of_calls(
            titles in prop::collection::vec("(rollback|deploy|trellis| |x){1,5}", 1..30),
            cuts in (0usize..30, 0usize..30),
        ) {
            let questions: Vec<Question> = titles.iter().enumerate().map(|(i, t)| question(i as u64, t, t, &[])).collect();
            let (a, rest) = questions.split_at(cuts.0.min(questions.len()));
            let (b, _) = questions.split_at(cuts.1.min(questions.len()));
            let [a, b, c] = [a, b, rest].map(<[Question]>::to_vec);
            let subject = trellis();
            let one = ranked(&subject, &[a.clone(), b.clone(), c.clone()]);
            prop_assert_eq!(&one, &ranked(&subject, &[c.clone(), a.clone(), b.clone()]));
            prop_assert_eq!(&one, &ranked(&subject, &[b, c, a]));
            prop_assert!(one.len() <= MAX_HITS);
            prop_assert!(one.is_sorted_by(|x, y| x.score >= y.score));
            prop_assert!(one.iter().all(|hit| hit.score.is_finite() && (1..=3).contains(&hit.reasons.len())));
        }

        #[test]
        fn any_text_is_ranked(title in "\\PC{0,80}", text in "\\PC{0,200}", body in "\\PC{0,200}") {
            let subject = page(&title, &text);
            let hits = ranked(&subject, &[vec![question(1, &text, &body, &[&title])]]);
            prop_assert!(hits.iter().all(|hit| hit.score.is_finite() && !hit.reasons.is_empty()));
        }
    }
}

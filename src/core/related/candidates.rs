//! The questions that the site answered with, each once, read for what the page is about.
//!
//! Reading is what costs, so each question is read once, when it comes: planning the next call and ranking at the end
//! look at the same numbers.

use super::{link::may_link, plan::Ask};
use crate::{
    model::Question,
    text::{Map, NO_WORD, Piece, Subject, stem, to_text, words},
};

/// What is known of a question.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) question: Question,
    /// Its places in the answers that list it by words, from 0.
    pub(super) places: Vec<usize>,
    /// Whether it links to the page.
    pub(super) links: bool,
    pub(super) title: Field,
    pub(super) tags: Field,
    pub(super) body: Field,
    /// Which of the page's terms it holds, a bit each.
    terms: u64,
    /// The page's phrases that it holds, in order, each once; whether in the title.
    pub(super) phrases: Vec<((u32, u32), bool)>,
}

/// A field's words, as the [`Subject`] numbers them.
#[derive(Debug, Default)]
pub(super) struct Field {
    /// In order; those that the page has not are [`NO_WORD`].
    pub(super) words: Vec<u32>,
    /// Parts of words, and codes of several: they match, but stand in no order.
    pub(super) loose: Vec<u32>,
}

impl Field {
    /// Every word and part, repeats and all.
    pub(super) fn all(&self) -> impl Iterator<Item = u32> {
        self.words.iter().chain(&self.loose).copied()
    }

    /// Neighbouring words that the page has, too.
    fn pairs(&self) -> impl Iterator<Item = (u32, u32)> {
        let pairs = self.words.windows(2).map(|pair| (pair[0], pair[1]));
        pairs.filter(|pair| pair.0 != NO_WORD && pair.1 != NO_WORD)
    }
}

impl Candidate {
    fn new(question: Question, [title, tags, body]: [Field; 3], subject: &Subject) -> Self {
        const { assert!(Subject::MAX_TERMS <= u64::BITS as usize) };
        let all = title.all().chain(tags.all()).chain(body.all());
        let terms = all.filter(|word| subject.term(*word).is_some()).fold(0, |terms, word| terms | 1 << word);
        let in_title = title.pairs().map(|pair| (pair, true));
        let pairs = in_title.chain(body.pairs().map(|pair| (pair, false)));
        let mut phrases: Vec<_> = pairs.filter(|(pair, _)| subject.phrase(*pair).is_some()).collect();
        // Title first, so that it is what is kept.
        phrases.sort_by_key(|(pair, _)| *pair);
        phrases.dedup_by_key(|(pair, _)| *pair);
        Self { question, places: Vec::new(), links: false, title, tags, body, terms, phrases }
    }

    /// Every word and part of every field.
    pub(super) fn all(&self) -> impl Iterator<Item = u32> {
        self.title.all().chain(self.tags.all()).chain(self.body.all())
    }

    /// Whether it holds one of the page's terms.
    pub(super) fn holds(&self, term: u32) -> bool {
        self.terms >> term & 1 == 1
    }
}

/// The questions so far.
#[derive(Debug)]
pub(super) struct Candidates<'s> {
    pub(super) subject: &'s Subject,
    /// By number, so that nothing depends on which call answered first.
    pub(super) all: Vec<Candidate>,
    /// How many calls were answered by words.
    pub(super) answers: usize,
    /// Which word a form is: forms come again and again.
    forms: Map<String, u32>,
}

impl<'s> Candidates<'s> {
    pub(super) fn new(subject: &'s Subject) -> Self {
        Self { subject, all: Vec::new(), answers: 0, forms: Map::default() }
    }

    /// The share of the questions that hold a term.
    pub(super) fn share(&self, term: u32) -> f32 {
        let held = self.all.iter().filter(|one| one.holds(term)).count();
        held as f32 / self.all.len().max(1) as f32
    }

    /// Takes the answer to `ask`, in the site's order, which says something where it is by words.
    pub(super) fn add(&mut self, ask: &Ask, answer: Vec<Question>) {
        let link = if let Ask::Linking(link) = ask { Some(link) } else { None };
        self.answers += usize::from(link.is_none());
        for (place, question) in answer.into_iter().enumerate() {
            let links = link.is_some_and(|link| may_link(&question.body, link));
            let one = self.hold(question);
            one.links |= links;
            one.places.extend(link.is_none().then_some(place));
        }
    }

    fn hold(&mut self, question: Question) -> &mut Candidate {
        let at = match self.all.binary_search_by_key(&question.id, |known| known.question.id) {
            Ok(at) => at,
            Err(at) => {
                let title = self.read(&question.title);
                let tags = self.read(&question.tags.join(" "));
                let body = self.read(&to_text(&question.body));
                self.all.insert(at, Candidate::new(question, [title, tags, body], self.subject));
                at
            }
        };
        &mut self.all[at]
    }

    fn read(&mut self, text: &str) -> Field {
        let mut field = Field::default();
        words(text, |form, piece| {
            let word = self.forms.get(form).copied().unwrap_or_else(|| {
                let word = self.subject.word(&stem(form));
                self.forms.insert(form.to_owned(), word);
                word
            });
            match piece {
                Piece::Word => field.words.push(word),
                Piece::Part | Piece::Code if word != NO_WORD => field.loose.push(word),
                Piece::Part | Piece::Code => {}
            }
        });
        field
    }
}

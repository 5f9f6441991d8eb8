//! The questions that the site answered with, each once, read for what the page is about.
//!
//! Reading is what costs, so each question is read once, when it comes: planning the next call and ranking at the end
//! look at the same numbers.

use super::{link::may_link, plan::Ask};
use crate::{
    model::Question,
    text::{NO_WORD, Phrase, Piece, Subject, Vocabulary, forms, stem, texts},
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
    /// How much of the page's headline it holds.
    pub(super) headline: f32,
    /// The page's phrases that it holds, in order, each once; whether in the title.
    pub(super) phrases: Vec<(Phrase, bool)>,
}

/// What a field has of the page.
#[derive(Debug)]
pub(super) struct Field {
    /// How many words it has, the page's or not.
    pub(super) length: usize,
    /// How often it holds each of the page's terms.
    pub(super) counts: [u16; Subject::MAX_TERMS],
    /// Which of them it holds, a bit each.
    pub(super) terms: u64,
    /// The page's phrases that it holds, as often as it does.
    phrases: Vec<Phrase>,
}

impl Default for Field {
    fn default() -> Self {
        const { assert!(Subject::MAX_TERMS <= u64::BITS as usize) };
        Self { length: 0, counts: [0; Subject::MAX_TERMS], terms: 0, phrases: Vec::new() }
    }
}

impl Candidate {
    /// The page's terms that it holds anywhere, a bit each.
    pub(super) fn terms(&self) -> u64 {
        self.title.terms | self.tags.terms | self.body.terms
    }

    /// Whether it holds one of the page's terms.
    pub(super) fn holds(&self, term: u32) -> bool {
        self.terms() >> term & 1 == 1
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
    /// Which word a form is: forms come again and again, and many are on the page.
    forms: Vocabulary,
}

impl<'s> Candidates<'s> {
    pub(super) fn new(subject: &'s Subject) -> Self {
        Self { subject, all: Vec::new(), answers: 0, forms: subject.forms.clone() }
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
                let one = self.read(question);
                self.all.insert(at, one);
                at
            }
        };
        &mut self.all[at]
    }

    fn read(&mut self, question: Question) -> Candidate {
        let mut reader = Reader {
            subject: self.subject,
            forms: &mut self.forms,
            headline: Vec::new(),
            field: Field::default(),
            before: NO_WORD,
        };
        reader.read(&question.title);
        let title = reader.end();
        question.tags.iter().for_each(|tag| reader.read(tag));
        let tags = reader.end();
        texts(&question.body, |text| reader.read(&text));
        let body = reader.end();
        let headline = self.subject.headline_held(reader.headline.into_iter());
        // Title first, so that it is what is kept.
        let in_title = title.phrases.iter().map(|phrase| (*phrase, true));
        let mut phrases: Vec<_> = in_title.chain(body.phrases.iter().map(|phrase| (*phrase, false))).collect();
        phrases.sort_by_key(|(phrase, _)| phrase.number);
        phrases.dedup_by_key(|(phrase, _)| phrase.number);
        Candidate { question, places: Vec::new(), links: false, title, tags, body, headline, phrases }
    }
}

/// A question while it is read.
struct Reader<'r> {
    subject: &'r Subject,
    forms: &'r mut Vocabulary,
    /// Its words that are in the page's headline.
    headline: Vec<u32>,
    /// The field that is read.
    field: Field,
    /// The last word of that.
    before: u32,
}

impl Reader<'_> {
    /// Reads a text of a field.
    fn read(&mut self, text: &str) {
        forms(text, |form, piece| {
            let word = self.forms.get(form).unwrap_or_else(|| {
                let word = self.subject.word(&stem(form.text));
                self.forms.insert(form, word);
                word
            });
            let field = &mut self.field;
            // Parts of words, and codes of several, match, but stand in no order.
            if piece == Piece::Word {
                field.length += 1;
                let pair = (std::mem::replace(&mut self.before, word), word);
                field.phrases.extend(self.subject.phrase(pair));
            }
            if self.subject.heads(word) {
                self.headline.push(word);
            }
            if self.subject.term(word).is_some() {
                field.terms |= 1 << word;
                field.counts[word as usize] = field.counts[word as usize].saturating_add(1);
            }
        });
    }

    /// The field that was read.
    fn end(&mut self) -> Field {
        self.before = NO_WORD;
        std::mem::take(&mut self.field)
    }
}

//! What a page is about: its terms and phrases, by where they stand and how rare they are.

use super::{
    Form, Piece, Set, Vocabulary, clean_title,
    common::FOREIGN,
    forms,
    idf::idf_of,
    is_stop_word, lower, lower_into,
    phrases::{Pair, Phrases},
    stem,
    stem::cut,
};
use crate::model::PageSnapshot;

/// A term of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// As it was first written on the page.
    pub text: String,
    /// The form it is compared in ([`stem`]).
    pub stem: String,
    /// How much it tells of the page: its TF·IDF over the places where it stands.
    pub weight: f32,
}

impl Term {
    /// Whether a tag of this name says what the term says.
    #[must_use]
    pub fn names(&self, tag: &str) -> bool {
        tag == lower(&self.text) || stem(tag) == self.stem
    }
}

/// Terms and phrases of a page. Words are numbers here: that of a term is its place among the terms, and other words
/// of the page, which stand in its phrases, follow.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Subject {
    /// The heaviest terms, heaviest first, at most [`Subject::MAX_TERMS`].
    pub terms: Vec<Term>,
    /// Which word a form is that the page has.
    pub(crate) forms: Vocabulary,
    stems: Vocabulary,
    idf: Vec<f32>,
    /// The words of the selection, else of the title, in order of their numbers.
    headline: Vec<u32>,
    /// Whether a word is one of these.
    heads: Vec<bool>,
    phrases: Phrases,
}

/// Two words that stand on a page one right after the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Phrase {
    /// Its number among the page's phrases.
    pub number: usize,
    /// How much it tells by where it stands.
    pub place: f32,
    /// How rare its words are.
    pub idf: f32,
}

/// The number of every word that the page has not.
pub const NO_WORD: u32 = u32::MAX;

/// Where on a page a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Selection,
    Title,
    FirstHeading,
    Heading,
    Address,
    Description,
    Tag,
    /// The first lines of the text, which are part of it, too: they say what the rest is about.
    Lead,
    Text,
    Code,
}

/// What a place tells: by its words, by its phrases, and by its stop words, which may be what a title asks about, as in
/// “because at the start of a sentence”.
const WEIGHTS: [[f32; 3]; 10] = [
    [12.0, 12.0, 2.0], // selection: who selects says what the matter is
    [4.0, 4.0, 2.0],   // title
    [2.0, 2.0, 1.0],   // first heading
    [1.0, 1.0, 0.0],   // heading
    [1.0, 0.0, 0.0],   // address
    [1.0, 1.0, 0.0],   // description
    [4.0, 0.0, 0.0],   // tag: who made a rule for the page says what it is about
    [1.0, 0.5, 0.0],   // lead
    [1.0, 0.3, 0.0],   // text
    [0.3, 0.0, 0.0],   // code
];

/// Bytes of the lead.
const LEAD: usize = 300;

/// Weight of a word that stands within others only.
const PART: f32 = 0.5;

/// Different function words that a page in a language has.
const SPOKEN: usize = 4;

/// Longest term, in bytes; longer tokens are data.
const MAX_TERM: usize = 40;

/// Different forms of words that are read: more than a page has that people wrote, and few enough for the worst of pages
/// (see [`Map`]).
const MAX_FORMS: usize = 20_000;

/// What is known of a word while the page is read.
struct Known<'a> {
    /// As it was first written.
    text: &'a str,
    idf: f32,
    is_stop: bool,
    /// Whether its stem can be a term.
    names: bool,
    counts: [u16; WEIGHTS.len()],
    /// Whether it is ever more than a part.
    whole: bool,
}

impl Subject {
    /// Terms kept: the tail adds work, not meaning.
    pub const MAX_TERMS: usize = 60;

    /// Reads a page.
    #[must_use]
    pub fn of(page: &PageSnapshot) -> Self {
        let title = clean_title(&page.title);
        let text = page.text.trim_start();
        let lead = text.strip_prefix(title.as_str()).unwrap_or(text);
        let mut reader = Reader::default();
        reader.read(Place::Selection, &page.selection);
        reader.read(Place::Title, &title);
        for (at, heading) in page.headings.iter().enumerate() {
            reader.read(if at == 0 { Place::FirstHeading } else { Place::Heading }, &heading.text);
        }
        reader.read(Place::Address, path(&page.url));
        reader.read(Place::Description, &page.description);
        page.tags.iter().for_each(|tag| reader.read(Place::Tag, tag));
        reader.read(Place::Lead, &lead[..lead.floor_char_boundary(LEAD)]);
        reader.read(Place::Text, &page.text);
        page.code.iter().for_each(|code| reader.read(Place::Code, code));
        reader.finish(if page.selection.trim().is_empty() { Place::Title } else { Place::Selection })
    }

    /// The number of a stem.
    #[must_use]
    pub fn word(&self, stem: &str) -> u32 {
        self.stems.get(Form::of(stem)).unwrap_or(NO_WORD)
    }

    /// The term of a number, if it is one's.
    #[must_use]
    pub fn term(&self, word: u32) -> Option<&Term> {
        self.terms.get(word as usize)
    }

    /// How much of the page's headline, which is its selection, else its title, these words hold, from 0 to 1, by how
    /// rare its words are.
    #[must_use]
    pub fn headline_held(&self, words: impl Iterator<Item = u32>) -> f32 {
        let mut held = vec![false; self.headline.len()];
        words.for_each(|word| self.headline.binary_search(&word).into_iter().for_each(|at| held[at] = true));
        let idf = |word: &u32| self.idf.get(*word as usize).copied().unwrap_or_default();
        let all: f32 = self.headline.iter().map(idf).sum();
        let held: f32 = self.headline.iter().zip(held).filter(|(_, held)| *held).map(|(word, _)| idf(word)).sum();
        if all > 0.0 { held / all } else { 0.0 }
    }

    /// The phrase that two words are, one right after the other; none if they never stand so.
    #[must_use]
    pub fn phrase(&self, words: (u32, u32)) -> Option<Phrase> {
        let number = self.phrases.number(words)?;
        let idf = |word: u32| self.idf.get(word as usize).copied().unwrap_or_default();
        Some(Phrase { number, place: self.phrases.places[number], idf: idf(words.0) + idf(words.1) })
    }

    /// How many phrases there are.
    #[must_use]
    pub fn phrases(&self) -> usize {
        self.phrases.places.len()
    }

    /// Whether a word is one of the headline.
    #[must_use]
    pub fn heads(&self, word: u32) -> bool {
        self.heads.get(word as usize).is_some_and(|heads| *heads)
    }
}

/// A page while it is read: words are numbered as they come.
#[derive(Default)]
struct Reader<'a> {
    /// What was written, by its exact form: most words come again.
    forms: Vocabulary,
    stems: Vocabulary,
    known: Vec<Known<'a>>,
    /// Where words are cut to their stems.
    stem: String,
    /// Neighbouring words, in order, and what their place gives to phrases.
    pairs: Vec<Pair>,
}

impl<'a> Reader<'a> {
    fn read(&mut self, place: Place, text: &'a str) {
        let mut before = NO_WORD;
        forms(text, |form, piece| {
            let Some(word) = self.number(form) else {
                before = NO_WORD;
                return;
            };
            let known = &mut self.known[word as usize];
            known.counts[place as usize] = known.counts[place as usize].saturating_add(1);
            known.whole |= piece != Piece::Part;
            if piece == Piece::Word {
                let [_, phrase, _] = WEIGHTS[place as usize];
                if before != NO_WORD && before != word && phrase > 0.0 {
                    self.pairs.push((before, word, phrase));
                }
                before = word;
            }
        });
    }

    /// The number of a word; none if there are too many.
    fn number(&mut self, form: Form<'a>) -> Option<u32> {
        if let Some(word) = self.forms.get(form) {
            return Some(word);
        }
        if self.forms.len() == MAX_FORMS {
            return None;
        }
        lower_into(&mut self.stem, form.text);
        let is_stop = is_stop_word(&self.stem);
        cut(&mut self.stem);
        let stem = Form::of(&self.stem);
        let word = self.stems.get(stem).unwrap_or_else(|| {
            let word = self.known.len() as u32;
            let names = (2..=MAX_TERM).contains(&stem.text.len()) && stem.text.contains(char::is_alphabetic);
            let counts = [0; WEIGHTS.len()];
            self.known.push(Known { text: form.text, idf: idf_of(stem), is_stop, names, counts, whole: false });
            self.stems.insert(stem, word);
            word
        });
        self.forms.insert(form, word);
        Some(word)
    }

    /// Weighs the words and numbers them anew, the heaviest first.
    fn finish(mut self, headline: Place) -> Subject {
        let silent = self.foreign_function_words();
        let weigh = |(word, known): (u32, &Known<'_>)| {
            let idf = if silent.contains(&word) { 0.0 } else { known.idf };
            (known.weight() * idf, idf, word)
        };
        let mut weighed: Vec<(f32, f32, u32)> = (0..).zip(&self.known).map(weigh).collect();
        // Only the terms need an order: the rest are as many as the page has words.
        let order = |a: &(f32, f32, u32), b: &(f32, f32, u32)| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2));
        let terms = weighed.len().min(Subject::MAX_TERMS);
        if terms < weighed.len() {
            weighed.select_nth_unstable_by(terms, order);
        }
        weighed[..terms].sort_unstable_by(order);
        let mut numbers = vec![NO_WORD; weighed.len()];
        for (number, (_, _, word)) in (0..).zip(&weighed) {
            numbers[*word as usize] = number;
        }
        let heaviest = weighed.iter().take(Subject::MAX_TERMS).take_while(|(weight, ..)| *weight > 0.0);
        let term = |(weight, _, word): &(f32, f32, u32)| {
            let text = self.known[*word as usize].text;
            Term { stem: stem(text), text: text.to_owned(), weight: *weight }
        };
        let terms = heaviest.map(term).collect();
        self.forms.numbers().chain(self.stems.numbers()).for_each(|word| *word = numbers[*word as usize]);
        for (before, word, _) in &mut self.pairs {
            (*before, *word) = (numbers[*before as usize], numbers[*word as usize]);
        }
        let phrases = Phrases::of(&self.pairs, numbers.len());
        let in_headline = |known: &Known<'_>| known.whole && known.counts[headline as usize] > 0;
        let heads: Vec<bool> = weighed.iter().map(|(.., word)| in_headline(&self.known[*word as usize])).collect();
        let headline = (0..).zip(&heads).filter(|(_, heads)| **heads).map(|(word, _)| word).collect();
        let idf = weighed.iter().map(|(_, idf, _)| *idf).collect();
        Subject { terms, idf, headline, heads, forms: self.forms, stems: self.stems, phrases }
    }
}

impl Reader<'_> {
    /// The function words of the languages besides English that the page is written in: no table says how common they
    /// are.
    fn foreign_function_words(&self) -> Set<u32> {
        let count = |known: &Known<'_>| known.counts[..Place::Code as usize].iter().map(|n| u32::from(*n)).sum::<u32>();
        let all: u32 = self.known.iter().map(count).sum();
        let spoken = |words: &Set<u32>| {
            let these: u32 = words.iter().map(|word| count(&self.known[*word as usize])).sum();
            words.len() >= SPOKEN && these * 20 > all // of a text in the language they are a third
        };
        let of = |list: &str| list.split(' ').filter_map(|word| self.stems.get(Form::of(&stem(word)))).collect();
        FOREIGN.iter().map(|list| of(list)).filter(spoken).flatten().collect()
    }
}

impl Known<'_> {
    /// How often it stands where, each place with diminishing returns; nothing for what is no term.
    fn weight(&self) -> f32 {
        if !self.names {
            return 0.0;
        }
        let places = WEIGHTS.iter().zip(self.counts).filter(|(_, count)| *count > 0);
        let weight: f32 = places
            .map(|([word, _, stop], count)| if self.is_stop { *stop } else { word * (1.0 + f32::from(count)).ln() })
            .sum();
        if self.whole { weight } else { weight * PART }
    }
}

/// An address's path, whose words name the subject as often as a heading does.
fn path(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default().splitn(4, '/').nth(3).unwrap_or_default();
    if path.contains('%') { "" } else { path.trim_end_matches(".html") }
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
        let top: Vec<String> = Subject::of(&page).terms.into_iter().map(|t| t.text).take(6).collect();
        insta::assert_snapshot!(top.join(" "), @"Rolling deploy back trellis rollback TRL");
    }

    #[test]
    fn function_words_are_no_subject_in_any_language() {
        for (title, text, expect) in [
            (
                "Wie man den Cache leert",
                "Um den Cache zu leeren, wird der Dienst angehalten und die Datei gelöscht. Nach dem Neustart ist der \
                 Cache leer; die Sitzungen sind nicht betroffen, und das Protokoll wird von dem Dienst neu angelegt.",
                "Cache leert Dienst leeren angehalten Datei",
            ),
            (
                "Comment vider le cache",
                "Pour vider le cache, il faut arrêter le service et supprimer le fichier. Au redémarrage, le cache est \
                 vide ; les sessions ne sont pas touchées et le journal est recréé par le service.",
                "vider cache Comment supprimer service faut",
            ),
            (
                "Deploy mit trellis",
                "The page tells how to deploy with trellis. Der Deploy wird mit trellis gestartet, und die Datei \
                 trellis.yaml ist für den Dienst da. Das Protokoll zeigt, was nicht geht.",
                "Deploy trellis gestartet Datei yaml Dienst",
            ),
            // In English they are words.
            ("Why does my pod die", "The pod will die. A process in it can die, too.", "die pod Why my does process"),
        ] {
            let page = PageSnapshot { title: title.into(), text: text.into(), ..Default::default() };
            let top: Vec<String> = Subject::of(&page).terms.into_iter().map(|term| term.text).take(6).collect();
            assert_eq!(top.join(" "), expect, "{title}");
        }
    }

    #[test]
    fn words_and_phrases() {
        let page = PageSnapshot { title: "Deploys: how to roll back deploys".into(), ..Default::default() };
        let subject = Subject::of(&page);
        let [deploy, roll, back] = ["deploy", "roll", "back"].map(|word| subject.word(&stem(word)));
        assert_eq!(subject.term(deploy).map(|term| term.text.as_str()), Some("Deploys"));
        assert!(subject.phrase((roll, back)).is_some_and(|phrase| phrase.place == 4.0 && phrase.idf > 0.0));
        assert_eq!(subject.phrase((back, roll)), None);
        assert_eq!((subject.word("kafka"), subject.phrase((NO_WORD, roll))), (NO_WORD, None));
    }

    #[test]
    fn no_page_has_too_many_words() {
        let text: String = (0..2 * MAX_FORMS).map(|number| format!("w{number} ")).collect();
        let subject = Subject::of(&PageSnapshot { title: "title".into(), text, ..Default::default() });
        assert_eq!((subject.idf.len(), subject.word("titl")), (MAX_FORMS, 0));
    }

    #[test]
    fn how_much_of_the_headline() {
        let held = |title: &str, selection: &str, text: &str| {
            let (title, selection) = (title.into(), selection.into());
            let subject = Subject::of(&PageSnapshot { title, selection, ..Default::default() });
            subject.headline_held(text.split(' ').map(|word| subject.word(&stem(word))))
        };
        assert_eq!(held("Disk full", "", "the disks are full"), 1.0);
        assert_eq!(held("Disk full", "", "something else"), 0.0);
        assert_eq!(held("Disk full", "log rotation", "full disk"), 0.0, "a selection goes first");
        assert!(
            held("The replication", "", "replication") > held("The replication", "", "the"),
            "rare words tell more"
        );
        assert_eq!(held("", "", "disk"), 0.0);
    }

    proptest! {
        #[test]
        fn finite_sorted_and_bounded(title in "\\PC{0,80}", text in "\\PC{0,400}") {
            let subject = Subject::of(&PageSnapshot { title, text, ..Default::default() });
            prop_assert!(subject.terms.len() <= Subject::MAX_TERMS);
            prop_assert!(subject.terms.iter().all(|t| t.weight.is_finite() && t.weight > 0.0 && !t.text.is_empty()));
            prop_assert!(subject.terms.is_sorted_by(|a, b| a.weight >= b.weight));
            for (number, term) in subject.terms.iter().enumerate() {
                prop_assert_eq!(subject.word(&term.stem), number as u32);
            }
        }
    }
}

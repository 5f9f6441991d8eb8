//! Pages whose own text is marked by hand, and how well a reading agrees with the marks.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use askside::text::to_text;

use crate::BenchError;

/// Begin and end, in a page's source, what belongs to the page. They are taken out before anything reads it.
const MARKS: [&str; 2] = ["<!--+-->", "<!--/-->"];

/// A page and the text that is its own.
pub(super) struct Gold {
    pub(super) name: String,
    pub(super) html: String,
    words: HashMap<String, usize>,
    title: String,
}

/// How much of what was read belongs to the page, and how much of the page was read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Score {
    pub(super) precision: f64,
    pub(super) recall: f64,
    f1: f64,
}

/// The pages of a folder, by name.
pub(super) fn pages(folder: &Path) -> Result<Vec<Gold>, BenchError> {
    let mut pages = Vec::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_some_and(|ending| ending == "html") {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            pages.push(Gold::new(name, &fs::read_to_string(&path)?));
        }
    }
    pages.sort_by(|a, b| a.name.cmp(&b.name));
    if pages.is_empty() { Err(BenchError::NoPages(folder.to_owned())) } else { Ok(pages) }
}

impl Gold {
    fn new(name: String, source: &str) -> Self {
        let [begin, end] = MARKS;
        let marked = source.split(begin).skip(1).map(|rest| rest.split(end).next().unwrap_or_default());
        let own = marked.collect::<Vec<_>>().join(" ");
        let title = own.split_once("<h").and_then(|(_, rest)| rest.split_once('>')?.1.split("</h").next()).map(to_text);
        let html = MARKS.iter().fold(source.to_owned(), |html, mark| html.replace(mark, ""));
        Self { name, html, words: words(&to_text(&own)), title: title.unwrap_or_default() }
    }

    /// A reading that keeps the title apart has it put back: that is no mistake.
    pub(super) fn score(&self, text: &str) -> Score {
        let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let titled = plain(text).contains(&plain(&self.title));
        let read = words(&if titled { text.to_owned() } else { format!("{} {text}", self.title) });
        let both: usize =
            self.words.iter().map(|(word, count)| read.get(word).map_or(0, |read| *count.min(read))).sum();
        let share = |of: &HashMap<String, usize>| both as f64 / of.values().sum::<usize>().max(1) as f64;
        Score::new(share(&read), share(&self.words))
    }
}

impl Score {
    fn new(precision: f64, recall: f64) -> Self {
        let sum = precision + recall;
        Self { precision, recall, f1: if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 } }
    }

    pub(super) fn f1(self) -> f64 {
        self.f1
    }

    /// Of each figure by itself: every page counts the same.
    pub(super) fn mean(all: &[Self]) -> Self {
        let mean = |of: fn(&Self) -> f64| all.iter().map(of).sum::<f64>() / all.len().max(1) as f64;
        Self {
            precision: mean(|score| score.precision),
            recall: mean(|score| score.recall),
            f1: mean(|score| score.f1),
        }
    }
}

/// How often each word is in a text. A sign of Chinese or Japanese is a word.
fn words(text: &str) -> HashMap<String, usize> {
    let sign = |c: char| ('\u{3040}'..'\u{a000}').contains(&c);
    let mut words = HashMap::new();
    for run in text.split(|c: char| !c.is_alphanumeric()) {
        let mut rest = run;
        while let Some(first) = rest.chars().next() {
            let end = if sign(first) { first.len_utf8() } else { rest.find(sign).unwrap_or(rest.len()) };
            *words.entry(rest[..end].to_lowercase()).or_default() += 1;
            rest = &rest[end..];
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_counts_words_as_often_as_they_are_there() {
        let gold = Gold::new(
            "page".into(),
            "menu <!--+--><h1>Big <b>title</b></h1><p>one one two<!--/-->#<!--+-->語学</p><!--/--> legal",
        );
        assert_eq!(gold.html, "menu <h1>Big <b>title</b></h1><p>one one two#語学</p> legal");
        for (text, precision, recall) in [
            ("Big title one two one 語 学", 1.0, 1.0),
            ("one one two 語学", 1.0, 1.0),
            ("Big title: one one one two 語学 menu", 7.0 / 9.0, 1.0),
            ("", 1.0, 2.0 / 7.0),
        ] {
            let score = gold.score(text);
            assert_eq!((score.precision, score.recall), (precision, recall), "{text}");
        }
    }

    #[test]
    fn every_page_has_marks_in_pairs_and_text_of_its_own() {
        for gold in pages(&super::super::own_pages()).unwrap() {
            let source = fs::read_to_string(super::super::own_pages().join(format!("{}.html", gold.name))).unwrap();
            let [begins, ends] = MARKS.map(|mark| source.matches(mark).count());
            assert_eq!(begins, ends, "{}", gold.name);
            let own: usize = gold.words.values().sum();
            assert!(own > 80, "{}: {own}", gold.name);
        }
    }
}

//! How long the site takes to search, as people do: two to four words, every other time within a tag.

use crate::BenchError;
use crate::command::Search;
use crate::peer::Peer;
use crate::report::{Times, table};
use crate::site::{Question, Site};

/// Shorter words say little, and nobody searches for them.
const SHORTEST: usize = 4;

/// What somebody searches for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Query {
    pub(crate) words: Vec<String>,
    pub(crate) tag: Option<String>,
}

/// Every query on every side in turn, so that a busy moment of the machine hits them alike, and another side first every
/// time, since the first one meets cold caches.
pub(crate) fn measure(options: &Search) -> Result<String, BenchError> {
    let site = Site::new(options.data.as_deref())?;
    let questions = site.questions()?;
    let queries = queries(&questions, options.queries);
    if queries.is_empty() {
        return Err(BenchError::NoQueries(questions.len()));
    }
    let peer = Peer::of(&questions)?;
    let mut rows = [
        Times::of("/search/advanced"),
        Times::of("/search/advanced, filter withbody"),
        Times::of("a scan with LIKE"),
        Times::of("peer: SQLite full text, without the site"),
    ];
    for (at, query) in queries.iter().enumerate() {
        let sides: [&dyn Fn() -> Result<(), BenchError>; 4] = [
            &|| site.get("/search/advanced", &query.params("default")).map(drop),
            &|| site.get("/search/advanced", &query.params("withbody")).map(drop),
            &|| peer.scan(query).map(drop),
            &|| peer.full_text(query).map(drop),
        ];
        for turn in at..at + sides.len() {
            rows[turn % sides.len()].time(sides[turn % sides.len()])?;
        }
    }
    let heading = format!(
        "search: {} questions, {} queries of 2 to 4 words, {} of them within a tag",
        questions.len(),
        queries.len(),
        queries.iter().filter(|query| query.tag.is_some()).count()
    );
    Ok(table(&heading, &rows))
}

impl Query {
    fn params(&self, filter: &'static str) -> Vec<(&'static str, String)> {
        let mut params = vec![("q", self.words.join(" ")), ("sort", "relevance".into()), ("filter", filter.into())];
        params.extend(self.tag.iter().map(|tag| ("tagged", tag.clone())));
        params
    }
}

/// Words of titles, from questions all over the site: the same queries in every run.
fn queries(questions: &[Question], count: usize) -> Vec<Query> {
    let step = (questions.len() / count).max(1);
    let queries = questions.iter().step_by(step).take(count).enumerate();
    queries.filter_map(|(at, question)| query(at, question)).collect()
}

fn query(at: usize, question: &Question) -> Option<Query> {
    let words = question.title.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= SHORTEST);
    let words: Vec<String> = words.take(2 + at % 3).map(str::to_lowercase).collect();
    let tag = question.tags.first().filter(|_| at % 2 == 1).cloned();
    (words.len() > 1).then_some(Query { words, tag })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(title: &str) -> Question {
        Question { id: 1, title: title.into(), body: String::new(), tags: vec!["rust".into()] }
    }

    #[test]
    fn queries_are_words_of_titles() {
        let question = asked("Why does the borrow checker reject this closure, again?");
        let query = |at| query(at, &question).map(|query| (query.words.join(" "), query.tag));
        assert_eq!(query(0), Some(("does borrow".into(), None)));
        assert_eq!(query(1), Some(("does borrow checker".into(), Some("rust".into()))));
        assert_eq!(query(2), Some(("does borrow checker reject".into(), None)));
        assert_eq!(queries(&[asked("How to?")], 9), []);
        assert_eq!(queries(&[asked("many words"), asked("more words"), asked("some words")], 2).len(), 2);
    }

    #[test]
    fn both_sides_find_the_demos_questions() {
        let site = Site::new(None).unwrap();
        let questions = site.questions().unwrap();
        let peer = Peer::of(&questions).unwrap();
        for query in queries(&questions, 20) {
            let found = site.get("/search/advanced", &query.params("withbody")).unwrap();
            assert!(found["items"].as_array().is_some_and(|items| !items.is_empty()), "{query:?}");
            assert!(peer.full_text(&query).unwrap() > 0 && peer.scan(&query).unwrap() > 0, "{query:?}");
        }
    }
}

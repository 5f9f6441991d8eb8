//! The benchmark's data: pages, each site's questions, and which of them belong to which page.
//!
//! A directory holds `pages.jsonl`, `questions_SITE.jsonl` for every site that a page names, and `qrels.tsv`.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use askside::model::{Heading, PageSnapshot, Question, QuestionId, Timestamp, visible};
use serde_json::Value;

use super::engine::Engine;

/// A page, and what is known to belong to it.
pub(crate) struct Case {
    pub(crate) track: String,
    pub(crate) site: String,
    pub(crate) page: PageSnapshot,
    /// The page itself as a question of the site.
    pub(crate) itself: Option<QuestionId>,
    /// Grades of the questions that belong to it: 2 is better than 1.
    pub(crate) grades: HashMap<QuestionId, u8>,
}

/// Everything that is measured on.
pub(crate) struct Data {
    pub(crate) cases: Vec<Case>,
    pub(crate) sites: BTreeMap<String, Engine>,
}

/// Data that cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DataError {
    #[error("{file} cannot be read: {source}; --data takes a directory with pages, questions and judgements")]
    Read { file: PathBuf, source: std::io::Error },
    #[error("{file}, line {line}, is not what it should be")]
    Line { file: PathBuf, line: usize },
    #[error("{0} has no page with a judgement")]
    Empty(PathBuf),
}

impl Data {
    /// Reads a directory and indexes its sites.
    pub(crate) fn read(dir: &Path) -> Result<Self, DataError> {
        let mut grades: HashMap<String, HashMap<String, u8>> = HashMap::new();
        for_each_line(&dir.join("qrels.tsv"), |line| {
            let mut fields = line.split('\t');
            let (page, question) = (fields.next()?.to_owned(), fields.next()?.to_owned());
            grades.entry(page).or_default().insert(question, fields.next()?.trim().parse().ok()?);
            Some(())
        })?;
        let mut pages = Vec::new();
        for_each_line(&dir.join("pages.jsonl"), |line| {
            let page: Value = serde_json::from_str(line).ok()?;
            let grades = grades.remove(page["id"].as_str()?);
            pages.extend(grades.map(|grades| (page, grades)));
            Some(())
        })?;
        if pages.is_empty() {
            return Err(DataError::Empty(dir.to_owned()));
        }
        let mut sites = BTreeMap::new();
        let mut numbers: HashMap<String, HashMap<String, QuestionId>> = HashMap::new();
        for site in pages.iter().map(|(page, _)| text(&page["site"])) {
            if !sites.contains_key(&site) {
                let (engine, known) = read_site(&dir.join(format!("questions_{site}.jsonl")))?;
                sites.insert(site.clone(), engine);
                numbers.insert(site, known);
            }
        }
        let cases = pages.into_iter().map(|(page, grades)| {
            let site = text(&page["site"]);
            let number = |name: &str| numbers[&site].get(name).copied();
            Case {
                track: text(&page["track"]),
                page: snapshot(&page),
                itself: page["self"].as_str().and_then(number),
                grades: grades.iter().filter_map(|(name, grade)| Some((number(name)?, *grade))).collect(),
                site,
            }
        });
        Ok(Self { cases: cases.collect(), sites })
    }
}

/// What the extension would have read from the page.
fn snapshot(page: &Value) -> PageSnapshot {
    let list = |name: &str| page[name].as_array().into_iter().flatten().map(text);
    PageSnapshot {
        url: text(&page["url"]),
        title: text(&page["title"]),
        // The files say no levels: the first heading is a page's own name as often as not.
        headings: list("headings").map(|text| Heading { level: 2, text }).collect(),
        text: text(&page["text"]),
        code: list("code").collect(),
        ..PageSnapshot::default()
    }
    .capped()
}

/// The questions of a site, and the numbers of those that have names.
fn read_site(file: &Path) -> Result<(Engine, HashMap<String, QuestionId>), DataError> {
    let (mut questions, mut numbers) = (Vec::new(), HashMap::new());
    for_each_line(file, |line| {
        let row: Value = serde_json::from_str(line).ok()?;
        let id = QuestionId(questions.len() as u64);
        numbers.insert(row["id"].as_str()?.to_owned(), id);
        questions.push(Question {
            id,
            title: visible(text(&row["title"])),
            body: html(row["body"].as_str().unwrap_or_default()),
            tags: row["tags"].as_array().into_iter().flatten().map(text).collect(),
            score: row["score"].as_i64().unwrap_or_default(),
            answers: row["answer_count"].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or_default(),
            accepted: row["accepted"].as_bool().unwrap_or_default(),
            closed: false,
            created: Timestamp(row["created"].as_i64().unwrap_or_default()),
            owner: None,
            link: String::new(),
        });
        Some(())
    })?;
    Ok((Engine::new(questions), numbers))
}

/// Markdown as the site would send it, as far as matching goes: the same words, nothing read as a tag.
fn html(markdown: &str) -> String {
    markdown.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Hands over each line that is not empty; `take` says `None` of one that it cannot read.
fn for_each_line(file: &Path, mut take: impl FnMut(&str) -> Option<()>) -> Result<(), DataError> {
    let unreadable = |source| DataError::Read { file: file.to_owned(), source };
    let reader = BufReader::new(File::open(file).map_err(unreadable)?);
    for (at, line) in reader.lines().enumerate() {
        let line = line.map_err(unreadable)?;
        if !line.trim().is_empty() {
            take(&line).ok_or_else(|| DataError::Line { file: file.to_owned(), line: at + 1 })?;
        }
    }
    Ok(())
}

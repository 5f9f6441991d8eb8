//! Questions and pages from a directory of JSON lines, for whoever wants the site to know something else.
//!
//! `questions_SITE.jsonl` holds one question a line, `pages.jsonl` one page a line; a page's `site` names the
//! question file that belongs to it. Fields that say nothing about a question get the same value everywhere,
//! so that no ranking can lean on an invention.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{LoadError, Submission};

/// When a question was asked that does not say: 1 January 2020.
const SOME_DAY: i64 = 1_577_836_800;

/// A page that people read.
#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    pub(crate) id: String,
    pub(crate) site: String,
    #[serde(default)]
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) headings: Vec<String>,
    #[serde(default)]
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) code: Vec<String>,
}

#[derive(Deserialize)]
struct Question {
    id: String,
    title: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    score: i64,
    #[serde(default)]
    views: u32,
    #[serde(default)]
    answer_count: u32,
    #[serde(default)]
    accepted: bool,
    /// In Unix seconds.
    created: Option<i64>,
}

/// The pages of a directory; with `page`, only those of that page's site.
pub(crate) fn pages(dir: &Path, page: Option<&str>) -> Result<Vec<Page>, LoadError> {
    let file = dir.join("pages.jsonl");
    if page.is_none() && !file.exists() {
        return Ok(Vec::new());
    }
    let mut pages = Vec::new();
    for_each_line(&file, |row: Page| {
        pages.push(row);
        Ok(())
    })?;
    if let Some(id) = page {
        let Some(site) = pages.iter().find(|page| page.id == id).map(|page| page.site.clone()) else {
            return Err(LoadError::NoSuchPage { file, page: id.to_owned() });
        };
        pages.retain(|page| page.site == site);
    }
    Ok(pages)
}

/// The question files to load: that of one site, or all of them.
pub(crate) fn question_files(dir: &Path, site: Option<&str>) -> Result<Vec<PathBuf>, LoadError> {
    if let Some(site) = site {
        return Ok(vec![dir.join(format!("questions_{site}.jsonl"))]);
    }
    let unreadable = |source| LoadError::Read { file: dir.to_owned(), source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        if name.starts_with("questions_") && name.ends_with(".jsonl") {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() { Err(LoadError::Empty { dir: dir.to_owned() }) } else { Ok(files) }
}

/// Hands over the questions of one file, one at a time.
pub(crate) fn for_each_question(
    file: &Path,
    mut take: impl FnMut(Submission) -> Result<(), LoadError>,
) -> Result<(), LoadError> {
    for_each_line(file, |row: Question| {
        take(Submission {
            source: Some(row.id),
            title: row.title,
            body: row.body,
            tags: row.tags,
            asked: row.created.unwrap_or(SOME_DAY),
            score: row.score,
            views: row.views,
            answer_count: row.answer_count,
            accepted: row.accepted,
            ..Submission::default()
        })
    })
}

fn for_each_line<T: DeserializeOwned>(
    file: &Path,
    mut take: impl FnMut(T) -> Result<(), LoadError>,
) -> Result<(), LoadError> {
    let unreadable = |source| LoadError::Read { file: file.to_owned(), source };
    let mut reader = BufReader::with_capacity(1 << 16, File::open(file).map_err(unreadable)?);
    let mut text = String::new();
    for line in 1.. {
        text.clear();
        if reader.read_line(&mut text).map_err(unreadable)? == 0 {
            break;
        }
        if text.trim().is_empty() {
            continue;
        }
        let row =
            serde_json::from_str(&text).map_err(|source| LoadError::Line { file: file.to_owned(), line, source })?;
        take(row)?;
    }
    Ok(())
}

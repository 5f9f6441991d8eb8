//! The demo: Fernwick's questions, written for people to look around in.
//!
//! One TOML file per service under `demo/`, compiled in. A mistake in a file is reported with its line.

use std::hash::Hasher;

use serde::Deserialize;

use super::{LoadError, Reply, Submission, community, people};
use crate::date::midnight;
use crate::store::Id;

include!(concat!(env!("OUT_DIR"), "/questions.rs"));

pub(super) const HOUR: i64 = 3600;
pub(super) const DAY: i64 = 24 * HOUR;

/// Where the files of private teams are.
const TEAMS: &str = "teams/";

/// Every question of the demo, oldest first.
pub(crate) fn questions() -> Result<Vec<Submission>, LoadError> {
    let mut all = Vec::new();
    for (file, text) in QUESTIONS.iter().filter(|(file, _)| !file.starts_with(TEAMS) && *file != community::FILE) {
        all.extend(parse(text).map_err(|source| LoadError::Demo { file: (*file).to_owned(), source })?);
    }
    all.sort_by(|a, b| (a.asked, &a.title).cmp(&(b.asked, &b.title)));
    Ok(all)
}

/// The private teams, by slug.
pub(crate) fn teams() -> Result<Vec<Team>, LoadError> {
    let files = QUESTIONS.iter().filter_map(|(file, text)| Some((file, file.strip_prefix(TEAMS)?, text)));
    let read = files.map(|(file, name, text)| {
        let content: File =
            toml::from_str(text).map_err(|source| LoadError::Demo { file: (*file).to_owned(), source })?;
        Ok(Team {
            slug: name.trim_end_matches(".toml").to_owned(),
            members: content.members,
            questions: content.question.into_iter().map(Question::submit).collect(),
        })
    });
    read.collect()
}

/// A team whose content only its members see.
#[derive(Debug)]
pub(crate) struct Team {
    pub(crate) slug: String,
    /// By user name.
    pub(crate) members: Vec<String>,
    pub(crate) questions: Vec<Submission>,
}

fn parse(text: &str) -> Result<Vec<Submission>, toml::de::Error> {
    let file: File = toml::from_str(text)?;
    Ok(file.question.into_iter().map(Question::submit).collect())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Of a private team.
    #[serde(default)]
    members: Vec<String>,
    question: Vec<Question>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    title: String,
    tags: Vec<String>,
    by: Author,
    asked: Day,
    score: i64,
    views: u32,
    body: String,
    edited: Option<Day>,
    closed: Option<String>,
    #[serde(default)]
    answer: Vec<Answer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    by: Author,
    answered: Day,
    score: i64,
    #[serde(default)]
    accepted: bool,
    body: String,
}

/// A user name that somebody has.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Author(pub(super) Id);

impl TryFrom<String> for Author {
    type Error = String;

    fn try_from(handle: String) -> Result<Self, String> {
        people::id_of(&handle).map(Self).ok_or_else(|| format!("nobody here is called {handle:?}"))
    }
}

/// A day such as `2026-03-02`, as Unix seconds of its midnight.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Day(pub(super) i64);

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(day: String) -> Result<Self, String> {
        midnight(&day).map(Self).ok_or_else(|| format!("{day:?} is not a day like 2026-03-02"))
    }
}

impl Question {
    fn submit(self) -> Submission {
        let asked = self.asked.0 + working_hour(&self.title);
        let mut latest = asked;
        let mut answers = Vec::with_capacity(self.answer.len());
        for answer in self.answer {
            let answered = (answer.answered.0 + working_hour(&answer.body)).max(latest + HOUR / 4);
            latest = answered;
            answers.push(Reply {
                owner: Some(answer.by.0),
                answered,
                score: answer.score,
                accepted: answer.accepted,
                body: answer.body,
                ..Reply::default()
            });
        }
        Submission {
            source: None,
            title: self.title,
            body: self.body,
            tags: self.tags,
            owner: Some(self.by.0),
            asked,
            edited: self.edited.map(|day| (day.0 + 12 * HOUR).max(asked + HOUR)),
            score: self.score,
            views: self.views,
            closed: self.closed,
            answer_count: u32::try_from(answers.len()).unwrap_or(u32::MAX),
            accepted: answers.iter().any(|answer| answer.accepted),
            answers,
            ..Submission::default()
        }
    }
}

/// The corpus dates posts by day. This gives each a time of that day: the same in every run, and between 8 and 17.
pub(super) fn working_hour(text: &str) -> i64 {
    #[expect(deprecated, reason = "the stable hasher of the standard library: no seed, same in every run")]
    let mut hasher = std::hash::SipHasher::new();
    hasher.write(text.as_bytes());
    8 * HOUR + i64::from((hasher.finish() >> 48) as u16) % (9 * HOUR)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = r#"
[[question]]
title = "A title"
tags = ["trellis"]
by = "amal"
asked = "2026-03-02"
score = 3
views = 9
body = "Body"

[[question.answer]]
by = "mira"
answered = "2026-03-02"
score = 1
accepted = true
body = "Answer"
"#;

    #[test]
    fn one_question_with_its_answer() {
        let questions = parse(ONE).unwrap();
        let [question] = questions.as_slice() else { panic!("one question") };
        assert_eq!((question.title.as_str(), question.owner, question.accepted), ("A title", Some(13), true));
        assert!(question.answers[0].answered > question.asked);
        assert_eq!(parse(ONE).unwrap(), questions, "times do not vary");
    }

    #[test]
    fn mistakes_are_located() {
        for (from, to, line, what) in [
            ("\"amal\"", "\"nobody\"", 5, "nobody here is called"),
            ("asked = \"2026-03-02\"", "asked = \"March\"", 6, "is not a day like"),
            ("views = 9", "viewz = 9", 8, "unknown field"),
        ] {
            let message = parse(&ONE.replace(from, to)).unwrap_err().to_string();
            assert!(message.contains(&format!("line {line}")) && message.contains(what), "{message}");
        }
    }
}

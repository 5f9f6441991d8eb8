//! A question as every part of Askside sees it, whichever API version it came from.

use super::Timestamp;
use serde::{Deserialize, Serialize};

/// A question's number on its site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QuestionId(pub u64);

/// A question. Text fields are plain text, decoded once; `body` alone is HTML, and untrusted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// Its number.
    pub id: QuestionId,
    /// Title, plain text.
    pub title: String,
    /// Body, HTML as the site rendered it; empty where the answer carried none. Read for ranking, and left
    /// out of the protocol, because a list does not show it.
    #[serde(skip)]
    pub body: String,
    /// Tag names.
    pub tags: Vec<String>,
    /// Net votes.
    pub score: i64,
    /// Number of answers.
    pub answers: u32,
    /// Whether the asker accepted an answer.
    pub accepted: bool,
    /// Whether it was closed.
    pub closed: bool,
    /// When it was asked.
    pub created: Timestamp,
    /// Display name of who asked, plain text; none where the account is gone.
    pub owner: Option<String>,
    /// The asker's user id on the site.
    pub owner_id: Option<u64>,
    /// Where it can be read.
    pub link: String,
}

//! People, their tokens, and what the site says of itself and lets them do.

use super::Timestamp;
use serde::{Deserialize, Serialize};

/// A user of the site; in a draft or a session, who will be named as the author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// User id on the site.
    pub user_id: u64,
    /// Account id, the same on every site of a network; 0 where the answer did not say.
    pub account_id: u64,
    /// Display name, plain text.
    pub name: String,
}

/// Whether an account is a moderator's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moderates(pub bool);

/// What a token is asked, or allowed, to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Scope {
    /// Identify the person and read.
    Read,
    /// Post as well.
    Write,
}

/// What the site knows about a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenInfo {
    /// Whose it is.
    pub account_id: u64,
    /// When it ends; none for a token without end.
    pub expires: Option<Timestamp>,
    /// What it allows, by the site's own names.
    pub scope: Vec<String>,
}

/// What an account may write, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WritePermission {
    /// The kind of object, by the site's own name: `question`, `answer`, `comment`.
    pub kind: String,
    /// Whether new ones may be written.
    pub add: bool,
    /// Whether own ones may be changed.
    pub edit: bool,
    /// Whether own ones may be deleted.
    pub delete: bool,
    /// Most a day.
    pub daily: u32,
    /// Seconds between two.
    pub pause: u32,
}

/// The site in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteInfo {
    /// Number of questions.
    pub questions: u64,
    /// Of them, without an answer that somebody voted for.
    pub unanswered: u64,
    /// Number of answers.
    pub answers: u64,
    /// Number of people.
    pub users: u64,
    /// The server's own version.
    pub revision: String,
}

/// An error that the site's API knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownError {
    /// Its number.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// What it means.
    pub description: String,
}

//! Tags: what questions are filed under, and the rules about them.

use super::Timestamp;
use serde::{Deserialize, Serialize};

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// Questions that carry it.
    pub count: u64,
    /// One of the tags of which each question needs one.
    pub required: bool,
    /// Only moderators may use it.
    pub reserved: bool,
}

/// A name that the site replaces by another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synonym {
    /// What people type.
    pub from: String,
    /// What it becomes.
    pub to: String,
}

/// What a tag is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagWiki {
    /// The tag's name.
    pub tag: String,
    /// A sentence or two, plain text.
    pub excerpt: String,
}

/// How much somebody answers under a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagScore {
    /// Who.
    pub user: super::Author,
    /// The sum of the votes.
    pub score: i64,
    /// Number of posts.
    pub posts: u64,
}

/// Something that somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What, by the site's own name for it, such as `answered`.
    pub kind: String,
    /// Title of the post; empty where there is none.
    pub title: String,
    /// When.
    pub created: Timestamp,
}

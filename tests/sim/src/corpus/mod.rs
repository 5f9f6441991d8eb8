//! Where a site's content comes from: the demo that is compiled in, or files of a directory.
//!
//! Demo and JSON lines produce the same [`Submission`]s. A [`dump`] of a public site is larger, knows more, and has its
//! posts in no such order, so it fills the store row by row.

pub(crate) mod community;
pub(crate) mod demo;
pub(crate) mod dump;
mod error;
pub(crate) mod jsonl;
pub(crate) mod people;

pub use error::{LoadError, RowError};

use crate::store::{ArticleKind, EditableBy, Id};

/// A question as a source has it, before the site gives it a number.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Submission {
    /// The name that the source knows it by.
    pub(crate) source: Option<String>,
    pub(crate) title: String,
    /// Markdown.
    pub(crate) body: String,
    pub(crate) tags: Vec<String>,
    pub(crate) owner: Option<Id>,
    pub(crate) asked: i64,
    pub(crate) edited: Option<i64>,
    pub(crate) score: i64,
    pub(crate) views: u32,
    /// Why it was closed, if it was.
    pub(crate) closed: Option<String>,
    pub(crate) answers: Vec<Reply>,
    /// How many answers there are, where a source counts them without having them.
    pub(crate) answer_count: u32,
    /// Whether one is accepted, where a source says so without having it.
    pub(crate) accepted: bool,
    pub(crate) comments: Vec<Remark>,
}

/// An answer as a source has it.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Reply {
    pub(crate) owner: Option<Id>,
    pub(crate) answered: i64,
    pub(crate) score: i64,
    pub(crate) accepted: bool,
    /// Markdown.
    pub(crate) body: String,
    pub(crate) comments: Vec<Remark>,
}

/// A comment as a source has it.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Remark {
    pub(crate) owner: Option<Id>,
    pub(crate) reply_to: Option<Id>,
    pub(crate) made: i64,
    pub(crate) score: i64,
    /// Markdown.
    pub(crate) body: String,
}

/// An article as a source has it.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Essay {
    pub(crate) kind: ArticleKind,
    pub(crate) title: String,
    /// Markdown.
    pub(crate) body: String,
    pub(crate) tags: Vec<String>,
    pub(crate) owner: Option<Id>,
    pub(crate) published: i64,
    pub(crate) edited: Option<i64>,
    pub(crate) score: i64,
    pub(crate) views: u32,
    pub(crate) editable_by: EditableBy,
    pub(crate) comments: Vec<Remark>,
}

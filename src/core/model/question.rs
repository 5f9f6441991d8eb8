//! Posts as every part of Askside sees them, whichever version of the API they came from.
//!
//! Titles, names and excerpts are plain text, decoded once; a body is HTML as the site rendered it, and
//! untrusted.

use super::{Timestamp, as_html};
use serde::{Deserialize, Serialize};

/// A question's number on its site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QuestionId(pub u64);

/// An answer's number on its site. Posts share one sequence, so no question has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AnswerId(pub u64);

/// A question, or one of its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PostId {
    /// The question itself.
    Question(QuestionId),
    /// An answer to it.
    Answer(QuestionId, AnswerId),
}

/// An article's number on its site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArticleId(pub u64);

/// A comment's number on its site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CommentId(pub u64);

/// Who wrote a post. Posts of deleted accounts have none, or a name without a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author(
    /// Display name.
    pub String,
    /// User id on the site.
    pub Option<u64>,
);

/// A question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// Its number.
    pub id: QuestionId,
    /// Title.
    pub title: String,
    /// Body; empty where the answer carried none. Read for ranking, and left out of the protocol, because a
    /// list does not show it.
    #[serde(skip)]
    pub body: String,
    /// Tag names.
    pub tags: Vec<String>,
    /// Net votes.
    pub score: i64,
    /// Number of answers.
    pub answers: u32,
    /// Whether the asker accepted an answer; v3 says so in searches only.
    pub accepted: bool,
    /// Whether it was closed.
    pub closed: bool,
    /// When it was asked.
    pub created: Timestamp,
    /// Who asked.
    pub owner: Option<Author>,
    /// Where it can be read.
    pub link: String,
}

/// What only whoever reads a post wants to know of it; each is none where the site does not say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Details {
    /// How many comments it has.
    pub comments: Option<u32>,
    /// The licence it is under, such as `CC BY-SA 4.0`.
    pub licence: Option<String>,
    /// Whether whoever is signed in voted it up.
    pub upvoted: Option<bool>,
    /// Whether whoever is signed in keeps it among their bookmarks.
    pub bookmarked: Option<bool>,
}

/// A question as it is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    /// The question; its body is apart, because lists travel without.
    pub question: Question,
    /// Body; empty where the site did not send it.
    pub body: String,
    /// The accepted answer, where the site names it.
    pub accepted: Option<AnswerId>,
    /// The rest.
    pub details: Details,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// Its number.
    pub id: AnswerId,
    /// The question it answers.
    pub question: QuestionId,
    /// Body.
    pub body: String,
    /// Net votes.
    pub score: i64,
    /// Whether the asker accepted it.
    pub accepted: bool,
    /// When it was written.
    pub created: Timestamp,
    /// Who wrote it.
    pub owner: Option<Author>,
    /// Where it can be read; empty where the answer did not say.
    pub link: String,
    /// What only its readers want to know.
    pub details: Details,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Comment {
    /// Its number.
    pub id: CommentId,
    /// Text, as HTML.
    pub body: String,
    /// Votes.
    pub score: i64,
    /// When it was written.
    pub created: Timestamp,
    /// Who wrote it.
    pub owner: Option<Author>,
}

/// What an article is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ArticleKind {
    /// Knowledge to keep.
    Knowledge,
    /// News.
    Announcement,
    /// A rule.
    Policy,
    /// Steps to follow.
    HowTo,
    /// A kind that is newer than this code.
    Other,
}

/// An article.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// Its number.
    pub id: ArticleId,
    /// What it is for.
    pub kind: ArticleKind,
    /// Title.
    pub title: String,
    /// Body; empty where the answer carried none.
    pub body: String,
    /// Tag names.
    pub tags: Vec<String>,
    /// Net votes.
    pub score: i64,
    /// When it was written.
    pub created: Timestamp,
    /// Who wrote it.
    pub owner: Option<Author>,
    /// Where it can be read.
    pub link: String,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hit {
    /// Which post.
    pub post: Found,
    /// Title of the question or article.
    pub title: String,
    /// The place that matched, plain text.
    pub excerpt: String,
    /// Tag names; an answer's are its question's.
    pub tags: Vec<String>,
    /// Whether the question has an answer that somebody found good; v3 does not say.
    pub answered: bool,
    /// Net votes of the post.
    pub score: i64,
    /// When it was written.
    pub created: Timestamp,
    /// Who wrote it.
    pub owner: Option<Author>,
    /// Where it can be read; empty where the answer did not say.
    pub link: String,
}

impl Hit {
    /// The question that was found, with the place that matched for a body; none if it is another post.
    #[must_use]
    pub fn question(self) -> Option<Question> {
        let Found::Question(id, answers, accepted) = self.post else { return None };
        let body = as_html(&self.excerpt);
        let Self { title, tags, score, created, owner, link, .. } = self;
        Some(Question { id, title, body, tags, score, answers, accepted, closed: false, created, owner, link })
    }
}

/// The post that a search found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Found {
    /// A question, its number of answers, and whether one is accepted.
    Question(QuestionId, u32, bool),
    /// An answer, its question, and whether it is accepted.
    Answer(AnswerId, QuestionId, bool),
    /// An article.
    Article(ArticleId),
}

impl Found {
    /// Which kind of post it is.
    #[must_use]
    pub fn kind(self) -> PostKind {
        match self {
            Self::Question(..) => PostKind::Question,
            Self::Answer(..) => PostKind::Answer,
            Self::Article(_) => PostKind::Article,
        }
    }
}

/// A kind of post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostKind {
    /// A question.
    Question,
    /// An answer.
    Answer,
    /// An article.
    Article,
}

/// Something new for the person: a line of the inbox, or a notification.
#[derive(Debug, Clone, PartialEq)]
pub struct News {
    /// What happened, by the site's own name for it, such as `new_answer`: the list grows.
    pub kind: String,
    /// Title of the post; empty for notifications.
    pub title: String,
    /// Its beginning, plain text for the inbox, HTML for notifications.
    pub body: String,
    /// When.
    pub created: Timestamp,
    /// Whether nobody has looked yet.
    pub unread: bool,
    /// Where it can be read; empty where the answer did not say.
    pub link: String,
    /// The question it is about, where it is about one.
    pub question: Option<QuestionId>,
}

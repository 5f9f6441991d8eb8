//! How much, how little and how often: what an administrator of a real site may set for posts.

use std::ops::RangeInclusive;

/// What a post has to be like. Lengths are in characters.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Of questions and articles.
    pub title: RangeInclusive<usize>,
    /// Of questions and answers.
    pub body: RangeInclusive<usize>,
    /// Of articles.
    pub article_body: RangeInclusive<usize>,
    /// Of comments.
    pub comment: RangeInclusive<usize>,
    /// How many tags a question has.
    pub tags: RangeInclusive<usize>,
    /// How many tags an article has.
    pub article_tags: RangeInclusive<usize>,
    /// The longest name of a tag.
    pub tag_length: usize,
    /// The reputation that it takes to use a tag first. Nobody has less than 1.
    pub new_tag_reputation: i64,
    /// Tags of which every question needs one; no tag is needed where there are none.
    pub required_tags: Vec<String>,
    /// Whether a second post with the same text is turned down.
    pub refuse_duplicates: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            title: 15..=150,
            body: 30..=30_000,
            article_body: 30..=100_000,
            comment: 15..=600,
            tags: 1..=5,
            article_tags: 1..=4,
            tag_length: 35,
            new_tag_reputation: 1,
            required_tags: Vec::new(),
            refuse_duplicates: true,
        }
    }
}

/// Seconds that somebody has to wait between two writes of one kind through API v2.3; 0 for no wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WriteInterval {
    /// Between questions asked, edited or deleted.
    pub questions: i64,
    /// Between answers.
    pub answers: i64,
    /// Between articles.
    pub articles: i64,
    /// Between comments.
    pub comments: i64,
    /// Between votes, favorites and acceptances.
    pub votes: i64,
}

impl WriteInterval {
    /// The same for every kind.
    pub const fn every(seconds: i64) -> Self {
        Self { questions: seconds, answers: seconds, articles: seconds, comments: seconds, votes: seconds }
    }

    pub(crate) fn of(&self, kind: WriteKind) -> i64 {
        match kind {
            WriteKind::Question => self.questions,
            WriteKind::Answer => self.answers,
            WriteKind::Article => self.articles,
            WriteKind::Comment => self.comments,
            WriteKind::Vote => self.votes,
        }
    }
}

/// What a write is about: each kind has a pace of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum WriteKind {
    Answer,
    Article,
    Comment,
    Question,
    Vote,
}

impl WriteKind {
    pub(crate) const ALL: [Self; 5] = [Self::Answer, Self::Article, Self::Comment, Self::Question, Self::Vote];

    /// `object_type` in the API.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Article => "article",
            Self::Comment => "comment",
            Self::Question => "question",
            Self::Vote => "vote",
        }
    }
}

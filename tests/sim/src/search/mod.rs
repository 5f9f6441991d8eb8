//! The language of the search box, which `q` of API v2.3 and `query` of v3 are written in.
//!
//! | typed | finds posts |
//! |---|---|
//! | `deploy hangs` | with all of these words, in any form of them |
//! | `"no previous revision"` | with these words in this order |
//! | `deploy*` | with a word whose stem begins so |
//! | `-word`, `-"a phrase"` | without it |
//! | `[go]`, `[go] or [rust]`, `-[go]`, `[deploy*]` | with, with one of, without the tag; an answer has its question's tags |
//! | `title:word`, `title:"a phrase"`, `body:…` | with it in the title, in the body |
//! | `code:"x := 1"`, `hascode:yes` | with this code, with any |
//! | `user:7`, `user:me` | by this person |
//! | `url:docs.example.com/page` | that mention an address; `*` stands for anything |
//! | `is:question`, `is:answer`, `is:article` | of this kind |
//! | `isanswered:yes`, `is:answered`, `hasaccepted:yes`, `closed:no` | questions of this state |
//! | `isaccepted:yes`, `inquestion:7` | answers of this state, answers to this question |
//! | `score:3`, `score:1..5`, `score:..0`, `views:500`, `answers:2` | with at least so many, or with a number between; `answers:0` means none |
//! | `created:2024`, `created:2024-03..2024-05`, `lastactive:7d`, `created:1y..3m` | of this time; `d`, `w`, `m`, `y` count back from now |
//!
//! All conditions have to hold. There is no `or` between words, no bracket of conditions, and of the site's other
//! operators (`duplicate:`, `locked:`, `wiki:`, `collective:`, `saves:`…) none. What is not understood is searched for
//! as words: nothing typed here is an error.

mod code;
mod parse;
mod when;

pub(crate) use code::mentions as mentions_code;

use crate::store::words::Text;
use crate::store::{Id, Kind, Match, Range};

/// What somebody searches for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Query {
    /// Has to occur anywhere.
    pub(crate) anywhere: Text,
    /// Has to occur in the title.
    pub(crate) title: Text,
    /// Has to occur in the body.
    pub(crate) body: Text,
    /// None of it may occur.
    pub(crate) without: Text,
    /// All of this has to hold.
    pub(crate) only: Vec<Condition>,
}

/// Something that has to be true of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    Kind(Kind),
    /// One of these tags is on it, in which `*` stands for anything.
    Tagged(Vec<String>),
    /// None of these is.
    NotTagged(Vec<String>),
    /// One of these people wrote it. To those who have not signed in, `me` is nobody.
    By(Vec<Id>),
    /// It is one of these.
    Ids(Vec<Id>),
    State(State, bool),
    Number(Measure, Range<i64>),
    /// An address is mentioned, in which `*` stands for anything.
    Url(String),
    /// Between backticks or in a block of code.
    Code(String),
    /// It answers this question.
    Answers(Id),
    /// Never true.
    Impossible,
}

/// A state that a post is in or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Answered,
    HasAccepted,
    Accepted,
    Closed,
    HasCode,
}

/// A number that a post has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    Score,
    Answers,
    Views,
    Created,
    Active,
}

/// Who searches, and when: what `me` and `7d` mean.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Searcher {
    pub(crate) user: Option<Id>,
    pub(crate) now: i64,
}

impl Query {
    /// Understands what somebody typed.
    pub(crate) fn parse(typed: &str, by: Searcher) -> Self {
        parse::parse(typed, by)
    }

    /// What of it is a matter of words.
    pub(crate) fn matching(&self) -> Match {
        Text::matching(&self.anywhere, &self.title, &self.body)
    }

    /// The words that make a post worth showing, wherever they occur.
    pub(crate) fn highlights(&self) -> Option<String> {
        let mut all = self.anywhere.clone();
        all.extend(self.title.clone());
        all.extend(self.body.clone());
        all.any()
    }
}

//! The operators of the search box: what each is for, what it takes, and what is offered of them while somebody types.

use super::{Measure, Span, What};
use crate::model::PostKind;

/// A state that a post is in or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Answered,
    HasAccepted,
    Accepted,
    Closed,
    HasCode,
}

impl State {
    const ALL: [Self; 5] = [Self::Answered, Self::HasAccepted, Self::Accepted, Self::Closed, Self::HasCode];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Answered => "isanswered",
            Self::HasAccepted => "hasaccepted",
            Self::Accepted => "isaccepted",
            Self::Closed => "closed",
            Self::HasCode => "hascode",
        }
    }
}

/// A value as it was typed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'t> {
    pub(super) text: &'t str,
    /// In quotes.
    pub(super) phrase: bool,
}

/// Something that can be written in the search box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operator {
    /// What choosing it writes.
    pub writes: &'static str,
    /// How it looks in use.
    pub example: &'static str,
    /// What it finds.
    pub finds: &'static str,
}

/// What is offered, the most useful first.
pub const OPERATORS: [Operator; 24] = [
    of("[", "[tag]", "with this tag; [one] or [other] for either"),
    of("\"", "\"some words\"", "with these words in this order"),
    of("-", "-word", "without this word; -[tag] without this tag"),
    of("user:me ", "user:me", "written by you"),
    of("score:", "score:3", "with 3 votes or more; score:1..5 between"),
    of("answers:0 ", "answers:0", "questions that nobody has answered"),
    of("isaccepted:yes ", "isaccepted:yes", "answers that were accepted"),
    of("hasaccepted:yes ", "hasaccepted:yes", "questions with an accepted answer"),
    of("title:", "title:word", "with this in the title"),
    of("body:", "body:word", "with this in the text"),
    of("is:question ", "is:question", "questions only"),
    of("is:answer ", "is:answer", "answers only"),
    of("is:article ", "is:article", "articles only"),
    of("isanswered:no ", "isanswered:no", "questions without a good answer"),
    of("created:", "created:7d", "of the last 7 days; created:2024-03..2024-05 between"),
    of("lastactive:", "lastactive:3m", "changed in the last 3 months"),
    of("user:", "user:1234", "written by the account of this number"),
    of("answers:", "answers:2", "questions with 2 answers or more"),
    of("views:", "views:500", "seen 500 times or more"),
    of("code:", "code:\"x := 1\"", "with this in its code"),
    of("hascode:yes ", "hascode:yes", "with any code"),
    of("url:", "url:docs.example.com/page", "that mention this address; * for anything"),
    of("closed:no ", "closed:no", "questions that are open"),
    of("inquestion:", "inquestion:1234", "answers to the question of this number"),
];

const fn of(writes: &'static str, example: &'static str, finds: &'static str) -> Operator {
    Operator { writes, example, finds }
}

/// Whether there is an operator of this name.
pub(super) fn is_known(name: &str) -> bool {
    !wanted(name).is_empty()
}

/// What an operator takes, to be read after “write”; empty if there is none of this name.
pub(super) fn wanted(name: &str) -> &'static str {
    match name {
        "title" | "body" => "a word, or several “in quotes”",
        "code" => "what the code has, “in quotes” if there are blanks in it",
        "is" => "question, answer, article, answered, unanswered, accepted or closed",
        "isanswered" | "hasaccepted" | "isaccepted" | "closed" | "hascode" => "yes or no",
        "score" | "views" | "answers" => "a number, such as 3 for three or more, or 1..5",
        "created" | "lastactive" => "a day, a month or a year, such as 2024-03-15, 2024-03..2024-05, or 7d for a week",
        "user" => "me, or the number of an account",
        "url" => "an address, such as docs.example.com/page",
        "inquestion" => "the number of a question",
        _ => "",
    }
}

/// What an operator with a value of a few known forms means.
pub(super) fn condition(name: &str, value: &str) -> Option<What> {
    match name {
        "is" => Some(match value {
            "question" | "q" => What::Kind(PostKind::Question),
            "answer" | "a" => What::Kind(PostKind::Answer),
            "article" => What::Kind(PostKind::Article),
            "answered" => What::State(State::Answered, true),
            "unanswered" => What::State(State::Answered, false),
            "accepted" => What::State(State::Accepted, true),
            "closed" => What::State(State::Closed, true),
            _ => return None,
        }),
        "score" => numbers(value).map(|span| What::Number(Measure::Score, span)),
        "views" => numbers(value).map(|span| What::Number(Measure::Views, span)),
        // None, and not any number.
        "answers" if value == "0" => Some(What::Number(Measure::Answers, Span { from: None, to: Some(0) })),
        "answers" => numbers(value).map(|span| What::Number(Measure::Answers, span)),
        name => {
            let state = State::ALL.into_iter().find(|state| state.name() == name)?;
            yes_or_no(value).map(|wanted| What::State(state, wanted))
        }
    }
}

pub(super) fn kind_name(kind: PostKind) -> &'static str {
    match kind {
        PostKind::Question => "question",
        PostKind::Answer => "answer",
        PostKind::Article => "article",
    }
}

fn yes_or_no(value: &str) -> Option<bool> {
    match value {
        "yes" | "true" | "1" => Some(true),
        "no" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// `3` for three or more, `1..5`, `1..`, `..5`.
fn numbers(value: &str) -> Option<Span> {
    let number = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
    let (from, to) = match value.split_once("..") {
        Some((from, to)) => (number(from)?, number(to)?),
        None => (number(value)?, None),
    };
    let is_span = (from.is_some() || to.is_some()) && from.zip(to).is_none_or(|(from, to)| from <= to);
    is_span.then_some(Span { from, to })
}

//! The operators of the search box: what each is for, what it takes, and what is offered of them while somebody types.

use super::{Measure, Span, What};
use crate::{model::PostKind, words};

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
#[derive(Debug, Clone, Copy)]
pub struct Operator {
    /// What choosing it writes.
    pub writes: &'static str,
    /// How it looks in use.
    pub example: &'static str,
    /// What it finds, in words.
    pub finds: fn() -> String,
}

/// No two have one example.
impl PartialEq for Operator {
    fn eq(&self, other: &Self) -> bool {
        self.example == other.example
    }
}

/// What is offered, the most useful first.
pub const OPERATORS: [Operator; 24] = [
    of("[", "[tag]", words::finds_tag),
    of("\"", "\"some words\"", words::finds_phrase),
    of("-", "-word", words::finds_without),
    of("user:me ", "user:me", words::finds_mine),
    of("score:", "score:3", words::finds_score),
    of("answers:0 ", "answers:0", words::finds_unanswered),
    of("isaccepted:yes ", "isaccepted:yes", words::finds_accepted),
    of("hasaccepted:yes ", "hasaccepted:yes", words::finds_having_accepted),
    of("title:", "title:word", words::finds_title),
    of("body:", "body:word", words::finds_body),
    of("is:question ", "is:question", words::finds_questions),
    of("is:answer ", "is:answer", words::finds_answers),
    of("is:article ", "is:article", words::finds_articles),
    of("isanswered:no ", "isanswered:no", words::finds_open_problems),
    of("created:", "created:7d", words::finds_created),
    of("lastactive:", "lastactive:3m", words::finds_active),
    of("user:", "user:1234", words::finds_by_user),
    of("answers:", "answers:2", words::finds_answer_count),
    of("views:", "views:500", words::finds_views),
    of("code:", "code:\"x := 1\"", words::finds_code),
    of("hascode:yes ", "hascode:yes", words::finds_any_code),
    of("url:", "url:docs.example.com/page", words::finds_url),
    of("closed:no ", "closed:no", words::finds_open),
    of("inquestion:", "inquestion:1234", words::finds_answers_to),
];

const fn of(writes: &'static str, example: &'static str, finds: fn() -> String) -> Operator {
    Operator { writes, example, finds }
}

/// What to say of the values that an operator takes, from its name; none if there is no operator of this name.
pub(super) fn wanted(name: &str) -> Option<fn(&str) -> String> {
    Some(match name {
        "title" | "body" => words::value_of_text,
        "code" => words::value_of_code,
        "is" => words::value_of_is,
        "isanswered" | "hasaccepted" | "isaccepted" | "closed" | "hascode" => words::value_of_state,
        "score" | "views" | "answers" => words::value_of_number,
        "created" | "lastactive" => words::value_of_time,
        "user" => words::value_of_user,
        "url" => words::value_of_url,
        "inquestion" => words::value_of_inquestion,
        _ => return None,
    })
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

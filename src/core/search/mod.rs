//! The language of a site's search box: what a person typed, read once, and what to ask each version of the API.
//!
//! Nothing typed is an error: what is not understood is a word, and what is understood but wrong is searched for as
//! words and told of in a [`Note`]. Asks nobody and keeps nothing: `app::search` does.

mod marks;
mod operators;
mod parse;
mod send;
mod suggest;
mod when;

pub use marks::Marks;
pub use operators::{OPERATORS, Operator};
pub use send::Asked;
pub use suggest::{Typed, typed_at};

use crate::model::{PostKind, Tag, Timestamp};
use operators::State;
use serde::{Deserialize, Serialize};
use std::{fmt, ops::Range};

/// What somebody searches for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    terms: Vec<Term>,
    /// What is wrong with it.
    pub notes: Vec<Note>,
}

/// A part of a query, and which bytes of the text it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    what: What,
    /// Where it stands.
    pub at: Range<usize>,
}

/// Something that was typed and cannot be meant so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Where it stands.
    pub at: Range<usize>,
    /// What is wrong, and what to write instead: a sentence or two.
    pub says: String,
}

/// What a list of results is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Order {
    /// The best match first.
    #[default]
    Relevance,
    /// The newest first.
    Newest,
    /// Most votes first.
    Votes,
    /// What was changed last first.
    Activity,
}

/// What a term asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Text(Text),
    /// One of these tags.
    Tagged(Vec<String>),
    NotTagged(String),
    Kind(PostKind),
    State(State, bool),
    Number(Measure, Span),
    /// Created or, else, last active within this time, as it was typed: what `7d` is depends on when it is asked.
    Time(Moment, String),
    By(Person),
    /// Mentions an address.
    Url(String),
    /// Answers this question.
    AnswersTo(u64),
}

/// Words that have to occur, or must not.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Text {
    place: Place,
    /// Without spaces, unless it is a phrase. A `*` at its end stands for any end of a word.
    text: String,
    phrase: bool,
    without: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Anywhere,
    Title,
    Body,
    Code,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    Score,
    Answers,
    Views,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    Created,
    Active,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Person {
    Me,
    User(u64),
}

/// From, and up to and including; at least one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    from: Option<i64>,
    to: Option<i64>,
}

impl Span {
    fn contains(self, value: i64) -> bool {
        self.from.is_none_or(|from| from <= value) && self.to.is_none_or(|to| value <= to)
    }
}

impl Query {
    /// Understands what somebody typed.
    #[must_use]
    pub fn parse(typed: &str) -> Self {
        parse::parse(typed)
    }

    /// Its parts, in the order they were typed.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether only somebody who is signed in can be meant by it.
    #[must_use]
    pub fn names_me(&self) -> bool {
        self.terms.iter().any(|term| term.what == What::By(Person::Me))
    }

    /// Its words alone, as a title for a question that nobody has asked.
    #[must_use]
    pub fn words(&self) -> String {
        let wanted = self.texts().filter(|text| !text.without).map(|text| text.text.trim_end_matches('*'));
        wanted.collect::<Vec<_>>().join(" ")
    }

    /// The tags that all it finds have, as a question about it would.
    #[must_use]
    pub fn tags(&self) -> Vec<String> {
        let tag = |term: &Term| match &term.what {
            What::Tagged(tags) if tags.len() == 1 && !tags[0].contains('*') => tags.first().cloned(),
            _ => None,
        };
        self.terms.iter().filter_map(tag).take(Tag::MOST).collect()
    }

    /// What was typed in `text` with each part left out in turn, and that part; nothing for a single one.
    #[must_use]
    pub fn looser(&self, text: &str) -> Vec<(String, String)> {
        let without = |term: &Term| {
            let rest = format!("{} {}", text[..term.at.start].trim_end(), text[term.at.end..].trim_start());
            (text[term.at.clone()].to_owned(), rest.trim().to_owned())
        };
        if self.terms.len() < 2 { Vec::new() } else { self.terms.iter().map(without).collect() }
    }

    fn texts(&self) -> impl Iterator<Item = &Text> {
        self.terms.iter().filter_map(|term| if let What::Text(text) = &term.what { Some(text) } else { None })
    }
}

/// As a site understands it.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut before: Option<&What> = None;
        for (at, Term { what, .. }) in self.terms.iter().enumerate() {
            f.write_str(if at > 0 { " " } else { "" })?;
            // A word that two tags would take for their own.
            match what {
                What::Text(Text { place: Place::Anywhere, text, phrase: false, without: false })
                    if matches!(before, Some(What::Tagged(_))) && text.eq_ignore_ascii_case("or") =>
                {
                    write!(f, "\"{text}\"")?;
                }
                what => write!(f, "{what}")?,
            }
            before = Some(what);
        }
        Ok(())
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let yes = |yes: &bool| if *yes { "yes" } else { "no" };
        match self {
            Self::Text(text) => write!(f, "{text}"),
            Self::Tagged(tags) => {
                let tags: Vec<String> = tags.iter().map(|tag| format!("[{tag}]")).collect();
                f.write_str(&tags.join(" or "))
            }
            Self::NotTagged(tag) => write!(f, "-[{tag}]"),
            Self::Kind(kind) => write!(f, "is:{}", operators::kind_name(*kind)),
            Self::State(state, wanted) => write!(f, "{}:{}", state.name(), yes(wanted)),
            Self::Number(Measure::Answers, Span { from: None, to: Some(0) }) => f.write_str("answers:0"),
            Self::Number(measure, Span { from, to }) => {
                let bound = |bound: &Option<i64>| bound.map_or(String::new(), |bound| bound.to_string());
                let until = if to.is_some() { ".." } else { "" };
                write!(f, "{}:{}{until}{}", measure.name(), bound(from), bound(to))
            }
            Self::Time(moment, span) => write!(f, "{}:{span}", moment.name()),
            Self::By(Person::Me) => f.write_str("user:me"),
            Self::By(Person::User(id)) => write!(f, "user:{id}"),
            Self::Url(url) if url.contains(char::is_whitespace) => write!(f, "url:\"{url}\""),
            Self::Url(url) => write!(f, "url:{url}"),
            Self::AnswersTo(question) => write!(f, "inquestion:{question}"),
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = match self.place {
            Place::Anywhere => "",
            Place::Title => "title:",
            Place::Body => "body:",
            Place::Code => "code:",
        };
        let (minus, quote) = (if self.without { "-" } else { "" }, if self.phrase { "\"" } else { "" });
        write!(f, "{minus}{place}{quote}{}{quote}", self.text)
    }
}

impl Measure {
    fn name(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Answers => "answers",
            Self::Views => "views",
        }
    }
}

impl Moment {
    fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Active => "lastactive",
        }
    }
}

/// The seconds that a time was typed for.
fn seconds(span: &str, now: Timestamp) -> Span {
    when::span(span, now).unwrap_or(Span { from: None, to: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Each term as a site takes it, with the text that it was typed as.
    #[track_caller]
    fn check(typed: &str, expect: &str) {
        let query = Query::parse(typed);
        let shown: Vec<String> = query
            .terms
            .iter()
            .map(|Term { what, at }| {
                let (what, typed) = (what.to_string(), &typed[at.clone()]);
                if what == typed { what } else { format!("{what} ‹{typed}›") }
            })
            .collect();
        assert_eq!(shown.join(" · "), expect, "{typed}");
        assert_eq!(query.notes, [], "{typed}");
    }

    #[test]
    fn the_language() {
        check("deploy hangs", "deploy · hangs");
        check("\"no previous  revision\" TRL-112", "\"no previous  revision\" · TRL-112");
        check("deplo* rust -unsafe -\"a b\" -low-level", "deplo* · rust · -unsafe · -\"a b\" · -low-level");
        check("a - b --c", "a · - · b · --c");
        check("[go] lag", "[go] · lag");
        check("[Go] or [c++] OR [deploy*] lag", "[go] or [c++] or [deploy*] ‹[Go] or [c++] OR [deploy*]› · lag");
        check("[a] [b] -[C]", "[a] · [b] · -[c] ‹-[C]›");
        check("[a] or -[b]", "[a] · or · -[b]");
        check("[not a tag] []", "[not · a · tag] · []");
        check("title:lag title:\"no a\" body:x*", "title:lag · title:\"no a\" · body:x*");
        check("code:\"x := 1\"", "code:\"x := 1\"");
        check("user:12 User:Me", "user:12 · user:me ‹User:Me›");
        check("is:q is:answer is:article", "is:question ‹is:q› · is:answer · is:article");
        check("is:unanswered is:closed", "isanswered:no ‹is:unanswered› · closed:yes ‹is:closed›");
        check("hasaccepted:yes HasCode:1", "hasaccepted:yes · hascode:yes ‹HasCode:1›");
        check("score:-1 views:1..5 score:2..", "score:-1 · views:1..5 · score:2 ‹score:2..›");
        check("answers:0 answers:..0 answers:..3", "answers:0 · answers:0 ‹answers:..0› · answers:..3");
        check("created:7d lastactive:2024-03..2024-05", "created:7d · lastactive:2024-03..2024-05");
        check("url:https://a.test/x?y url:\"a b\"", "url:https://a.test/x?y · url:\"a b\"");
        check("inquestion:9", "inquestion:9");
        check("error: timeout https://a.test", "error: · timeout · https://a.test");
        check("an \"unclosed quote", "an · unclosed · quote");
        check("-\"x \"\"", "-\"x \"");
        check("«a b» title:“g h”", "\"a b\" ‹«a b»› · title:\"g h\" ‹title:“g h”›");
        check("„c d“ 「e f」", "\"c d\" ‹„c d“› · \"e f\" ‹「e f」›");
        check("ab\"c d\"e", "ab · \"c d\" · e");
        check("?! 日本語 ÉÉ", "?! · 日本語 · ÉÉ");
        check("a\u{0}b\u{7}\n\tc", "a · b · c");
        check("", "");
    }

    #[test]
    fn what_is_wrong_is_said_and_searched_for_as_words() {
        for (typed, terms, says) in [
            ("score:x", "score:x", "“score:x” was searched for as words. After score: write a number, such as 3"),
            ("lag is:great", "lag is:great", "“is:great” was searched for as words. After is: write question, answer"),
            ("created:2024-02-30", "created:2024-02-30", "After created: write a day, a month or a year"),
            ("user:amal", "user:amal", "After user: write me, or the number of an account."),
            (
                "closed:\"x y\"",
                "closed: \"x y\"",
                "“closed:” was searched for as words. After closed: write yes or no.",
            ),
            ("title:?! ", "title:?!", "After title: write a word, or several \"in quotes\"."),
            ("-score:3", "-score:3", "“-score:3” was searched for as words. Only words, \"phrases\" and [tags]"),
            ("views:5..1", "views:5..1", "After views:"),
        ] {
            let query = Query::parse(typed);
            assert_eq!(query.to_string(), terms);
            let [Note { says: said, at }] = &query.notes[..] else { panic!("{:?}", query.notes) };
            assert!(said.contains(says), "{said}");
            assert!(typed.get(at.clone()).is_some_and(|wrong| said.contains(wrong)), "{typed} {at:?}");
        }
    }

    #[test]
    fn a_query_is_loosened_by_one_part() {
        let looser = |text: &str| Query::parse(text).looser(text);
        assert_eq!(looser("lag"), []);
        let pair = |part: &str, rest: &str| (part.to_owned(), rest.to_owned());
        assert_eq!(
            looser(" [a] or [b]  score:3 lag "),
            [pair("[a] or [b]", "score:3 lag"), pair("score:3", "[a] or [b] lag"), pair("lag", "[a] or [b]  score:3")]
        );
        let title = Query::parse("[a] why deplo* \"not now\" -x title:lag score:3").words();
        assert_eq!(title, "why deplo not now lag");
        assert_eq!(Query::parse("[a] [b*] [C] lag [d] or [e] -[f]").tags(), ["a", "c"]);
    }

    /// The longest text is read in no more than a few looks at each of its characters.
    #[test]
    fn long_and_nested_texts_are_read() {
        for piece in ["[", "[a", "\"", "«", "-\"", "title:\"", "[a] or ", "-", "a:", "score:\"x", "\u{0}", "日本"] {
            let typed = piece.repeat(100_000);
            let query = Query::parse(&typed);
            assert_eq!(Query::parse(&query.to_string()).to_string(), query.to_string());
        }
    }

    proptest! {
        #[test]
        fn nothing_that_was_typed_is_lost(typed in "([a-z\\[\\]\":. -]|or |is:|score:|title:|\\[a\\]|«|”|\\PC){0,30}") {
            let query = Query::parse(&typed);
            let mut end = 0;
            for Term { at, .. } in query.terms() {
                let between = &typed[end..at.start];
                let is_blank = |c: char| c.is_whitespace() || c.is_control() || parse::is_quote(c) || c == '-';
                prop_assert!(between.chars().all(is_blank), "{:?}", between);
                prop_assert!(at.end > at.start);
                end = at.end;
            }
            prop_assert!(!typed[end..].contains(char::is_alphanumeric));
        }

        #[test]
        fn what_is_printed_says_the_same(typed in "([a-z\\[\\]\":. -]|or |is:|score:|[0-9.]|title:|\\[a\\]|\"|«|”|\\PC){0,30}") {
            let query = Query::parse(&typed);
            let printed = query.to_string();
            let again = Query::parse(&printed);
            prop_assert_eq!(again.to_string(), printed);
            prop_assert_eq!(again.terms.len(), query.terms.len());
        }
    }
}

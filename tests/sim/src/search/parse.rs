//! Reading the language of the search box, from left to right and without looking back.

use super::{Condition, Measure, Query, Searcher, State, when};
use crate::store::words::Text;
use crate::store::{Kind, Range};

/// A text may have this many conditions; what is beyond is searched for as words.
const MOST: usize = 30;

pub(super) fn parse(typed: &str, by: Searcher) -> Query {
    let mut query = Query::default();
    let mut rest = typed;
    // Whether an `or` stands between the last tag and this place.
    let mut alternative = false;
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let (negated, plain) = match rest.strip_prefix('-') {
            Some(after) if !after.starts_with(|c: char| c == '-' || c.is_whitespace()) => (true, after),
            _ => (false, rest),
        };
        let room = query.only.len() < MOST;
        if room && let Some((tag, after)) = tag(plain) {
            add_tag(&mut query.only, tag, negated, alternative);
            (rest, alternative) = after_or(after);
            continue;
        }
        alternative = false;
        let target = if negated { &mut query.without } else { &mut query.anywhere };
        rest = if let Some((phrase, after)) = quoted(plain) {
            target.add_phrase(phrase);
            after
        } else if let Some(after) = (room && !negated).then(|| operator(plain, by, &mut query)).flatten() {
            after
        } else {
            // A stray quote ends a word, and so does one that opens a phrase.
            let plain = plain.strip_prefix('"').unwrap_or(plain);
            let (chunk, after) = word(plain);
            add_chunk(if negated { &mut query.without } else { &mut query.anywhere }, chunk, negated);
            after
        };
    }
    // Stray punctuation finds nothing by itself, but must not spoil what is understood.
    if query.anywhere.all().is_none() && query != (Query { anywhere: query.anywhere.clone(), ..Query::default() }) {
        query.anywhere = Text::default();
    }
    query
}

/// Words up to a space, of which the last may be only the beginning of one. What may not occur is looked for as it
/// stands: `-low-level` is no ban on `level`.
fn add_chunk(text: &mut Text, chunk: &str, negated: bool) {
    match chunk.strip_suffix('*') {
        Some(beginning) => {
            let cut = beginning.rfind(|c: char| !c.is_alphanumeric());
            let last = cut.map_or(0, |at| at + beginning[at..].chars().next().map_or(0, char::len_utf8));
            text.add_words(&beginning[..last]);
            text.add_beginning(&beginning[last..]);
        }
        None if negated => text.add_phrase(chunk),
        None => text.add_words(chunk),
    }
}

/// What stands before the next space or quote, and the rest.
fn word(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(text.len()))
}

/// `"…"` at the start of a text.
fn quoted(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('"')?.split_once('"')
}

/// `[tag]` at the start of a text.
fn tag(text: &str) -> Option<(&str, &str)> {
    let (tag, after) = text.strip_prefix('[')?.split_once(']')?;
    let is_tag = |c: char| c.is_alphanumeric() || "-.+#*".contains(c);
    (!tag.is_empty() && tag.chars().count() <= 35 && tag.chars().all(is_tag)).then_some((tag, after))
}

fn add_tag(only: &mut Vec<Condition>, tag: &str, negated: bool, alternative: bool) {
    let tag = tag.to_lowercase();
    match (only.last_mut(), negated) {
        (Some(Condition::Tagged(tags)), false) if alternative => tags.push(tag),
        (_, false) => only.push(Condition::Tagged(vec![tag])),
        (_, true) => only.push(Condition::NotTagged(vec![tag])),
    }
}

/// What follows a tag, and whether it is another one after an `or`.
fn after_or(text: &str) -> (&str, bool) {
    let trimmed = text.trim_start();
    match trimmed.get(..2).filter(|or| or.eq_ignore_ascii_case("or")).map(|_| trimmed[2..].trim_start()) {
        Some(after) if tag(after).is_some() => (after, true),
        _ => (text, false),
    }
}

/// `name:value` or `name:"a value"` at the start of a text: takes it into the query and returns what follows.
/// `None` if there is no such operator, or its value makes no sense.
fn operator<'t>(text: &'t str, by: Searcher, query: &mut Query) -> Option<&'t str> {
    let (name, after) = text.split_once(':')?;
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let phrase = quoted(after);
    let (value, after) = phrase.unwrap_or_else(|| word(after));
    let name = name.to_ascii_lowercase();
    if matches!(name.as_str(), "title" | "body" | "code") {
        if !value.contains(char::is_alphanumeric) && (name != "code" || value.is_empty()) {
            return None;
        }
        let place = if name == "title" { &mut query.title } else { &mut query.body };
        if phrase.is_some() {
            place.add_phrase(value)
        } else {
            add_chunk(place, value, false)
        }
        if name == "code" {
            query.only.push(Condition::Code(value.to_owned()));
        }
        return Some(after);
    }
    query.only.push(condition(&name, value, by)?);
    Some(after)
}

fn condition(name: &str, value: &str, by: Searcher) -> Option<Condition> {
    let value = value.to_lowercase();
    let state = |state| yes_or_no(&value).map(|wanted| Condition::State(state, wanted));
    let number = |measure| numbers(&value).map(|range| Condition::Number(measure, range));
    let time = |measure| when::span(&value, by.now).map(|range| Condition::Number(measure, range));
    match name {
        "is" => Some(match value.as_str() {
            "question" | "q" => Condition::Kind(Kind::Question),
            "answer" | "a" => Condition::Kind(Kind::Answer),
            "article" => Condition::Kind(Kind::Article),
            "answered" => Condition::State(State::Answered, true),
            "unanswered" => Condition::State(State::Answered, false),
            "accepted" => Condition::State(State::Accepted, true),
            "closed" => Condition::State(State::Closed, true),
            _ => return None,
        }),
        "user" if value == "me" => Some(Condition::By(by.user.into_iter().collect())),
        "user" => value.parse().ok().map(|id| Condition::By(vec![id])),
        "isanswered" => state(State::Answered),
        "hasaccepted" => state(State::HasAccepted),
        "isaccepted" => state(State::Accepted),
        "closed" => state(State::Closed),
        "hascode" => state(State::HasCode),
        "score" => number(Measure::Score),
        "views" => number(Measure::Views),
        "answers" if value == "0" => Some(Condition::Number(Measure::Answers, Range { from: None, to: Some(0) })),
        "answers" => number(Measure::Answers),
        "created" => time(Measure::Created),
        "lastactive" => time(Measure::Active),
        "inquestion" => value.parse().ok().map(Condition::Answers),
        "url" if !value.is_empty() => Some(Condition::Url(value)),
        _ => None,
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
fn numbers(value: &str) -> Option<Range<i64>> {
    let number = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
    let (from, to) = match value.split_once("..") {
        Some((from, to)) => (number(from)?, number(to)?),
        None => (number(value)?, None),
    };
    (from.is_some() || to.is_some()).then_some(Range { from, to })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::Match;
    use crate::store::words;

    /// Words as full-text search takes them; `!` before what may not occur, and conditions in their Rust form.
    fn show(typed: &str) -> String {
        let query = parse(typed, Searcher { user: Some(7), now: 1_767_225_600 });
        let mut parts = Vec::new();
        match query.matching() {
            Match::Words(expression) => parts.push(expression),
            Match::Anything => {}
            other => parts.push(format!("{other:?}")),
        }
        parts.extend(query.without.any().map(|without| format!("!{without}")));
        parts.extend(query.only.iter().map(|condition| format!("{condition:?}")));
        parts.join(" ")
    }

    #[test]
    fn the_language() {
        for (typed, meant) in [
            ("deploy hangs", r#"(("deploy" AND "hangs"))"#),
            ("\"no previous revision\" TRL-112", r#"(("no previous revision" AND "trl" AND "112"))"#),
            ("deplo* low-lev*", r#"(("deplo" * AND "lev" * AND "low"))"#),
            ("the deploy*", r#"(("deplo" *))"#),
            ("rust -unsafe -\"a b\" -low-level", r#"(("rust")) !"unsafe" OR "a b" OR "low level""#),
            ("a - b --c", r#"(("b" AND "c"))"#),
            ("[go] lag", r#"(("lag")) Tagged(["go"])"#),
            ("[Go] or [c++] OR [deploy*]", r#"Tagged(["go", "c++", "deploy*"])"#),
            ("[a] [b] -[c]", r#"Tagged(["a"]) Tagged(["b"]) NotTagged(["c"])"#),
            ("[a] or -[b]", r#"(("or")) Tagged(["a"]) NotTagged(["b"])"#),
            ("[not a tag] []", r#"(("tag"))"#),
            ("title:lag title:\"no a\" body:x*", r#"({title} : ("no a" AND "lag")) AND ({body} : ("x" *))"#),
            ("code:\"x := 1\"", r#"({body} : ("x 1")) Code("x := 1")"#),
            ("user:12 user:me", r#"By([12]) By([7])"#),
            ("is:answer", "Kind(Answer)"),
            ("is:answered isanswered:no", "State(Answered, true) State(Answered, false)"),
            (
                "hasaccepted:yes closed:no HasCode:YES",
                "State(HasAccepted, true) State(Closed, false) State(HasCode, true)",
            ),
            (
                "score:3 views:1..5",
                "Number(Score, Range { from: Some(3), to: None }) Number(Views, Range { from: Some(1), to: Some(5) })",
            ),
            ("answers:0", "Number(Answers, Range { from: None, to: Some(0) })"),
            ("created:7d", "Number(Created, Range { from: Some(1766620800), to: None })"),
            ("url:https://a.test/x?y", r#"Url("https://a.test/x?y")"#),
            ("inquestion:9", "Answers(9)"),
            ("error: timeout", r#"(("error" AND "timeout"))"#),
            ("is:great score:many user:x closed:", r#"(("great" AND "score" AND "user" AND "x" AND "closed"))"#),
            ("https://a.test", r#"(("https" AND "test"))"#),
            ("title:?! title:", r#"(("title"))"#),
            ("an \"unclosed quote", r#"(("unclosed" AND "quote"))"#),
            ("[go] :", r#"Tagged(["go"])"#),
            ("?!", "Nothing"),
            ("", ""),
        ] {
            assert_eq!(show(typed), meant, "{typed}");
        }
    }

    proptest! {
        /// Plain words mean what they mean in `title` and `body`, where there is no language.
        #[test]
        fn plain_words_are_plain(typed in "[a-zA-Z0-9éß\" ,.?!'()/-]{0,40}") {
            prop_assume!(!typed.contains(" -") && !typed.starts_with('-') && !typed.contains("\"-") && !typed.trim().is_empty());
            let matching = parse(&typed, Searcher { user: None, now: 0 }).matching();
            let plain = words::Text::of(&typed).all().map_or(Match::Nothing, |all| Match::Words(format!("(({all}))")));
            prop_assert_eq!(matching, plain);
        }

        #[test]
        fn nothing_typed_is_an_error(typed in any::<String>()) {
            let _ = parse(&typed, Searcher { user: None, now: 0 });
        }
    }
}

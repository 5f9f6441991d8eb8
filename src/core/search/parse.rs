//! Reads a query from left to right and without looking back, so that the longest text takes no longer than its length.

use super::{
    Moment, Note, Person, Place, Query, Term, Text, What,
    operators::{self, Value},
    when,
};
use crate::{
    model::{Tag, Timestamp, visible},
    text::lower,
    words,
};

/// What parts words. What cannot be seen is no part of one.
fn parts(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// What a phrase stands between: what keyboards and programs write for a quotation mark in other languages, too.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」')
}

/// A text, and how far it has been read.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// Where the last quote of the text stands: one that is opened there is never closed.
    last_quote: Option<usize>,
    query: Query,
}

pub(super) fn parse(text: &str) -> Query {
    let mut reader = Reader { text, at: 0, last_quote: text.rfind(is_quote), query: Query::default() };
    while reader.term() {}
    reader.query
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start_matches(parts).len();
    }

    /// Reads on to the end of the next term; false at the end of the text.
    fn term(&mut self) -> bool {
        self.skip_blanks();
        let start = self.at;
        let Some(first) = self.rest().chars().next() else { return false };
        let negated = first == '-' && self.rest()[1..].starts_with(|c: char| c != '-' && !parts(c));
        self.at += usize::from(negated);
        let what = match self.tag() {
            Some(tag) if negated => Some(What::NotTagged(tag)),
            Some(tag) => Some(What::Tagged(self.others(tag))),
            None => self.words(negated),
        };
        self.query.terms.extend(what.map(|what| Term { what, at: start..self.at }));
        true
    }

    /// `[tag]`
    fn tag(&mut self) -> Option<String> {
        // No tag is so long that all of the text would have to be looked at for its end.
        let inner = self.rest().strip_prefix('[')?;
        let end = inner.find(|c| !is_in_tag(c)).filter(|end| inner[*end..].starts_with(']'))?;
        let tag = &inner[..end];
        if tag.is_empty() || tag.chars().count() > Tag::LONGEST {
            return None;
        }
        self.at += end + 2;
        Some(lower(tag))
    }

    /// The tags that `or` joins to one.
    fn others(&mut self, tag: String) -> Vec<String> {
        let mut tags = vec![tag];
        loop {
            let before = self.at;
            self.skip_blanks();
            if self.rest().get(..2).is_some_and(|or| or.eq_ignore_ascii_case("or")) {
                self.at += 2;
                self.skip_blanks();
                if let Some(tag) = self.tag() {
                    tags.push(tag);
                    continue;
                }
            }
            self.at = before;
            return tags;
        }
    }

    /// `"…"`
    fn quoted(&mut self) -> Option<&'t str> {
        let inner = self.rest().strip_prefix(is_quote).filter(|_| self.last_quote != Some(self.at))?;
        let (phrase, rest) = inner.split_once(is_quote)?;
        self.at = self.text.len() - rest.len();
        Some(phrase)
    }

    /// What stands before the next blank or quote.
    fn word(&mut self) -> &'t str {
        let rest = self.rest();
        let word = &rest[..rest.find(|c: char| parts(c) || is_quote(c)).unwrap_or(rest.len())];
        self.at += word.len();
        word
    }

    /// A phrase, an operator or a word; none for a quote that is never closed.
    fn words(&mut self, without: bool) -> Option<What> {
        let start = self.at;
        let text = |text: &str, phrase| {
            let text = if phrase { text.split(parts).collect::<Vec<_>>().join(" ") } else { text.to_owned() };
            What::Text(Text { place: Place::Anywhere, text, phrase, without })
        };
        if let Some(phrase) = self.quoted() {
            return (!phrase.trim_matches(parts).is_empty()).then(|| text(phrase, true));
        }
        let word = self.word();
        if word.is_empty() {
            self.at += self.rest().chars().next().map_or(0, char::len_utf8); // the quote
            return None;
        }
        let Some((name, value)) = word.split_once(':') else { return Some(text(word, false)) };
        let name = name.to_ascii_lowercase();
        let Some(wanted) = operators::wanted(&name) else { return Some(text(word, false)) };
        let end = self.at;
        let value = match self.quoted().filter(|_| value.is_empty()) {
            Some(phrase) => Value { text: phrase, phrase: true },
            None => {
                self.at = end;
                Value { text: value, phrase: false }
            }
        };
        if without {
            self.at = end;
            self.note(start - 1, &words::minus_wrong());
            return Some(text(word, false));
        }
        if let Some(what) = what(&name, value) {
            return Some(what);
        }
        self.at = end;
        self.note(start, &wanted(&name));
        Some(text(word, false))
    }

    fn note(&mut self, from: usize, why: &str) {
        let at = from..self.at;
        let says = words::searched_as_words(&visible(self.text[at.clone()].to_owned()), why);
        self.query.notes.push(Note { at, says });
    }
}

fn is_in_tag(c: char) -> bool {
    Tag::takes(c) || c == '*'
}

/// What an operator of this name means with a value; none if it makes no sense.
fn what(name: &str, value: Value<'_>) -> Option<What> {
    let Value { text, phrase } = value;
    let place = match name {
        "title" => Some(Place::Title),
        "body" => Some(Place::Body),
        "code" => Some(Place::Code),
        _ => None,
    };
    if let Some(place) = place {
        let text = text.split(parts).collect::<Vec<_>>().join(" ");
        let says = if place == Place::Code { !text.trim().is_empty() } else { text.contains(char::is_alphanumeric) };
        return says.then_some(What::Text(Text { place, text, phrase, without: false }));
    }
    let text = text.trim_matches(parts);
    let value = lower(text);
    Some(match name {
        "user" if value == "me" => What::By(Person::Me),
        "user" => What::By(Person::User(value.parse().ok()?)),
        "inquestion" => What::AnswersTo(value.parse().ok()?),
        "url" if !text.is_empty() => What::Url(text.split(parts).collect::<Vec<_>>().join(" ")),
        "created" | "lastactive" => {
            let moment = if name == "created" { Moment::Created } else { Moment::Active };
            when::span(&value, Timestamp(0))?;
            What::Time(moment, value)
        }
        name => return operators::condition(name, &value),
    })
}

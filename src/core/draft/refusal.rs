//! What a site's refusal of a question is about, and the limit that it tells.
//!
//! A refusal is prose (contract §2.4). What it says of lengths and counts is remembered ([`super::Limits`]), so that
//! the next draft hears it before the site is asked; anything else is shown as it is.

use super::{Field, Limit, Rule};
use crate::{model::Timestamp, text::lower};

/// The field that a refusal is about; none if it names none, or something else before.
#[must_use]
pub fn blamed(words: &str) -> Option<Field> {
    let words = lower(&unquoted(words));
    let fields = [("title", Field::Title), ("body", Field::Body), ("tag", Field::Tags)];
    let found = fields.into_iter().filter_map(|(name, field)| Some((words.find(name)?, field)));
    found.min_by_key(|(at, _)| *at).map(|(_, field)| field)
}

/// The rule that a refusal tells, if it tells one of lengths or counts.
#[must_use]
pub fn rule_of(words: &str, now: Timestamp) -> Option<Rule> {
    let field = blamed(words)?;
    let words = lower(&unquoted(words));
    let says = |phrases: &[&str]| phrases.iter().find_map(|phrase| Some(words.split_once(phrase)?.1));
    let (rest, limit): (&str, fn(u32) -> Limit) = match (says(&["at least "]), says(&MOST)) {
        (Some(rest), None) => (rest, Limit::Least),
        (None, Some(rest)) => (rest, Limit::Most),
        _ => return None,
    };
    let mut rest = rest.split(|c: char| !c.is_alphanumeric() && c != ',');
    let number = match rest.next()? {
        "one" => 1,
        digits => digits.replace(',', "").parse().ok()?,
    };
    let counted = rest.next()?;
    let fits = if field == Field::Tags { counted.starts_with("tag") } else { counted.starts_with("character") };
    fits.then(|| Rule(field, limit(number), now))
}

/// How a site begins to say that something is too much.
const MOST: [&str; 5] = ["longer than ", "limited to ", "no more than ", "at most ", "maximum of "];

/// `words` without what is quoted in them, which is the person's.
fn unquoted(words: &str) -> String {
    let mut outside = String::with_capacity(words.len());
    let mut quote: Option<char> = None;
    let mut before = ' ';
    for c in words.chars() {
        match quote {
            Some(end) if c == end => quote = None,
            Some(_) => {}
            None => match c {
                '"' => quote = Some('"'),
                '“' => quote = Some('”'),
                '\'' if !before.is_alphanumeric() => quote = Some('\''),
                c => outside.push(c),
            },
        }
        before = c;
    }
    outside
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    #[track_caller]
    fn check(words: &str, field: Option<Field>, limit: Option<Limit>) {
        assert_eq!((blamed(words), rule_of(words, NOW).map(|rule| rule.1)), (field, limit), "{words}");
    }

    #[test]
    fn what_refusals_say() {
        let (title, body, tags) = (Some(Field::Title), Some(Field::Body), Some(Field::Tags));
        check("Title must be at least 20 characters.", title, Some(Limit::Least(20)));
        check("Title cannot be longer than 150 characters.", title, Some(Limit::Most(150)));
        check("Body must be at least 60 characters; you entered 34.", body, Some(Limit::Least(60)));
        check("Body is limited to 30,000 characters; you entered 30001.", body, Some(Limit::Most(30_000)));
        check("Please enter at least one tag.", tags, Some(Limit::Least(1)));
        check("Please enter at least 2 tags.", tags, Some(Limit::Least(2)));
        check("Please enter no more than 3 tags.", tags, Some(Limit::Most(3)));
        // About a field, and no limit.
        check("A question with that title already exists; please be more specific.", title, None);
        check("The tag 'title at least 9 tags' is too long; the maximum length is 35 characters.", tags, None);
        check("Please use at least one of the required tags: ops, dev.", tags, None);
        check("Creating the new tag 'x' requires at least 1500 reputation.", tags, None);
        check("Title must be at least 99999999999 characters.", title, None);
        // About none.
        check("This post appears to be a duplicate of another post.", None, None);
        check("You can't post more than 6 questions a day.", None, None);
        check("", None, None);
    }

    proptest! {
        #[test]
        fn no_words_break_it(words in "(title|body|tag|at least |limited to |[0-9]{0,12}| characters|['\"“”]|\\PC){0,20}") {
            prop_assert_eq!(rule_of(&words, NOW).map(|rule| rule.0), rule_of(&words, NOW).and(blamed(&words)));
        }
    }
}

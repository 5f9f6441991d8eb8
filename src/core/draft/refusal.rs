//! What a site's refusal of a question is about, and the rule that it tells.
//!
//! Sites set limits of their own, and say them only when they are broken, in prose (contract §2.4). What the prose says
//! of lengths and counts is remembered, so that the next draft hears it before the site is asked; anything else is
//! shown as it is. A rule is believed for a day: sites change, and nothing that a site says may bar the way for ever.

use super::{Field, Problem};
use crate::{
    model::{Timestamp, Writing},
    text::lower,
};
use serde::{Deserialize, Serialize};

/// How long a rule is believed, in seconds.
const MAX_AGE: i64 = 86_400;

/// A limit that a site told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Limit {
    /// Characters, or tags, at least.
    Least(u32),
    /// Characters, or tags, at most.
    Most(u32),
}

/// A rule of a site: of which field, what, and when it was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule(pub Field, pub Limit, pub Timestamp);

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

/// Adds a rule to those known, in place of what it corrects.
pub fn learn(rules: &mut Vec<Rule>, rule: Rule) {
    let is_same =
        |known: &Rule| known.0 == rule.0 && matches!(known.1, Limit::Least(_)) == matches!(rule.1, Limit::Least(_));
    rules.retain(|known| !is_same(known));
    rules.push(rule);
}

/// What of `writing` the site would refuse by the rules that it told.
#[must_use]
pub fn broken(rules: &[Rule], writing: &Writing, now: Timestamp) -> Vec<Problem> {
    let judged = rules.iter().filter(|rule| (rule.2..rule.2.plus(MAX_AGE)).contains(&now)).filter_map(|rule| {
        let Rule(field, limit, _) = *rule;
        let (name, has, unit) = match field {
            Field::Title => ("title", writing.title.trim().chars().count(), "characters"),
            Field::Body => ("body", writing.body.trim().chars().count(), "characters"),
            Field::Tags => ("question", writing.tags.len(), "tags"),
        };
        let has = u32::try_from(has).unwrap_or(u32::MAX);
        let (is_broken, bound) = match limit {
            Limit::Least(least) => (has < least, format!("at least {least}")),
            Limit::Most(most) => (has > most, format!("at most {most}")),
        };
        let message = format!("This site wants {bound} {unit} in the {name}; it has {has}.");
        is_broken.then_some(Problem { field, message, at: None, waiver: None })
    });
    judged.collect()
}

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

    #[test]
    fn a_rule_that_was_told_is_kept_for_a_day() {
        let mut rules = Vec::new();
        for words in ["Title must be at least 20 characters.", "Title must be at least 25 characters."] {
            learn(&mut rules, rule_of(words, NOW).unwrap());
        }
        learn(&mut rules, rule_of("Please enter at least 2 tags.", NOW).unwrap());
        let writing = Writing { title: "é".repeat(24), body: "b".into(), tags: vec!["a".into()] };
        let said = |at: Timestamp| broken(&rules, &writing, at).into_iter().map(|p| p.message).collect::<Vec<_>>();
        let both = [
            "This site wants at least 25 characters in the title; it has 24.",
            "This site wants at least 2 tags in the question; it has 1.",
        ];
        assert_eq!(said(NOW), both);
        assert_eq!(said(NOW.plus(MAX_AGE - 1)), both);
        assert_eq!(said(NOW.plus(MAX_AGE)), [""; 0]);
    }

    proptest! {
        #[test]
        fn no_words_break_it(words in "(title|body|tag|at least |limited to |[0-9]{0,12}| characters|['\"“”]|\\PC){0,20}") {
            prop_assert_eq!(rule_of(&words, NOW).map(|rule| rule.0), rule_of(&words, NOW).and(blamed(&words)));
        }
    }
}

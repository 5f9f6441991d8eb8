//! How long and how many: the product's own limits for a question, and those that its site told (contract §2.4).
//!
//! Sites set limits of their own, and say them only when they are broken. What a site told is believed for a day, in
//! place of what is usual: sites change, and nothing that one says may bar the way for ever.

use super::{Field, Problem};
use crate::{
    model::{Timestamp, Writing},
    words,
};
use serde::{Deserialize, Serialize};

/// How long a rule is believed, in seconds.
const MAX_AGE: i64 = 86_400;

/// A limit.
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

/// What is usual.
const USUAL: [(Field, Limit); 6] = [
    (Field::Title, Limit::Least(15)),
    (Field::Title, Limit::Most(150)),
    (Field::Body, Limit::Least(30)),
    (Field::Body, Limit::Most(30_000)),
    (Field::Tags, Limit::Least(1)),
    (Field::Tags, Limit::Most(5)),
];

/// The limits of a site: what it told, and what is usual for the rest.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Limits(Vec<Rule>);

impl Limits {
    /// Adds a rule, in place of what it corrects.
    pub fn learn(&mut self, rule: Rule) {
        self.0.retain(|known| !is_same(known, rule.0, rule.1));
        self.0.push(rule);
    }

    /// What is still believed of it.
    #[must_use]
    pub fn at(mut self, now: Timestamp) -> Self {
        self.0.retain(|Rule(_, _, told)| (*told..told.plus(MAX_AGE)).contains(&now));
        self
    }

    /// The limit that a field of `writing` breaks. What is only usual may be waived: the site may have another.
    pub(super) fn broken(&self, field: Field, writing: &Writing) -> Option<Problem> {
        let has = match field {
            Field::Title => writing.title.trim().chars().count(),
            Field::Body => writing.body.trim().chars().count(),
            Field::Tags => writing.tags.len(),
        };
        let has = u32::try_from(has).unwrap_or(u32::MAX);
        let of_field = USUAL.into_iter().filter(|(of, _)| *of == field);
        of_field.into_iter().find_map(|(_, usual)| match self.0.iter().find(|told| is_same(told, field, usual)) {
            Some(Rule(_, told, _)) => {
                told.is_broken(has).then(|| Problem::of(field, told_by_site(field, *told, has), None))
            }
            None => usual.is_broken(has).then(|| Problem::of(field, not_usual(field, usual, has), Some(waiver(field)))),
        })
    }
}

impl Limit {
    fn is_broken(self, has: u32) -> bool {
        match self {
            Self::Least(least) => has < least,
            Self::Most(most) => has > most,
        }
    }
}

/// Whether a rule is about the same bound of the same field.
fn is_same(Rule(of, known, _): &Rule, field: Field, limit: Limit) -> bool {
    *of == field && matches!(known, Limit::Least(_)) == matches!(limit, Limit::Least(_))
}

fn told_by_site(field: Field, limit: Limit, has: u32) -> String {
    let has = &has.to_string();
    match (field, limit) {
        (Field::Title, Limit::Least(n)) => words::site_wants_longer_title(n, has),
        (Field::Title, Limit::Most(n)) => words::site_wants_shorter_title(n, has),
        (Field::Body, Limit::Least(n)) => words::site_wants_longer_body(n, has),
        (Field::Body, Limit::Most(n)) => words::site_wants_shorter_body(n, has),
        (Field::Tags, Limit::Least(n)) => words::site_wants_more_tags(n, has),
        (Field::Tags, Limit::Most(n)) => words::site_wants_fewer_tags(n, has),
    }
}

fn not_usual(field: Field, limit: Limit, has: u32) -> String {
    let has = &has.to_string();
    match (field, limit) {
        (Field::Title, Limit::Least(n)) => words::title_too_short(n, has),
        (Field::Title, Limit::Most(n)) => words::title_too_long(n, has),
        (Field::Body, Limit::Least(n)) => words::body_too_short(n, has),
        (Field::Body, Limit::Most(n)) => words::body_too_long(n, has),
        (Field::Tags, Limit::Least(n)) => words::tags_too_few(n),
        (Field::Tags, Limit::Most(n)) => words::tags_too_many(n, has),
    }
}

fn waiver(field: Field) -> &'static str {
    match field {
        Field::Title => "title limit",
        Field::Body => "body limit",
        Field::Tags => "tags limit",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn writing(title: usize, body: usize, tags: usize) -> Writing {
        Writing { title: "é".repeat(title), body: "b".repeat(body), tags: vec!["a".into(); tags] }
    }

    #[track_caller]
    fn check(limits: &Limits, writing: &Writing, expect: &[(&str, Option<&str>)]) {
        let fields = [Field::Title, Field::Body, Field::Tags];
        let found: Vec<Problem> = fields.into_iter().filter_map(|field| limits.broken(field, writing)).collect();
        let found: Vec<_> = found.iter().map(|one| (one.message.as_str(), one.waiver.as_deref())).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn what_is_usual_may_be_waived() {
        let usual = Limits::default();
        for fits in [writing(15, 30, 1), writing(150, 30_000, 5)] {
            check(&usual, &fits, &[]);
        }
        check(
            &usual,
            &writing(14, 29, 6),
            &[
                ("Make the title at least 15 characters long; it has 14.", Some("title limit")),
                ("Say a little more: the body needs 30 characters and has 29.", Some("body limit")),
                ("Keep at most 5 tags; there are 6.", Some("tags limit")),
            ],
        );
        check(
            &usual,
            &writing(151, 30_001, 1),
            &[
                ("Shorten the title to 150 characters; it has 151.", Some("title limit")),
                ("Shorten the body to 30000 characters; it has 30001.", Some("body limit")),
            ],
        );
    }

    #[test]
    fn what_a_site_told_takes_the_place_of_what_is_usual_for_a_day() {
        let mut limits = Limits::default();
        for (field, limit) in [
            (Field::Title, Limit::Least(20)),
            (Field::Title, Limit::Least(25)),
            (Field::Title, Limit::Most(200)),
            (Field::Tags, Limit::Least(2)),
        ] {
            limits.learn(Rule(field, limit, NOW));
        }
        let told = [
            ("This site wants at least 25 characters in the title; it has 24.", None),
            ("This site wants at least 2 tags; there are 1.", None),
        ];
        check(&limits.clone().at(NOW), &writing(24, 30, 1), &told);
        check(&limits.clone().at(NOW.plus(MAX_AGE - 1)), &writing(24, 30, 1), &told);
        check(&limits, &writing(160, 30, 2), &[]);
        for other in [NOW.plus(MAX_AGE), NOW.plus(-1)] {
            check(&limits.clone().at(other), &writing(24, 30, 1), &[]);
        }
    }
}

//! The site's rules for a question, checked before the site is asked (contract §2.4).
//!
//! How long and how many is [`Limits`]' to say; a site's own refusal always has the last word.

use super::{Limits, differs};
use crate::{
    model::{Draft, Tag, Writing, visible},
    text::{Private, PrivateKind, private},
    words,
};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What the organisation says about keys and passwords in a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Secrets {
    /// The person may say that what looks like one is none.
    Warned,
    /// Nobody posts what looks like one.
    Barred,
}

/// The field a problem is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Field {
    /// The title.
    Title,
    /// The body.
    Body,
    /// The tags.
    Tags,
}

/// Something to mend before the question can be posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub field: Field,
    /// What, and what to do: a sentence.
    pub message: String,
    /// Which bytes of the field it is about, if not all of them.
    pub at: Option<Range<usize>>,
    /// What the person may add to [`Draft::waived`] to post it all the same; none if it has to be mended.
    pub waiver: Option<String>,
}

impl Problem {
    /// One of a whole field.
    pub(super) fn of(field: Field, message: String, waiver: Option<&str>) -> Self {
        Self { field, message, at: None, waiver: waiver.map(str::to_owned) }
    }
}

/// Everything that keeps `draft` from being posted on a site with these limits: the site's rules in the order of the
/// form, then what is private.
#[must_use]
pub fn check(draft: &Draft, secrets: Secrets, limits: &Limits) -> Vec<Problem> {
    let mut problems = rules(draft, limits);
    problems.extend(differs::unended(&draft.writing.body).map(|at| Problem {
        field: Field::Body,
        message: words::sentence_unended(),
        at: Some(at),
        waiver: None,
    }));
    for (field, text) in [(Field::Title, &draft.writing.title), (Field::Body, &draft.writing.body)] {
        problems.extend(private(text).into_iter().map(|found| leak(field, text, found, secrets)));
    }
    let waived = draft.waived.as_deref().unwrap_or_default();
    problems.retain(|problem| !problem.waiver.as_ref().is_some_and(|waiver| waived.contains(waiver)));
    problems
}

/// Something private that would be posted.
fn leak(field: Field, text: &str, found: Private, secrets: Secrets) -> Problem {
    /// Characters of it that are shown.
    const SHOWN: usize = 24;
    let Private { kind, at } = found;
    let barred = secrets == Secrets::Barred && matches!(kind, PrivateKind::Key | PrivateKind::Password);
    let says = match kind {
        PrivateKind::Key if barred => words::looks_like_key_barred,
        PrivateKind::Key => words::looks_like_key,
        PrivateKind::Password if barred => words::looks_like_password_barred,
        PrivateKind::Password => words::looks_like_password,
        PrivateKind::Email => words::looks_like_email,
        PrivateKind::Phone => words::looks_like_phone,
        PrivateKind::Card => words::looks_like_card,
        PrivateKind::Host => words::looks_like_host,
    };
    let all = &text[at.clone()];
    let mut shown: String = all.chars().take(SHOWN).collect();
    if shown.len() < all.len() {
        shown.push('…');
    }
    let line = text[..at.start].matches('\n').count() + 1;
    let says = says(&visible(shown));
    let message = if field == Field::Body { words::in_line(&line.to_string(), &says) } else { says };
    Problem { field, message, at: Some(at.clone()), waiver: (!barred).then(|| all.to_owned()) }
}

/// Whatever the site would refuse, and what its readers would.
fn rules(draft: &Draft, limits: &Limits) -> Vec<Problem> {
    let Writing { title, tags, .. } = &draft.writing;
    let within = |field| limits.broken(field, &draft.writing);
    let title = if title.trim().is_empty() {
        Some(Problem::of(Field::Title, words::title_none(), None))
    } else {
        let one_word =
            || is_one_word(title).then(|| Problem::of(Field::Title, words::title_one_word(), Some("one word")));
        within(Field::Title).or_else(one_word)
    };
    let body = if own_words(draft) == 0 {
        Some(Problem::of(Field::Body, words::body_none(), None))
    } else {
        within(Field::Body)
    };
    let count =
        if tags.is_empty() { Some(Problem::of(Field::Tags, words::tags_none(), None)) } else { within(Field::Tags) };
    let mut problems: Vec<Problem> = [title, body, count].into_iter().flatten().collect();
    for tag in tags {
        if let Some(c) = tag.chars().find(|&c| !Tag::takes(c)) {
            let says = words::tag_letter_wrong(&visible(tag.clone()), &visible(c.to_string()));
            problems.push(Problem::of(Field::Tags, says, None));
        } else if tag.chars().count() > Tag::LONGEST {
            let says = words::tag_too_long(Tag::LONGEST, tag);
            problems.push(Problem::of(Field::Tags, says, Some("tags limit")));
        }
    }
    problems
}

/// One word, in a script that has blanks between words, and no question mark.
fn is_one_word(title: &str) -> bool {
    title.is_ascii() && title.split_whitespace().count() == 1 && !title.contains('?')
}

/// Characters of the body that the person wrote: lines that the draft did not begin with and that quote nothing.
fn own_words(draft: &Draft) -> usize {
    let given: Vec<&str> = draft.opening.lines().map(str::trim).collect();
    let own = |line: &&str| !line.starts_with('>') && !given.contains(line);
    draft.writing.body.lines().map(str::trim).filter(own).map(|line| line.chars().count()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DraftId, SourcePage};

    fn draft(title: &str, body: &str, tags: &[&str]) -> Draft {
        let opening = "> quoted\n\nRead in [A](https://d.test/a)".to_owned();
        let source = SourcePage { title: "A".into(), url: "https://d.test/a".into() };
        let tags = tags.iter().map(|&tag| tag.into()).collect();
        let writing = Writing { title: title.into(), body: body.into(), tags };
        let site = "stack.example.com".parse().unwrap();
        Draft { opening, ..Draft::new(DraftId("d".into()), site, source, writing) }
    }

    #[track_caller]
    fn problems(title: &str, body: &str, tags: &[&str], expect: &[&str]) {
        let found = check(&draft(title, body, tags), Secrets::Warned, &Limits::default());
        assert_eq!(found.into_iter().map(|p| p.message).collect::<Vec<_>>(), expect);
    }

    const TITLE: &str = "Why does rollback say TRL-112?";
    const BODY: &str = "I deployed twice and rolled back once.";

    #[test]
    fn rules_of_the_site() {
        problems(TITLE, BODY, &["trellis", "c#", "node.js"], &[]);
        problems(
            "",
            "",
            &[],
            &[
                "Give the question a title.",
                "Write what you want to know: the body holds only the headings, the quote and the link.",
                "Add at least one tag.",
            ],
        );
        problems(
            "Too short",
            "Short body",
            &["a b"],
            &[
                "Make the title at least 15 characters long; it has 9.",
                "Say a little more: the body needs 30 characters and has 10.",
                "“a b” holds “ ”; tags take letters, digits and - . + #.",
            ],
        );
        problems(
            &"é".repeat(151),
            &"x".repeat(30_001),
            &["a"; 6],
            &[
                "Shorten the title to 150 characters; it has 151.",
                "Shorten the body to 30000 characters; it has 30001.",
                "Keep at most 5 tags; there are 6.",
            ],
        );
        problems(
            TITLE,
            BODY,
            &["x".repeat(36).as_str()],
            &[&format!("“{}” is longer than 35 characters.", "x".repeat(36))],
        );
    }

    #[test]
    fn the_opening_alone_is_no_question() {
        let only = "Write what you want to know: the body holds only the headings, the quote and the link.";
        problems(TITLE, "> quoted\n> more of it\n\n\nRead in [A](https://d.test/a)", &["a"], &[only]);
    }

    #[test]
    fn one_word_is_no_title() {
        let told = "Say more than one word in the title, or ask with a question mark.";
        for (title, expect) in [
            ("TrellisRollbackFails", &[told] as &[&str]),
            ("TrellisRollbackFails?", &[]),
            ("ロールバックすると設定が元に戻らないのですが", &[]),
        ] {
            problems(title, BODY, &["a"], expect);
        }
    }

    #[test]
    fn what_is_private_is_shown_where_it_is() {
        let body = "It says:\n\n    password=hunter2 for a@b.test\n\non 10.0.0.7, always";
        let title = "Why does c@d.test get TRL-112?";
        let draft = draft(title, body, &["a"]);
        let shown = |secrets| -> Vec<(String, String, bool)> {
            let of = |problem: &Problem| {
                let text = if problem.field == Field::Title { title } else { body };
                text[problem.at.clone().unwrap()].to_owned()
            };
            let row = |problem: Problem| (of(&problem), problem.message, problem.waiver.is_some());
            check(&draft, secrets, &Limits::default()).into_iter().map(row).collect()
        };
        let expect = |text: &str, message: &str, waivable| (text.to_owned(), message.to_owned(), waivable);
        let mut all = [
            expect("c@d.test", "“c@d.test” looks like an e-mail address.", true),
            expect("hunter2", "Line 3: “hunter2” looks like a password.", true),
            expect("a@b.test", "Line 3: “a@b.test” looks like an e-mail address.", true),
            expect("10.0.0.7", "Line 5: “10.0.0.7” looks like an address within your network.", true),
        ];
        assert_eq!(shown(Secrets::Warned), all);
        let barred = "Line 3: “hunter2” looks like a password, and your organisation lets none be posted.";
        all[1] = expect("hunter2", barred, false);
        assert_eq!(shown(Secrets::Barred), all);
    }

    #[test]
    fn what_was_waived_is_told_no_more() {
        let mut draft = draft("Short", "password=hunter2 and a@b.test, a@b.test", &["a"]);
        let waivers = |draft: &Draft, secrets| -> Vec<Option<String>> {
            check(draft, secrets, &Limits::default()).into_iter().map(|problem| problem.waiver).collect()
        };
        let all: Vec<String> = waivers(&draft, Secrets::Warned).into_iter().flatten().collect();
        assert_eq!(all, ["title limit", "hunter2", "a@b.test", "a@b.test"]);
        draft.waived = Some(all);
        assert_eq!(waivers(&draft, Secrets::Warned), []);
        assert_eq!(waivers(&draft, Secrets::Barred), [None], "a policy comes before what was waived");
    }
}

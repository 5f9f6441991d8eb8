//! The site's rules for a question, checked before the site is asked (contract §2.4).
//!
//! The limits are the product's defaults; a site may set others, so its own refusal always has the last word.

use crate::model::Draft;
use serde::{Deserialize, Serialize};

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
}

/// Everything that keeps `draft` from being posted, in the order of the form.
#[must_use]
pub fn check(draft: &Draft) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut say = |field, message: String| problems.push(Problem { field, message });
    let title = draft.writing.title.trim().chars().count();
    match title {
        0 => say(Field::Title, "Give the question a title.".into()),
        1..15 => say(Field::Title, format!("Make the title at least 15 characters long; it has {title}.")),
        151.. => say(Field::Title, format!("Shorten the title to 150 characters; it has {title}.")),
        _ => {}
    }
    let body = draft.writing.body.trim().chars().count();
    if own_words(draft) == 0 {
        say(
            Field::Body,
            "Write what you want to know: the body holds only the headings, the quote and the link.".into(),
        );
    } else if body < 30 {
        say(Field::Body, format!("Say a little more: the body needs 30 characters and has {body}."));
    } else if body > 30_000 {
        say(Field::Body, format!("Shorten the body to 30,000 characters; it has {body}."));
    }
    let tags = &draft.writing.tags;
    if tags.is_empty() {
        say(Field::Tags, "Add at least one tag.".into());
    } else if tags.len() > 5 {
        say(Field::Tags, format!("Keep at most 5 tags; there are {}.", tags.len()));
    }
    for tag in tags {
        let odd = |c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.' | '+' | '#'));
        if let Some(c) = tag.chars().find(|&c| odd(c)) {
            say(Field::Tags, format!("“{tag}” holds “{c}”; tags take letters, digits and - . + #."));
        } else if tag.chars().count() > 35 {
            say(Field::Tags, format!("“{tag}” is longer than 35 characters."));
        }
    }
    problems
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
    use crate::model::{DraftId, DraftStatus, SourcePage, Writing};

    #[track_caller]
    fn problems(title: &str, body: &str, tags: &[&str], expect: &[&str]) {
        let opening = "> quoted\n\nRead in [A](https://d.test/a)".to_owned();
        let draft = Draft {
            id: DraftId("d".into()),
            revision: 0,
            writing: Writing {
                title: title.into(),
                body: body.into(),
                tags: tags.iter().map(|&t| t.to_owned()).collect(),
            },
            opening,
            titles: Vec::new(),
            source: SourcePage { title: "A".into(), url: "https://d.test/a".into() },
            site: "stack.example.com".parse().unwrap(),
            status: DraftStatus::Editing,
        };
        let found: Vec<String> = check(&draft).into_iter().map(|p| p.message).collect();
        assert_eq!(found, expect);
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
                "Shorten the body to 30,000 characters; it has 30001.",
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
}

//! Drafts side by side: what each is called, where it stands in words, which ones a search finds, and a draft as a
//! file to keep.
//!
//! Pure: nothing here knows which drafts there are, and nothing here leaves the device.

use super::inline::{link, plain};
use crate::{
    model::{Doubles, Draft, DraftStatus},
    text::{is_ideograph, lower},
    words,
};

/// The longest name of a file, without its ending, in bytes.
const MAX_NAME: usize = 60;

/// Its title so far; until there is one, the page it is about.
#[must_use]
pub fn name(draft: &Draft) -> String {
    match draft.writing.title.trim() {
        "" => words::draft_about(&draft.source.title),
        title => title.to_owned(),
    }
}

/// Where it stands, in words.
#[must_use]
pub fn standing(draft: &Draft) -> String {
    match &draft.status {
        DraftStatus::Editing if draft.target.is_some() => words::draft_unsaved(),
        DraftStatus::Editing => words::draft_unposted(),
        DraftStatus::Sending(_) => words::draft_unknown(),
        DraftStatus::Posted(_, Doubles::Unchecked(_)) => words::draft_posted_unknown(),
        DraftStatus::Posted(_, Doubles::Found(doubles)) if doubles.is_empty() => words::draft_posted_once(),
        DraftStatus::Posted(..) => words::draft_posted_often(),
    }
}

/// Whether each word of `query` begins a word of the draft or of its page's title.
#[must_use]
pub fn matches(draft: &Draft, query: &str) -> bool {
    let writing = &draft.writing;
    let text = lower(
        &[&writing.title, &writing.body, &writing.tags.join(" "), &draft.source.title].map(String::as_str).join(" "),
    );
    let words: Vec<&str> = words(&text).collect();
    let is_in = |word: &str, wanted: &str| {
        // Where no blanks part words, they begin anywhere.
        word.starts_with(wanted) || wanted.starts_with(is_ideograph) && word.contains(wanted)
    };
    self::words(&lower(query)).all(|wanted| words.iter().any(|word| is_in(word, wanted)))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// A draft as Markdown to keep: its title, what it is about and for, its tags, and its body as it was written.
#[must_use]
pub fn export(draft: &Draft) -> String {
    let about = link(&draft.source.title, &draft.source.url);
    let tags: Vec<String> = draft.writing.tags.iter().map(|tag| format!("`{tag}`")).collect();
    let tags =
        if tags.is_empty() { String::new() } else { format!(" {}", words::draft_exported_tags(&tags.join(" "))) };
    let title = plain(&name(draft));
    let facts = words::draft_exported(&about, &draft.site.name(), &standing(draft));
    let head = words::plain(&format!("# {title}\n\n{facts}{tags}"));
    format!("{head}\n\n{}\n", draft.writing.body.trim())
}

/// What the file of a draft is called.
#[must_use]
pub fn file_name(draft: &Draft) -> String {
    let name = lower(&name(draft));
    let name = words(&name).collect::<Vec<_>>().join("-");
    let end = name.floor_char_boundary(MAX_NAME);
    let name = if name.is_empty() { words::draft_file() } else { name[..end].trim_end_matches('-').to_owned() };
    format!("{name}.md")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DraftId, SourcePage, Writing};
    use proptest::prelude::*;

    fn draft(title: &str, body: &str, tags: &[&str]) -> Draft {
        let source = SourcePage { title: "Rolling *back*".into(), url: "https://docs.test/a b".into() };
        let tags = tags.iter().map(|&tag| tag.into()).collect();
        let writing = Writing { title: title.into(), body: body.into(), tags };
        Draft::new(DraftId("d".into()), "stack.example.com".parse().unwrap(), source, writing)
    }

    #[test]
    fn words_are_found_by_their_beginnings() {
        let one = draft(
            "Why does Rollback say TRL-112?",
            "The `config map` stayed. Größe: ЖЁЛТЫЙ 設定が消える",
            &["ci-cd", "c++"],
        );
        for (query, expect) in [
            ("", true),
            ("  , ", true),
            ("roll", true),
            ("ROLL conf", true),
            ("trl-112", true),
            ("back", true), // of the page's title
            ("ollback", false),
            ("roll missing", false),
            ("größ", true),
            ("жёл", true),
            ("c++", true),
            ("cd", true),
            ("消え", true),
            ("消す", false),
        ] {
            assert_eq!(matches(&one, query), expect, "{query:?}");
        }
    }

    #[test]
    fn a_file_holds_all_of_a_draft() {
        insta::assert_snapshot!(export(&draft("Is *this* it?", "\n\nI `did` it.\n", &["a", "b"])), @r"
        # Is \*this\* it?

        About [Rolling \*back\*](https://docs.test/a%20b), for stack.example.com, not posted. Tags: `a` `b`.

        I `did` it.
        ");
        insta::assert_snapshot!(export(&draft(" ", "> quote\n\n# Mine", &[])), @r"
        # About Rolling \*back\*

        About [Rolling \*back\*](https://docs.test/a%20b), for stack.example.com, not posted.

        > quote

        # Mine
        ");
    }

    #[test]
    fn files_have_plain_names() {
        for (title, expect) in [
            ("Why does Rollback say TRL-112?", "why-does-rollback-say-trl-112.md"),
            ("../../etc/passwd", "etc-passwd.md"),
            ("…", "draft.md"),
            ("", "about-rolling-back.md"),
            (&"ü".repeat(100), &format!("{}.md", "ü".repeat(30))),
        ] {
            assert_eq!(file_name(&draft(title, "", &[])), expect, "{title}");
        }
    }

    proptest! {
        #[test]
        fn every_word_of_a_draft_finds_it(title in "\\PC{0,30}", body in "\\PC{0,30}", at in any::<prop::sample::Index>()) {
            let one = draft(&title, &body, &[]);
            let text = format!("{title} {body}");
            let all: Vec<&str> = text.split_whitespace().collect();
            prop_assert!(all.is_empty() || matches(&one, all[at.index(all.len())]));
        }
    }
}

//! From a title that is typed to the questions that may be asked already.

use super::{Ask, Ranked, Weights, candidates::Candidates, rank::rank};
use crate::{
    model::{PageSnapshot, Question},
    text::{Subject, is_stop_word, lower, redact, stem, words},
};

/// Questions shown below a title.
pub const MAX_SIMILAR: usize = 5;

/// Words that say something, of which a title needs two before it is asked about.
const ENOUGH: usize = 2;

/// Words of a title that a search asks for, where a site cannot be asked what is like a title: a search wants them all.
const SEARCHED: usize = 3;

/// What a title is about, whatever the order and the forms of its words: titles that agree in it are one to look for.
/// None while it says too little.
#[must_use]
pub fn subject_of(title: &str) -> Option<String> {
    let mut stems = Vec::new();
    words(&redact(title), |form, _| {
        if !is_stop_word(&lower(form)) {
            stems.push(stem(form));
        }
    });
    stems.sort_unstable();
    stems.dedup();
    (stems.len() >= ENOUGH).then(|| stems.join(" "))
}

/// What to ask a site about a title, the best first; the next one is for a site that cannot answer. Nothing private is
/// in it.
#[must_use]
pub fn asks_about(title: &str) -> [Ask; 2] {
    let title = redact(title);
    let terms = about(&title).terms.into_iter().map(|term| term.text).filter(|text| !is_stop_word(&lower(text)));
    [Ask::Similar(title.trim().to_owned()), Ask::Search(terms.take(SEARCHED).collect())]
}

/// The questions that are close to a title, the best first.
///
/// Each of `sources` is a list in an order of its own: a site's answer, what the person saw already, and whatever else
/// knows questions, such as an index on the device. A question may be in several.
#[must_use]
pub fn rank_similar(title: &str, sources: impl IntoIterator<Item = (Ask, Vec<Question>)>) -> Vec<Ranked> {
    let subject = about(&redact(title));
    let mut found = Candidates::new(&subject);
    sources.into_iter().for_each(|(ask, questions)| found.add(&ask, questions));
    let mut hits = rank(found, &Weights::default());
    hits.truncate(MAX_SIMILAR);
    hits
}

fn about(title: &str) -> Subject {
    Subject::of(&PageSnapshot { title: title.to_owned(), ..PageSnapshot::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::related::question;
    use proptest::prelude::*;

    #[test]
    fn a_title_is_asked_about_once_it_says_something() {
        for (title, expect) in [
            ("", None),
            ("Why does the", None),
            ("Why does the rollback", None),
            ("Why does the rollback fail", Some("fail rollback")),
            ("The rollbacks are failing!", Some("fail rollback")),
            ("Rollback of a rollback", None),
            ("mail a@b.test about it", None),
        ] {
            assert_eq!(subject_of(title).as_deref(), expect, "{title}");
        }
        let [similar, search] = asks_about(" Why does a@b.test fail with TRL-112? ");
        assert_eq!(similar, Ask::Similar("Why does … fail with TRL-112?".into()));
        let Ask::Search(terms) = search else { panic!("{search:?}") };
        assert!(terms.contains(&"TRL-112".to_owned()) && !terms.contains(&"with".to_owned()), "{terms:?}");
    }

    #[test]
    fn sources_are_ranked_as_one() {
        let close = question(1, "Rollback fails with TRL-112", "", &[]);
        let seen = question(2, "Why does a rollback fail?", "", &[]);
        let far = question(3, "How do I bake bread?", "", &[]);
        let title = "Why does my rollback fail with TRL-112?";
        let [ask, other] = asks_about(title);
        let hits = rank_similar(title, [(ask, vec![far, close.clone()]), (other, vec![seen, close])]);
        assert_eq!(hits.iter().map(|hit| hit.question.id.0).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(rank_similar(title, []), []);
    }

    proptest! {
        #[test]
        fn nothing_private_is_asked(title in "\\PC{0,20} (a@b\\.test|password=hunter2|10\\.0\\.0\\.7) \\PC{0,20}") {
            let said = format!("{:?} {:?}", asks_about(&title), subject_of(&title));
            for private in ["a@b.test", "hunter2", "10.0.0.7"] {
                prop_assert!(!said.contains(private) || !redact(&title).contains('…'), "{}", said);
            }
        }
    }
}

//! Whether an attempt to post arrived, judged by the person's newest questions on the site.
//!
//! A question is known again by its owner, its title and the text of its body as the site renders it, which is the same
//! for the review's dry run and for every list, in both versions of the API. White space counts for nothing: sites
//! change line ends and trim. Nothing here asks the site, and nothing here guesses: what is neither surely there nor
//! surely not is [`Finding::Unclear`].

use crate::{
    model::{Attempt, CLOCK_SKEW, Digest, Post, Question, Timestamp},
    text::to_text,
};

/// A question with the same title or the same text is only another one if it is so much older or newer, in seconds.
const FAR: i64 = 86_400;

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// It arrived; more than once if there is more than one. The oldest first.
    There(Vec<Post>),
    /// It did not, as far as the list tells.
    Absent,
    /// It may have: these come close. There are none where the list could not be read to its end.
    Unclear(Vec<Post>),
}

/// What stands for a body's text: of HTML as the site renders it; none where there is no text.
#[must_use]
pub fn rendering(html: &str) -> Option<Digest> {
    let text = to_text(html);
    (!text.trim().is_empty()).then(|| Digest::of_words(&text))
}

/// Looks for what `attempt` posted under `title` among the person's `newest` questions, the newest first. `is_whole`
/// says that none is missing that the attempt may have made.
#[must_use]
pub fn find(attempt: &Attempt, title: &str, newest: &[Question], is_whole: bool, now: Timestamp) -> Finding {
    let (mut sure, mut close) = (Vec::new(), Vec::new());
    let is_sane = attempt.is_before(now);
    let when = attempt.since.plus(-CLOCK_SKEW)..=now.plus(CLOCK_SKEW);
    for question in newest.iter().rev() {
        let owner = question.owner.as_ref().and_then(|owner| owner.1);
        if owner.is_some_and(|owner| owner != attempt.account.user_id) {
            continue;
        }
        let is_titled = same_words(&question.title, title);
        let has_body = attempt.body.is_some() && attempt.body == rendering(&question.body);
        let is_timely = is_sane && when.contains(&question.created);
        // Clocks may be worse than that. Without a body to compare, any date is suspicious.
        let is_near = (question.created.0 - attempt.since.0).abs() <= FAR || !is_sane || attempt.body.is_none();
        match (is_titled, has_body) {
            (true, true) if owner.is_some() && is_timely => sure.push(post(question)),
            (true, true) => close.push(post(question)),
            // Either may have been edited since, by anyone.
            (true, false) | (false, true) if is_near => close.push(post(question)),
            _ => {}
        }
    }
    match (sure.is_empty(), close.is_empty()) {
        (false, _) => Finding::There(sure),
        (true, true) if is_whole && is_sane => Finding::Absent,
        _ => Finding::Unclear(close),
    }
}

/// The doubles of a question among the person's `newest`; none if it is not among them itself, as while a list lags.
#[must_use]
pub fn doubles(of: &Post, newest: &[Question]) -> Option<Vec<Post>> {
    let first = newest.iter().find(|question| question.id == of.id)?;
    let body = rendering(&first.body);
    let is_double = |other: &&Question| {
        other.id != first.id
            && same_words(&other.title, &first.title)
            && rendering(&other.body) == body
            && other.owner == first.owner
            // A POST that the browser repeats follows at once.
            && (first.created.0 - other.created.0).abs() <= CLOCK_SKEW
    };
    Some(newest.iter().filter(is_double).map(post).collect())
}

fn post(question: &Question) -> Post {
    Post { id: question.id, url: question.link.clone() }
}

fn same_words(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, Author, QuestionId};

    const TITLE: &str = "Why does rollback say TRL-112?";
    const BODY: &str = "<p>I rolled <b>back</b> &amp; forth.</p>\n";
    const START: Timestamp = Timestamp(100_000);

    fn attempt() -> Attempt {
        let account = Account { user_id: 7, account_id: 70, name: "Ann".into() };
        Attempt { since: START, settled: START.plus(30), account, body: rendering(BODY) }
    }

    fn question(id: u64) -> Question {
        Question {
            id: QuestionId(id),
            title: TITLE.into(),
            body: BODY.into(),
            tags: Vec::new(),
            score: 0,
            answers: 0,
            accepted: false,
            closed: false,
            created: START.plus(1),
            owner: Some(Author("Ann".into(), Some(7))),
            link: format!("https://s.test/q/{id}"),
        }
    }

    fn ids(posts: &[Post]) -> Vec<u64> {
        posts.iter().map(|post| post.id.0).collect()
    }

    #[track_caller]
    fn check(attempt: &Attempt, newest: &[Question], is_whole: bool, now: Timestamp, expect: &str) {
        let found = match find(attempt, TITLE, newest, is_whole, now) {
            Finding::There(posts) => format!("there {:?}", ids(&posts)),
            Finding::Absent => "absent".to_owned(),
            Finding::Unclear(posts) => format!("unclear {:?}", ids(&posts)),
        };
        assert_eq!(found, expect);
    }

    #[test]
    fn what_a_list_proves() {
        let one = |change: fn(&mut Question)| {
            let mut question = question(5);
            change(&mut question);
            question
        };
        for (question, expect) in [
            (one(|_| {}), "there [5]"),
            // What sites do to a text on its way.
            (one(|q| q.title = "  Why does rollback\u{a0}say  TRL-112? ".into()), "there [5]"),
            (one(|q| q.body = "<p>I rolled <b>back</b>\r\n&amp; forth.</p>".into()), "there [5]"),
            (one(|q| q.created = START.plus(-CLOCK_SKEW)), "there [5]"),
            // Edited since then, by whom we do not know.
            (one(|q| q.body = "<p>I rolled it back.</p>".into()), "unclear [5]"),
            (one(|q| q.title = "What does TRL-112 mean?".into()), "unclear [5]"),
            // Whose it is, or when it was asked, is not said or cannot be.
            (one(|q| q.owner = None), "unclear [5]"),
            (one(|q| q.owner = Some(Author("Ann".into(), None))), "unclear [5]"),
            (one(|q| q.created = START.plus(-7200)), "unclear [5]"),
            (one(|q| q.created = START.plus(7200)), "unclear [5]"),
            // Another one.
            (one(|q| q.owner = Some(Author("Bob".into(), Some(8)))), "absent"),
            (one(|q| (q.title, q.body) = ("Another thing".into(), "<p>Other words".into())), "absent"),
            (one(|q| (q.body, q.created) = ("<p>Other words".into(), START.plus(-7200))), "unclear [5]"),
            (one(|q| (q.body, q.created) = ("<p>Other words".into(), START.plus(-FAR - 1))), "absent"),
            (one(|q| q.title = TITLE.to_lowercase()), "unclear [5]"),
        ] {
            check(&attempt(), &[question], true, START.plus(60), expect);
        }
    }

    #[test]
    fn what_cannot_be_known_is_not_called_absent() {
        let now = START.plus(60);
        check(&attempt(), &[], true, now, "absent");
        check(&attempt(), &[], false, now, "unclear []");
        check(&attempt(), &[], true, START.plus(-CLOCK_SKEW - 1), "unclear []");
        check(&attempt(), &[question(5)], true, START.plus(-CLOCK_SKEW - 1), "unclear [5]");
        let unseen = Attempt { body: None, ..attempt() };
        for created in [START, START.plus(-9 * FAR)] {
            check(&unseen, &[Question { created, ..question(5) }], true, now, "unclear [5]");
        }
        check(&attempt(), &[question(9), question(8)], false, now, "there [8, 9]");
    }

    #[test]
    fn doubles_are_the_same_in_all_but_their_number() {
        let of = |newest: &[Question]| doubles(&post(&question(5)), newest).map(|found| ids(&found));
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[question(6)]), None, "the list is not up to date");
        assert_eq!(of(&[question(6), question(5)]), Some(vec![6]));
        let later = Question { created: START.plus(CLOCK_SKEW + 2), ..question(7) };
        let other = Question { body: "<p>Not that.".into(), ..question(8) };
        assert_eq!(of(&[other, later, question(5)]), Some(vec![]));
    }
}

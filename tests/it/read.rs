//! A question read inside the panel, on every kind of site: its answers, its comments, votes, and what may be missing.

use crate::world::{World, form};
use askside::{
    app::{
        Answers, Connect, ConnectForm, Mark, ReadAnswers, ReadComments, ReadPicture, ReadQuestion, Remedy, Thread, Vote,
    },
    auth::Scope,
    model::{Answer, AnswerId, PostId, QuestionId, Typed},
};
use askside_sim::{Config, Fault, FaultKind, Kind, WriteInterval};

/// A question of the demo with two answers, of which the later is accepted.
const TIMEOUT: &str = "FATAL: query_wait_timeout";
/// One with comments, on itself and on an answer.
const ROLLBACK: &str = "trellis rollback says TRL-112";

async fn find(world: &World, title: &str) -> QuestionId {
    let all = world.newest_questions().await;
    let id = all.into_iter().find(|(_, found)| found.starts_with(title)).unwrap().0;
    world.calls();
    id
}

fn answers(thread: &Thread) -> &Answers {
    thread.answers.as_ref().unwrap()
}

fn ids(list: &[Answer]) -> Vec<AnswerId> {
    list.iter().map(|answer| answer.id).collect()
}

/// Accepted first, then by score.
#[track_caller]
fn in_order(list: &[Answer]) {
    let keys: Vec<_> = list.iter().map(|answer| (answer.accepted, answer.score)).collect();
    assert!(keys.is_sorted_by(|a, b| a >= b), "{keys:?}");
}

async fn v3_alone() -> World {
    let world = World::signed_in(Scope::Write).await;
    world.sim.fault(Fault::new(FaultKind::Error { error_id: 404 }).at("/api/2.3"));
    world
}

async fn v2_alone() -> World {
    let world = World::signed_in(Scope::Write).await;
    world.sim.fault(Fault::new(FaultKind::Html).at("/api/v3"));
    world
}

async fn network() -> World {
    let world = World::with(Config {
        kind: Kind::Network,
        slug: "superuser".to_owned(),
        site_url: "https://superuser.com".to_owned(),
        ..Config::default()
    });
    world.grant("https://api.stackexchange.com");
    world.done(Connect(ConnectForm { key: Typed::default(), ..form("superuser.com") })).await;
    world
}

#[tokio::test]
async fn a_question_is_read_alike_on_every_kind_of_site() {
    let first = World::signed_in(Scope::Read).await;
    let (timeout, rollback) = (find(&first, TIMEOUT).await, find(&first, ROLLBACK).await);
    for (name, world, licence) in [
        ("both", first, None),
        ("v2.3", v2_alone().await, None),
        ("v3", v3_alone().await, None),
        ("network", network().await, Some("CC BY-SA 4.0")),
    ] {
        let thread = world.done(ReadQuestion(timeout)).await;
        let question = &thread.asked.question;
        assert!(
            question.title.starts_with(TIMEOUT) && question.answers == 2 && !question.closed,
            "{name}: {question:?}"
        );
        assert!(thread.asked.body.contains("<p>Third Friday in a row"), "{name}");
        assert!(question.link.starts_with("https://") && question.tags.len() == 5, "{name}");
        let Answers { list, next } = answers(&thread);
        let [best, other] = list.as_slice() else { panic!("{name}: {list:?}") };
        assert!(best.accepted && best.score == 46 && !other.accepted && other.score == 3, "{name}");
        assert!(best.owner.as_ref().is_some_and(|owner| owner.0.starts_with("Inês")), "{name}: {best:?}");
        assert!(best.link.contains(&best.id.0.to_string()) && best.body.contains("<pre"), "{name}");
        assert_eq!((best.details.licence.as_deref(), *next), (licence, None), "{name}");

        let thread = world.done(ReadQuestion(rollback)).await;
        assert!(thread.asked.details.comments.is_none_or(|count| count == 2), "{name}");
        let comments = world.done(ReadComments(PostId::Question(rollback))).await;
        assert!(comments.len() == 2 && comments.is_sorted_by_key(|comment| comment.created), "{name}: {comments:?}");
        assert!(comments[1].body.contains("trellis status") && comments[1].owner.is_some(), "{name}: {comments:?}");
        let with_one = answers(&thread).list.iter().find(|answer| answer.details.comments == Some(1)).unwrap();
        let comments = world.done(ReadComments(PostId::Answer(rollback, with_one.id))).await;
        assert!(comments.len() == 1 && comments[0].score == 9, "{name}: {comments:?}");
    }
}

#[tokio::test]
async fn further_answers_come_page_by_page_and_the_accepted_one_leads() {
    let config = Config { write_interval: WriteInterval::every(0), ..Config::default() };
    let world = World::signed_in_to(config, Scope::Write).await;
    let id = find(&world, TIMEOUT).await;
    for n in 0..35 {
        let body = format!("It does, for the {n}th time, as Mira found out on a Friday afternoon.");
        world.answer_with(id, "mira", &body).await;
    }
    // The accepted one is the last by votes.
    world.sim.fault(Fault::new(FaultKind::Html).at("/api/v3"));
    let thread = world.done(ReadQuestion(id)).await;
    let best = answers(&thread).list[0].id;
    for user in ["luca", "tomasz", "mira", "ruth"] {
        world.downvote(best, user).await;
    }
    let thread = world.done(ReadQuestion(id)).await;
    let mut all = answers(&thread).list.clone();
    in_order(&all);
    assert!(all.len() >= 30 && all[0].accepted && thread.asked.question.answers == 37);
    let mut next = answers(&thread).next;
    while let Some(page) = next {
        let Answers { list, next: following } = world.done(ReadAnswers(id, page, thread.asked.accepted)).await;
        assert!(!list.is_empty());
        all.extend(list);
        next = following;
    }
    in_order(&all);
    let mut unique = ids(&all);
    unique.sort_unstable();
    unique.dedup();
    assert_eq!((unique.len(), all.len()), (37, 37), "each once");
}

/// What fails beside the question hides nothing of it.
#[tokio::test]
async fn a_question_is_shown_without_its_answers() {
    let world = World::signed_in(Scope::Read).await;
    let id = find(&world, TIMEOUT).await;
    let path = format!("/api/v3/questions/{}/answers", id.0);
    world.sim.fault(Fault::new(FaultKind::Truncated).at(&path));
    let thread = world.done(ReadQuestion(id)).await;
    assert!(!thread.asked.body.is_empty() && thread.best().is_none());
    assert_eq!(thread.answers.unwrap_err().remedy, Remedy::Retry);
    world.sim.clear_faults();
    assert!(world.done(ReadQuestion(id)).await.best().is_some(), "the next try finds them");
}

#[tokio::test]
async fn a_question_that_is_gone_is_told_as_gone() {
    for world in [World::signed_in(Scope::Read).await, v2_alone().await, v3_alone().await] {
        let told = world.ask(ReadQuestion(QuestionId(999_999))).await.unwrap_err();
        assert_eq!(told.message, "That question is no longer on stack.fernwick.test: it was deleted, or never there.");
    }
}

#[tokio::test]
async fn a_vote_is_one_write_and_taken_back_by_another() {
    let id = find(&World::signed_in(Scope::Read).await, TIMEOUT).await;
    for (name, world) in
        [("both", World::signed_in(Scope::Write).await), ("v2.3", v2_alone().await), ("v3", v3_alone().await)]
    {
        let thread = world.done(ReadQuestion(id)).await;
        let best = thread.best().unwrap();
        for (post, score) in
            [(PostId::Question(id), thread.asked.question.score), (PostId::Answer(id, best.id), best.score)]
        {
            world.calls();
            assert_eq!(world.done(Vote(post, Mark::Set)).await, score + 1, "{name}");
            assert_eq!(writes(&world), 1, "{name}");
            let again = world.ask(Vote(post, Mark::Set)).await.unwrap_err();
            assert!(again.message.contains("already voted"), "{name}: {again:?}");
            assert_eq!(world.done(Vote(post, Mark::Unset)).await, score, "{name}");
            assert_eq!(writes(&world), 2, "{name}");
        }
    }
    let reader = World::signed_in(Scope::Read).await;
    assert_eq!(reader.remedy(Vote(PostId::Question(id), Mark::Set)).await, Remedy::SignIn(Scope::Write));
    assert_eq!(writes(&reader), 0);
}

/// Where the site says whether the reader voted and keeps it, that is known; where it does not, nothing is.
#[tokio::test]
async fn own_votes_are_known_where_the_site_tells() {
    let world = World::signed_in(Scope::Write).await;
    let id = find(&world, TIMEOUT).await;
    assert_eq!(world.done(ReadQuestion(id)).await.asked.details.upvoted, Some(false));
    world.done(Vote(PostId::Question(id), Mark::Set)).await;
    let details = world.done(ReadQuestion(id)).await.asked.details;
    assert_eq!((details.upvoted, details.bookmarked), (Some(true), Some(false)));
    let world = v2_alone().await;
    let details = world.done(ReadQuestion(id)).await.asked.details;
    assert_eq!((details.upvoted, details.bookmarked), (None, None), "a token without private_info");
}

/// A vote whose answer is lost left once, and what is told is that nobody knows.
#[tokio::test]
async fn a_lost_vote_is_not_sent_again() {
    let world = World::signed_in(Scope::Write).await;
    let id = find(&world, TIMEOUT).await;
    let kind = FaultKind::CloseBeforeAnswer;
    world.sim.fault(Fault::new(kind.clone()).method("POST").at("/api/v3/questions").times(1));
    world.sim.fault(Fault::new(kind).method("POST").at("/api/2.3/questions").times(1));
    world.calls();
    world.ask(Vote(PostId::Question(id), Mark::Set)).await.unwrap_err();
    assert_eq!(writes(&world), 1);
}

#[tokio::test]
async fn a_picture_of_a_post_is_one_or_is_not_shown() {
    let world = World::signed_in(Scope::Read).await;
    for (url, expect) in [
        ("https://docs.fernwick.test/a.gif", Some("data:image/gif;base64,R0lGODlh")),
        ("https://docs.fernwick.test/page", None),
        ("https://gone.test/a.gif", None),
        ("http://docs.fernwick.test/a.gif", None),
        ("javascript:alert(1)", None),
    ] {
        assert_eq!(world.ask(ReadPicture(url.to_owned())).await.ok().as_deref(), expect, "{url}");
    }
    assert_eq!(world.calls().len(), 0, "the site hears nothing of it");
    let ledger = world.app().ledger();
    let pictures: Vec<&str> =
        ledger.iter().map(|entry| entry.path.as_str()).filter(|path| path.starts_with("https://")).collect();
    assert_eq!(
        pictures,
        ["https://gone.test/a.gif", "https://docs.fernwick.test/page", "https://docs.fernwick.test/a.gif"],
        "what left is on the ledger"
    );
}

/// How many writes left since somebody last looked.
fn writes(world: &World) -> usize {
    world.calls().iter().filter(|call| call.method != "GET").count()
}

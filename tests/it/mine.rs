//! The person's own questions: which of their answers are new, to whom, and when the site is asked.

use crate::platform::{AMAL, MIRA};
use crate::world::{ELSEWHERE, SITE, World, form};
use askside::{
    app::{
        Connect, Disconnect, Door, GetMyQuestions, GetOverview, MyQuestions, PostDraft, Posted, Remedy, ReviewDraft,
        SeeAnswers, SignIn, SignOut,
    },
    auth::Scope,
    model::{QuestionId, Typed},
    ports::Area,
};
use askside_sim::FaultKind;

const TITLE: &str = "Does a rollback also restore the config map?";

/// Answers at hand serve for a minute.
const MINUTE: i64 = 61;

/// A question of Amal's.
async fn asked(world: &World, title: &str) -> QuestionId {
    let id = world.draft(title).await;
    let digest = world.done(ReviewDraft(id.clone())).await.0.digest;
    let Posted::Here(post, _) = world.done(PostDraft(id, digest)).await else { panic!("nowhere") };
    world.pass(MINUTE);
    post.id
}

async fn list(world: &World) -> Vec<(QuestionId, u32, u32)> {
    world.pass(MINUTE);
    let MyQuestions { questions, .. } = world.done(GetMyQuestions).await;
    questions.iter().map(|mine| (mine.question.id, mine.question.answers, mine.unseen)).collect()
}

async fn told(world: &World) -> u32 {
    world.calls();
    let unseen = world.done(GetOverview).await.unseen;
    assert_eq!(world.paths(), [""; 0], "what is new is told without asking the site");
    unseen
}

#[tokio::test]
async fn new_answers_stay_new_until_the_person_looks() {
    let world = World::signed_in(Scope::Write).await;
    let before = list(&world).await;
    assert!(before.iter().all(|(_, _, unseen)| *unseen == 0), "{before:?}");
    let (first, second) = (asked(&world, TITLE).await, asked(&world, "How long does a rolling deploy wait?").await);
    assert_eq!(list(&world).await[..2], [(second, 0, 0), (first, 0, 0)]);
    assert_eq!(told(&world).await, 0);

    world.answer(first, "mira").await;
    world.pass(MINUTE);
    world.answer(first, "ruth").await;
    assert_eq!(list(&world).await[..2], [(first, 2, 2), (second, 0, 0)], "the latest activity comes first");
    assert_eq!((list(&world).await[0], told(&world).await), ((first, 2, 2), 2), "to read the list is not to look");
    world.restart();
    world.done(SignIn(Scope::Write)).await;
    assert_eq!(told(&world).await, 2);

    world.done(SeeAnswers(Some(second))).await;
    assert_eq!(told(&world).await, 2);
    world.done(SeeAnswers(Some(first))).await;
    assert_eq!((told(&world).await, list(&world).await[0]), (0, (first, 2, 0)));
    world.answer(second, "mira").await;
    assert_eq!(list(&world).await[0], (second, 1, 1));
    world.done(SeeAnswers(None)).await;
    assert_eq!(told(&world).await, 0);
}

#[tokio::test]
async fn one_call_a_minute_is_enough_and_a_pause_is_respected() {
    let world = World::signed_in(Scope::Read).await;
    for _ in 0..3 {
        world.done(GetMyQuestions).await;
    }
    assert_eq!(world.paths().iter().filter(|path| *path == "/me/questions").count(), 1);
    world.pass(MINUTE);
    world.fault(FaultKind::TooMany { retry_after: 600 }, "/me/questions", 1);
    let Remedy::Wait(until) = world.remedy(GetMyQuestions).await else { panic!("no pause") };
    assert!(until >= world.now().plus(600));
    world.calls();
    assert!(matches!(world.remedy(GetMyQuestions).await, Remedy::Wait(_)));
    assert_eq!(world.paths(), [""; 0]);
}

/// Whoever is nobody in particular has no questions, and the site is not asked for them.
#[tokio::test]
async fn nobody_is_asked_for_who_is_not_signed_in() {
    let world = World::signed_in(Scope::Read).await;
    world.done(GetMyQuestions).await;
    world.done(SignOut).await;
    world.calls();
    assert_eq!(world.remedy(GetMyQuestions).await, Remedy::SignIn(Scope::Read));
    world.grant(ELSEWHERE);
    let key = askside::app::ConnectForm { door: Door::Key, ..form(ELSEWHERE) };
    world.done(Connect(key)).await;
    world.calls();
    assert_eq!(world.remedy(GetMyQuestions).await, Remedy::SetUp);
    assert_eq!(world.paths(), [""; 0]);
}

#[tokio::test]
async fn what_is_new_is_the_accounts_own() {
    let world = World::signed_in(Scope::Write).await;
    list(&world).await;
    let mine = asked(&world, TITLE).await;
    world.answer(mine, "mira").await;
    assert_eq!(list(&world).await[0], (mine, 1, 1));
    world.done(SignOut).await;
    assert_eq!(told(&world).await, 0);
    world.sign_in_as(MIRA, Scope::Read).await;
    assert_eq!(told(&world).await, 0);
    assert!(list(&world).await.iter().all(|(id, _, unseen)| *id != mine && *unseen == 0));
    world.done(SignOut).await;
    world.sign_in_as(AMAL, Scope::Read).await;

    let id = world.done(GetOverview).await.active.unwrap().id;
    world.done(Disconnect(id.clone())).await;
    assert!(!world.dump(Area::Local).contains(&format!("mine {}", id.0)), "with the connection goes what was seen");
}

/// A token that the person made may show the inbox; one that does not is asked once.
#[tokio::test]
async fn the_inbox_is_read_where_the_token_shows_it() {
    for (scope, expect, calls) in [(&["read_inbox"][..], 1, 2), (&["write_access"][..], 0, 1)] {
        let world = World::signed_in(Scope::Write).await;
        let mine = asked(&world, TITLE).await;
        world.answer(mine, "mira").await;
        let token = Typed(world.sim.issue_token("amal", scope));
        world.done(Connect(askside::app::ConnectForm { door: Door::Token, token, ..form(SITE) })).await;
        world.calls();
        for _ in 0..2 {
            world.pass(MINUTE);
            let listed = world.done(GetMyQuestions).await.questions;
            assert_eq!((listed[0].question.id, listed[0].inbox), (mine, expect), "{scope:?}");
        }
        let asked = world.paths().iter().filter(|path| *path == "/me/inbox/unread").count();
        assert_eq!(asked, calls, "{scope:?}");
    }
}

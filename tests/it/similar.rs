//! From a title that is typed to a question that is asked already, and the happy end of a draft.

use crate::world::{PAGE, SITE, World, form, pairs};
use askside::{
    app::{
        Connect, ConnectForm, Door, FindRelated, FindSimilar, GetDraft, GetOverview, Mark, PostDraft, ReadQuestion,
        Remedy, ReviewDraft, SaveDraft, SetAside, StartDraft, TakeUp, Vote,
    },
    auth::Scope,
    draft::differs,
    model::{PostId, Question, Typed, Writing},
    related::{Ask, MAX_SIMILAR, Sent},
};
use askside_sim::FaultKind;

const TITLE: &str = "Why does trellis rollback say TRL-112?";

#[tokio::test]
async fn a_title_finds_what_is_asked_already() {
    let world = World::signed_in(Scope::Read).await;
    let id = world.done(StartDraft(world.open_doc(PAGE).await)).await.id;
    world.calls();
    let found = world.done(FindSimilar(id.clone(), format!("{TITLE} ask a@b.test"))).await;
    assert!(found.0.len() <= MAX_SIMILAR && found.0[0].question.title.starts_with("trellis rollback says TRL-112"));
    let [Sent(Ask::Similar(asked), Some(_))] = found.1.as_slice() else { panic!("{:?}", found.1) };
    assert_eq!(asked, &format!("{TITLE} ask …"), "nothing private leaves");
    let calls = world.calls();
    let sent = calls.iter().find(|call| call.path.ends_with("/similar")).unwrap();
    assert!(pairs(sent.query.as_deref().unwrap()).contains(&("title".to_owned(), asked.clone())), "{sent:?}");

    let thread = world.done(ReadQuestion(found.0[0].question.id)).await;
    assert!(!thread.asked.body.is_empty() && thread.best().is_some_and(|answer| answer.body.contains("<p>")));
    assert_eq!(world.done(FindSimilar(id, "Baking sourdough bread".to_owned())).await.0, []);
}

/// What the person saw beside the page joins in, even when the site has nothing to say.
#[tokio::test]
async fn what_was_seen_beside_the_page_joins_in() {
    let world = World::signed_in(Scope::Read).await;
    let tab = world.open_doc(PAGE).await;
    let seen = world.done(FindRelated(tab)).await.hits;
    let id = world.done(StartDraft(tab)).await.id;
    world.fault(FaultKind::Error { error_id: 404 }, "/similar", 9);
    world.fault(FaultKind::Error { error_id: 400 }, "/search", 9);
    let found = world.done(FindSimilar(id.clone(), TITLE.to_owned())).await;
    assert!(!found.0.is_empty() && found.1.iter().all(|sent| sent.1.is_none()), "{found:?}");
    assert!(found.0.iter().all(|hit| seen.iter().any(|seen| seen.question.id == hit.question.id)));
    world.fault(FaultKind::Error { error_id: 400 }, "/search", 9);
    let other = world.done(StartDraft(world.open_doc("/burrow/connection-pools").await)).await.id;
    world.ask(FindSimilar(other, TITLE.to_owned())).await.expect_err("another page");
    world.sim.clear_faults();
    let found = world.done(FindSimilar(id, TITLE.to_owned())).await;
    let [Sent(Ask::Search(_), _)] = found.1.as_slice() else { panic!("asked again for what is not there: {found:?}") };
}

/// A site that lets only v3 be called is searched for the words of the title.
#[tokio::test]
async fn words_are_enough_where_nothing_is_like_a_title() {
    let world = World::new();
    let (key, token) = (Typed::default(), Typed(world.sim.issue_token("amal", &["write_access"])));
    world.done(Connect(ConnectForm { door: Door::Token, key, token, ..form(SITE) })).await;
    let id = world.done(StartDraft(world.open_doc(PAGE).await)).await.id;
    let found = world.done(FindSimilar(id, TITLE.to_owned())).await;
    assert!(matches!(found.1.as_slice(), [Sent(Ask::Search(_), Some(1..))]), "{:?}", found.1);
    assert!(found.0[0].question.title.contains("TRL-112"), "{:?}", found.0);
    assert!(world.done(ReadQuestion(found.0[0].question.id)).await.best().is_some());
}

#[tokio::test]
async fn a_draft_that_was_not_needed_goes_after_a_day() {
    let world = World::signed_in(Scope::Write).await;
    let drafts = async || world.done(GetOverview).await.drafts.len();
    let [dropped, taken_up, written_on] =
        [world.draft(TITLE).await, world.draft(TITLE).await, world.draft(TITLE).await];
    for id in [&dropped, &taken_up, &written_on] {
        world.done(SetAside(id.clone())).await;
    }
    world.pass(86_399);
    assert_eq!(drafts().await, 3);
    world.done(TakeUp(taken_up.clone())).await;
    world.done(SaveDraft(written_on, 99, crate::world::writing(TITLE), Vec::new())).await;
    world.pass(1);
    assert_eq!(drafts().await, 2);
    assert!(world.ask(GetDraft(dropped)).await.is_err());
    world.pass(864_000);
    assert_eq!(world.done(GetDraft(taken_up)).await.until, None);
}

/// What is on its way to the site is never set aside, however long that takes.
#[tokio::test]
async fn a_draft_on_its_way_is_never_dropped() {
    let world = World::signed_in(Scope::Write).await;
    let id = world.draft(TITLE).await;
    world.done(SetAside(id.clone())).await;
    let digest = world.done(ReviewDraft(id.clone())).await.0.digest;
    world.fault(FaultKind::CloseBeforeAnswer, "/questions/add", 1);
    world.ask(PostDraft(id.clone(), digest)).await.unwrap_err();
    assert_eq!(world.remedy(SetAside(id.clone())).await, Remedy::LookUp(id.clone()));
    world.pass(200_000);
    world.done(GetOverview).await;
    world.done(GetDraft(id)).await;
}

#[tokio::test]
async fn a_vote_is_one_write_and_needs_leave_to_write() {
    let world = World::signed_in(Scope::Write).await;
    let id = world.draft(TITLE).await;
    let hits = world.done(FindSimilar(id, "What is FATAL: query_wait_timeout of burrow?".to_owned())).await.0;
    let is_own = |question: &Question| question.owner.as_ref().is_some_and(|owner| owner.0 == "Amal Haddad");
    let hit = hits.into_iter().map(|hit| hit.question).find(|question| !is_own(question)).unwrap();
    world.calls();
    world.done(Vote(PostId::Question(hit.id), Mark::Set)).await;
    let posts: Vec<String> =
        world.calls().into_iter().filter(|call| call.method == "POST").map(|call| call.path).collect();
    assert_eq!(posts.len(), 1, "{posts:?}");
    assert!(posts[0].ends_with(&format!("/questions/{}/upvote", hit.id.0)), "{posts:?}");
    let again = world.ask(Vote(PostId::Question(hit.id), Mark::Set)).await.unwrap_err();
    assert!(again.message.contains("already voted"), "{again:?}");

    let reader = World::signed_in(Scope::Read).await;
    assert_eq!(reader.remedy(Vote(PostId::Question(hit.id), Mark::Set)).await, Remedy::SignIn(Scope::Write));
    assert!(reader.calls().iter().all(|call| call.method == "GET"));
}

#[tokio::test]
async fn a_difference_that_is_not_said_stops_the_review() {
    let world = World::signed_in(Scope::Write).await;
    let id = world.draft(TITLE).await;
    let hit = world.done(FindSimilar(id.clone(), TITLE.to_owned())).await.0.remove(0).question;
    let writing = crate::world::writing(TITLE);
    let edit = differs(&writing.body, &hit);
    let mut body = writing.body.clone();
    body.replace_range(edit.at, &edit.with);
    world.done(SaveDraft(id.clone(), 98, Writing { body: body.clone(), ..writing.clone() }, Vec::new())).await;
    let failure = world.ask(ReviewDraft(id.clone())).await.unwrap_err();
    assert!(failure.message.contains("Say how your question differs"), "{failure:?}");
    body.replace_range(edit.select, "mine has a revision.");
    world.done(SaveDraft(id.clone(), 99, Writing { body, ..writing }, Vec::new())).await;
    let html = world.done(ReviewDraft(id)).await.1;
    assert!(html.contains(&format!("href=\"{}\"", hit.link)) && html.contains("because mine has"), "{html}");
}

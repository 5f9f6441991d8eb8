//! Changing and deleting one's own questions: only what was shown, once, and told truthfully whatever gets lost.

use crate::platform::{AMAL, MIRA};
use crate::world::{World, writing};
use askside::{
    app::{
        DeleteQuestion, DiscardDraft, GetDraft, GetMyQuestions, GetOverview, ListDrafts, Mark, PostDraft, Posted,
        Remedy, ReviewDeletion, ReviewDraft, SaveChange, SaveDraft, SetBookmark, SignOut, StartChange,
    },
    auth::Scope,
    model::{Digest, DraftId, QuestionId, Writing},
};
use askside_sim::{Fault, FaultKind};

const TITLE: &str = "Does a rollback also restore the config map?";
const BETTER: &str = "Does a trellis rollback also restore the config map?";

/// A question of Amal's on the site.
async fn asked(world: &World) -> QuestionId {
    let id = world.draft(TITLE).await;
    let digest = world.done(ReviewDraft(id.clone())).await.0.digest;
    let Posted::Here(post, _) = world.done(PostDraft(id, digest)).await else { panic!("nowhere") };
    world.calls();
    post.id
}

/// What a question says on the site: its title and its Markdown.
async fn says(world: &World, id: QuestionId) -> Option<Writing> {
    let found = world.ask(StartChange(id)).await;
    if let Ok(draft) = &found {
        world.done(DiscardDraft(draft.id.clone())).await;
    }
    world.calls();
    found.ok().and_then(|draft| draft.target).map(|target| target.base)
}

fn better() -> Writing {
    Writing { title: BETTER.to_owned(), ..writing(TITLE) }
}

/// A change to a question, reviewed; nothing in the calls yet.
async fn changed(world: &World, id: QuestionId, to: Writing) -> (DraftId, Digest) {
    let draft = world.done(StartChange(id)).await;
    world.done(SaveDraft(draft.id.clone(), draft.revision + 1, to, Vec::new())).await;
    let digest = world.done(ReviewDraft(draft.id.clone())).await.0.digest;
    world.calls();
    (draft.id, digest)
}

/// The writes that left since the last look: methods and paths.
fn writes(world: &World) -> Vec<String> {
    let calls = world.calls();
    let writes = calls.iter().filter(|call| call.method != "GET" && !call.body.contains("preview=true"));
    writes.map(|call| format!("{} {}", call.method, call.path)).collect()
}

fn fault(world: &World, kind: FaultKind, method: &str) {
    world.sim.fault(Fault::new(kind).method(method).at("/api/v3/questions").times(1));
}

#[tokio::test]
async fn a_change_begins_with_what_the_site_says_and_is_saved_once() {
    let world = World::signed_in(Scope::Write).await;
    let id = asked(&world).await;
    let draft = world.done(StartChange(id)).await;
    assert_eq!(draft.writing, writing(TITLE));
    world.done(SaveDraft(draft.id.clone(), 1, better(), Vec::new())).await;
    assert_eq!(world.done(StartChange(id)).await.writing, better(), "what was begun goes on");
    assert_eq!(world.done(ListDrafts).await.len(), 1);

    let review = world.done(ReviewDraft(draft.id.clone())).await;
    assert_eq!((review.0.target.unwrap().base, &review.0.account.name[..]), (writing(TITLE), "Amal Haddad"));
    assert!(review.1.contains("rolled back <strong>once</strong>"), "{}", review.1);
    assert_eq!(writes(&world), [""; 0], "a review writes nothing");
    let post = world.done(SaveChange(draft.id.clone(), review.0.digest.clone())).await;
    assert_eq!((post.id, writes(&world)), (id, vec![format!("PUT /api/v3/questions/{}", id.0)]));
    assert_eq!(says(&world, id).await, Some(better()));
    assert_eq!(world.done(GetOverview).await.drafts, []);
    assert!(world.ask(SaveChange(draft.id, review.0.digest)).await.is_err());
    assert_eq!((writes(&world), world.questions_titled(BETTER).await), (vec![], 1));
}

/// Neither way to write takes the other's draft, or what was not shown.
#[tokio::test]
async fn only_what_was_reviewed_is_saved() {
    let world = World::signed_in(Scope::Write).await;
    let id = asked(&world).await;
    let (change, seen) = changed(&world, id, better()).await;
    assert_eq!(world.remedy(PostDraft(change.clone(), seen.clone())).await, Remedy::Review);
    world.done(SaveDraft(change.clone(), 99, writing("Something that nobody reviewed"), Vec::new())).await;
    assert_eq!(world.remedy(SaveChange(change.clone(), seen)).await, Remedy::Review);

    let new = world.draft("Another question altogether?").await;
    let digest = world.done(ReviewDraft(new.clone())).await.0.digest;
    assert_eq!(world.remedy(SaveChange(new, digest)).await, Remedy::Review);

    let digest = world.done(ReviewDraft(change.clone())).await.0.digest;
    world.done(SignOut).await;
    world.sign_in_as(MIRA, Scope::Write).await;
    assert_eq!(world.remedy(SaveChange(change.clone(), digest)).await, Remedy::Review);
    assert_eq!(writes(&world), [""; 0]);
    world.done(SignOut).await;
    world.sign_in_as(AMAL, Scope::Write).await;
    assert_eq!(world.done(GetDraft(change)).await.writing, writing("Something that nobody reviewed"));
}

/// Whoever changed it meanwhile is not overwritten unseen, and what the person wrote is not lost.
#[tokio::test]
async fn a_change_of_somebody_else_is_told_before_it_is_overwritten() {
    let world = World::signed_in(Scope::Write).await;
    let id = asked(&world).await;
    let (mine, seen) = changed(&world, id, better()).await;
    let theirs = Writing { tags: vec!["trellis".to_owned()], ..writing(TITLE) };
    world.edit(id, "amal", &theirs).await;
    let told = world.ask(SaveChange(mine.clone(), seen.clone())).await.unwrap_err();
    assert!(told.message.starts_with("Somebody changed the question on"), "{told:?}");
    assert_eq!((told.remedy, writes(&world)), (Remedy::Review, vec![]));
    assert_eq!(world.remedy(SaveChange(mine.clone(), seen)).await, Remedy::Review, "the old review is worth nothing");

    let review = world.done(ReviewDraft(mine.clone())).await.0;
    assert_eq!((review.target.unwrap().base, review.writing), (theirs, better()));
    world.done(SaveChange(mine, review.digest)).await;
    assert_eq!(says(&world, id).await, Some(better()));

    // Somebody made the very same change.
    let (mine, seen) = changed(&world, id, writing(TITLE)).await;
    world.edit(id, "amal", &writing(TITLE)).await;
    assert!(matches!(world.remedy(SaveChange(mine.clone(), seen)).await, Remedy::Open(_)));
    assert!(world.ask(GetDraft(mine)).await.is_err(), "nothing is left to be saved");
    assert_eq!(writes(&world), [""; 0]);
}

#[tokio::test]
async fn a_change_whose_answer_was_lost_is_read_back() {
    for (kind, arrives) in
        [(FaultKind::CloseBeforeAnswer, true), (FaultKind::Truncated, true), (FaultKind::CloseBeforeWork, false)]
    {
        let world = World::signed_in(Scope::Write).await;
        let id = asked(&world).await;
        let (mine, seen) = changed(&world, id, better()).await;
        fault(&world, kind.clone(), "PUT");
        let outcome = world.ask(SaveChange(mine.clone(), seen.clone())).await;
        assert_eq!(writes(&world).len(), 1, "{kind:?}: sent once");
        match outcome {
            Ok(_) if arrives => {}
            Err(failure) if !arrives => {
                assert_eq!(failure.remedy, Remedy::Review, "{kind:?}");
                assert!(failure.message.ends_with("is as it was."), "{kind:?} {failure:?}");
                assert_eq!(world.done(GetDraft(mine.clone())).await.writing, better(), "{kind:?}");
                world.done(SaveChange(mine, seen)).await;
            }
            outcome => panic!("{kind:?}: {outcome:?}"),
        }
        assert_eq!(says(&world, id).await, Some(better()), "{kind:?}");
    }
}

#[tokio::test]
async fn a_change_that_the_site_refuses_stays_a_draft() {
    let world = World::signed_in(Scope::Write).await;
    let id = asked(&world).await;
    let (mine, seen) = changed(&world, id, better()).await;
    fault(&world, FaultKind::Status { status: 403 }, "PUT");
    assert_eq!(world.remedy(SaveChange(mine.clone(), seen)).await, Remedy::AskAdmin);
    assert_eq!(writes(&world).len(), 1);
    assert_eq!(world.done(GetDraft(mine)).await.writing, better());
    assert_eq!(says(&world, id).await, Some(writing(TITLE)));
}

#[tokio::test]
async fn a_question_is_deleted_as_it_was_shown() {
    let world = World::signed_in(Scope::Write).await;
    let id = asked(&world).await;
    let shown = world.done(ReviewDeletion(id)).await;
    assert_eq!((shown.question.title.as_str(), shown.account.name.as_str()), (TITLE, "Amal Haddad"));
    assert_eq!(writes(&world), [""; 0]);
    world.answer(id, "mira").await;
    assert_eq!(world.remedy(DeleteQuestion(id, shown.digest)).await, Remedy::Review, "it has an answer by now");
    assert_eq!(writes(&world), [""; 0]);

    let seen = world.done(ReviewDeletion(id)).await.digest;
    world.done(DeleteQuestion(id, seen.clone())).await;
    assert_eq!((writes(&world).len(), world.questions_titled(TITLE).await), (1, 0));
    assert!(
        world.ask(DeleteQuestion(id, seen)).await.unwrap_err().message.starts_with("That question is no longer on")
    );
    assert!(world.done(GetMyQuestions).await.questions.iter().all(|mine| mine.question.id != id));
    assert_eq!((writes(&world), says(&world, id).await), (vec![], None));
}

#[tokio::test]
async fn nobody_deletes_the_question_of_somebody_else() {
    let world = World::signed_in(Scope::Write).await;
    let id = asked(&world).await;
    let seen = world.done(ReviewDeletion(id)).await.digest;
    world.done(SignOut).await;
    world.sign_in_as(MIRA, Scope::Write).await;
    assert_eq!(world.remedy(ReviewDeletion(id)).await, Remedy::SignOut);
    assert_eq!(world.remedy(DeleteQuestion(id, seen)).await, Remedy::SignOut);
    assert_eq!(writes(&world), [""; 0]);
}

#[tokio::test]
async fn a_deletion_whose_answer_was_lost_is_read_back() {
    for (kind, arrives) in [(FaultKind::CloseBeforeAnswer, true), (FaultKind::CloseBeforeWork, false)] {
        let world = World::signed_in(Scope::Write).await;
        let id = asked(&world).await;
        let seen = world.done(ReviewDeletion(id)).await.digest;
        fault(&world, kind.clone(), "DELETE");
        let outcome = world.ask(DeleteQuestion(id, seen.clone())).await;
        assert_eq!(writes(&world).len(), 1, "{kind:?}: sent once");
        if !arrives {
            assert_eq!(outcome.unwrap_err().remedy, Remedy::Review);
            assert_eq!(world.questions_titled(TITLE).await, 1);
            world.done(DeleteQuestion(id, seen)).await;
        } else {
            outcome.unwrap();
        }
        assert_eq!(world.questions_titled(TITLE).await, 0, "{kind:?}");
    }
}

#[tokio::test]
async fn a_bookmark_is_set_and_taken_back() {
    let world = World::signed_in(Scope::Write).await;
    let id = asked(&world).await;
    for (mark, path) in [(Mark::Set, "favorite"), (Mark::Unset, "favorite/undo")] {
        world.done(SetBookmark(id, mark)).await;
        assert_eq!(writes(&world), [format!("POST /api/2.3/questions/{}/{path}", id.0)]);
    }
    world.fault(FaultKind::CloseBeforeWork, "/questions", 1);
    assert_eq!(world.remedy(SetBookmark(id, Mark::Set)).await, Remedy::Retry);
    assert_eq!(writes(&world).len(), 1, "sent once, and again only by the person");
    world.done(SetBookmark(id, Mark::Set)).await;
}

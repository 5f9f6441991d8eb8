//! The list of drafts: what is in it, for whom, and for how long what was thrown away or posted stays known.

use crate::platform::{AMAL, MIRA};
use crate::world::{ELSEWHERE, PAGE, World, form, writing};
use askside::{
    app::{
        Connect, DiscardDraft, Focus, GetDraft, GetFocus, GetOverview, ListDrafts, PostDraft, Posted, RestoreDraft,
        ReviewDraft, SaveDraft, SignIn, SignOut, StartDraft,
    },
    auth::Scope,
    model::{DraftId, DraftStatus},
    ports::Area,
};
use askside_sim::FaultKind;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

const FIRST: &str = "The first question of all";
const SECOND: &str = "The second question of all";

/// The titles of the list, with a mark on what was thrown away.
async fn titles(world: &World) -> Vec<String> {
    let title = |draft: askside::model::Draft| {
        format!("{}{}", if draft.discarded.is_some() { "-" } else { "" }, draft.writing.title)
    };
    world.done(ListDrafts).await.into_iter().map(title).collect()
}

async fn offered(world: &World) -> Vec<String> {
    world.done(GetOverview).await.drafts.into_iter().map(|draft| draft.1).collect()
}

#[tokio::test]
async fn the_latest_changed_comes_first() {
    let world = World::signed_in(Scope::Read).await;
    let first = world.draft(FIRST).await;
    world.pass(5);
    let second = world.draft(SECOND).await;
    assert_eq!(titles(&world).await, [SECOND, FIRST]);
    world.pass(5);
    world.done(SaveDraft(first.clone(), 9, writing(FIRST), Vec::new())).await;
    assert_eq!(titles(&world).await, [FIRST, SECOND]);
    assert_eq!(world.done(GetDraft(first)).await.changed, Some(world.now()));
    // To throw it away and bring it back is no change.
    world.done(DiscardDraft(second.clone())).await;
    world.done(RestoreDraft(second)).await;
    assert_eq!(titles(&world).await, [FIRST, SECOND]);
    assert_eq!(world.paths(), [""; 0], "drafts are nobody's but the device's");
}

#[tokio::test]
async fn what_is_thrown_away_comes_back_for_an_hour() {
    let world = World::signed_in(Scope::Read).await;
    let id = world.draft(FIRST).await;
    assert_eq!(world.done(GetFocus).await, Focus::Draft(id.clone()));
    world.done(DiscardDraft(id.clone())).await;
    assert_eq!((titles(&world).await, offered(&world).await), (vec![format!("-{FIRST}")], vec![]));
    assert_eq!(world.done(GetFocus).await, Focus::Related);
    // It is nothing that can be worked with meanwhile.
    assert!(world.ask(GetDraft(id.clone())).await.is_err());
    assert!(world.ask(SaveDraft(id.clone(), 99, writing("Typed too late"), Vec::new())).await.is_err());
    assert!(world.ask(ReviewDraft(id.clone())).await.is_err());

    world.pass(HOUR - 1);
    world.done(DiscardDraft(id.clone())).await; // a second press gives no second hour
    world.done(RestoreDraft(id.clone())).await;
    assert_eq!((titles(&world).await, offered(&world).await), (vec![FIRST.to_owned()], vec![FIRST.to_owned()]));
    assert_eq!(world.done(GetDraft(id.clone())).await.writing, writing(FIRST));

    world.done(DiscardDraft(id.clone())).await;
    world.pass(HOUR);
    assert_eq!(titles(&world).await, [""; 0]);
    assert!(!world.dump(Area::Local).contains(FIRST), "and then it is nowhere");
    assert!(world.ask(RestoreDraft(id)).await.is_err());
}

/// Nobody reads the list: the next draft cleans up.
#[tokio::test]
async fn a_new_draft_clears_away_what_is_over() {
    let world = World::signed_in(Scope::Read).await;
    let id = world.draft(FIRST).await;
    world.done(DiscardDraft(id)).await;
    world.pass(HOUR);
    world.done(StartDraft(world.open_doc(PAGE).await)).await;
    assert!(!world.dump(Area::Local).contains(FIRST));
}

#[tokio::test]
async fn what_may_be_on_its_way_is_not_thrown_away() {
    let world = World::signed_in(Scope::Write).await;
    let id = world.draft(FIRST).await;
    let digest = world.done(ReviewDraft(id.clone())).await.0.digest;
    world.fault(FaultKind::CloseBeforeAnswer, "/questions/add", 1);
    assert!(world.ask(PostDraft(id.clone(), digest)).await.is_err());
    assert!(world.ask(DiscardDraft(id.clone())).await.unwrap_err().message.contains("may or may not be on"));
    world.pass(40 * DAY);
    assert_eq!(titles(&world).await, [FIRST]);
    assert!(matches!(world.done(GetDraft(id)).await.status, DraftStatus::Sending(_)));
}

/// A draft that was posted is in no list; that it was is known for a month, for the sake of the others.
#[tokio::test]
async fn a_posted_draft_is_forgotten_after_a_month() {
    let world = World::signed_in(Scope::Write).await;
    let id = world.draft(FIRST).await;
    let digest = world.done(ReviewDraft(id.clone())).await.0.digest;
    assert!(matches!(world.done(PostDraft(id.clone(), digest)).await, Posted::Here(..)));
    assert_eq!((titles(&world).await, offered(&world).await), (vec![], vec![]));
    world.pass(30 * DAY - 1);
    assert_eq!(titles(&world).await, [""; 0]);
    assert!(matches!(world.done(GetDraft(id.clone())).await.status, DraftStatus::Posted(..)));
    world.pass(1);
    assert_eq!(titles(&world).await, [""; 0]);
    assert!(world.ask(GetDraft(id)).await.is_err());
    assert!(!world.dump(Area::Local).contains(FIRST));
}

#[tokio::test]
async fn nobody_sees_the_drafts_of_somebody_else() {
    let world = World::signed_in(Scope::Read).await;
    let mine: DraftId = world.draft(FIRST).await;
    let gone = world.draft(SECOND).await;
    world.done(DiscardDraft(gone)).await;
    world.done(SignOut).await;
    world.done(SignIn(Scope::Read)).await;
    assert_eq!(titles(&world).await.len(), 2, "the same person comes back");

    world.done(SignOut).await;
    world.sign_in_as(MIRA, Scope::Read).await;
    assert_eq!(titles(&world).await, [""; 0]);
    world.done(SignOut).await;
    world.sign_in_as(AMAL, Scope::Read).await;
    world.grant(ELSEWHERE);
    world.done(Connect(form(ELSEWHERE))).await;
    assert_eq!(titles(&world).await, [""; 0], "another site");
    world.restart();
    world.done(Connect(form(crate::world::SITE))).await;
    world.sign_in_as(AMAL, Scope::Read).await;
    assert_eq!(titles(&world).await, [&format!("-{SECOND}"), FIRST]);
    world.done(GetDraft(mine)).await;
}

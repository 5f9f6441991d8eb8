//! What the site said before is there when it cannot be reached, and is gone with the sign-in.

use crate::world::{PAGE, World};
use askside::{
    app::{FindRelated, ReadQuestion, Related, Remedy, SignOut, Thread},
    auth::Scope,
    model::PageSnapshot,
    ports::Area,
};
use askside_sim::{Fault, FaultKind};

const DOCS: &str = "docs.fernwick.test";

#[tokio::test]
async fn what_was_found_is_there_when_the_site_is_not() {
    let mut world = World::signed_in(Scope::Read).await;
    let tab = world.open_doc(PAGE).await;
    let before = world.done(FindRelated(tab)).await;
    let since = world.now();
    assert_eq!(before.kept, None);
    let read = before.hits[0].question.id;
    let thread = world.done(ReadQuestion(read)).await;
    assert!(thread.kept.is_none() && thread.answers.as_ref().is_ok_and(|answers| !answers.list.is_empty()));
    world.kill_worker();
    world.pass(600);
    let other = world.open_doc("/burrow/failover").await;
    world.sim.fault(Fault::new(FaultKind::Down).at("/api/").times(99));
    let kept = world.done(FindRelated(tab)).await;
    assert_eq!(kept.kept, Some(since));
    assert_eq!(Related { kept: None, ..kept }, before);
    assert_eq!(Thread { kept: None, ..world.done(ReadQuestion(read)).await }, thread);
    // Another page was never asked about; another person finds nothing of it.
    assert!(matches!(world.remedy(FindRelated(other)).await, Remedy::Retry | Remedy::Wait(_)));
    assert!(world.ask(ReadQuestion(before.hits[1].question.id)).await.is_err());
    assert!(world.dump(Area::Session).contains("kept "));
    assert!(!world.dump(Area::Local).contains("kept "));
    world.done(SignOut).await;
    assert!(!world.dump(Area::Session).contains("kept "));
}

/// What is kept stays under a cap: the oldest goes.
#[tokio::test]
async fn kept_answers_do_not_pile_up() {
    let world = World::signed_in(Scope::Read).await;
    let page = world.doc(PAGE).await;
    for number in 0..220 {
        // An address of its own, and so long that a few hundred are too much.
        let url = format!("https://{DOCS}/{number}?{}", "a".repeat(1_900));
        let page = PageSnapshot { url, title: "b".repeat(1_900), canonical: None, ..page.clone() };
        world.done(FindRelated(world.open(Ok(page)))).await;
    }
    let kept = world.dump(Area::Session);
    assert!(kept.len() < 3_000_000, "{}", kept.len());
    assert!(kept.contains(&format!("https://{DOCS}/219?")) && !kept.contains(&format!("https://{DOCS}/0?")));
}

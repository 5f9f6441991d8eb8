//! What is kept of calls: answers for a minute, a line of the ledger each, and never a credential.

use super::{Desk, KEY};
use askside::{
    api::{Sort, calls},
    model::{QuestionId, UserAction},
};
use askside_sim::{Fault, FaultKind};
use futures_util::{FutureExt, future::join_all};

/// Whoever asks the same at the same time gets the same answer, asked for once.
#[tokio::test]
async fn a_call_under_way_is_shared() {
    let desk = Desk::enterprise().settled().await;
    let request = calls::similar("rolling back a deploy");
    let client = desk.client();
    let all = join_all((0..5).map(|_| client.list(&request))).await;
    assert_eq!(desk.calls().len(), 1);
    assert!(all.iter().all(|one| one == &all[0] && one.as_ref().is_ok_and(|items| !items.is_empty())));
    // A failure is shared by those who wait for it, and by nobody later.
    desk.fault(FaultKind::Html, 1);
    let request = calls::similar("rolling back again");
    let all = join_all((0..3).map(|_| client.list(&request))).await;
    assert!(all.iter().all(Result::is_err) && desk.calls().len() == 1);
    assert!(client.list(&request).await.is_ok());
}

/// Whoever gives up does not take the others' answer along.
#[tokio::test]
async fn giving_up_leaves_the_others_an_answer() {
    let desk = Desk::enterprise().settled().await;
    let request = calls::similar("rolling back a deploy");
    let client = desk.client();
    let mut first = Box::pin(client.list(&request));
    assert!(first.as_mut().now_or_never().is_none(), "under way");
    let second = client.list(&request);
    drop(first);
    assert!(!second.await.unwrap().is_empty());
}

#[tokio::test]
async fn an_answer_serves_for_a_minute_and_until_something_is_written() {
    let desk = Desk::signed_in().settled().await;
    let request = calls::questions().sorted(Sort::Votes).sized(15);
    let asked = async |request: askside::api::Request<askside::model::Question>| {
        desk.list(&request).await;
        desk.calls().len()
    };
    assert_eq!(asked(request.clone()).await, 1);
    assert_eq!(asked(request.clone()).await, 0);
    assert_eq!(asked(request.clone().fresh()).await, 1);
    assert_eq!(asked(request.clone().page(2)).await, 1);
    desk.platform.clock.pass(61_000);
    assert_eq!(asked(request.clone()).await, 1);
    drop(desk.client().list(&calls::upvote(QuestionId(1), &UserAction::pressed())).await);
    desk.calls();
    assert_eq!(asked(request.clone()).await, 1, "what was read before may be wrong now");
    let other = super::Client::new(&desk.platform, &desk.shared, &desk.connection, None);
    drop(other.list(&request).await);
    assert_eq!(desk.calls().len(), 1, "one person's answer is not another's");
}

/// The answers at hand are few and small, however much is asked.
#[tokio::test]
async fn answers_at_hand_are_bounded() {
    let desk = Desk::enterprise().settled().await;
    for size in 1..=100 {
        desk.list(&calls::tags().sized(size)).await;
        desk.platform.clock.pass(100);
    }
    assert_eq!(format!("{:?}", desk.shared).matches("Answers(64)").count(), 1, "{:?}", desk.shared);
}

#[tokio::test]
async fn every_call_is_in_the_ledger_before_it_leaves() {
    let mut desk = Desk::signed_in().settled().await;
    let told = "why does trellis rollback say TRL-112";
    desk.list(&calls::similar(told)).await;
    desk.list(&calls::search("rollback").tagged(&["trellis"])).await;
    let entries = desk.entries();
    let [search, similar, ..] = &entries[..] else { panic!("two entries") };
    assert_eq!(
        (similar.method.as_str(), similar.path.as_str(), similar.carried.as_slice()),
        ("GET", "/similar", &[told.to_owned()][..])
    );
    assert_eq!(search.carried, ["rollback", "trellis"]);
    let outcome = similar.outcome.unwrap();
    assert!(outcome.status == 200 && outcome.bytes > 1_000 && outcome.quota.is_some_and(|left| left < 10_000));
    assert_eq!((similar.site.clone(), similar.at), (desk.connection.site.clone(), desk.now()));
    // A call whose answer never came is there, too, and outlives the worker.
    desk.fault(FaultKind::CloseBeforeAnswer, 9);
    drop(desk.client().list(&calls::upvote(QuestionId(1), &UserAction::pressed())).await);
    let before = desk.entries();
    assert_eq!((before[0].method.as_str(), before[0].outcome.unwrap().status), ("POST", 0));
    desk.sim.clear_faults();
    desk.restart();
    desk.list(&calls::tags().sized(3)).await;
    assert_eq!(desk.entries()[1..], before[..]);
    // And it is bounded.
    for size in 1..=99 {
        desk.list(&calls::tags().sized(size).fresh()).await;
        desk.platform.clock.pass(1_000);
    }
    assert_eq!(desk.entries().len(), 100);
}

/// Neither key nor token is in anything that is kept or shown, whatever happens to the calls.
#[tokio::test]
async fn no_credential_is_kept_or_shown() {
    let desk = Desk::signed_in();
    let mut shown = String::new();
    for kind in
        [None, Some(FaultKind::Html), Some(FaultKind::CloseBeforeAnswer), Some(FaultKind::Error { error_id: 402 })]
    {
        desk.sim.clear_faults();
        if let Some(kind) = kind {
            desk.sim.fault(Fault::new(kind));
        }
        let ending = calls::invalidate();
        shown += &format!("{ending:?}");
        shown += &format!("{:?}", desk.client().list(&ending).await.err());
        shown += &format!("{:?}", desk.client().list(&calls::questions()).await.err());
        shown +=
            &format!("{:?}", desk.client().list(&calls::upvote(QuestionId(1), &UserAction::pressed())).await.err());
        shown += &format!("{:?} {:?}", desk.shared, desk.entries());
        shown += &desk.dump();
    }
    let log = desk.sim.log();
    let sent = log.iter().find_map(|call| call.header("x-api-access-token")).unwrap();
    assert!(!shown.contains(sent), "the token is in: {shown}");
    assert!(!shown.contains(KEY), "the key is in: {shown}");
}

//! How often the client calls: when the site allows it, and no sooner.

use super::Desk;
use askside::{
    api::{ApiError, calls},
    model::{QuestionId, UserAction},
};
use askside_sim::{Config, Fault, FaultKind, Throttling};

fn wait(desk: &Desk, error: &ApiError) -> i64 {
    let ApiError::Throttled(until) = error else { panic!("{error:?}") };
    desk.now().until(*until)
}

/// A `backoff` binds its own method for everybody, across the worker's deaths, and nothing else.
#[tokio::test]
async fn a_backoff_binds_one_method() {
    let mut desk = Desk::enterprise().settled().await;
    desk.fault(FaultKind::Throttle { backoff: 30 }, 1);
    desk.list(&calls::similar("rolling back")).await;
    desk.calls();
    for _ in 0..2 {
        let error = desk.client().list(&calls::similar("another title")).await.unwrap_err();
        assert_eq!(wait(&desk, &error), 31, "one second more, for clocks that disagree");
        desk.restart();
    }
    assert_eq!(desk.calls(), [], "nothing was sent meanwhile");
    desk.list(&calls::tags()).await;
    desk.platform.clock.pass(31_000);
    desk.list(&calls::similar("another title")).await; // the site would answer 502 had it been too early
}

/// A short pause is waited for within the call.
#[tokio::test]
async fn a_short_pause_is_waited_for() {
    let desk = Desk::enterprise().settled().await;
    desk.fault(FaultKind::Throttle { backoff: 2 }, 1);
    desk.list(&calls::similar("rolling back")).await;
    let before = desk.now();
    desk.list(&calls::similar("another title")).await;
    assert!((3..=5).contains(&before.until(desk.now())));
}

/// Mine counts as everybody's: `/me/…` and `/users/{ids}/…` are one method.
#[tokio::test]
async fn mine_is_somebodys() {
    let desk = Desk::signed_in().settled().await;
    desk.sim.fault(Fault::new(FaultKind::Throttle { backoff: 60 }).at("/api/2.3/me").times(1));
    desk.list(&calls::me()).await;
    desk.sim.fault(Fault::new(FaultKind::Status { status: 404 }).at("/api/v3"));
    let error = desk.client().list(&calls::me()).await.unwrap_err();
    assert!(wait(&desk, &error) > 50);
}

#[tokio::test]
async fn a_spent_quota_says_when_there_is_more() {
    let desk = Desk::enterprise_with(Config { quota: 3, ..Config::default() });
    desk.list(&calls::tags()).await; // and its filter
    desk.list(&calls::similar("one")).await;
    let error = desk.client().list(&calls::similar("two")).await.unwrap_err();
    assert!((1..=86_401).contains(&wait(&desk, &error)));
    desk.calls();
    let error = desk.client().list(&calls::tags().sized(7)).await.unwrap_err();
    assert!(wait(&desk, &error) > 0 && desk.calls().is_empty(), "the whole site waits");
    assert_eq!(desk.entries()[0].outcome.unwrap().status, 400);
}

/// v3's counters are followed before it has to say no.
#[tokio::test]
async fn bursts_of_v3_end_in_time() {
    let throttling = Throttling { burst: 12, burst_seconds: 2, ..Throttling::default() };
    let desk = Desk::enterprise_with(Config { throttling, ..Config::default() }).settled().await;
    for page in 1..=40 {
        desk.list(&calls::questions().sized(15).page(page % 9 + 1).fresh()).await;
    }
    assert!(desk.calls().iter().all(|call| call.status == 200));
}

#[tokio::test]
async fn an_empty_bucket_of_v3_is_waited_for() {
    let throttling = Throttling { bucket: 8, refill: 4, refill_seconds: 60, ..Throttling::default() };
    let desk = Desk::enterprise_with(Config { throttling, ..Config::default() });
    let mut waited = None;
    for page in 1..=9 {
        if let Err(error) = desk.client().list(&calls::questions().sized(15).page(page)).await {
            waited = Some(wait(&desk, &error));
            break;
        }
    }
    assert!((1..=61).contains(&waited.unwrap()));
    assert!(desk.calls().iter().all(|call| call.status == 200));
}

/// HTTP 429, told and untold, in either version and for reads and writes.
#[tokio::test]
async fn too_many_requests() {
    for (at, kind, least, most) in [
        ("/api/2.3", FaultKind::TooMany { retry_after: 77 }, 77, 78),
        ("/api/2.3", FaultKind::TooManyUntold, 30, 31),
        ("/api/v3", FaultKind::TooMany { retry_after: 77 }, 77, 78),
        ("/api/v3", FaultKind::TooManyUntold, 1, 61),
    ] {
        let desk = Desk::signed_in().settled().await;
        desk.sim.fault(Fault::new(kind.clone()).at(at));
        let read = if at.ends_with("v3") {
            desk.client().list(&calls::questions().sized(15).page(3)).await.map(drop)
        } else {
            desk.client().list(&calls::similar("rolling back")).await.map(drop)
        };
        let seconds = wait(&desk, &read.unwrap_err());
        assert!((least..=most).contains(&seconds), "{at} {kind:?}: {seconds}");
        assert_eq!(desk.calls().len(), 1, "{at} {kind:?}: asked once, and then waits");
    }
    let desk = Desk::signed_in().settled().await;
    desk.fault(FaultKind::TooMany { retry_after: 1 }, 1);
    let error = desk.client().list(&calls::upvote(QuestionId(1), &UserAction::pressed())).await.unwrap_err();
    assert!(matches!(error, ApiError::Throttled(_)) && error.outcome_is_known());
    assert_eq!(desk.calls().len(), 1, "a write is not repeated, however short the wait");
}

/// The public network bans above 30 requests a second.
#[tokio::test]
async fn the_public_network_is_never_flooded() {
    let desk = Desk::network();
    desk.list(&calls::tags()).await;
    for size in 1..=90 {
        desk.list(&calls::tags().sized(size)).await;
    }
    let calls = desk.calls();
    assert!(calls.iter().all(|call| call.status == 200));
    for call in &calls {
        let second = calls.iter().filter(|other| (call.at..=call.at + 1).contains(&other.at)).count();
        assert!(second <= 30, "{second}");
    }
}

/// A site that names an absurd pause is believed for a day, and no longer.
#[tokio::test]
async fn absurd_pauses_end() {
    let desk = Desk::enterprise().settled().await;
    desk.fault(FaultKind::Throttle { backoff: 1_000_000_000 }, 1);
    desk.list(&calls::similar("rolling back")).await;
    let error = desk.client().list(&calls::similar("again")).await.unwrap_err();
    assert_eq!(wait(&desk, &error), 86_401);
}

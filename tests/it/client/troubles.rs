//! What goes wrong on the way, what is tried again, and what never is.

use super::Desk;
use askside::{
    api::{ApiError, Why, calls},
    model::{QuestionId, UserAction},
    ports::HttpError,
};
use askside_sim::{Fault, FaultKind};

/// Reads that fail in passing are repeated at most twice; whatever is not in passing is not.
#[tokio::test]
async fn reads_are_repeated_where_that_can_help() {
    for (kind, times, requests, expected) in [
        (FaultKind::CloseBeforeWork, 2, 3, "ok"),
        (FaultKind::CloseBeforeWork, 3, 3, "The site did not answer"),
        (FaultKind::Down, 2, 3, "ok"),
        (FaultKind::Down, 9, 3, "The site answered with a web page instead of data (HTTP 503)"),
        (FaultKind::Error { error_id: 500 }, 1, 2, "ok"),
        (FaultKind::Error { error_id: 404 }, 1, 2, "ok"),
        (FaultKind::Error { error_id: 402 }, 9, 1, "The site no longer accepts your sign-in"),
        (FaultKind::Error { error_id: 502 }, 9, 1, "The site asked Askside to wait"),
        (FaultKind::Html, 9, 1, "The site answered with a web page instead of data (HTTP 200)"),
        (FaultKind::Status { status: 404 }, 9, 1, "The site answered with a web page instead of data (HTTP 404)"),
        (FaultKind::Bom, 9, 1, "ok"),
        (FaultKind::ContentType { value: "text/html".to_owned() }, 9, 1, "ok"),
        (FaultKind::UnknownWords, 9, 1, "ok"),
        (FaultKind::Deep { levels: 500 }, 9, 1, "The site's answer could not be understood at"),
        (FaultKind::Truncated, 9, 1, "The site's answer could not be understood at"),
        (FaultKind::WrongType, 9, 1, "The site's answer could not be understood at"),
    ] {
        let desk = Desk::enterprise().settled().await;
        desk.fault(kind.clone(), times);
        let shown = match desk.client().list(&calls::similar("rolling back a deploy")).await {
            Ok(items) if !items.is_empty() => "ok".to_owned(),
            Ok(_) => "empty".to_owned(),
            Err(error) => error.to_string(),
        };
        assert!(shown.starts_with(expected), "{kind:?} × {times}: {shown}");
        assert_eq!(desk.calls().len(), requests, "{kind:?} × {times}");
    }
}

/// The waits between repetitions grow.
#[tokio::test]
async fn repetitions_take_their_time() {
    let desk = Desk::enterprise().settled().await;
    desk.fault(FaultKind::CloseBeforeWork, 9);
    let before = desk.now();
    assert_eq!(desk.client().list(&calls::similar("x")).await, Err(ApiError::Http(HttpError::Unreachable)));
    assert!((1..=3).contains(&before.until(desk.now())), "half a second and a whole one, and some");
}

/// A write leaves once, whatever becomes of it, and says whether it may have happened.
#[tokio::test]
async fn writes_are_never_repeated() {
    for (kind, is_known) in [
        (FaultKind::CloseBeforeWork, false),
        (FaultKind::CloseBeforeAnswer, false),
        (FaultKind::Down, false),
        (FaultKind::Html, false),
        (FaultKind::Truncated, false),
        (FaultKind::Error { error_id: 500 }, false),
        (FaultKind::Error { error_id: 409 }, false),
        (FaultKind::Error { error_id: 407 }, true),
        (FaultKind::Error { error_id: 403 }, true),
        (FaultKind::Error { error_id: 502 }, true),
        (FaultKind::TooMany { retry_after: 1 }, true),
    ] {
        let desk = Desk::signed_in().settled().await;
        desk.fault(kind.clone(), 9);
        let answer =
            calls::add_answer(QuestionId(1), &"Long enough to be one. ".repeat(3), "once", &UserAction::pressed());
        let error = desk.client().send(&answer).await.unwrap_err();
        assert_eq!(error.outcome_is_known(), is_known, "{kind:?}: {error:?}");
        assert_eq!(desk.calls().len(), 1, "{kind:?}");
    }
}

/// A site without v3 is asked for it once a day.
#[tokio::test]
async fn a_site_without_v3_is_found_out_once() {
    let mut desk = Desk::enterprise();
    desk.sim.fault(Fault::new(FaultKind::Status { status: 404 }).at("/api/v3"));
    desk.list(&calls::questions()).await;
    assert_eq!(desk.paths(), ["GET /api/v3/questions", "GET /api/2.3/filters/create", "GET /api/2.3/questions"]);
    for _ in 0..2 {
        desk.restart();
        desk.list(&calls::questions().page(2)).await;
        assert_eq!(desk.paths(), ["GET /api/2.3/questions"], "remembered, across the worker's death");
    }
    desk.sim.clear_faults();
    desk.platform.clock.pass(86_400_000);
    desk.list(&calls::questions().page(3)).await;
    assert_eq!(desk.paths(), ["GET /api/v3/questions"], "and asked again a day later");
}

/// A proxy's page for everything is not taken for the lack of v3 alone: v2.3 says the same.
#[tokio::test]
async fn a_sign_in_wall_is_told_as_one() {
    let desk = Desk::enterprise();
    desk.fault(FaultKind::Html, 99);
    assert_eq!(desk.client().list(&calls::questions()).await, Err(ApiError::NotApi(200)));
}

#[tokio::test]
async fn a_method_that_is_not_there_is_not_asked_for_again() {
    let mut desk = Desk::enterprise().settled().await;
    desk.sim.fault(Fault::new(FaultKind::Error { error_id: 404 }).at("/api/2.3/similar"));
    let error = desk.client().list(&calls::similar("x")).await.unwrap_err();
    assert_eq!((error.why(), desk.calls().len()), (Some(Why::NoMethod), 2), "once more, because it is seen in passing");
    desk.restart();
    let error = desk.client().list(&calls::similar("y")).await.unwrap_err();
    assert!(matches!(error, ApiError::Unavailable(_)) && desk.calls().is_empty(), "{error:?}");
}

/// A site that cannot make filters has the built-in one.
#[tokio::test]
async fn filters_are_made_once_and_done_without() {
    let mut desk = Desk::enterprise();
    desk.list(&calls::similar("rolling back")).await;
    desk.restart();
    desk.list(&calls::similar("rolling forward")).await;
    let filters = |desk: &Desk| -> Vec<String> {
        let query = |call: &askside_sim::Logged| crate::world::pairs(call.query.as_deref().unwrap_or_default());
        let filter = |call| query(call).into_iter().find(|(key, _)| key == "filter").map(|(_, value)| value);
        desk.calls().iter().map(|call| filter(call).unwrap_or_else(|| call.path.clone())).collect()
    };
    let used = filters(&desk);
    assert_eq!(used[0], "/api/2.3/filters/create");
    assert!(used.len() == 3 && used[1] == used[2] && used[1] != "withbody", "{used:?}");

    let without = Desk::enterprise();
    without.sim.fault(Fault::new(FaultKind::Error { error_id: 404 }).at("/api/2.3/filters"));
    let titles: Vec<String> =
        without.list(&calls::similar("can't roll back")).await.into_iter().map(|q| q.title).collect();
    assert_eq!(filters(&without).last().unwrap(), "withbody");
    let with: Vec<String> = desk.list(&calls::similar("can't roll back")).await.into_iter().map(|q| q.title).collect();
    assert_eq!(titles, with, "encoded and raw titles read the same");
    assert!(titles.iter().all(|title| !title.contains("&#39;")));
}

/// A filter that the site no longer knows costs one more call, not the answer.
#[tokio::test]
async fn a_forgotten_filter_is_survived() {
    let mut desk = Desk::enterprise().settled().await;
    let mut other = Desk::enterprise(); // another server behind the same name
    std::mem::swap(&mut other.platform.store, &mut desk.platform.store);
    let made = other.dump();
    assert!(made.contains("\"filter\":\"!"), "{made}");
    other.sim.fault(Fault::new(FaultKind::Status { status: 404 }).at("/api/v3"));
    let foreign = made.replace("\"filter\":\"!", "\"filter\":\"!not-made-here");
    for line in foreign.lines().filter(|line| line.starts_with("features ")) {
        let (key, value) = line.split_once('=').unwrap();
        let store = &other.platform.store.0;
        askside::ports::Store::set(store, askside::ports::Area::Local, key, value.to_owned()).await.unwrap();
    }
    assert!(!other.list(&calls::similar("rolling back")).await.is_empty());
    assert_eq!(other.calls().len(), 2);
    assert!(!other.list(&calls::similar("rolling forward")).await.is_empty());
    assert_eq!(other.calls().len(), 1);
}

//! Every way to misbehave, and that it ends.

use askside_sim::{Fault, FaultKind, HungUp};
use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use crate::support::{KEY, Site, call, fails, items};

#[tokio::test]
async fn each_fault_once() {
    let site = Site::demo();
    for (kind, status, expected) in [
        (FaultKind::Down, 503, "<h1>Service unavailable"),
        (FaultKind::Html, 200, "<h1>Sign in"),
        (FaultKind::Error { error_id: 500 }, 400, "internal_error"),
        (FaultKind::Error { error_id: 502 }, 400, "throttle_violation"),
        (FaultKind::TooMany { retry_after: 7 }, 429, "Too many"),
        (FaultKind::WrongType, 200, "\"question_id\":\"number "),
        (FaultKind::Slow { ms: 1 }, 200, "\"question_id\":"),
    ] {
        site.sim.fault(Fault::new(kind.clone()).at("/api/2.3/questions").times(1));
        let answer = site.get("/questions?pagesize=1").await;
        assert_eq!(answer.status, status, "{kind:?}");
        assert!(answer.text().contains(expected), "{kind:?}: {}", answer.text());
        assert_eq!(items(&site.get("/questions?pagesize=1").await).len(), 1, "{kind:?} is over");
    }
}

#[tokio::test]
async fn half_an_answer_is_well_compressed() {
    let site = Site::demo();
    let whole = site.get("/tags").await.text();
    site.sim.fault(Fault::new(FaultKind::Truncated));
    let half = site.get("/tags").await;
    assert!(half.text().len() * 2 >= whole.len() - 2 && whole.starts_with(&half.text()[..40]));
    assert!(half.json().is_null());
    site.sim.clear_faults();
    assert!(site.get("/tags").await.json().is_object());
}

#[tokio::test]
async fn whoever_ignores_a_pause_is_told_so() {
    let site = Site::demo();
    site.sim.fault(Fault::new(FaultKind::Throttle { backoff: 10 }).at("/api/2.3/similar").times(1));
    let answer = site.get("/similar?title=rollback").await;
    assert_eq!((answer.json()["backoff"].as_u64(), items(&answer).is_empty()), (Some(10), false));
    fails(&site.get("/similar?title=other").await, 502, "Violation of backoff parameter");
    assert_eq!(site.get("/tags").await.status, 200, "only this method");
    site.sim.clock_skip(10);
    let after = site.get("/similar?title=other").await;
    assert!(after.status == 200 && after.json().get("backoff").is_none());
}

#[tokio::test]
async fn hanging_up_before_and_after_the_work() {
    let site = Site::demo();
    let token = site.sim.issue_token("amal", &["write_access"]);
    let ask = |title: &str| {
        let body = "Thirty characters are enough for a body.";
        call("/questions/add")
            .method("POST")
            .header("X-API-Key", KEY)
            .header("X-API-Access-Token", &token)
            .header("Content-Type", crate::support::FORM)
            .body(crate::support::form(&[("title", title), ("body", body), ("tags", "go")]))
            .unwrap()
    };
    for (kind, title, found) in [
        (FaultKind::CloseBeforeWork, "Never arrived anywhere", 0),
        (FaultKind::CloseBeforeAnswer, "Arrived without a word", 1),
    ] {
        site.sim.fault(Fault::new(kind).times(1));
        assert_eq!(site.try_send(ask(title)).await.unwrap_err(), HungUp);
        let title = crate::support::query("/search/advanced", &[("title", title)]);
        assert_eq!(items(&site.get(&title).await).len(), found);
    }
    assert_eq!(site.sim.log()[0].status, 0);
}

#[tokio::test]
async fn control_from_outside() {
    let site = Site::demo();
    let send = async |request: axum::http::request::Builder, body: &'static str| {
        site.send(request.body(Body::from(body)).unwrap()).await
    };
    let faults = r#"[{"path_prefix": "/api", "kind": "down"}]"#;
    assert_eq!(send(Request::post("/sim/faults"), faults).await.status, 204);
    assert_eq!(site.get("/info").await.status, 503);
    assert_eq!(send(Request::delete("/sim/faults"), "").await.status, 204);
    assert_eq!(site.get("/info").await.status, 200);
    let wrong = send(Request::post("/sim/faults"), r#"[{"kind": "tired"}]"#).await;
    assert!(wrong.status == 400 && wrong.text().contains("unknown variant"), "{}", wrong.text());

    let before = site.sim.now();
    assert!(
        send(Request::post("/sim/clock"), r#"{"skip": 100}"#).await.json()["now"].as_i64().unwrap() >= before + 100
    );
    let token = send(Request::post("/sim/tokens"), r#"{"user": "mira"}"#).await.json();
    assert_eq!(site.get_as(token["access_token"].as_str().unwrap(), "/me").await.status, 200);

    let log = site.page("/sim/log").await.json();
    let paths: Vec<&str> = log.as_array().unwrap().iter().map(|entry| entry["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["/api/2.3/info", "/api/2.3/info", "/api/2.3/me"], "control is not logged");
    assert_eq!((&log[0]["status"], &log[0]["host"]), (&json!(503), &json!("site")));
}

#[tokio::test]
async fn without_control_there_is_none() {
    let site = Site::with(askside_sim::Config { control: false, ..Default::default() });
    assert_eq!(site.page("/sim/log").await.status, 404);
}

#[tokio::test]
async fn the_log_has_all_there_was() {
    let site = Site::demo();
    let request =
        call("/questions/add?preview=true").method("POST").header("X-API-Key", KEY).header("User-Agent", "askside/1");
    site.send(request.body(Body::from("title=x")).unwrap()).await;
    site.doc("/trellis/rolling-back?x=1").await;
    let log = site.sim.log();
    let [posted, read] = log.as_slice() else { panic!("{log:?}") };
    assert_eq!((posted.host, posted.method.as_str(), posted.path.as_str()), ("site", "POST", "/api/2.3/questions/add"));
    assert_eq!((posted.query.as_deref(), posted.body.as_str(), posted.status), (Some("preview=true"), "title=x", 400));
    assert_eq!((posted.header("user-agent"), posted.header("cookie")), (Some("askside/1"), None));
    assert_eq!((read.host, read.path.as_str(), read.status), ("docs", "/trellis/rolling-back", 200));
}

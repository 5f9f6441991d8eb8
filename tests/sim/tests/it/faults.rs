//! Every way to misbehave, and that it ends.

use std::collections::HashSet;
use std::future::{Future as _, poll_fn};
use std::pin::Pin;
use std::task::{Context, Waker};

use askside_sim::{Fault, FaultKind, HungUp};
use axum::body::{Body, HttpBody as _};
use axum::http::Request;
use serde_json::json;
use tower::ServiceExt as _;

use crate::support::{KEY, Site, call, fails, items};

#[tokio::test]
async fn each_fault_once() {
    let site = Site::demo();
    for (kind, status, expected) in [
        (FaultKind::Down, 503, "<h1>Service Unavailable"),
        (FaultKind::Html, 200, "<h1>Sign in"),
        (FaultKind::Error { error_id: 500 }, 400, "internal_error"),
        (FaultKind::Error { error_id: 502 }, 400, "throttle_violation"),
        (FaultKind::Error { error_id: 999 }, 400, "\"error_name\":\"unheard_of\""),
        (FaultKind::TooMany { retry_after: 7 }, 429, "<h1>Too Many"),
        (FaultKind::TooManyUntold, 429, "<h1>Too Many"),
        (FaultKind::Status { status: 502 }, 502, "<h1>Bad Gateway"),
        (FaultKind::Redirect { to: "https://login.test/".into() }, 302, ""),
        (FaultKind::ContentType { value: "text/html".into() }, 200, "\"question_id\":"),
        (FaultKind::Bom, 200, "\u{feff}{\"has_more\""),
        (FaultKind::Deep { levels: 500 }, 200, &"[".repeat(501)),
        (FaultKind::Uncompressed, 200, "\"question_id\":"),
        (FaultKind::UnknownWords, 200, "\"user_type\":\"unheard_of\""),
        (FaultKind::Skewed { seconds: -86_400 }, 200, "\"question_id\":"),
        (FaultKind::Throttle { backoff: 1_000_000_000 }, 200, "\"backoff\":1000000000"),
        (FaultKind::WrongType, 200, "\"question_id\":\"number "),
        (FaultKind::Slow { ms: 1 }, 200, "\"question_id\":"),
    ] {
        site.sim.fault(Fault::new(kind.clone()).at("/api/2.3/questions").times(1));
        let answer = site.get("/questions?pagesize=1").await;
        assert_eq!(answer.status, status, "{kind:?}");
        assert!(answer.text().contains(expected), "{kind:?}: {}", answer.text());
        if let FaultKind::Throttle { .. } = kind {
            site.sim.clock_skip(1_000_000_000);
        }
        assert_eq!(items(&site.get("/questions?pagesize=1").await).len(), 1, "{kind:?} is over");
    }
}

/// Every documented error has its own name, whatever the method.
#[tokio::test]
async fn each_error_of_the_api() {
    let site = Site::demo();
    let mut names = HashSet::new();
    for error_id in [400, 401, 402, 403, 404, 405, 406, 407, 409, 500, 502, 503] {
        site.sim.fault(Fault::new(FaultKind::Error { error_id }).times(1));
        let answer = site.get("/tags").await;
        fails(&answer, error_id, "");
        assert!(names.insert(answer.json()["error_name"].to_string()), "{names:?}");
    }
}

#[tokio::test]
async fn headers_that_go_wrong() {
    let site = Site::demo();
    site.sim.clock_stop();
    let strike = async |kind: FaultKind, name: &str| {
        site.sim.fault(Fault::new(kind).times(1));
        site.get("/tags?pagesize=1").await.header(name).map(str::to_owned)
    };
    assert_eq!(strike(FaultKind::TooMany { retry_after: 7 }, "retry-after").await.as_deref(), Some("7"));
    assert_eq!(strike(FaultKind::TooManyUntold, "retry-after").await, None);
    let to = "https://login.test/?next=1".to_owned();
    assert_eq!(strike(FaultKind::Redirect { to: to.clone() }, "location").await, Some(to));
    let value = "text/html".to_owned();
    assert_eq!(strike(FaultKind::ContentType { value: value.clone() }, "content-type").await, Some(value));
    assert_eq!(strike(FaultKind::Uncompressed, "content-encoding").await, None);
    let value = "private".to_owned();
    assert_eq!(strike(FaultKind::CacheControl { value: value.clone() }, "cache-control").await, Some(value));
    assert_eq!(strike(FaultKind::Mislabelled, "content-encoding").await.as_deref(), Some("gzip"));
    site.sim.clock_skip(1_772_452_800 - site.sim.now());
    let late = strike(FaultKind::Skewed { seconds: -3600 }, "date").await;
    assert_eq!(late.as_deref(), Some("Mon, 02 Mar 2026 11:00:00 GMT"));
    assert_eq!(strike(FaultKind::Slow { ms: 0 }, "content-encoding").await.as_deref(), Some("gzip"));
}

#[tokio::test]
async fn answers_too_large_and_without_end() {
    let site = Site::demo();
    let whole = site.get("/tags").await.body.len();
    site.sim.fault(Fault::new(FaultKind::Oversized { bytes: 3_000_000 }).times(1));
    let oversized = site.get("/tags").await;
    assert_eq!((oversized.body.len(), items(&oversized).len()), (whole + 3_000_000, 30), "it is still JSON");
    site.sim.fault(Fault::new(FaultKind::MoreForEver).times(1));
    let last = site.get("/tags?page=999").await;
    assert_eq!((last.json()["has_more"].as_bool(), items(&last).len()), (Some(true), 0));
    site.sim.fault(Fault::new(FaultKind::Mislabelled).times(1));
    assert_eq!(site.get("/tags").await.body, b"", "what is not gzip cannot be unpacked");
}

/// The status comes, and no body: not broken, not ended.
#[tokio::test]
async fn stalled_and_reset() {
    let site = Site::demo();
    let request = || call("/tags").header("X-API-Key", KEY).body(Body::empty()).unwrap();
    site.sim.fault(Fault::new(FaultKind::Stalled).times(1));
    let response = site.app.clone().oneshot(request()).await.unwrap();
    assert_eq!((response.status().as_u16(), response.headers()["content-encoding"].as_bytes()), (200, &b"gzip"[..]));
    let mut body = std::pin::pin!(axum::body::to_bytes(response.into_body(), usize::MAX));
    for _ in 0..3 {
        assert!(body.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    site.sim.fault(Fault::new(FaultKind::Reset).times(1));
    let response = site.app.clone().oneshot(request()).await.unwrap();
    let mut body = response.into_body();
    let frame = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await.unwrap().unwrap();
    let first = frame.into_data().unwrap();
    assert!(first.starts_with(&[0x1f, 0x8b]) && first.len() > 100, "half of the gzip");
    assert!(poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await.unwrap().is_err());
    site.sim.fault(Fault::new(FaultKind::Reset).times(1));
    assert_eq!(site.try_send(request()).await.unwrap_err(), HungUp);
}

#[tokio::test]
async fn v3_has_forms_of_its_own() {
    let site = Site::demo();
    let call = async |kind: FaultKind| {
        site.sim.fault(Fault::new(kind).at("/api/v3").times(1));
        let request = Request::get("/api/v3/questions").header("Authorization", format!("Bearer {KEY}"));
        site.send(request.body(Body::empty()).unwrap()).await
    };
    for (kind, status, retry_after, expected) in [
        (FaultKind::TooMany { retry_after: 3 }, 429, Some("3"), "/v3/errors/too-many-requests"),
        (FaultKind::TooManyUntold, 429, None, "/v3/errors/too-many-requests"),
        (FaultKind::Status { status: 500 }, 500, None, "/v3/errors/internal-server-error"),
        (FaultKind::Down, 503, None, "/v3/errors/service-unavailable"),
    ] {
        let answer = call(kind.clone()).await;
        assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (status, retry_after), "{kind:?}");
        assert_eq!((&answer.json()["type"], &answer.json()["status"]), (&json!(expected), &json!(status)));
    }
    let unauthorized = call(FaultKind::Status { status: 401 }).await;
    assert_eq!((unauthorized.status.as_u16(), unauthorized.text().as_str()), (401, "Invalid access token"));
    assert_eq!(call(FaultKind::MoreForEver).await.json()["totalPages"], i32::MAX);
    assert_eq!(call(FaultKind::UnknownWords).await.json()["sort"], "unheard_of");
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
    let posts = r#"[{"path_prefix": "/api", "method": "POST", "kind": {"status": {"status": 500}}}]"#;
    assert_eq!(send(Request::post("/sim/faults"), posts).await.status, 204);
    assert_eq!(site.get("/filters/none").await.status, 200, "this one is for POST");
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
    let called = ["/api/2.3/filters/none", "/api/2.3/info", "/api/2.3/info", "/api/2.3/me"];
    assert_eq!(paths, called, "control is not logged");
    assert_eq!((&log[1]["status"], &log[1]["host"]), (&json!(503), &json!("site")));
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

//! Sign-ins that are cut off: by the browser, which ends the worker when it likes, by the person, or by time.

use askside_e2e::stage::{Door, PERSON, Setting, Stage};
use askside_e2e::{Surface, until};
use askside_sim::{Application, Config, Fault, FaultKind, Sim};
use serde_json::json;

const DOC: &str = "trellis/rolling-back";
const TITLE: &str = "Does a rollback also restore the config map?";

/// Amal approved once and is signed out; her page says so.
async fn signed_out(door: Door) -> (Stage, Surface) {
    let setting = Setting { logged: true, door: Some(door), ..Setting::default() };
    let stage = Stage::set(Sim::demo().unwrap(), setting).await.unwrap();
    stage.connect().await.unwrap();
    let tab = stage.sign_out().await.unwrap();
    (stage, tab)
}

/// What is kept, but for what no token is in.
async fn keeps_no_token(stage: &Stage) {
    let kept: String = stage.browser.in_worker("chrome.storage.session.get().then(JSON.stringify)").await.unwrap();
    assert!(!stage.sim.tokens().iter().any(|token| kept.contains(token.as_str())), "not verified, not kept: {kept}");
}

/// Waits until the site was asked for this.
async fn asked(stage: &Stage, path: &str, times: usize) {
    until(format!("{path} to be asked for"), async || {
        let log = stage.sim.log();
        let count = log.iter().filter(|request| request.path == path).count();
        if count >= times { Ok(()) } else { Err(format!("{count} times")) }
    })
    .await
    .unwrap();
}

/// A sign-in that was cut off is told of, and the next is like the first.
async fn begins_anew(stage: Stage, tab: Surface) {
    tab.css("[role=alert]").has_text("Askside was interrupted.").await.unwrap();
    stage.sim.clear_faults();
    tab.reload().await.unwrap();
    tab.role("button", "Sign in").click().await.unwrap();
    tab.css("header .who").has_text(PERSON).await.unwrap();
    assert_eq!(stage.leaks().await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn the_worker_ends_while_the_window_is_open() {
    for door in Door::ALL {
        let (stage, tab) = signed_out(door).await;
        stage.sim.fault(Fault::new(FaultKind::Html).at("/oauth"));
        tab.role("button", "Sign in").click().await.unwrap();
        let window = stage.browser.surface("client_id=").await.unwrap();
        stage.browser.kill_worker().await.unwrap();
        // What the window comes to is nobody's business any more.
        stage.sim.clear_faults();
        drop(window.cdp("Page.reload", json!({})).await);
        begins_anew(stage, tab).await;
    }
}

#[tokio::test]
async fn the_worker_ends_while_a_code_is_exchanged() {
    for door in Door::ALL.into_iter().filter(|door| door.is_code()) {
        let (stage, tab) = signed_out(door).await;
        stage.sim.fault(Fault::new(FaultKind::Slow { ms: 60_000 }).at("/oauth/access_token"));
        tab.role("button", "Sign in").click().await.unwrap();
        asked(&stage, "/oauth/access_token/json", 2).await;
        stage.browser.kill_worker().await.unwrap();
        keeps_no_token(&stage).await;
        begins_anew(stage, tab).await;
    }
}

#[tokio::test]
async fn the_worker_ends_while_the_token_is_verified() {
    for door in Door::ALL {
        let (stage, tab) = signed_out(door).await;
        let before = stage.calls().iter().filter(|call| call.path == "/api/2.3/me").count();
        stage.sim.fault(Fault::new(FaultKind::Slow { ms: 60_000 }).at("/api/2.3/me"));
        tab.role("button", "Sign in").click().await.unwrap();
        asked(&stage, "/api/2.3/me", before + 1).await;
        stage.browser.kill_worker().await.unwrap();
        keeps_no_token(&stage).await;
        begins_anew(stage, tab).await;
    }
}

/// More than ten minutes pass while the window is open.
#[tokio::test]
async fn an_answer_that_comes_too_late() {
    for door in Door::ALL {
        let (stage, tab) = signed_out(door).await;
        let calls = stage.calls().len();
        stage.sim.fault(Fault::new(FaultKind::Html).at("/oauth"));
        tab.role("button", "Sign in").click().await.unwrap();
        let window = stage.browser.surface("client_id=").await.unwrap();
        const LATER: &str = "(() => { const now = Date.now; Date.now = () => now() + 601_000 })()";
        stage.browser.in_worker::<()>(LATER).await.unwrap();
        stage.sim.clear_faults();
        drop(window.cdp("Page.reload", json!({})).await);
        tab.css("[role=alert]").has_text("took longer than ten minutes").await.unwrap();
        assert_eq!(stage.calls().len(), calls, "{door:?}: nothing is asked with it");
        keeps_no_token(&stage).await;
        assert_eq!(stage.leaks().await.unwrap(), [""; 0], "{door:?}");
    }
}

#[tokio::test]
async fn the_person_says_no_or_goes_away() {
    for door in Door::ALL {
        let setting = Setting { logged: true, door: Some(door), ..Setting::default() };
        let stage = Stage::set(Sim::demo().unwrap(), setting).await.unwrap();
        let tab = stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap();
        let Application { client_id, key, .. } = Application::demo();
        stage.enter(&tab, Config::SITE_URL, &client_id.to_string(), &key).await.unwrap();
        let window = stage.browser.surface("/oauth").await.unwrap();
        window.role_like("button", PERSON).click().await.unwrap();
        window.role("button", "Cancel").click().await.unwrap();
        tab.css("[role=alert]").has_text("You did not allow Askside to use your account").await.unwrap();
        tab.goto(&stage.browser.extension_url("panel.html?sites")).await.unwrap();
        tab.role("button", "Sign in").click().await.unwrap();
        stage.browser.surface("client_id=").await.unwrap().close().await.unwrap();
        tab.css("[role=alert]").has_text("could not be loaded").await.unwrap();
        assert_eq!((stage.sim.tokens(), stage.sim.codes()), (vec![], vec![]), "{door:?}");
        assert_eq!(stage.leaks().await.unwrap(), [""; 0], "{door:?}");
    }
}

#[tokio::test]
async fn the_site_asks_for_a_pause_before_it_says_whose_the_token_is() {
    let (stage, tab) = signed_out(Door::ALL[0]).await;
    stage.sim.fault(Fault::new(FaultKind::TooMany { retry_after: 30 }).at("/api/2.3/me"));
    tab.role("button", "Sign in").click().await.unwrap();
    tab.css("[role=alert]").has_text("The site asked Askside to wait").await.unwrap();
    keeps_no_token(&stage).await;
    assert_eq!(stage.leaks().await.unwrap(), [""; 0]);
}

/// The token ends while the question is posted: what was written is still there, and goes out once.
#[tokio::test]
async fn the_token_ends_in_the_middle() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting { logged: true, ..Setting::default() }).await.unwrap();
    stage.connect().await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    stage.write(&page, &panel, TITLE).await.unwrap();
    let post = stage.review(&panel).await.unwrap();
    stage.sim.fault(Fault::new(FaultKind::Error { error_id: 402 }).at("/api/2.3/questions/add").times(1));
    panel.role("button", &post).click().await.unwrap();
    panel.css("[role=alert]").has_text("no longer accepts your sign-in").await.unwrap();
    panel.role("button", "Allow Askside to post").click().await.unwrap(); // approved before
    panel.role("heading", "Review").visible().await.unwrap();
    panel.role("button", &post).click().await.unwrap();
    panel.role("heading", "Your question is posted").visible().await.unwrap();
    assert_eq!(stage.posts().len(), 2, "the refused one and the posted one");
    assert_eq!(stage.leaks().await.unwrap(), [""; 0]);
}

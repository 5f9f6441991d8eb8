//! Sign-ins that are cut off: by the browser, which ends the worker when it likes, by the person, or by time.

use askside_e2e::stage::{PERSON, Setting, Stage};
use askside_e2e::{Surface, until};
use askside_sim::{Fault, FaultKind, Sim};

const DOC: &str = "trellis/rolling-back";
const TITLE: &str = "Does a rollback also restore the config map?";

/// Amal approved once and is signed out; her panel says so.
async fn signed_out() -> (Stage, Surface) {
    let stage = Stage::set(Sim::demo().unwrap(), Setting { logged: true, ..Setting::default() }).await.unwrap();
    stage.connect().await.unwrap();
    stage.browser.in_worker::<()>("chrome.storage.session.clear()").await.unwrap();
    let tab = stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap();
    tab.role("button", "Sign in").visible().await.unwrap();
    (stage, tab)
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
    tab.role("button", "Sign out").visible().await.unwrap();
    assert_eq!(stage.leaks().await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn the_worker_ends_while_the_window_is_open() {
    let (stage, tab) = signed_out().await;
    stage.sim.fault(Fault::new(FaultKind::Html).at("/oauth"));
    tab.role("button", "Sign in").click().await.unwrap();
    let window = stage.browser.surface("/oauth").await.unwrap();
    stage.browser.kill_worker().await.unwrap();
    // What the window comes to is nobody's business any more.
    stage.sim.clear_faults();
    drop(window.cdp("Page.reload", serde_json::json!({})).await);
    begins_anew(stage, tab).await;
}

#[tokio::test]
async fn the_worker_ends_while_the_token_is_verified() {
    let (stage, tab) = signed_out().await;
    let before = stage.calls().iter().filter(|call| call.path == "/api/2.3/me").count();
    stage.sim.fault(Fault::new(FaultKind::Slow { ms: 60_000 }).at("/api/2.3/me"));
    tab.role("button", "Sign in").click().await.unwrap();
    asked(&stage, "/api/2.3/me", before + 1).await;
    stage.browser.kill_worker().await.unwrap();
    let kept: String = stage.browser.in_worker("chrome.storage.session.get().then(JSON.stringify)").await.unwrap();
    assert!(!stage.sim.tokens().iter().any(|token| kept.contains(token.as_str())), "not verified, not kept: {kept}");
    begins_anew(stage, tab).await;
}

#[tokio::test]
async fn the_person_says_no_or_goes_away() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting { logged: true, ..Setting::default() }).await.unwrap();
    let tab = stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap();
    let application = askside_sim::Application::demo();
    let client_id = application.client_id.to_string();
    stage.enter(&tab, askside_sim::Config::SITE_URL, &client_id, &application.key).await.unwrap();
    let window = stage.browser.surface("/oauth/").await.unwrap();
    window.role_like("button", PERSON).click().await.unwrap();
    window.role("button", "Cancel").click().await.unwrap();
    tab.css("[role=alert]").has_text("You did not allow Askside to use your account").await.unwrap();
    tab.reload().await.unwrap();
    tab.role("button", "Sign in").click().await.unwrap();
    stage.browser.surface("/oauth/").await.unwrap().close().await.unwrap();
    tab.css("[role=alert]").has_text("could not be loaded").await.unwrap();
    assert_eq!(stage.sim.tokens(), [""; 0]);
    assert_eq!(stage.leaks().await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn the_site_asks_for_a_pause_before_it_says_whose_the_token_is() {
    let (stage, tab) = signed_out().await;
    stage.sim.fault(Fault::new(FaultKind::TooMany { retry_after: 2 }).at("/api/2.3/me"));
    tab.role("button", "Sign in").click().await.unwrap();
    tab.css("[role=alert]").has_text("The site asked Askside to wait").await.unwrap();
    let kept: String = stage.browser.in_worker("chrome.storage.session.get().then(JSON.stringify)").await.unwrap();
    assert!(!stage.sim.tokens().iter().any(|token| kept.contains(token.as_str())), "not verified, not kept: {kept}");
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
    panel.role("button", "Allow Askside to post").click().await.unwrap(); // approved before, and goes on
    panel.role("heading", "Your question is posted").visible().await.unwrap();
    assert_eq!(stage.posts().len(), 2, "the refused one and the posted one");
    assert_eq!(stage.leaks().await.unwrap(), [""; 0]);
}

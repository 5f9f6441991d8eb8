//! Sign-ins that end with anything but the one true answer: nobody is signed in, the reason is told, and nothing
//! that the answer brought is used.

use askside_e2e::stage::{Setting, Stage};
use askside_e2e::{Surface, until};
use askside_sim::{Application, Config, Edit, Fault, FaultKind, Sim};

const NOT_OURS: &str = "address that is not ours";
const NOT_LOADED: &str = "could not be loaded";
const NOT_STARTED: &str = "does not belong to the sign-in that was started";
const MALFORMED: &str = "answer is malformed";

fn set(key: &str, value: &str) -> Edit {
    Edit::Set(key.into(), value.into())
}

fn add(key: &str, value: &str) -> Edit {
    Edit::Add(key.into(), value.into())
}

/// A site with an application of somebody else, and a browser in which Amal approved ours once and is signed out.
async fn stage() -> Stage {
    let stage = Stage::set(Sim::demo().unwrap(), Setting { logged: true, ..Setting::default() }).await.unwrap();
    stage.connect().await.unwrap();
    stage.browser.in_worker::<()>("chrome.storage.session.clear()").await.unwrap();
    stage
}

/// Signs in anew, with this going wrong, and waits for what is told of it.
async fn fails(stage: &Stage, tab: &Surface, kind: FaultKind, says: &str) {
    stage.sim.clear_faults();
    stage.sim.fault(Fault::new(kind.clone()).at("/oauth"));
    tab.reload().await.unwrap();
    tab.role("button", "Sign in").click().await.unwrap();
    until(format!("{says:?} of {kind:?}"), async || {
        let told = tab.css("[role=alert]").texts().await.map_err(|error| error.to_string())?;
        if told.iter().any(|told| told.contains(says)) { Ok(()) } else { Err(format!("{told:?}")) }
    })
    .await
    .unwrap();
}

/// The tokens that the API was sent since then.
fn sent_since(stage: &Stage, calls: usize) -> Vec<String> {
    let token = |name: &'static str| move |call: &askside_sim::Logged| call.header(name).map(str::to_owned);
    stage.calls()[calls..].iter().filter_map(token("x-api-access-token")).collect()
}

#[tokio::test]
async fn no_forged_answer_signs_anybody_in() {
    let stage = stage().await;
    let tab = stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap();
    let home = format!("https://{}.chromiumapp.org", stage.browser.extension_id());
    let earlier = stage.sim.log().iter().find_map(|request| {
        let query = request.query.as_deref().filter(|_| request.path == "/oauth/dialog")?;
        query.split("state=").nth(1).map(str::to_owned)
    });
    let before = stage.calls().len();
    for (edits, says) in [
        (vec![Edit::Drop("state".into())], NOT_STARTED),
        (vec![set("state", "0123456789abcdef0123456789abcdef")], NOT_STARTED),
        (vec![set("state", &earlier.unwrap())], NOT_STARTED),
        (vec![Edit::Repeat("state".into())], MALFORMED),
        (vec![add("%73tate", "0")], MALFORMED),
        (vec![Edit::Drop("access_token".into())], MALFORMED),
        (vec![Edit::Repeat("access_token".into())], MALFORMED),
        (vec![add("%61ccess_token", "0123456789abcdef")], MALFORMED),
        (vec![add("error", "access_denied")], MALFORMED),
        (vec![set("access_token", "")], MALFORMED),
        (vec![set("access_token", "0123%0d%0aX-Evil:1")], MALFORMED),
        (vec![set("expires", "-1")], MALFORMED),
        (vec![set("expires", "soon")], MALFORMED),
        (vec![Edit::To(format!("{home}/elsewhere"))], NOT_OURS),
        (vec![Edit::To(format!("{home}:8443/"))], NOT_LOADED),
        (vec![Edit::To(home.replace("https://", "https://sub.") + "/")], NOT_LOADED),
    ] {
        fails(&stage, &tab, FaultKind::Rewrite { edits }, says).await;
    }
    for kind in [FaultKind::Status { status: 500 }, FaultKind::Redirect { to: "/oauth/dialog?around=again".into() }] {
        fails(&stage, &tab, kind, NOT_LOADED).await;
    }
    assert_eq!(sent_since(&stage, before), [""; 0], "no token of a refused answer is tried");
    stage.sim.clear_faults();
    tab.role("button", "Sign in").click().await.unwrap();
    tab.role("button", "Sign out").visible().await.unwrap();
    assert_eq!(stage.leaks().await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn no_token_that_is_not_ours_is_kept() {
    let stage = stage().await;
    let other = stage.sim.register("mira", "Somebody else's", "elsewhere.test");
    let tab = stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap();
    let dead = stage.sim.tokens().remove(0);
    let key = Application::demo().key;
    let end = format!(
        "fetch('{}/api/2.3/access-tokens/{dead}/invalidate', {{ cache: 'no-store', headers: {{ 'x-api-key': '{key}' }} }}).then(() => undefined)",
        Config::SITE_URL
    );
    tab.eval::<()>(&end).await.unwrap();
    let foreign = stage.sim.issue_token_of(other.client_id, "mira", &["write_access"]);
    for (token, says) in [(&foreign, "does not know this key"), (&dead, "no longer accepts your sign-in")] {
        fails(&stage, &tab, FaultKind::Rewrite { edits: vec![set("access_token", token)] }, says).await;
        let kept: String = stage.browser.in_worker("chrome.storage.session.get().then(JSON.stringify)").await.unwrap();
        assert!(!kept.contains(token.as_str()), "{kept}");
    }
    assert_eq!(stage.leaks().await.unwrap(), [""; 0]);
}

/// A token in the query goes to whoever answers there, and a redirect to another host takes it there: nobody but the
/// site can prevent that. It is not signed in with.
#[tokio::test]
async fn a_window_that_is_led_astray() {
    let stage = stage().await;
    let tab = stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap();
    let before = stage.calls().len();
    fails(&stage, &tab, FaultKind::Rewrite { edits: vec![Edit::Swap] }, NOT_OURS).await;
    stage.sim.clear_faults();
    let edits = vec![Edit::To("https://docs.fernwick.test/trellis/rolling-back".into())];
    stage.sim.fault(Fault::new(FaultKind::Rewrite { edits }).at("/oauth"));
    tab.role("button", "Sign in").click().await.unwrap();
    let window = stage.browser.surface("#access_token=").await.unwrap();
    assert!(window.url().starts_with("https://docs.fernwick.test/"), "{}", window.url());
    window.close().await.unwrap();
    tab.css("[role=alert]").has_text(NOT_LOADED).await.unwrap();
    assert_eq!(sent_since(&stage, before), [""; 0]);
}

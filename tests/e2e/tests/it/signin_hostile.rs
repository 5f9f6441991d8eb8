//! Sign-ins that end with anything but the one true answer: nobody is signed in, the reason is told, and nothing
//! that the answer brought is used.

use askside_e2e::stage::{Door, PERSON, Setting, Stage};
use askside_e2e::{Surface, until};
use askside_sim::{Edit, Fault, FaultKind, Sim};

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

/// Amal approved once and is signed out; her page says so.
async fn signed_out(door: Door) -> (Stage, Surface) {
    let setting = Setting { logged: true, door: Some(door), ..Setting::default() };
    let stage = Stage::set(Sim::demo().unwrap(), setting).await.unwrap();
    stage.connect().await.unwrap();
    let tab = stage.sign_out().await.unwrap();
    (stage, tab)
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
    for door in Door::ALL {
        let (stage, tab) = signed_out(door).await;
        let (page, secret) = if door.is_code() { ("/oauth", "code") } else { ("/oauth/dialog", "access_token") };
        let home = format!("https://{}.chromiumapp.org", stage.browser.extension_id());
        let asked = stage.sim.log().iter().find(|request| request.path == page).and_then(|asked| asked.query.clone());
        let earlier = asked.unwrap().split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
        let before = stage.calls().len();
        for (edits, says) in [
            (vec![Edit::Drop("state".into())], NOT_STARTED),
            (vec![set("state", "0123456789abcdef0123456789abcdef")], NOT_STARTED),
            (vec![set("state", &earlier)], NOT_STARTED),
            (vec![Edit::Repeat("state".into())], MALFORMED),
            (vec![add("%73tate", "0")], MALFORMED),
            (vec![Edit::Drop(secret.into())], MALFORMED),
            (vec![Edit::Repeat(secret.into())], MALFORMED),
            (vec![add("error", "access_denied")], MALFORMED),
            (vec![set(secret, "")], MALFORMED),
            (vec![set(secret, "0123%0d%0aX-Evil:1")], MALFORMED),
        ] {
            fails(&stage, &tab, FaultKind::Rewrite { edits }, says).await;
        }
        if door.is_tab() {
            // A company's sign-in in front of the site may drop what follows the address.
            fails(&stage, &tab, FaultKind::Redirect { to: "/oauth/login_success".into() }, "without an answer").await;
        } else {
            // The browser's window closes by itself on what is no page; a tab is left to the person.
            for kind in [FaultKind::Status { status: 500 }, FaultKind::Redirect { to: format!("{page}?around=again") }]
            {
                fails(&stage, &tab, kind, NOT_LOADED).await;
            }
            let edits = vec![Edit::To(format!("{home}/elsewhere"))];
            fails(&stage, &tab, FaultKind::Rewrite { edits }, NOT_OURS).await;
        }
        assert_eq!(sent_since(&stage, before), [""; 0], "{door:?}: no token of a refused answer is tried");
        stage.sim.clear_faults();
        tab.role("button", "Sign in").click().await.unwrap();
        tab.css("header .who").has_text(PERSON).await.unwrap();
        assert_eq!(stage.leaks().await.unwrap(), [""; 0], "{door:?}");
    }
}

#[tokio::test]
async fn no_token_that_is_not_ours_is_kept() {
    let (stage, tab) = signed_out(Door::ALL[0]).await;
    let other = stage.sim.register("mira", "Somebody else's", "elsewhere.test");
    let dead = stage.sim.tokens().remove(0); // by signing out
    let foreign = stage.sim.issue_token_of(other.client_id, "mira", &["write_access"]);
    for (token, says) in [(&foreign, "does not know this key"), (&dead, "no longer accepts your sign-in")] {
        fails(&stage, &tab, FaultKind::Rewrite { edits: vec![set("access_token", token)] }, says).await;
        let kept: String = stage.browser.in_worker("chrome.storage.session.get().then(JSON.stringify)").await.unwrap();
        assert!(!kept.contains(token.as_str()), "{kept}");
    }
    assert_eq!(stage.leaks().await.unwrap(), [""; 0]);
}

/// A secret in the wrong part of the address goes to whoever answers there, and a redirect to another page takes it
/// there: nobody but the site can prevent that. It is not signed in with.
#[tokio::test]
async fn a_window_that_is_led_astray() {
    for door in Door::ALL {
        let (stage, tab) = signed_out(door).await;
        let before = stage.calls().len();
        fails(&stage, &tab, FaultKind::Rewrite { edits: vec![Edit::Swap] }, NOT_OURS).await;
        if !door.is_tab() {
            let home = format!("https://{}.chromiumapp.org", stage.browser.extension_id());
            for address in [format!("{home}:8443/"), home.replace("https://", "https://sub.") + "/"] {
                fails(&stage, &tab, FaultKind::Rewrite { edits: vec![Edit::To(address)] }, NOT_LOADED).await;
            }
        }
        for elsewhere in ["https://docs.fernwick.test/trellis/rolling-back", "https://stack.fernwick.test/tags"] {
            stage.sim.clear_faults();
            stage.sim.fault(Fault::new(FaultKind::Rewrite { edits: vec![Edit::To(elsewhere.into())] }).at("/oauth"));
            tab.reload().await.unwrap();
            tab.role("button", "Sign in").click().await.unwrap();
            let window = stage.browser.surface(elsewhere).await.unwrap();
            assert!(window.url().contains("state="), "{}", window.url());
            window.close().await.unwrap();
            tab.css("[role=alert]").has_text(NOT_LOADED).await.unwrap();
        }
        assert_eq!(sent_since(&stage, before), [""; 0], "{door:?}");
    }
}

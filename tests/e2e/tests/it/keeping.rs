//! What is written stays, what is secret is never on disk, and nothing happens before the person acts.

use std::collections::BTreeSet;
use std::fs;

use askside_e2e::stage::{PERSON, Setting, Stage, root};
use askside_e2e::{Surface, until};
use askside_sim::{Fault, FaultKind, Sim};
use serde_json::Value;

const DOC: &str = "trellis/rolling-back";
const TITLE: &str = "Does a rollback also restore the config map?";

/// Whether a draft with this title is offered, and opens as it was.
async fn continues(panel: &Surface, title: &str, body: &str) {
    panel.role("region", "Drafts").has_text("Your drafts").await.unwrap();
    panel.role("button", title).click().await.unwrap();
    panel.role("textbox", "Title").has_text(title).await.unwrap();
    panel.css("textarea").has_text(body).await.unwrap();
}

#[tokio::test]
async fn nothing_happens_before_the_person_acts() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    stage.connect().await.unwrap();
    let before = stage.sim.log().len();
    stage.browser.kill_worker().await.unwrap();
    for path in [DOC, "millrace/consumer-lag"] {
        let page = stage.doc(path).await.unwrap();
        page.eval::<()>("getSelection().selectAllChildren(document.querySelector('main p'))").await.unwrap();
        page.reload().await.unwrap();
    }
    assert!(!stage.browser.worker_runs().await.unwrap(), "no page wakes the extension");
    let log = stage.sim.log();
    assert!(log[before..].iter().all(|request| request.host == "docs"), "{:#?}", &log[before..]);

    // What the browser asks a person to agree to at installation: nothing.
    let tab = stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap();
    let shipped = fs::read_to_string(root().join("dist/chrome/manifest.json")).unwrap();
    let warnings = format!("chrome.management.getPermissionWarningsByManifest({})", Value::from(shipped.as_str()));
    assert_eq!(tab.eval::<Vec<String>>(&warnings).await.unwrap(), Vec::<String>::new());
    let permissions: BTreeSet<String> = tab.eval("chrome.runtime.getManifest().permissions").await.unwrap();
    let expect = [
        "activeTab",
        "contextMenus",
        "declarativeNetRequestWithHostAccess",
        "identity",
        "scripting",
        "sidePanel",
        "storage",
    ];
    assert!(permissions.iter().eq(expect), "{permissions:?}");
    let shipped: Value = serde_json::from_str(&shipped).unwrap();
    assert_eq!(shipped["permissions"], Value::from(expect.as_slice()));
    assert_eq!(shipped.get("host_permissions"), None);
    assert_eq!(stage.browser.problems(), []);
}

#[tokio::test]
async fn a_draft_outlives_panel_and_worker() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    stage.connect().await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    stage.write(&page, &panel, TITLE).await.unwrap();

    // Typed, and closed at once.
    panel.css("textarea").fill("The first words.").await.unwrap();
    for key in ["a", "b", "c"] {
        panel.press(key).await.unwrap();
    }
    panel.close().await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    continues(&panel, TITLE, "The first words.abc").await;

    // The worker dies between typing, closing and coming back.
    stage.browser.kill_worker().await.unwrap();
    panel.css("textarea").fill("I rolled back `basket` and the config map stayed as it was.").await.unwrap();
    panel.close().await.unwrap();
    stage.browser.kill_worker().await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    continues(&panel, TITLE, "I rolled back `basket` and the config map stayed as it was.").await;

    // Between the review and the post, and while it posts.
    let post = stage.review(&panel).await.unwrap();
    stage.browser.kill_worker().await.unwrap();
    assert_eq!(stage.posts(), [], "nothing is posted before the button is pressed");
    stage.sim.fault(Fault::new(FaultKind::Slow { ms: 60_000 }).at("/api/2.3/questions/add"));
    panel.role("button", &post).click().await.unwrap();
    until("the post to leave", async || if stage.posts().len() == 1 { Ok(()) } else { Err("not yet") }).await.unwrap();
    stage.browser.kill_worker().await.unwrap();
    panel.css("[role=alert]").has_text("Askside was interrupted.").await.unwrap();
    stage.sim.clear_faults();
    panel.role("button", "Try again").click().await.unwrap();
    panel.css("[role=alert]").has_text("The answer was lost on the way").await.unwrap();
    panel.role("button", "Look for it on the site").click().await.unwrap();
    // It may be on its way for half a minute, which is counted down; then Askside looks by itself.
    for most in [16, 3] {
        until("the countdown", async || {
            let text = "document.querySelector('[role=timer]')?.textContent ?? ''";
            let told: String = panel.eval(text).await.map_err(|error| error.to_string())?;
            let left = told.split(' ').find_map(|word| word.parse().ok());
            if left.is_some_and(|left: u32| left <= most) { Ok(()) } else { Err(told) }
        })
        .await
        .unwrap();
    }
    panel.role("heading", "It is not on the site").visible().await.unwrap();
    panel.role("button", "Back to the draft").click().await.unwrap();
    panel.role("button", "Review").click().await.unwrap();
    panel.role("heading", "Review").visible().await.unwrap();
    stage.browser.kill_worker().await.unwrap();
    panel.role("button", &post).click().await.unwrap();
    panel.role("heading", "Your question is posted").visible().await.unwrap();
    assert_eq!(stage.posts().len(), 2);
    assert_eq!(stage.browser.problems(), []);
}

#[tokio::test]
async fn a_draft_outlives_the_browser_and_the_token_does_not() {
    let sim = Sim::demo().unwrap();
    let profile = tempfile::tempdir().unwrap();
    let setting = Setting { profile: Some(profile.path().into()), logged: true, ..Setting::default() };
    let stage = Stage::set(sim.clone(), setting.clone()).await.unwrap();
    stage.connect().await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    stage.write(&page, &panel, TITLE).await.unwrap();
    stage.review(&panel).await.unwrap();

    // Both tokens were in memory, and neither was anywhere else.
    let calls = stage.calls();
    let tokens: BTreeSet<&str> = calls.iter().filter_map(|call| call.header("x-api-access-token")).collect();
    assert_eq!(tokens.len(), 2, "one to read, one to post");
    let area = async |name: &str| -> String {
        panel.eval(&format!("chrome.storage.{name}.get().then(JSON.stringify)")).await.unwrap()
    };
    let (local, session) = (area("local").await, area("session").await);
    assert!(local.contains(TITLE), "{local}");
    assert!(tokens.iter().any(|token| session.contains(token)), "the token in use is kept in memory");
    assert_eq!(stage.leaks().await.unwrap(), [""; 0]);

    // The same profile again: nobody is signed in, and the draft is there.
    let stage = Stage::set(sim, setting).await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let before = stage.calls().len();
    let popup = stage.browser.click_action(&page).await.unwrap();
    popup.role("heading", "Sign in to stack.fernwick.test").visible().await.unwrap();
    popup.close().await.unwrap();
    assert_eq!(stage.calls().len(), before, "nothing is sent for somebody who is not signed in");
    page.press("Alt+Shift+Q").await.unwrap();
    let panel = stage.browser.side_panel().await.unwrap();
    panel.role("button", "Sign in").click().await.unwrap();
    stage.browser.surface("/oauth/").await.unwrap().role_like("button", PERSON).click().await.unwrap();
    continues(&panel, TITLE, "I did as the page says").await;
    panel.role("button", "Review").click().await.unwrap(); // allowed before: renewed for it without a window
    panel.role("heading", "Review").visible().await.unwrap();
    assert_eq!(stage.posts(), []);
    panel.role("button", &format!("Post to stack.fernwick.test as {PERSON}")).click().await.unwrap();
    panel.role("heading", "Your question is posted").visible().await.unwrap();
    assert_eq!(stage.posts().len(), 1);
    assert_eq!(stage.browser.problems(), []);
}

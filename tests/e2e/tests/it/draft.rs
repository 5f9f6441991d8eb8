//! Posted once, and told truthfully, whatever is killed: the journal in a real browser, against real connections.

use crate::trouble::on_site;
use askside_e2e::stage::{PERSON, Setting, Stage};
use askside_e2e::{Surface, until};
use askside_sim::{Config, Fault, FaultKind, Limits, Sim};
use serde_json::json;

const DOC: &str = "trellis/rolling-back";
const LOOK_UP: &str = "Look for it on the site";
const POSTED: &str = "Your question is posted";

/// A click on the button that posts, as the browser would report it had it been made at `time`, in milliseconds since
/// 1970.
async fn click_at(panel: &Surface, time: f64) {
    let middle =
        "function() { const b = this.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2] }";
    let (x, y): (f64, f64) = panel.css(".review .primary").call(middle).await.unwrap();
    for kind in ["mousePressed", "mouseReleased"] {
        let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1, "timestamp": time / 1e3 });
        panel.cdp("Input.dispatchMouseEvent", event).await.unwrap();
    }
}

/// No script, no click that was meant for what was there before, and no key that is held posts anything.
#[tokio::test]
async fn a_press_that_nobody_means_posts_nothing() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    stage.connect().await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    stage.write(&page, &panel, "Does a rollback also restore the config map?").await.unwrap();
    let before: f64 = panel.eval("performance.timeOrigin + performance.now()").await.unwrap();
    stage.review(&panel).await.unwrap();
    let post = panel.css(".review .primary:enabled");
    post.visible().await.unwrap();
    post.call::<()>("function() { this.click(); this.focus() }").await.unwrap();
    click_at(&panel, before).await;
    let held = json!({
        "type": "keyDown", "key": "Enter", "code": "Enter", "text": "\r", "autoRepeat": true, "windowsVirtualKeyCode": 13,
    });
    panel.cdp("Input.dispatchKeyEvent", held).await.unwrap();
    panel.role("heading", "Review").visible().await.unwrap();
    assert_eq!(stage.posts(), []);
    // Whoever comes back to the page has to see it again.
    let shut = "new Promise((shut) => {
        const post = document.querySelector('.review .primary');
        new MutationObserver(() => post.disabled && shut()).observe(post, { attributes: true });
        dispatchEvent(new Event('focus'));
    })";
    panel.eval::<()>(shut).await.unwrap();
    post.click().await.unwrap();
    panel.role("heading", POSTED).visible().await.unwrap();
    assert_eq!(stage.posts().len(), 1);
    assert_eq!(stage.browser.problems(), []);
}

/// Presses the button that posts; the site does as it is told and its answer never ends.
async fn post_unanswered(stage: &Stage, panel: &Surface) {
    let before = stage.posts().len();
    stage.sim.fault(Fault::new(FaultKind::Stalled).at("/api/2.3/questions/add"));
    panel.css(".review .primary").click().await.unwrap();
    until("the post to arrive", async || if stage.posts().len() > before { Ok(()) } else { Err("not yet") })
        .await
        .unwrap();
}

/// Browsers send a POST again by themselves when a connection that served before drops. A site that takes whatever
/// comes has the question twice then: that is found, said, and offered to be undone.
#[tokio::test]
async fn what_the_browser_sent_twice_is_found_and_deleted() {
    const TITLE: &str = "Does a rollback also restore the config map?";
    let limits = Limits { refuse_duplicates: false, ..Limits::default() };
    let naive = Config { limits, knows_request_ids: false, ..Config::default() };
    let stage = Stage::set(Sim::demo().unwrap().with_config(naive), Setting::default()).await.unwrap();
    stage.connect().await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    stage.write(&page, &panel, TITLE).await.unwrap();
    let post = stage.review(&panel).await.unwrap();
    stage.sim.fault(Fault::new(FaultKind::CloseBeforeAnswer).at("/api/2.3/questions/add").times(1));
    panel.role("button", &post).click().await.unwrap();
    panel.role("heading", POSTED).visible().await.unwrap();
    assert_eq!((stage.posts().len(), on_site(&stage, TITLE).await), (2, 2), "pressed once, sent twice by the browser");
    panel.css(".stack").has_text("The browser sent it more than once.").await.unwrap();
    panel.role_like("button", "Delete this one: https://").click().await.unwrap();
    panel.role_like("button", "Delete this one: https://").gone().await.unwrap();
    panel.role("heading", POSTED).visible().await.unwrap();
    assert_eq!(on_site(&stage, TITLE).await, 1);
    assert_eq!(stage.browser.problems(), []);
}

/// The worker, the panel and the browser are killed after the question arrived and before its answer did.
#[tokio::test]
async fn what_was_killed_while_it_posted_is_found() {
    const TITLES: [&str; 2] =
        ["Does a rollback also restore the config map?", "Does a rollback also restore the feature flags?"];
    let sim = Sim::demo().unwrap();
    let profile = tempfile::tempdir().unwrap();
    let setting = Setting { profile: Some(profile.path().into()), ..Setting::default() };
    let stage = Stage::set(sim.clone(), setting.clone()).await.unwrap();
    stage.connect().await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    stage.write(&page, &panel, TITLES[0]).await.unwrap();
    stage.review(&panel).await.unwrap();
    post_unanswered(&stage, &panel).await;
    stage.browser.kill_worker().await.unwrap();
    panel.css("[role=alert]").has_text("Askside was interrupted.").await.unwrap();
    stage.sim.clear_faults();
    panel.role("button", "Try again").click().await.unwrap();
    panel.role("button", LOOK_UP).click().await.unwrap();
    panel.role("heading", POSTED).visible().await.unwrap();
    assert_eq!((stage.posts().len(), on_site(&stage, TITLES[0]).await), (1, 1));

    // With the panel, and with the browser and the token.
    stage.write(&page, &panel, TITLES[1]).await.unwrap();
    panel.role("button", "Review").click().await.unwrap();
    panel.role("heading", "Review").visible().await.unwrap();
    post_unanswered(&stage, &panel).await;
    panel.close().await.unwrap();
    drop(stage);
    sim.clear_faults();
    let stage = Stage::set(sim, setting).await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    // A press opens the panel only while it is young, and nobody presses before the browser is up.
    assert!(stage.browser.in_worker::<bool>("true").await.unwrap());
    page.front().await.unwrap();
    page.press("Alt+Shift+Q").await.unwrap();
    let panel = stage.browser.side_panel().await.unwrap();
    panel.role("button", "Sign in").click().await.unwrap();
    stage.browser.surface("/oauth/").await.unwrap().role_like("button", PERSON).click().await.unwrap();
    panel.role_like("button", TITLES[1]).click().await.unwrap();
    panel.role("heading", "Was it posted?").visible().await.unwrap();
    panel.role("button", LOOK_UP).click().await.unwrap();
    panel.role("heading", POSTED).visible().await.unwrap();
    for title in TITLES {
        assert_eq!(on_site(&stage, title).await, 1, "{title}");
    }
    assert_eq!(stage.posts().len(), 2, "each was sent once");
    assert_eq!(stage.browser.problems(), []);
}

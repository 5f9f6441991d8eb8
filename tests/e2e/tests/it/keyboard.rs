//! The keyboard is enough: the whole path without a mouse, and the focus is in sight at every step.

use askside_e2e::stage::{PERSON, Setting, Stage};
use askside_e2e::{Surface, until};
use askside_sim::{Application, Sim};
use serde::Deserialize;
use serde_json::json;

const TITLE: &str = "Does a rollback also restore the config map?";

/// Longest way from one thing to another.
const STOPS: usize = 60;

/// What has the focus.
#[derive(Debug, Deserialize)]
struct Stop {
    tag: String,
    name: String,
    /// Why nobody can tell that it has the focus; empty if everybody can.
    unseen: String,
}

async fn stop(panel: &Surface) -> Stop {
    const STOP: &str = r#"(() => {
        const e = document.activeElement, box = e.getBoundingClientRect(), { outlineStyle, outlineWidth } = getComputedStyle(e);
        const name = e.getAttribute("aria-label") ?? e.labels?.[0]?.innerText ?? e.innerText ?? "";
        const middle = document.elementFromPoint(box.x + Math.min(box.width, innerWidth) / 2, (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2);
        const unseen = e === document.body ? "the page itself has the focus"
            : outlineStyle === "none" || parseFloat(outlineWidth) < 2 ? "nothing is drawn around it"
            : !middle || !(e.contains(middle) || middle.contains(e)) ? "it is out of sight" : "";
        return { tag: e.localName, name: name.replace(/\s+/g, " ").trim(), unseen };
    })()"#;
    panel.eval(STOP).await.unwrap()
}

/// Presses `key` until what `is_it` has the focus, which is seen at every stop.
async fn walk(panel: &Surface, key: &str, what: &str, is_it: impl Fn(&Stop) -> bool) {
    let mut stops = Vec::new();
    while stops.len() < STOPS {
        panel.press(key).await.unwrap();
        let stop = stop(panel).await;
        assert_eq!(stop.unseen, "", "{stop:?} on the way to {what}, after {stops:?}");
        if is_it(&stop) {
            return;
        }
        stops.push(stop.name);
    }
    panic!("{what} is not among {stops:?}");
}

/// Goes on to what has this name.
async fn to(panel: &Surface, name: &str) {
    walk(panel, "Tab", name, |stop| stop.name == name).await;
}

/// Goes to one of the header's lists, and opens it.
async fn list(panel: &Surface, name: &str) {
    walk(panel, "Shift+Tab", name, |stop| stop.name.starts_with(name)).await;
    panel.press("Enter").await.unwrap();
}

async fn type_text(panel: &Surface, text: &str) {
    panel.cdp("Input.insertText", json!({ "text": text })).await.unwrap();
}

/// Waits for a screen, which has the focus on its heading.
async fn arrived(panel: &Surface, heading: &str) {
    until(format!("the focus on {heading:?}"), async || {
        let stop = stop(panel).await;
        if stop.tag == "h2" && stop.name.starts_with(heading) && stop.unseen.is_empty() {
            Ok(())
        } else {
            Err(format!("{stop:?}"))
        }
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn the_keyboard_is_enough() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    let tab = stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap();
    tab.role("button", "Connect").visible().await.unwrap();
    let application = Application::demo();
    for (field, text) in [
        ("Site address", stage.sim.config().site_url.clone()),
        ("Client ID", application.client_id.to_string()),
        ("Key", application.key),
    ] {
        to(&tab, field).await;
        type_text(&tab, &text).await;
    }
    tab.press("Enter").await.unwrap();
    stage.approve_as(PERSON).await.unwrap();
    arrived(&tab, "You are connected").await;
    tab.close().await.unwrap();

    // Read, a block of code that scrolls among it, and back to where that was opened.
    let page = stage.doc("trellis/rolling-back").await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    panel.resize(320, 700).await.unwrap();
    let first = panel.css(".hits h3").nth(0).text().await.unwrap();
    to(&panel, &first).await;
    panel.press("Enter").await.unwrap();
    panel.css(".thread .prose").nth(0).visible().await.unwrap();
    arrived(&panel, &first).await; // and not lost as the rest came
    walk(&panel, "Tab", "code that scrolls", |stop| stop.tag == "pre").await;
    walk(&panel, "Shift+Tab", "the way back", |stop| stop.name.ends_with("Back")).await;
    panel.press("Enter").await.unwrap();
    until("the focus back on the question", async || match stop(&panel).await {
        Stop { name, .. } if name == first => Ok(()),
        other => Err(format!("{other:?}")),
    })
    .await
    .unwrap();

    // Write: Tab leaves every field, and Escape closes what is open.
    to(&panel, "Ask a question").await;
    panel.press("Enter").await.unwrap();
    arrived(&panel, "Ask on").await;
    to(&panel, "Title").await;
    panel.press("Ctrl+A").await.unwrap();
    type_text(&panel, TITLE).await;
    to(&panel, "Bold (Ctrl+B)").await;
    panel.press("ArrowRight").await.unwrap();
    assert_eq!(stop(&panel).await.name, "Italic (Ctrl+I)");
    walk(&panel, "Tab", "the body", |stop| stop.tag == "textarea").await;
    panel.press("Ctrl+A").await.unwrap();
    type_text(&panel, "I did as the page says and it did not do what it says.").await;
    to(&panel, "Tags, up to five").await;
    panel.press("Ctrl+A").await.unwrap();
    type_text(&panel, "roll").await;
    panel.css(".choices li").nth(0).visible().await.unwrap();
    panel.press("ArrowDown").await.unwrap();
    panel.press("Enter").await.unwrap();
    panel.css("[name=tags]").has_text("rollback").await.unwrap();
    type_text(&panel, "tre").await;
    panel.css(".choices li").nth(0).visible().await.unwrap();
    panel.press("Escape").await.unwrap();
    panel.css(".choices").gone().await.unwrap();
    for _ in 0..3 {
        panel.press("Backspace").await.unwrap();
    }

    // Away and back, thrown away and brought back.
    list(&panel, "Drafts").await;
    panel.role("heading", "Drafts").visible().await.unwrap();
    // The focus stays in the header: what is there is said, and nothing of what was there.
    panel
        .until("the screen to be told", "document.querySelector('p.sr-only[role=status]').innerText === 'Drafts'")
        .await
        .unwrap();
    assert!(stop(&panel).await.name.starts_with("Drafts"));
    to(&panel, &format!("Discard: {TITLE}")).await;
    panel.press("Space").await.unwrap();
    panel.until("the way back to have the focus", "document.activeElement.innerText === 'Undo'").await.unwrap();
    panel.press("Enter").await.unwrap();
    arrived(&panel, "Drafts").await;
    to(&panel, &format!("Continue: {TITLE}")).await;
    panel.press("Enter").await.unwrap();
    arrived(&panel, "Ask on").await;

    // Allowed, reviewed, posted.
    to(&panel, "Review").await;
    panel.press("Enter").await.unwrap();
    panel.role("button", "Allow Askside to post").visible().await.unwrap();
    to(&panel, "Allow Askside to post").await;
    panel.press("Space").await.unwrap();
    stage.browser.surface("/oauth").await.unwrap().role("button", "Approve").click().await.unwrap();
    arrived(&panel, "Review").await;
    panel.css(".review .primary:enabled").visible().await.unwrap();
    to(&panel, &format!("Post to stack.fernwick.test as {PERSON}")).await;
    panel.press("Enter").await.unwrap();
    arrived(&panel, "Your question is posted").await;
    assert_eq!(stage.posts().len(), 1);

    // And out.
    list(&panel, "Sites").await;
    panel.role("heading", "Sites").visible().await.unwrap();
    to(&panel, "Sign out").await;
    panel.press("Enter").await.unwrap();
    arrived(&panel, "Sites").await;
    panel.css("[role=status].notice").has_text("You are signed out").await.unwrap();
    assert_eq!(stage.browser.problems(), []);
}

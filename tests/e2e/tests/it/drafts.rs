//! Many drafts: found again, taken along, thrown away and brought back, by mouse and by keys.

use crate::editor::fits;
use askside_e2e::stage::{Setting, Stage};
use askside_e2e::until;
use askside_sim::Sim;

const TITLES: [&str; 4] = [
    "Does a rollback also restore the config map?",
    "Who may roll back in production?",
    "How long does a rolling deploy wait for a pod?",
    "Why does trellis say TRL-112 after a rollback?",
];

#[tokio::test]
async fn drafts_are_found_discarded_and_brought_back() {
    let downloads = tempfile::tempdir().unwrap();
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    stage.connect().await.unwrap();
    let page = stage.doc("trellis/rolling-back").await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    for title in TITLES {
        stage.write(&page, &panel, title).await.unwrap();
        // Elsewhere first, so that the next editor is told from this one.
        panel.role_like("button", "Drafts").click().await.unwrap();
        panel.role("button", &format!("Continue: {title}")).visible().await.unwrap();
    }
    let shown = async || panel.css(".sites .name").texts().await.unwrap();
    assert_eq!(shown().await, [TITLES[3], TITLES[2], TITLES[1], TITLES[0]]);
    fits(&panel, "drafts").await;

    // Found by words of the title and the tags.
    panel.role("textbox", "Find a draft").fill("roll PROD trellis").await.unwrap();
    panel.css("p.hint[role=status]").has_text("1 of 4 drafts").await.unwrap();
    assert_eq!(shown().await, [TITLES[1]]);
    fits(&panel, "drafts-found").await;

    // Thrown away, and brought back without the mouse: the way back has the focus.
    panel.role("button", &format!("Discard: {}", TITLES[1])).click().await.unwrap();
    panel.role("region", "Discarded").has_text(TITLES[1]).await.unwrap();
    assert_eq!(shown().await, [TITLES[3], TITLES[2], TITLES[0]]);
    let focused = "document.activeElement.getAttribute('aria-label') ?? ''";
    let undo = format!("Undo: {}", TITLES[1]);
    panel.until("the focus on the way back", &format!("({focused}) === {undo:?}")).await.unwrap();
    fits(&panel, "drafts-discarded").await;
    panel.press("Enter").await.unwrap();
    panel.role("button", &format!("Continue: {}", TITLES[1])).visible().await.unwrap();
    assert_eq!(shown().await.len(), 4);

    // Taken along as a file, without anything leaving.
    let calls = stage.calls().len();
    let allow = serde_json::json!({ "behavior": "allow", "downloadPath": downloads.path() });
    panel.cdp("Page.setDownloadBehavior", allow).await.unwrap();
    panel.role("button", &format!("Save as file: {}", TITLES[0])).click().await.unwrap();
    let file = downloads.path().join("does-a-rollback-also-restore-the-config-map.md");
    until("the file", async || {
        let text = std::fs::read_to_string(&file).map_err(|error| error.to_string())?;
        if text.contains("did **not** do what it says") { Ok(()) } else { Err(text) }
    })
    .await
    .unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    let head =
        format!("# {}\n\nAbout [Rolling back a deploy](https://docs.fernwick.test/trellis/rolling-back)", TITLES[0]);
    assert!(text.starts_with(&head) && text.contains("Tags: `trellis` `rollback`"), "{text}");
    panel.role("button", "Save all as a file").visible().await.unwrap();
    assert_eq!(stage.calls().len(), calls);

    // From another screen it is a list of the latest, with the way to all.
    panel.role("button", "Related").click().await.unwrap();
    panel.css(".hits li").nth(0).visible().await.unwrap();
    panel.role("button", "All 4 drafts").click().await.unwrap();
    panel.role("button", &format!("Continue: {}", TITLES[2])).click().await.unwrap();
    panel.role("textbox", "Title").has_text(TITLES[2]).await.unwrap();
    panel.role("button", "Discard draft").click().await.unwrap();
    panel.role("button", &format!("Undo: {}", TITLES[2])).click().await.unwrap();
    panel.role("button", &format!("Continue: {}", TITLES[2])).visible().await.unwrap();
    assert_eq!(stage.browser.problems(), []);
}

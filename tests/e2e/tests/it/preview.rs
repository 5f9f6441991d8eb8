//! What a draft will look like: beside its field, in its place, and at the review.

use crate::editor::{drafting, fits};
use askside_e2e::Surface;
use askside_e2e::stage::{Setting, Stage};
use askside_sim::Sim;

const BODY: &str = "It **fails**: `deploy`\n\n```sh\nls <dir>\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n\
    ![shot](https://docs.fernwick.test/beacon?md) <script>alert(1)</script> [x](javascript:alert(1)) https://docs.fernwick.test/a";

#[tokio::test]
async fn a_draft_is_seen_as_it_is_typed() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    let panel = drafting(&stage).await;
    let (field, preview) = (panel.css("textarea"), panel.role("region", "Preview"));
    let press = async |name: &str| panel.role("button", name).click().await.unwrap();

    // Where there is room for both, both are there.
    panel.resize(800, 900).await.unwrap();
    field.fill(BODY).await.unwrap();
    preview.has_text("It fails: deploy").await.unwrap();
    preview.has_text("Image: shot (https://docs.fernwick.test/beacon?md)").await.unwrap();
    for (selector, count) in [("strong", 1), ("pre code", 1), ("td", 2), ("script, img", 0), ("a[href]", 2)] {
        let found = panel.css(&format!(".preview :is({selector})")).count().await.unwrap();
        assert_eq!(found, count, "{selector}");
    }

    // It stays where it is scrolled to while the field is typed into.
    field.fill(&format!("{BODY}\n\n{}", "More of it.\n\n".repeat(60))).await.unwrap();
    preview.has_text("More of it.").await.unwrap();
    panel.eval::<()>("void (document.querySelector('.preview').scrollTop = 200)").await.unwrap();
    panel.eval::<()>("document.querySelector('textarea').setSelectionRange(0, 0)").await.unwrap();
    panel.css("textarea").call::<()>("function() { this.focus() }").await.unwrap();
    panel.press("N").await.unwrap();
    preview.has_text("NIt fails").await.unwrap();
    assert_eq!(panel.eval::<f64>("document.querySelector('.preview').scrollTop").await.unwrap(), 200.0);

    // Where there is none, one stands in the other's place, for the next draft, too.
    field.fill(BODY).await.unwrap();
    panel.resize(400, 900).await.unwrap();
    field.visible().await.unwrap();
    preview.gone().await.unwrap();
    press("Preview").await;
    preview.has_text("It fails: deploy").await.unwrap();
    field.gone().await.unwrap();
    fits(&panel, "preview").await;
    panel.resize(400, 900).await.unwrap();
    press("Related").await;
    press("Ask a question").await;
    preview.visible().await.unwrap();
    press("Write").await;
    field.visible().await.unwrap();
    assert!(stage.sim.log().iter().all(|request| !request.path.starts_with("/beacon")));
    assert_eq!(stage.browser.problems(), []);
}

#[tokio::test]
async fn a_review_says_what_becomes_of_it() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    let panel = drafting(&stage).await;
    panel
        .css("textarea")
        .fill("> said before\n\nIt [fails](https://docs.fernwick.test/a), **twice** a day.")
        .await
        .unwrap();
    stage.review(&panel).await.unwrap();
    for fact in [
        "everybody who can read stack.fernwick.test",
        "1 passage, 2 words",
        "https://docs.fernwick.test/a",
        "stack.fernwick.test, which would take it as it is",
    ] {
        panel.css(".review dl").has_text(fact).await.unwrap();
    }
    fits(&panel, "review-facts").await;
    assert_eq!(stage.browser.problems(), []);
}

/// Drops or pastes a picture, as a browser offers it.
async fn offer(panel: &Surface, event: &str, name: &str, bytes: &str) {
    let offer = format!(
        "(area => {{ const data = new DataTransfer(); data.items.add(new File([Uint8Array.from({bytes})], {name:?})); \
         const options = {{ bubbles: true, cancelable: true }}; area.focus(); \
         return area.dispatchEvent({event:?} === 'drop' ? new DragEvent('drop', {{ dataTransfer: data, ...options }}) \
             : new ClipboardEvent('paste', {{ clipboardData: data, ...options }})) }})(document.querySelector('textarea'))"
    );
    assert!(!panel.eval::<bool>(&offer).await.unwrap(), "the browser would open the file");
}

#[tokio::test]
async fn a_picture_is_uploaded_when_it_is_said() {
    const GIF: &str = "[71, 73, 70, 56, 57, 97, 1, 0, 1, 0]";
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    let panel = drafting(&stage).await;
    panel.css("textarea").fill("It looks so: ").await.unwrap();
    let uploads = || stage.sim.log().iter().filter(|request| request.path.contains("/images/upload")).count();
    let press = async |name: &str| panel.role("button", name).click().await.unwrap();

    // No is an answer, and what is no picture is told before anybody is asked.
    offer(&panel, "drop", "screen.gif", GIF).await;
    let picture = panel.role("group", "Picture");
    let asked = "Upload screen.gif (1 KB) to stack.fernwick.test? Whoever has its address may see it.";
    picture.has_text(asked).await.unwrap();
    fits(&panel, "picture").await;
    press("Leave it out").await;
    picture.gone().await.unwrap();
    offer(&panel, "paste", "evil.png", "[60, 115, 118, 103]").await;
    panel.css("[role=alert]").has_text("That is no picture that sites take").await.unwrap();
    press("Leave it out").await;

    // A script's press is none.
    offer(&panel, "paste", "screen.gif", GIF).await;
    picture.has_text(asked).await.unwrap();
    panel.eval::<()>("document.querySelector('[aria-label=Picture] button').click()").await.unwrap();
    picture.has_text(asked).await.unwrap();
    assert_eq!(uploads(), 0);

    // Posting is allowed first; the draft is as it was.
    press("Upload to stack.fernwick.test").await;
    press("Allow Askside to post").await;
    stage.browser.surface("/oauth").await.unwrap().role("button", "Approve").click().await.unwrap();
    panel.css("textarea").has_text("It looks so: ").await.unwrap();
    panel.press("Tab").await.unwrap();
    panel.eval::<()>("document.querySelector('textarea').setSelectionRange(13, 13)").await.unwrap();
    offer(&panel, "paste", "screen.gif", GIF).await;
    press("Upload to stack.fernwick.test").await;
    panel
        .css("textarea")
        .has_text("It looks so: ![what it shows](https://stack.fernwick.test/images/a/")
        .await
        .unwrap();
    assert_eq!(uploads(), 1);
    let selected = "(area => area.value.slice(area.selectionStart, area.selectionEnd))(document.activeElement)";
    assert_eq!(panel.eval::<String>(selected).await.unwrap(), "what it shows");
    picture.gone().await.unwrap();
    assert_eq!(stage.browser.problems(), []);
}

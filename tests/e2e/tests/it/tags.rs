//! The line of tags: choosing by key and by click, and what is typed staying as it was typed.

use crate::editor::{drafting, fits};
use askside_e2e::Surface;
use askside_e2e::stage::{Setting, Stage};
use askside_sim::Sim;

async fn line(panel: &Surface) -> String {
    panel.css("#tags").call("function() { return this.value }").await.unwrap()
}

/// The name of the choice that the keys are at; empty if there is none.
async fn active(panel: &Surface) -> String {
    let at = "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))\
              ?.querySelector('.tag').textContent ?? ''";
    panel.eval(at).await.unwrap()
}

#[tokio::test]
async fn tags_are_chosen_and_text_stays() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    let panel = drafting(&stage).await;
    let (field, choices) = (panel.css("#tags"), panel.css("#tags-list"));
    field.fill("trellis k").await.unwrap();
    choices.has_text("kafka").await.unwrap();
    choices.has_text("11 questions").await.unwrap();
    assert_eq!(active(&panel).await, "", "nothing is chosen by itself");
    panel.press("ArrowDown").await.unwrap();
    assert_eq!(active(&panel).await, "kafka");
    fits(&panel, "tags").await;
    panel.press("Enter").await.unwrap();
    assert_eq!(line(&panel).await, "trellis kafka ");
    choices.gone().await.unwrap();

    // What is typed goes on, and the list can be left without it.
    for key in ["d", "e", "ArrowDown", "ArrowUp", "ArrowUp"] {
        panel.press(key).await.unwrap();
    }
    assert_ne!(active(&panel).await, "");
    panel.press("Escape").await.unwrap();
    choices.gone().await.unwrap();
    assert_eq!(line(&panel).await, "trellis kafka de");
    panel.press("Tab").await.unwrap();
    assert_eq!(line(&panel).await, "trellis kafka de");
    assert!(panel.eval::<bool>("document.activeElement.id !== 'tags'").await.unwrap());

    // A tag that is not the person's to use is explained, and not taken.
    field.fill("pin").await.unwrap();
    choices.has_text("for moderators only").await.unwrap();
    panel.press("ArrowDown").await.unwrap();
    panel.press("Tab").await.unwrap();
    assert_eq!(line(&panel).await, "pin");
    field.fill("pinned k8s").await.unwrap();
    let remarks = "Only moderators may use “pinned”. “k8s” is called “kubernetes” here.";
    panel.css("#tags-remarks").has_text(remarks).await.unwrap();

    choices.has_text("what k8s is called here").await.unwrap();

    // A click does the same, and the browser's undo takes it back.
    panel.role_like("option", "kubernetes").click().await.unwrap();
    assert_eq!(line(&panel).await, "pinned kubernetes ");
    panel.eval::<bool>("document.execCommand('undo')").await.unwrap();
    assert_eq!(line(&panel).await, "pinned k8s");
    panel.reload().await.unwrap();
    field.visible().await.unwrap();
    assert_eq!(line(&panel).await, "pinned k8s");
    assert_eq!(stage.browser.problems(), []);
}

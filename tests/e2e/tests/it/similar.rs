//! Similar questions while a title is typed: found, read in place, and what a press makes of them.

use crate::editor::{body, drafting, fits};
use askside_e2e::stage::{Setting, Stage};
use askside_e2e::{Surface, until};
use askside_sim::Sim;

async fn asked(stage: &Stage) -> usize {
    stage.calls().iter().filter(|call| call.path.ends_with("/similar")).count()
}

/// Types a title as a person does, and waits for what is found.
async fn find(panel: &Surface) {
    panel.role("textbox", "Title").fill("Why does burrow say query_wait_timeou").await.unwrap();
    panel.press("t").await.unwrap();
    panel.role("region", "Similar questions").has_text("query_wait_timeout").await.unwrap();
}

#[tokio::test]
async fn a_question_that_is_asked_already_is_read_in_place() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    let panel = drafting(&stage).await;
    // What the stage typed: nothing moves under whoever writes elsewhere, and it is there on the way back.
    until("the title to be asked about", async || if asked(&stage).await > 0 { Ok(()) } else { Err("not yet") })
        .await
        .unwrap();
    panel.css(".similar").gone().await.unwrap();
    panel.role("textbox", "Title").click().await.unwrap();
    panel.css(".similar").nth(0).visible().await.unwrap();
    let before = asked(&stage).await;
    find(&panel).await;
    assert_eq!(asked(&stage).await, before + 1, "once for all of the typing");

    // Other forms of the same words are the same question.
    panel.role("textbox", "Title").fill("Why is burrow saying query_wait_timeout?").await.unwrap();
    let first = panel.css(".similar summary").nth(1);
    first.click().await.unwrap();
    panel.css(".similar .prose").nth(1).visible().await.unwrap();
    fits(&panel, "similar").await;
    assert_eq!(asked(&stage).await, before + 1);

    // The difference is begun in the body, selected to be written, and missed.
    panel.role("button", "Mine is different because…").nth(0).click().await.unwrap();
    let text = body(&panel).await;
    let (_, sentence) = text.rsplit_once("\n\n").unwrap();
    assert!(sentence.starts_with("This is not the same as [") && sentence.ends_with(", because …"), "{text}");
    panel.role("region", "Before you post").has_text("Say how your question differs").await.unwrap();
    panel.press("x").await.unwrap();
    panel.role("region", "Before you post").gone().await.unwrap();
    assert_eq!(body(&panel).await, text.replace('…', "x"));

    // The happy end: the draft steps aside, and comes back when it is wanted.
    panel.role("button", "This answers it").nth(0).click().await.unwrap();
    panel.role("heading", "Answered already").visible().await.unwrap();
    fits(&panel, "answered").await;
    panel.role("button", "Back to the draft").click().await.unwrap();
    panel.css("textarea").visible().await.unwrap();
    assert_eq!(body(&panel).await, text.replace('…', "x"));
    assert_eq!(stage.posts().len(), 0);
    assert_eq!(stage.browser.problems(), []);
}

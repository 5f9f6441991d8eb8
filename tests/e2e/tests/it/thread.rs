//! A question read inside the panel, from the list and back to it.

use crate::editor::shoot;
use askside_e2e::Surface;
use askside_e2e::stage::{Setting, Stage};
use askside_sim::{Fault, FaultKind, Sim};

const DOC: &str = "trellis/rolling-back";
const TITLE: &str = "trellis rollback says TRL-112";

/// The panel beside a page, with a question of its list opened.
async fn opened(stage: &Stage) -> Surface {
    stage.connect().await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    panel.role_like("link", TITLE).click().await.unwrap();
    panel.css(".thread .prose").nth(0).visible().await.unwrap();
    panel
}

#[tokio::test]
async fn a_question_is_read_and_left_again() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    let panel = opened(&stage).await;
    panel.role_like("heading", TITLE).visible().await.unwrap();
    panel.role_like("heading", "✓ Accepted answer by Mira Okafor").visible().await.unwrap();
    let open = "[...document.querySelectorAll('.answers details:not(.comments)')].map(details => details.open)";
    assert_eq!(panel.eval::<Vec<bool>>(open).await.unwrap(), [true, false]);
    panel.role_like("heading", "Answer by Callum Reid").click().await.unwrap();
    assert_eq!(panel.eval::<Vec<bool>>(open).await.unwrap(), [true, true]);
    // Markup of a post stays below the headings around it, and keeps no names of its own.
    let names = "[...document.querySelectorAll('.prose [class], .prose [id], .prose [style]')].length";
    assert_eq!(panel.eval::<usize>(names).await.unwrap(), 0);

    // Comments are asked for when somebody wants them, once.
    let asked = || stage.calls().iter().filter(|call| call.path.ends_with("/comments")).count();
    assert_eq!(asked(), 0);
    panel.css(".thread > .comments > summary").click().await.unwrap();
    panel.css(".thread > .comments li").nth(1).has_text("trellis status").await.unwrap();
    panel.css(".thread > .comments > summary").click().await.unwrap();
    panel.css(".thread > .comments > summary").click().await.unwrap();
    panel.css(".thread > .comments li").nth(1).visible().await.unwrap();
    assert_eq!(asked(), 1);
    shoot(&panel, "thread").await;

    // Every way back leads to the same place, with the focus where it was.
    let focused = "document.activeElement.textContent";
    for way in ["button", "Escape", "Alt+ArrowLeft"] {
        match way {
            "button" => panel.role("button", "← Back").click().await.unwrap(),
            key => panel.press(key).await.unwrap(),
        }
        panel.css(".hits").nth(0).visible().await.unwrap();
        panel.until("the focus to be back", &format!("{focused}.startsWith('{TITLE}')")).await.unwrap();
        panel.press("Enter").await.unwrap();
        panel.css(".thread .prose").nth(0).visible().await.unwrap();
    }
    assert_eq!(stage.browser.problems(), []);
}

#[tokio::test]
async fn what_fails_is_told_where_it_belongs() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    stage.connect().await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    // The title is there while the rest is on its way, and when that fails.
    stage.sim.fault(Fault::new(FaultKind::Truncated).at("/api/v3/questions/"));
    panel.role_like("link", TITLE).click().await.unwrap();
    panel.css("article.thread [role=alert]").visible().await.unwrap();
    panel.role_like("heading", TITLE).visible().await.unwrap();
    shoot(&panel, "thread-failed").await;
    stage.sim.clear_faults();
    panel.role("button", "Try again").click().await.unwrap();
    panel.css(".thread .prose").nth(0).visible().await.unwrap();
    panel.role("button", "← Back").click().await.unwrap();
    panel.css(".hits").nth(0).visible().await.unwrap();
    assert_eq!(stage.browser.problems(), []);
}

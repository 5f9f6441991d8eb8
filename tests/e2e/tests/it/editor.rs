//! The editor: what keys and buttons do to a draft in a real field, whose undo is the browser's.

use askside_e2e::Surface;
use askside_e2e::stage::{Setting, Stage};
use askside_sim::{Config, Limits, Sim};

const DOC: &str = "trellis/rolling-back";
const TITLE: &str = "Does a rollback also restore the config map?";

/// A draft in the side panel.
pub(crate) async fn drafting(stage: &Stage) -> Surface {
    stage.connect().await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    stage.write(&page, &panel, TITLE).await.unwrap();
    panel
}

/// Nothing of a screen is wider than the narrowest panel, nor than a wide one.
pub(crate) async fn fits(panel: &Surface, name: &str) {
    for width in [260, 800] {
        panel.resize(width, 900).await.unwrap();
        let fits = "document.documentElement.scrollWidth <= innerWidth";
        assert!(panel.eval::<bool>(fits).await.unwrap(), "{name} is wider than {width} pixels");
    }
}

/// Selects part of the body, by its text.
async fn select(panel: &Surface, part: &str) {
    let select = format!(
        "(area => {{ const at = area.value.indexOf({part:?}); area.focus(); \
         area.setSelectionRange(at, at + {part:?}.length) }})(document.querySelector('textarea'))"
    );
    panel.eval::<()>(&select).await.unwrap();
}

pub(crate) async fn body(panel: &Surface) -> String {
    panel.css("textarea").call("function() { return this.value }").await.unwrap()
}

#[tokio::test]
async fn marks_are_made_and_undone() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    let panel = drafting(&stage).await;
    panel.css("textarea").fill("It 𝄞 fails").await.unwrap();
    select(&panel, "fails").await;
    panel.press("Ctrl+B").await.unwrap();
    assert_eq!(body(&panel).await, "It 𝄞 **fails**");
    panel.press("Ctrl+I").await.unwrap();
    assert_eq!(body(&panel).await, "It 𝄞 ***fails***");
    panel.role("button", "Bold (Ctrl+B)").click().await.unwrap();
    assert_eq!(body(&panel).await, "It 𝄞 *fails*");
    for expect in ["It 𝄞 ***fails***", "It 𝄞 **fails**", "It 𝄞 fails"] {
        panel.eval::<bool>("document.execCommand('undo')").await.unwrap();
        assert_eq!(body(&panel).await, expect);
    }
    panel.eval::<bool>("document.execCommand('redo')").await.unwrap();
    assert_eq!(body(&panel).await, "It 𝄞 **fails**");

    // A list by button and keys, ended by an empty item.
    panel.css("textarea").fill("one").await.unwrap();
    panel.role("button", "Numbered list").click().await.unwrap();
    for key in ["Enter", "b", "Enter", "Enter", "c"] {
        panel.press(key).await.unwrap();
    }
    assert_eq!(body(&panel).await, "1. one\n2. b\nc");

    // Tab goes in and out of the field; the toolbar is one stop, with arrows in it.
    let focused = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.name";
    panel.press("Shift+Tab").await.unwrap();
    assert_eq!(panel.eval::<String>(focused).await.unwrap(), "Numbered list");
    panel.press("Home").await.unwrap();
    panel.press("ArrowRight").await.unwrap();
    assert_eq!(panel.eval::<String>(focused).await.unwrap(), "Italic (Ctrl+I)");
    panel.press("ArrowLeft").await.unwrap();
    panel.press("ArrowLeft").await.unwrap();
    assert_eq!(panel.eval::<String>(focused).await.unwrap(), "More indent (Ctrl+])");
    for name in ["body", "tags"] {
        panel.press("Tab").await.unwrap();
        assert_eq!(panel.eval::<String>(focused).await.unwrap(), name);
    }

    // What buttons did is kept as what keys typed is.
    fits(&panel, "editor").await;
    panel.reload().await.unwrap();
    panel.css("textarea").visible().await.unwrap();
    assert_eq!(body(&panel).await, "1. one\n2. b\nc");
    assert_eq!(stage.browser.problems(), []);
}

#[tokio::test]
async fn what_is_private_is_told_as_it_is_typed() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    let panel = drafting(&stage).await;
    let text = "I ran it twice, and it fails.\n\n    deploy --password hunter2!\n\nAsk a@b.test.";
    panel.css("textarea").fill(text).await.unwrap();
    let notes = panel.role("region", "Before you post");
    notes.has_text("Line 3: “hunter2!” looks like a password.").await.unwrap();
    notes.has_text("Line 5: “a@b.test” looks like an e-mail address.").await.unwrap();
    fits(&panel, "private").await;
    panel.role("button", "Show").nth(0).click().await.unwrap();
    let selected = "(area => area.value.slice(area.selectionStart, area.selectionEnd))(document.activeElement)";
    assert_eq!(panel.eval::<String>(selected).await.unwrap(), "hunter2!");

    // One is taken out, the other is meant; both are kept so.
    panel.press("x").await.unwrap();
    panel.until("one note", "document.querySelectorAll('.notice li').length === 1").await.unwrap();
    panel.role("button", "It may be posted").nth(0).click().await.unwrap();
    notes.gone().await.unwrap();
    panel.reload().await.unwrap();
    panel.css("textarea").visible().await.unwrap();
    assert_eq!(body(&panel).await, text.replace("hunter2!", "x"));
    assert_eq!(notes.count().await.unwrap(), 0);
    assert_eq!(stage.browser.problems(), []);
}

/// Pastes what a page or a program holds, as a browser offers it.
async fn paste(panel: &Surface, html: &str, plain: &str) {
    let paste = format!(
        "(area => {{ const clipboardData = new DataTransfer(); clipboardData.setData('text/plain', {plain:?}); \
         if ({html:?}) clipboardData.setData('text/html', {html:?}); area.focus(); \
         return area.dispatchEvent(new ClipboardEvent('paste', {{ clipboardData, bubbles: true, cancelable: true }})) }})\
         (document.querySelector('textarea'))"
    );
    // What nobody answers, the browser pastes; of a script's event it does not.
    if panel.eval::<bool>(&paste).await.unwrap() {
        panel.eval::<bool>(&format!("document.execCommand('insertText', false, {plain:?})")).await.unwrap();
    }
}

#[tokio::test]
async fn what_was_copied_keeps_its_marks() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    let panel = drafting(&stage).await;
    panel.css("textarea").fill("See: ").await.unwrap();
    let copied = "<p>the <b>new</b> <a href='https://docs.fernwick.test/a'>page</a></p><ul><li>a</li><li>b</li></ul>\
                  <img src='https://docs.fernwick.test/beacon?paste'><script>alert(1)</script>";
    paste(&panel, copied, "the new page").await;
    let pasted = "See: the **new** [page](https://docs.fernwick.test/a)\n\n- a\n- b\n\n[image](https://docs.fernwick.test/beacon?paste)";
    assert_eq!(body(&panel).await, pasted);
    panel.eval::<bool>("document.execCommand('undo')").await.unwrap();
    assert_eq!(body(&panel).await, "See: ");

    // A code editor's colours, and what Ctrl+Shift+V offers, are plain.
    paste(&panel, "<div><span class='red'>let</span> <span>a</span></div>", "let *a*").await;
    paste(&panel, "", "; **b**").await;
    assert_eq!(body(&panel).await, "See: let *a*; **b**");
    panel.reload().await.unwrap();
    panel.css("textarea").visible().await.unwrap();
    assert_eq!(body(&panel).await, "See: let *a*; **b**");
    assert!(stage.sim.log().iter().all(|request| !request.path.starts_with("/beacon")));
    assert_eq!(stage.browser.problems(), []);
}

/// A field is told about when it was written and left, and by what this site said last.
#[tokio::test]
async fn a_limit_that_the_site_told_is_known_while_writing() {
    let limits = Limits { title: 60..=150, ..Limits::default() };
    let sim = Sim::demo().unwrap().with_config(Config { limits, ..Config::default() });
    let stage = Stage::set(sim, Setting::default()).await.unwrap();
    let panel = drafting(&stage).await;
    let (title, problem) = (panel.role("textbox", "Title"), panel.css("#title-problem"));
    panel.reload().await.unwrap(); // nobody left a field since
    title.fill("Brief").await.unwrap();
    // No line appears under the pointer while it presses.
    panel.role("button", "Review").click().await.unwrap();
    panel.role("region", "Before you post").has_text("at least 15 characters").await.unwrap();
    panel.reload().await.unwrap();
    title.fill("Short").await.unwrap();
    assert_eq!(problem.text().await.unwrap(), "", "nobody is told while they write");
    panel.css("textarea").click().await.unwrap();
    problem.has_text("Make the title at least 15 characters long; it has 5.").await.unwrap();
    title.fill(TITLE).await.unwrap();
    assert_eq!(problem.text().await.unwrap(), "", "mended is mended at once");

    panel.role("button", "Review").click().await.unwrap();
    panel.role("button", "Allow Askside to post").click().await.unwrap();
    stage.browser.surface("/oauth").await.unwrap().role("button", "Approve").click().await.unwrap();
    panel.role("button", "Back to the draft").click().await.unwrap();
    title.fill("Does a rollback also restore the map?").await.unwrap();
    panel.css("textarea").click().await.unwrap();
    problem.has_text("This site wants at least 60 characters in the title; it has 37.").await.unwrap();
    fits(&panel, "limits").await;
    assert_eq!(stage.browser.problems(), []);
}

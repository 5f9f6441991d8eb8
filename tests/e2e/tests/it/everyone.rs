//! For everyone: every screen by axe in every theme, and at every width, zoom and spacing of the text.

use std::iter;

use askside_e2e::gallery::Gallery;
use askside_e2e::stage::{PERSON, Setting, Stage, root};
use askside_e2e::{ContextClick, Surface};
use askside_sim::{Config, Fault, FaultKind, Limits, Sim};

const DOC: &str = "trellis/rolling-back";
const TITLE: &str = "Does a rollback also restore the config map?";

/// What the system may be set to.
const THEMES: [&[(&str, &str)]; 3] =
    [&[("prefers-color-scheme", "light")], &[("prefers-color-scheme", "dark")], &[("prefers-contrast", "more")]];

/// Width and height: the narrowest panel, WCAG's width (1.4.10), the popup's, a wide one, and 1280 by 1024 at 400 %.
const SIZES: [(u32, u32); 5] = [(260, 700), (320, 700), (400, 600), (800, 700), (320, 256)];

/// What axe looks for.
const RULES: &str = r#"["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]"#;

/// What of that can differ between themes: they change colours and lines, and nothing of what a screen is made of.
const THEMED: &str = r#"{ type: "rule", values: ["color-contrast", "link-in-text-block", "target-size"] }"#;

/// Answers what axe finds by some rules, in words. One rule is left out: a block of code that scrolls needs no
/// `tabindex`, because browsers let the keyboard reach what scrolls by themselves, as `the_keyboard_is_enough` sees. It
/// looks at the end of the page, where the bar lies over nothing.
const AXE: &str = r#"(runOnly) => (scrollTo(0, document.body.scrollHeight), axe.run({
    runOnly, rules: { "scrollable-region-focusable": { enabled: false } },
}).then(({ violations }) =>
    violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((n) => n.html).join(", ").slice(0, 600)} ${nodes[0].failureSummary}`)))"#;

/// Answers what does not fit, in words.
const REFLOW: &str = include_str!("../../reflow.js");

/// Looks at a screen as everybody may have it before them.
pub(crate) async fn inspect(panel: &Surface, screen: &str) {
    inspect_in(panel, screen, &THEMES, &SIZES).await;
}

/// The same where words are what differs: in one theme, and where there is the least room for them.
pub(crate) async fn inspect_words(panel: &Surface, screen: &str) {
    inspect_in(panel, screen, &THEMES[..1], &SIZES[..1]).await;
}

async fn inspect_in(panel: &Surface, screen: &str, themes: &[&[(&str, &str)]], sizes: &[(u32, u32)]) {
    // All that is folded, unfolded.
    panel
        .eval::<()>("document.querySelectorAll('main details').forEach((fold) => { fold.open = true })")
        .await
        .unwrap();
    panel.until("all to be there", "!document.querySelector('details .skeleton')").await.unwrap();
    if panel.eval::<bool>("typeof axe === 'undefined'").await.unwrap() {
        let source = root().join("target/tools/node_modules/axe-core/axe.min.js");
        let source = std::fs::read_to_string(&source)
            .unwrap_or_else(|error| panic!("./build.sh setup installs {source:?}: {error}"));
        panel.eval::<()>(&format!("{source};undefined")).await.unwrap();
    }
    let mut faults = Vec::new();
    let rules = iter::once(RULES).chain(iter::repeat(THEMED));
    for (theme, rules) in themes.iter().zip(rules) {
        panel.media(theme).await.unwrap();
        let found: Vec<String> = panel.eval(&format!("({AXE})({rules})")).await.unwrap();
        faults.extend(found.into_iter().map(|fault| format!("{theme:?}: {fault}")));
    }
    panel.media(&[]).await.unwrap();
    // A popup is as large as it wants, unless the window, or its zoom, leaves less.
    let sizes = match panel.resize(SIZES[0].0, SIZES[0].1).await {
        Err(_) => &sizes[..0],
        Ok(()) if panel.url().ends_with("?popup") => &sizes[..sizes.len().min(2)],
        Ok(()) => sizes,
    };
    for (width, height) in sizes {
        faults.extend(misfits(panel, *width, *height).await);
    }
    if !sizes.is_empty() {
        panel.resize(400, 700).await.unwrap();
    }
    assert!(faults.is_empty(), "{screen}:\n{}", faults.join("\n"));
}

/// What does not fit into a window of this size.
pub(crate) async fn misfits(panel: &Surface, width: u32, height: u32) -> Vec<String> {
    panel.resize(width, height).await.unwrap();
    let mut faults = Vec::new();
    for spaced in [false, true] {
        let found: Vec<String> = panel.eval(&format!("({REFLOW})({spaced})")).await.unwrap();
        let text = if spaced { ", spaced" } else { "" };
        faults.extend(found.into_iter().map(|fault| format!("{width}×{height}{text}: {fault}")));
    }
    faults
}

async fn stage() -> Stage {
    Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap()
}

async fn heading(panel: &Surface, part: &str) {
    panel.role_like("heading", part).visible().await.unwrap();
}

async fn press(panel: &Surface, button: &str) {
    panel.role("button", button).click().await.unwrap();
}

#[tokio::test]
async fn setting_up_and_reading() {
    let stage = stage().await;
    let popup = stage.browser.open(&stage.browser.extension_url("panel.html?popup")).await.unwrap();
    popup.role("button", "Connect your site").visible().await.unwrap();
    inspect(&popup, "popup, before set-up").await;
    popup.close().await.unwrap();
    let tab = stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap();
    press(&tab, "Connect").await;
    tab.css("#site-problem:not(:empty)").visible().await.unwrap();
    inspect(&tab, "set-up, with a problem").await;
    for door in ["With the key alone: reading only", "With a token that I made"] {
        tab.role("radio", door).click().await.unwrap();
        inspect(&tab, door).await;
    }
    tab.close().await.unwrap();
    stage.connect().await.unwrap();

    let page = stage.doc(DOC).await.unwrap();
    let popup = stage.browser.click_action(&page).await.unwrap();
    popup.css(".hits li").nth(0).visible().await.unwrap();
    inspect(&popup, "popup").await;
    popup.close().await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    panel.role_like("button", "Pin: ").nth(0).click().await.unwrap();
    press(&panel, "Related").await;
    panel.css(".pinned").visible().await.unwrap();
    inspect(&panel, "related, one pinned").await;
    press(&panel, "Keys").await;
    panel.css(".keys").visible().await.unwrap();
    inspect(&panel, "keys").await;
    press(&panel, "Related").await;
    panel.css(".bar").visible().await.unwrap();
    panel.css(":not(.pinned) > .hits h3 a").nth(0).click().await.unwrap();
    panel.css(".prose").nth(0).visible().await.unwrap();
    inspect(&panel, "a question").await;
    panel.role_like("button", "Back").click().await.unwrap();

    press(&panel, "Sites").await;
    inspect(&panel, "sites").await;
    press(&panel, "Drafts").await;
    heading(&panel, "Drafts").await;
    inspect(&panel, "no drafts").await;
    press(&panel, "My questions").await;
    heading(&panel, "My questions").await;
    inspect(&panel, "my questions").await;

    // Not read, on its way, nothing.
    press(&panel, "Related").await;
    panel.css(".bar").visible().await.unwrap();
    let other = stage.doc("millrace/consumer-lag").await.unwrap();
    panel.role("button", "Read this page").visible().await.unwrap();
    inspect(&panel, "a page that was not read").await;
    other.close().await.unwrap();
    stage.sim.fault(Fault::new(FaultKind::Stalled).at("/api/"));
    let other = stage.doc("trellis/memory-limits").await.unwrap();
    stage.browser.click_action(&other).await.unwrap().close().await.unwrap();
    press(&panel, "Related").await;
    panel.css(".skeleton").visible().await.unwrap();
    panel.role("progressbar", "Loading").visible().await.unwrap();
    inspect(&panel, "loading").await;
    stage.sim.clear_faults();
    let poem =
        "<!doctype html><link rel=icon href='data:,'><title>Xylograph</title><main><p>Quincunx zephyr, ombre gloaming.";
    stage.sim.add_doc("/poem", poem.to_owned());
    let page = stage.doc("poem").await.unwrap();
    stage.browser.click_action(&page).await.unwrap().close().await.unwrap();
    press(&panel, "Related").await;
    panel.css(".empty").visible().await.unwrap();
    inspect(&panel, "nothing related").await;

    let tab = stage.sign_out().await.unwrap();
    inspect(&tab, "signed out").await;
    tab.close().await.unwrap();
    press(&panel, "Related").await;
    heading(&panel, "Sign in to").await;
    inspect(&panel, "sign in").await;
}

#[tokio::test]
async fn asking() {
    let stage = stage().await;
    stage.connect().await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    stage.browser.context_menu(&page, ContextClick { item: "ask", ..ContextClick::default() }).await.unwrap();
    heading(&panel, "Ask on").await;
    panel.role("textbox", "Title").fill("Why does burrow say query_wait_timeou").await.unwrap();
    panel.press("t").await.unwrap();
    panel.css(".similar summary").nth(0).visible().await.unwrap();
    panel.css(".similar summary").nth(1).click().await.unwrap();
    panel.role("button", "This answers it").nth(0).click().await.unwrap();
    heading(&panel, "Answered already").await;
    inspect(&panel, "answered").await;
    press(&panel, "Back to the draft").await;
    heading(&panel, "Ask on").await;
    panel.role("textbox", "Title").fill("Why does burrow say query_wait_timeou").await.unwrap();
    panel.press("t").await.unwrap();
    panel.css(".similar summary").nth(0).visible().await.unwrap();
    press(&panel, "Review").await;
    panel.css("#body-problem:not(:empty)").visible().await.unwrap();
    inspect(&panel, "editor, with problems and what is similar").await;
    panel.css("textarea").fill("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk\n\n| a | b |\n|---|---|\n| `a-very-long-word-that-does-not-break-anywhere-at-all-in-a-narrow-panel` | 2 |\n\n```\nlong_line_of_code(that, goes, on, and, on, and, on, and, on, and, on);\n```").await.unwrap();
    panel.role("combobox", "Tags, up to five").fill("tre").await.unwrap();
    panel.css(".choices li").nth(0).visible().await.unwrap();
    inspect(&panel, "editor, with a secret and tags to choose").await;
    panel.press("Escape").await.unwrap();
    press(&panel, "Preview").await;
    panel.css(".preview table").visible().await.unwrap();
    inspect(&panel, "preview").await;
    press(&panel, "Write").await;

    press(&panel, "Related").await; // elsewhere first, so that the next editor is told from this one
    panel.css("h2.page").visible().await.unwrap();
    stage.write(&page, &panel, TITLE).await.unwrap();
    press(&panel, "Review").await;
    panel.role("button", "Allow Askside to post").visible().await.unwrap();
    inspect(&panel, "failed, to allow").await;
    let post = {
        press(&panel, "Allow Askside to post").await;
        stage.browser.surface("/oauth").await.unwrap().role("button", "Approve").click().await.unwrap();
        panel.role("heading", "Review").visible().await.unwrap();
        format!("Post to stack.fernwick.test as {PERSON}")
    };
    panel.css(".review .primary:enabled").visible().await.unwrap();
    inspect(&panel, "review").await;
    press(&panel, &post).await;
    heading(&panel, "Your question is posted").await;
    inspect(&panel, "posted").await;

    panel.role_like("button", "Drafts (").click().await.unwrap();
    panel.role_like("button", "Discard: ").click().await.unwrap();
    panel.role("region", "Discarded").visible().await.unwrap();
    inspect(&panel, "drafts, one discarded").await;
    panel.role_like("button", "Undo: ").click().await.unwrap();
    panel.role_like("button", "Continue: ").visible().await.unwrap();
    inspect(&panel, "drafts").await;
    press(&panel, "Related").await;
    panel.role("region", "Drafts").visible().await.unwrap();
    inspect(&panel, "related, with drafts").await;

    press(&panel, "My questions").await;
    press(&panel, &format!("Edit: {TITLE}")).await;
    heading(&panel, "Edit on").await;
    panel.css("textarea").fill("It was trellis 4.2, and it did not do what the page says.").await.unwrap();
    press(&panel, "Review").await;
    heading(&panel, "Review your changes").await;
    inspect(&panel, "review of a change").await;
    press(&panel, &format!("Save changes to stack.fernwick.test as {PERSON}")).await;
    heading(&panel, "Your changes are saved").await;
    inspect(&panel, "saved").await;
    press(&panel, "My questions").await;
    press(&panel, &format!("Delete: {TITLE}")).await;
    heading(&panel, "Delete this question?").await;
    inspect(&panel, "deletion").await;
    press(&panel, "Delete from stack.fernwick.test").await;
    heading(&panel, "The question is deleted").await;
    inspect(&panel, "deleted").await;
}

/// The states that no person gets into easily, too.
#[tokio::test]
async fn every_component() {
    let gallery = Gallery::open(None).await.unwrap();
    for state in &gallery.states {
        gallery.show(state).await.unwrap();
        inspect(&gallery.page, state).await;
    }
}

#[tokio::test]
async fn what_became_of_a_post() {
    let limits = Limits { refuse_duplicates: false, ..Limits::default() };
    let naive = Config { limits, knows_request_ids: false, ..Config::default() };
    let stage = Stage::set(Sim::demo().unwrap().with_config(naive), Setting::default()).await.unwrap();
    stage.connect().await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    stage.write(&page, &panel, TITLE).await.unwrap();
    let post = stage.review(&panel).await.unwrap();
    let add = "/api/2.3/questions/add";
    stage.sim.fault(Fault::new(FaultKind::CloseBeforeAnswer).at(add).times(1));
    press(&panel, &post).await;
    heading(&panel, "Your question is posted").await;
    panel.css("main").has_text("The browser sent it more than once.").await.unwrap();
    inspect(&panel, "posted twice").await;

    stage.write(&page, &panel, "Who may roll back in production?").await.unwrap();
    press(&panel, "Review").await;
    panel.role("heading", "Review").visible().await.unwrap();
    stage.sim.fault(Fault::new(FaultKind::Down).at(add));
    press(&panel, &post).await;
    panel.role("button", "Look for it on the site").visible().await.unwrap();
    panel.reload().await.unwrap();
    heading(&panel, "Was it posted?").await;
    inspect(&panel, "lost answer").await;
    stage.sim.clear_faults();
    press(&panel, "Look for it on the site").await;
    heading(&panel, "It is not on the site").await;
    inspect(&panel, "not there").await;

    stage.sim.fault(Fault::new(FaultKind::TooMany { retry_after: 30 }).at("/api/"));
    let other = stage.doc("millrace/dead-letters").await.unwrap();
    stage.browser.click_action(&other).await.unwrap().close().await.unwrap();
    press(&panel, "Related").await;
    panel.css("[role=alert] [role=timer]").visible().await.unwrap();
    inspect(&panel, "failed, to wait").await;
}

//! The search box, worked with the keyboard: what it offers, what it finds, and the way back.

use crate::editor::fits;
use crate::everyone::inspect;
use askside_e2e::Surface;
use askside_e2e::stage::{Setting, Stage};
use askside_sim::Sim;
use serde_json::json;

const DOC: &str = "trellis/rolling-back";
/// What the box holds, and what has the focus.
const TYPED: &str = "document.querySelector('#search').value";
const FOCUSED: &str = "document.activeElement.id";

async fn beside_a_page(stage: &Stage) -> Surface {
    stage.connect().await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    panel.css(".hits").nth(0).visible().await.unwrap();
    panel
}

/// Types where the focus is.
async fn types(panel: &Surface, text: &str) {
    panel.cdp("Input.insertText", json!({ "text": text })).await.unwrap();
}

/// Paths below the API of what was sent to search.
fn searches(stage: &Stage) -> Vec<String> {
    let is_search = |path: &str| path.ends_with("/search") || path.contains("/search/");
    stage.calls().into_iter().filter(|call| is_search(&call.path)).map(|call| call.query.unwrap_or_default()).collect()
}

#[tokio::test]
async fn a_search_is_typed_refined_read_and_left() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    let panel = beside_a_page(&stage).await;
    let before = searches(&stage).len();

    // The key for it leads there from a screen without the field, too, and the header says that this is none of its lists.
    panel.role("button", "My questions").click().await.unwrap();
    panel.role("heading", "My questions").visible().await.unwrap();
    panel.press("/").await.unwrap();
    panel.until("the field to have the focus", &format!("{FOCUSED} === 'search'")).await.unwrap();
    assert_eq!(panel.eval::<u32>("document.querySelectorAll('header [aria-current]').length").await.unwrap(), 0);
    assert_eq!(searches(&stage).len(), before);
    panel.role("button", "Related").click().await.unwrap();
    panel.css(".hits li").nth(0).visible().await.unwrap();
    assert_eq!(panel.css("header [aria-current]").text().await.unwrap(), "Related");
    let before = searches(&stage).len();

    // What can be written is offered: all of it before the first letter, then what begins so.
    panel.press("/").await.unwrap();
    panel.until("the field to have the focus", &format!("{FOCUSED} === 'search'")).await.unwrap();
    panel.press("ArrowDown").await.unwrap();
    panel.role_like("option", "is:answer").visible().await.unwrap();
    fits(&panel, "search-offers").await;
    inspect(&panel, "search: offers").await;
    types(&panel, "[tre").await;
    panel.role_like("option", "trellis").visible().await.unwrap();
    panel.press("ArrowDown").await.unwrap();
    fits(&panel, "search-tags").await;
    panel.press("Enter").await.unwrap();
    assert_eq!(panel.eval::<String>(TYPED).await.unwrap(), "[trellis] ");
    types(&panel, "rollback isa").await;
    panel.press("ArrowDown").await.unwrap();
    panel.press("Tab").await.unwrap();
    assert_eq!(panel.eval::<String>(TYPED).await.unwrap(), "[trellis] rollback isaccepted:yes ");
    assert_eq!(searches(&stage).len(), before, "nothing is searched for while somebody types");

    // Enter sends it as it was typed; the focus stays, the count is said once.
    panel.press("Enter").await.unwrap();
    panel.role("heading", "5 results").visible().await.unwrap();
    let sent = searches(&stage);
    assert!(sent.last().unwrap().contains("isaccepted%3Ayes"), "{sent:?}");
    assert_eq!(sent.len(), before + 1);
    panel
        .until("the count to be said", "document.querySelector('[role=status]').textContent === '5 results'")
        .await
        .unwrap();
    assert_eq!(panel.eval::<String>(FOCUSED).await.unwrap(), "search");
    let marked =
        "[...new Set([...document.querySelectorAll('mark')].map(mark => mark.textContent.toLowerCase()))].join()";
    assert!(panel.eval::<String>(marked).await.unwrap().contains("rollback"));
    panel.css(".hits").has_text("Answer to: ").await.unwrap();
    fits(&panel, "search-results").await;
    inspect(&panel, "search: results").await;

    // Down from the field to the results; an answer opens its question, unfolded, and back is where one was.
    panel.press("ArrowDown").await.unwrap();
    let result: String = panel.eval(FOCUSED).await.unwrap();
    assert!(result.starts_with('a'), "{result}");
    panel.press("Enter").await.unwrap();
    panel.until("the answer to have the focus", &format!("document.activeElement.id === '{result}' && document.activeElement.matches('summary') && document.activeElement.parentElement.open")).await.unwrap();
    fits(&panel, "search-answer").await;
    panel.press("Escape").await.unwrap();
    panel.role("heading", "5 results").visible().await.unwrap();
    panel
        .until("the focus to be back", &format!("{FOCUSED} === '{result}' && {TYPED}.startsWith('[trellis]')"))
        .await
        .unwrap();
    assert_eq!(searches(&stage).len(), before + 1, "what was found is still there");

    // Another order; then Escape empties the box, and once more leads back to the page's questions.
    panel.role("button", "Newest").click().await.unwrap();
    panel
        .until("the order", "document.querySelector('.orders [aria-pressed=true]').textContent === 'Newest'")
        .await
        .unwrap();
    panel.css("#search").click().await.unwrap();
    panel.press("Escape").await.unwrap();
    assert_eq!(panel.eval::<String>(TYPED).await.unwrap(), "");
    panel.press("Escape").await.unwrap();
    panel.role_like("heading", "Related to").visible().await.unwrap();

    // What was searched for is offered, on this device only, until it is forgotten.
    panel.css("#search").click().await.unwrap();
    panel.role_like("option", "searched before").visible().await.unwrap();
    panel.press("Enter").await.unwrap();
    panel.role("heading", "Your searches").visible().await.unwrap();
    fits(&panel, "search-guide").await;
    inspect(&panel, "search: guide").await;
    panel.role_like("button", "Forget: [trellis]").click().await.unwrap();
    panel.role("heading", "Your searches").gone().await.unwrap();
    assert_eq!(stage.browser.problems(), []);
}

#[tokio::test]
async fn what_is_not_found_is_loosened_or_asked() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    let panel = beside_a_page(&stage).await;
    panel.css("#search").fill("[trellis] rollback \"pink elephants\" score:x").await.unwrap();
    panel.role("button", "Search").click().await.unwrap();
    panel.role("heading", "Nothing found").visible().await.unwrap();
    panel.css(".notes").has_text("“score:x” was searched for as words.").await.unwrap();
    fits(&panel, "search-nothing").await;
    inspect(&panel, "search: nothing").await;
    panel.role("button", "Without score:x").click().await.unwrap();
    panel.role("button", "Without \"pink elephants\"").click().await.unwrap();
    panel.css(".hits mark").nth(0).visible().await.unwrap();
    assert_eq!(panel.eval::<String>(TYPED).await.unwrap(), "[trellis] rollback");

    // Page after page, and the way back keeps what was shown.
    panel.css("#search").fill("score:1").await.unwrap();
    panel.press("Enter").await.unwrap();
    panel.role("heading", "The first 30 results").visible().await.unwrap();
    panel.role("button", "Show more").click().await.unwrap();
    panel.until("more of them", "document.querySelectorAll('.hits li').length === 60").await.unwrap();
    panel
        .until("the focus to move on", "document.activeElement === document.querySelectorAll('.hits h3 a')[30]")
        .await
        .unwrap();
    panel.press("Enter").await.unwrap();
    panel.css(".thread .prose").nth(0).visible().await.unwrap();
    panel.role("button", "← Back").click().await.unwrap();
    panel.until("all of them", "document.querySelectorAll('.hits li').length === 60").await.unwrap();

    panel.css("#search").fill("[trellis] pink elephants").await.unwrap();
    panel.press("Enter").await.unwrap();
    panel.role("heading", "Nothing found").visible().await.unwrap();
    panel.role("button", "Ask a question").click().await.unwrap();
    panel.css("textarea").visible().await.unwrap();
    assert_eq!(panel.eval::<String>("document.querySelector('[name=title]').value").await.unwrap(), "pink elephants");
    assert_eq!(panel.eval::<String>("document.querySelector('[name=tags]').value").await.unwrap(), "trellis");
    assert_eq!(stage.posts().len(), 0);
    assert_eq!(stage.browser.problems(), []);
}

/// Waits for a page that searches, and for what it finds.
async fn page_of_results(stage: &Stage) -> Surface {
    let page = stage.browser.surface("panel.html?search=").await.unwrap();
    page.role_like("heading", "result").visible().await.unwrap();
    page
}

/// The address bar is drawn by the system and out of reach: what it tells the background is told here.
#[tokio::test]
async fn the_address_bar_searches() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    stage.connect().await.unwrap();
    let before = searches(&stage).len();
    let enters = async |text: &str, place: &str| {
        let call = format!("chrome.omnibox.onInputEntered.dispatch({}, {place:?})", json!(text));
        stage.browser.in_worker::<()>(&format!("{call}; undefined")).await.unwrap();
    };
    enters("[trellis] \"rollback\" isaccepted:yes", "newForegroundTab").await;
    let page = page_of_results(&stage).await;
    assert_eq!(page.eval::<String>(TYPED).await.unwrap(), "[trellis] \"rollback\" isaccepted:yes");
    fits(&page, "search-tab").await;
    assert_eq!(searches(&stage).len(), before + 1);
    page.close().await.unwrap();

    // What was searched for comes back while somebody types, from here.
    let offered =
        "new Promise((done) => chrome.omnibox.onInputChanged.dispatch('[tr', (all) => done(JSON.stringify(all))))";
    let offered: String = stage.browser.in_worker(offered).await.unwrap();
    assert!(offered.contains("isaccepted:yes") && offered.contains("&quot;rollback&quot;"), "{offered}");
    let page = stage.doc(DOC).await.unwrap();
    enters("rollback & deploy", "currentTab").await;
    page_of_results(&stage).await;
    assert!(page.url().contains("panel.html?search=rollback"), "{}", page.url());
    assert_eq!(searches(&stage).len(), before + 2, "nothing is searched for while somebody types");
    assert_eq!(stage.browser.problems(), []);
}

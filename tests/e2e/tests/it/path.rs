//! The whole path: a page is read, questions are found, one is drafted, reviewed and posted.

use askside_e2e::ContextClick;
use askside_e2e::stage::{PERSON, Setting, Stage};
use askside_sim::{Kind, Logged, Sim};

/// Writes to the site that were more than dry runs.
fn posts(sim: &Sim) -> Vec<Logged> {
    let real = |request: &Logged| {
        request.method == "POST" && request.path.starts_with("/api/") && !request.body.contains("preview=true")
    };
    sim.log().into_iter().filter(real).collect()
}

#[tokio::test]
async fn from_a_page_to_a_posted_question() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    stage.connect().await.unwrap();

    // The quick look: the toolbar button on a docs page.
    let page = stage.doc("trellis/rolling-back").await.unwrap();
    let popup = stage.browser.click_action(&page).await.unwrap();
    popup.css(".hits li").nth(0).visible().await.unwrap();
    popup.role("heading", "Related to Rolling back a deploy").visible().await.unwrap();
    let titles = popup.css(".hits h3").texts().await.unwrap();
    assert!(titles.iter().take(2).any(|title| title.starts_with("trellis rollback says TRL-112")), "{titles:#?}");

    // The panel that stays, by the shortcut; a draft from the selection, by the context menu.
    page.front().await.unwrap();
    page.eval::<()>("getSelection().selectAllChildren(document.querySelector('main p'))").await.unwrap();
    page.press("Alt+Shift+Q").await.unwrap();
    let panel = stage.browser.side_panel().await.unwrap();
    panel.css(".hits li").nth(0).visible().await.unwrap();
    stage.browser.context_menu(&page, ContextClick { item: "ask", selection: Some("A"), link: None }).await.unwrap();
    panel.role("heading", "Ask on stack.fernwick.test").visible().await.unwrap();
    let body: String = panel.css("textarea").call("function() { return this.value }").await.unwrap();
    assert!(body.starts_with("> "), "{body}");
    let read = "\nRead in [Rolling back a deploy](https://docs.fernwick.test/trellis/rolling-back#:~:text=";
    assert!(body.contains(read), "{body}");

    // A title that the page suggests is one to look for.
    panel.role("button", "Rolling back a deploy").click().await.unwrap();
    panel.role("region", "Similar questions").visible().await.unwrap();

    // Nothing to post yet, and said so.
    panel.role("button", "Review").click().await.unwrap();
    panel.css("#body-problem").has_text("Write what you want to know").await.unwrap();
    panel.role("textbox", "Title").fill("Does a rollback also restore the config map?").await.unwrap();
    panel
        .css("textarea")
        .fill(&format!("{body}\n\nI rolled back `basket` and the **new** config stayed. Is that meant?"))
        .await
        .unwrap();
    panel.role("combobox", "Tags, up to five").fill("trellis rollback").await.unwrap();
    panel.role("button", "Review").click().await.unwrap();

    // Posting is asked for when it is needed, in the site's own window.
    panel.role("button", "Allow Askside to post").click().await.unwrap();
    stage.browser.surface("/oauth/").await.unwrap().role("button", "Approve").click().await.unwrap();
    panel.role("heading", "Review").visible().await.unwrap();
    panel.css(".review dl").has_text("stack.fernwick.test").await.unwrap();
    panel.css(".review .prose strong").has_text("new").await.unwrap();
    assert_eq!(posts(&stage.sim).len(), 0, "nothing was posted before the button was pressed");

    panel.role("button", &format!("Post to stack.fernwick.test as {PERSON}")).click().await.unwrap();
    panel.role("heading", "Your question is posted").visible().await.unwrap();
    assert_eq!(posts(&stage.sim).len(), 1);
    let link: String = panel.css(".stack a").call("function() { return this.href }").await.unwrap();
    let question = stage.browser.open(&link).await.unwrap();
    question.role_like("heading", "Does a rollback also restore the config map?").visible().await.unwrap();

    // On the wire: our headers, no cookie, no credential in an address.
    for request in stage.sim.log().iter().filter(|request| request.path.starts_with("/api/")) {
        assert!(request.header("user-agent").is_some_and(|agent| agent.contains("Chrome")), "{request:?}");
        let known = request.header("x-api-key").or(request.header("authorization"));
        assert!(known.is_some() && request.header("cookie").is_none(), "{request:?}");
        assert!(!request.query.as_deref().unwrap_or_default().contains("token"), "{request:?}");
    }
    assert_eq!(stage.browser.problems(), []);
}

/// Anyone can try Askside on a public site: its address is all that it needs, and it only reads there.
#[tokio::test]
async fn a_public_site_needs_no_account() {
    let setting = Setting { kind: Kind::Network, ..Setting::default() };
    let stage = Stage::set(Sim::demo().unwrap(), setting).await.unwrap();
    let tab = stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap();
    stage.enter(&tab, "https://superuser.com/questions/ask", "", "").await.unwrap();
    tab.role("heading", "You are connected").visible().await.unwrap();
    tab.close().await.unwrap();

    let page = stage.doc("trellis/rolling-back").await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    panel.role_like("link", "trellis rollback says TRL-112").nth(0).visible().await.unwrap();
    panel.css(".host").has_text("superuser.com").await.unwrap();
    panel.role("button", "Ask a question").click().await.unwrap();
    panel.css("[role=alert]").has_text("Askside only reads on superuser.com").await.unwrap();
    for request in stage.sim.log().iter().filter(|request| request.host == "site") {
        assert!(request.method == "GET" && request.path.starts_with("/2.3/"), "{request:?}");
        assert!(request.query.as_deref().unwrap_or_default().contains("site=superuser.com"), "{request:?}");
        assert!(request.header("cookie").or(request.header("authorization")).is_none(), "{request:?}");
    }
    assert_eq!(stage.browser.problems(), []);
}

#[tokio::test]
async fn a_rule_by_address_tags_the_draft() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    stage.connect().await.unwrap();
    let panel = stage.browser.open(&stage.browser.extension_url("panel.html?sites")).await.unwrap();
    panel.css("details summary").nth(1).click().await.unwrap();
    let rules = panel.css("textarea[name=rules]");
    rules.fill("docs.fernwick.test").await.unwrap();
    panel.role("button", "Save the rules").click().await.unwrap();
    panel.css("details [role=status]").has_text("has no tag").await.unwrap();
    rules.fill("docs.fernwick.test/trellis on-call").await.unwrap();
    panel.role("button", "Save the rules").click().await.unwrap();
    panel.css("details [role=status]").has_text("Saved.").await.unwrap();

    let page = stage.doc("trellis/rolling-back").await.unwrap();
    let popup = stage.browser.click_action(&page).await.unwrap();
    popup.role("button", "Ask a question").click().await.unwrap();
    popup.role("heading", "Ask on stack.fernwick.test").visible().await.unwrap();
    let tags: String = popup.css("[name=tags]").call("function() { return this.value }").await.unwrap();
    assert!(tags.starts_with("on-call"), "{tags}");
}

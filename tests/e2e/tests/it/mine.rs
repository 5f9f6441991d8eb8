//! What became of what was asked: the person's own questions, with what is new about them.

use crate::editor::fits;
use askside_e2e::Surface;
use askside_e2e::stage::{PERSON, Setting, Stage};
use askside_sim::{Application, Sim, app, exchange};
use axum::{body::Body, http::Request};

const TITLE: &str = "Does a rollback also restore the config map?";

/// Somebody else answers, without Askside.
async fn answer(stage: &Stage, question: u64, user: &str) {
    let token = stage.sim.issue_token(user, &["write_access"]);
    let request = Request::post(format!("/api/2.3/questions/{question}/answers/add"))
        .header("X-API-Key", Application::demo().key)
        .header("X-API-Access-Token", token)
        .header("Content-Type", "application/x-www-form-urlencoded");
    let body = Body::from(format!("body=It+does,+as+{user}+found+out+on+a+Friday+afternoon."));
    let answer = exchange(&app(stage.sim.clone()), request.body(body).unwrap()).await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// A question of the person's that was posted from the panel, and its number there.
async fn posted(stage: &Stage) -> (Surface, u64) {
    stage.connect().await.unwrap();
    let page = stage.doc("trellis/rolling-back").await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    panel.role("button", "My questions").click().await.unwrap();
    panel.role("heading", "My questions").visible().await.unwrap();
    stage.write(&page, &panel, TITLE).await.unwrap();
    let post = stage.review(&panel).await.unwrap();
    assert_eq!(post, format!("Post to stack.fernwick.test as {PERSON}"));
    panel.role("button", &post).click().await.unwrap();
    panel.role("heading", "Your question is posted").visible().await.unwrap();
    let link: String = panel.css(".stack a").call("function() { return this.href }").await.unwrap();
    let number = link.split('/').find_map(|part| part.parse().ok());
    (panel, number.unwrap_or_else(|| panic!("{link}")))
}

#[tokio::test]
async fn new_answers_are_told_and_read() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    let (panel, question) = posted(&stage).await;
    panel.role("button", "Save it on the site").click().await.unwrap();
    panel.css("p.hint[role=status]").has_text("Saved on the site.").await.unwrap();
    fits(&panel, "posted").await;
    panel.role("button", "Unsave it").click().await.unwrap();
    panel.role("button", "Save it on the site").visible().await.unwrap();
    answer(&stage, question, "mira").await;
    answer(&stage, question, "ruth").await;
    stage.browser.kill_worker().await.unwrap(); // and with it the list that it had at hand
    panel.role("button", "My questions").click().await.unwrap();
    panel.css(".hits li").nth(0).has_text(TITLE).await.unwrap();
    panel.css(".hits li .news").nth(0).has_text("2 new answers").await.unwrap();
    panel.role("button", "My questions (2 new)").visible().await.unwrap();
    panel.role("button", &format!("Copy link: {TITLE}")).visible().await.unwrap();
    fits(&panel, "mine").await;

    // To open it is to look.
    panel.role("link", TITLE).click().await.unwrap();
    panel.css(".answers .prose").nth(0).visible().await.unwrap();
    panel.role("button", "My questions").visible().await.unwrap();
    panel.press("Escape").await.unwrap();
    let news = "document.querySelector('.hits li .news').textContent === ''";
    panel.until("nothing to be new", news).await.unwrap();
    assert_eq!(stage.posts().iter().filter(|post| post.path.ends_with("/questions/add")).count(), 1);
    assert_eq!(stage.browser.problems(), []);
}

#[tokio::test]
async fn a_question_is_changed_and_deleted() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    let (panel, question) = posted(&stage).await;
    let writes = |method: &str| stage.calls().iter().filter(|call| call.method == method).count();
    answer(&stage, question, "mira").await;
    panel.role("button", "My questions").click().await.unwrap();
    panel.role("button", &format!("Edit: {TITLE}")).click().await.unwrap();
    panel.role("heading", "Edit on stack.fernwick.test").visible().await.unwrap();
    let body: String = panel.css("textarea").call("function() { return this.value }").await.unwrap();
    assert!(body.starts_with("I did as the page says and it did **not** do"), "{body}");
    let better = "Does a trellis rollback also restore the config map?";
    panel.role("textbox", "Title").fill(better).await.unwrap();
    panel.css("textarea").fill(&format!("{body}\n\nIt was trellis 4.2.")).await.unwrap();
    panel.role("button", "Review").click().await.unwrap();
    panel.role("region", "What changes").has_text("+ It was trellis 4.2.").await.unwrap();
    panel.css(".changes .gone").nth(0).has_text(TITLE).await.unwrap();
    panel.css(".review .prose strong").has_text("not").await.unwrap();
    fits(&panel, "change").await;
    assert_eq!(writes("PUT"), 0, "nothing is changed before the button is pressed");
    // A script's click is nobody's decision.
    panel.eval::<()>("document.querySelector('.review .primary').click()").await.unwrap();
    panel.role("button", &format!("Save changes to stack.fernwick.test as {PERSON}")).click().await.unwrap();
    panel.role("heading", "Your changes are saved").visible().await.unwrap();
    fits(&panel, "changed").await;
    assert_eq!(writes("PUT"), 1);
    let site = format!("https://stack.fernwick.test/questions/{question}");
    let page = stage.browser.open(&site).await.unwrap();
    page.role_like("heading", better).visible().await.unwrap();
    page.close().await.unwrap();

    panel.role("button", "My questions (1 new)").click().await.unwrap();
    panel.role("button", &format!("Delete: {better}")).click().await.unwrap();
    panel.role("heading", "Delete this question?").visible().await.unwrap();
    panel.css(".review dl").has_text(better).await.unwrap();
    panel.css("main").has_text("Its answer goes with it.").await.unwrap();
    fits(&panel, "delete").await;
    panel.role("button", "Keep it").click().await.unwrap();
    panel.role("button", &format!("Delete: {better}")).click().await.unwrap();
    panel.role("button", "Delete from stack.fernwick.test").visible().await.unwrap();
    panel.eval::<()>("document.querySelector('.actions .primary').click()").await.unwrap();
    assert_eq!(writes("DELETE"), 0, "nothing is deleted before a person presses the button");
    panel.role("button", "Delete from stack.fernwick.test").click().await.unwrap();
    panel.role("heading", "The question is deleted").visible().await.unwrap();
    fits(&panel, "deleted").await;
    assert_eq!(writes("DELETE"), 1);
    panel.css("main .primary").click().await.unwrap();
    panel.role("heading", "My questions").visible().await.unwrap();
    assert!(!panel.css(".hits h3").texts().await.unwrap().contains(&better.to_owned()));
    assert_eq!(stage.browser.problems(), []);
}

//! What became of what was asked: the person's own questions, with what is new about them.

use crate::editor::shoot;
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
    answer(&stage, question, "mira").await;
    answer(&stage, question, "ruth").await;
    stage.browser.kill_worker().await.unwrap(); // and with it the list that it had at hand
    panel.role("button", "My questions").click().await.unwrap();
    panel.css(".hits li").nth(0).has_text(TITLE).await.unwrap();
    panel.css(".hits li .news").nth(0).has_text("2 new answers").await.unwrap();
    panel.role("button", "My questions (2 new)").visible().await.unwrap();
    panel.role("button", &format!("Copy link: {TITLE}")).visible().await.unwrap();
    shoot(&panel, "mine").await;

    // To follow the link is to look.
    panel.role("link", TITLE).click().await.unwrap();
    panel.role("button", "My questions").visible().await.unwrap();
    let news = "document.querySelector('.hits li .news').textContent === ''";
    panel.until("nothing to be new", news).await.unwrap();
    assert_eq!(stage.posts().iter().filter(|post| post.path.ends_with("/questions/add")).count(), 1);
    assert_eq!(stage.browser.problems(), []);
}

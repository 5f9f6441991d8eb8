//! Asking a question: rules, preview, posting, and not posting twice.

use askside_sim::{Config, Sim, WriteInterval};
use serde_json::{Value, json};

use crate::support::{Site, fails, items};

const TITLE: &str = "URLConnection does not decompress gzip";
const BODY: &str = "The answer is compressed, as it should be, but what I read is **not** text.\n\n    code <here>";

fn question<'a>(title: &'a str, body: &'a str, tags: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("title", title), ("body", body), ("tags", tags)]
}

async fn count(site: &Site) -> Value {
    site.get("/questions?filter=total").await.json()["total"].clone()
}

fn writer(sim: &Sim) -> String {
    sim.issue_token("amal", &["write_access"])
}

#[tokio::test]
async fn a_preview_shows_the_question_and_writes_nothing() {
    let site = Site::demo();
    let before = count(&site).await;
    let mut fields = question(TITLE, BODY, "go;http");
    fields.extend([("preview", "true"), ("filter", "withbody")]);
    for _ in 0..2 {
        let preview = items(&site.post(&writer(&site.sim), "/questions/add", &fields).await).remove(0);
        let names: Vec<&String> = preview.as_object().unwrap().keys().collect();
        assert_eq!(
            names,
            ["body", "creation_date", "is_answered", "last_activity_date", "owner", "score", "tags", "title"]
        );
        assert_eq!(
            preview["body"],
            "<p>The answer is compressed, as it should be, but what I read is <strong>not</strong> text.</p>\n\
             <pre><code>code &lt;here&gt;</code></pre>\n"
        );
        assert_eq!(
            (&preview["tags"], &preview["owner"]["display_name"]),
            (&json!(["go", "http"]), &json!("Amal Haddad"))
        );
    }
    assert_eq!(count(&site).await, before);
}

#[tokio::test]
async fn a_posted_question_is_there() {
    let site = Site::demo();
    let fields = question(TITLE, BODY, "Go;http;go");
    let posted = items(&site.post(&writer(&site.sim), "/questions/add", &fields).await).remove(0);
    assert_eq!(
        (&posted["view_count"], &posted["answer_count"], &posted["tags"]),
        (&json!(0), &json!(0), &json!(["go", "http"]))
    );
    let id = posted["question_id"].as_u64().unwrap();
    let link = format!("https://stack.fernwick.test/questions/{id}/urlconnection-does-not-decompress-gzip");
    assert_eq!(posted["link"], link.as_str());
    assert_eq!(items(&site.get(&format!("/questions/{id}")).await), [posted]);
    let found = site.get("/search/advanced?q=urlconnection").await;
    assert_eq!(items(&found).len(), 1, "it can be searched at once");
    assert!(site.page(&link["https://stack.fernwick.test".len()..]).await.text().contains(TITLE));
}

#[tokio::test]
async fn fields_may_come_in_the_query() {
    let site = Site::demo();
    let path = crate::support::query("/questions/add", &question(TITLE, BODY, "go"));
    assert_eq!(items(&site.post(&writer(&site.sim), &path, &[]).await).len(), 1);
}

#[tokio::test]
async fn the_rules() {
    let site = Site::demo();
    let token = writer(&site.sim);
    let (long, longer) = ("x".repeat(150), "x".repeat(151));
    let (full, fuller) = ("x".repeat(30_000), "x".repeat(30_001));
    let tag = "x".repeat(36);
    for (title, body, tags, id, message) in [
        ("", BODY, "go", 400, "title"),
        (TITLE, "", "go", 400, "body"),
        (TITLE, BODY, "", 400, "tags"),
        ("   too short    ", BODY, "go", 407, "at least 15"),
        (&longer, BODY, "go", 407, "Title cannot be longer than 150 characters."),
        (TITLE, "Too short.", "go", 407, "at least 30"),
        (TITLE, &fuller, "go", 407, "30000"),
        (TITLE, BODY, ";", 407, "at least one tag"),
        (TITLE, BODY, "a;b;c;d;e;f", 407, "no more than 5"),
        (TITLE, BODY, &tag, 407, "too long"),
        (TITLE, BODY, "two words", 407, "not allowed"),
        (TITLE, BODY, "a=b", 407, "not allowed"),
        (TITLE, BODY, "it's", 407, "not allowed"),
    ] {
        for preview in ["true", "false"] {
            let mut fields = question(title, body, tags);
            fields.push(("preview", preview));
            fails(&site.post(&token, "/questions/add", &fields).await, id, message);
        }
    }
    for (title, body, tags) in [(long.as_str(), full.as_str(), "c++;c#;node.js;utf-8;3d")] {
        assert_eq!(items(&site.post(&token, "/questions/add", &question(title, body, tags)).await).len(), 1);
    }
    let again = format!("{}X", &long[1..]);
    let duplicate = "A question with that title already exists; please be more specific.";
    fails(&site.post(&token, "/questions/add", &question(&again, BODY, "go")).await, 407, duplicate);
}

#[tokio::test]
async fn one_request_id_one_question() {
    let site = Site::demo();
    let token = writer(&site.sim);
    let before = count(&site).await.as_u64().unwrap();
    let mut fields = question(TITLE, BODY, "go");
    fields.push(("request_id", "5f0c"));
    let mut refused = question("short", BODY, "go");
    refused.push(("request_id", "5f0c"));
    fails(&site.post(&token, "/questions/add", &refused).await, 407, "at least 15");
    let mut preview = fields.clone();
    preview.push(("preview", "true"));
    assert_eq!(site.post(&token, "/questions/add", &preview).await.status, 200, "neither uses the id up");
    assert_eq!(site.post(&token, "/questions/add", &fields).await.status, 200);
    fails(&site.post(&token, "/questions/add", &fields).await, 409, "request_id");
    let other = site.sim.issue_token("mira", &["write_access"]);
    fails(&site.post(&other, "/questions/add", &fields).await, 407, "already exists");
    assert_eq!(count(&site).await, before + 1);
}

#[tokio::test]
async fn one_write_in_so_many_seconds() {
    let site = Site::with(Config { write_interval: WriteInterval::every(60), ..Config::default() });
    let token = writer(&site.sim);
    let ask = async |title: &str| {
        site.post(&token, "/questions/add", &question(title, &format!("{title}. {BODY}"), "go")).await
    };
    assert_eq!(ask("The first of two questions").await.status, 200);
    let early = ask("The second of two questions").await;
    fails(&early, 502, "You cannot perform this action for another");
    assert!((59..=60).contains(&early.json()["backoff"].as_i64().unwrap()));
    site.sim.clock_skip(60);
    assert_eq!(ask("The second of two questions").await.status, 200);
}

//! The wrapper, the fields, the encoding of text, and the encoding of bytes.

use axum::body::Body;
use serde_json::{Value, json};

use crate::support::{KEY, Site, call, fails, field, items, query};

fn names(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn the_wrapper_of_success() {
    let site = Site::demo();
    let answer = site.get("/questions?pagesize=2").await;
    assert_eq!(names(&answer.json()), ["has_more", "items", "quota_max", "quota_remaining"]);
    assert_eq!(answer.json()["quota_remaining"], 9999);
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
}

#[tokio::test]
async fn fields_of_the_default_filter() {
    let site = Site::demo();
    let always = [
        "answer_count",
        "creation_date",
        "is_answered",
        "last_activity_date",
        "link",
        "owner",
        "question_id",
        "score",
        "tags",
        "title",
        "view_count",
    ];
    let sometimes = ["accepted_answer_id", "closed_date", "closed_reason", "last_edit_date"];
    for question in items(&site.get("/questions?pagesize=100").await) {
        for name in always {
            assert!(!question[name].is_null(), "{name} of {question}");
        }
        assert!(names(&question).iter().all(|name| always.contains(name) || sometimes.contains(name)), "{question}");
        assert_eq!(question["accepted_answer_id"].is_null(), question.get("accepted_answer_id").is_none());
    }
    let answered = field(&site.get("/search/advanced?accepted=true&pagesize=1").await, "question_id");
    let answers = items(&site.get(&format!("/questions/{}/answers", answered[0])).await);
    assert_eq!(
        names(&answers[0]),
        ["answer_id", "creation_date", "is_accepted", "last_activity_date", "owner", "question_id", "score"]
    );
    assert_eq!(
        names(&answers[0]["owner"]),
        ["account_id", "display_name", "link", "profile_image", "reputation", "user_id", "user_type"]
    );
}

#[tokio::test]
async fn filters() {
    let site = Site::demo();
    let total = site.get("/questions?filter=total").await.json();
    assert_eq!(names(&total), ["total"]);
    assert_eq!(site.get("/questions?filter=none").await.json(), json!({}));
    let with_body = items(&site.get("/questions?filter=withbody&pagesize=1").await).remove(0);
    assert!(with_body["body"].as_str().unwrap().starts_with("<p>") && !with_body["title"].is_null());
    fails(&site.get("/questions?filter=!nobody-made-this").await, 400, "filter");
}

#[tokio::test]
async fn filters_of_ones_own() {
    let site = Site::demo();
    let create = |pairs: &[(&'static str, &'static str)]| query("/filters/create", pairs);
    let path = create(&[("base", "none"), ("include", "question.title;.items;.total;.page")]);
    let filter = items(&site.get(&path).await).remove(0);
    assert_eq!((&filter["filter_type"], filter["included_fields"].as_array().unwrap().len()), (&json!("safe"), 4));
    let name = filter["filter"].as_str().unwrap();
    let answer = site.get(&query("/questions", &[("filter", name), ("pagesize", "1")])).await.json();
    assert_eq!(names(&answer), ["items", "page", "total"]);
    assert_eq!(names(&answer["items"][0]), ["title"]);
    assert_eq!(field(&site.get(&path).await, "filter")[0], name, "the same fields, the same filter");

    let described = items(&site.get(&format!("/filters/{name};nonsense;default")).await);
    let kinds: Vec<&Value> = described.iter().map(|filter| &filter["filter_type"]).collect();
    assert_eq!(kinds, ["safe", "invalid", "safe"]);
    for (pairs, parameter) in
        [([("base", "nonsense")], "base"), ([("include", "Title!")], "include"), ([("exclude", "x")], "exclude")]
    {
        fails(&site.get(&create(&pairs)).await, 400, parameter);
    }
}

#[tokio::test]
async fn text_is_encoded_once_unless_the_filter_is_unsafe() {
    let title = "Why is \"a < b\" && 'c' not é but &lt; – naïve?";
    let site = Site::asking(&[json!({"id": "x", "title": title, "body": "It's `<b>` & é\nnext line"})]);
    let pairs = [("base", "withbody"), ("include", "question.body_markdown")];
    let safe = items(&site.get(&query("/filters/create", &pairs)).await).remove(0);
    let made = query("/filters/create", &[pairs[0], pairs[1], ("unsafe", "true")]);
    let raw = items(&site.get(&made).await).remove(0);
    assert_eq!(raw["filter_type"], "unsafe");

    let get = async |filter: &Value| {
        items(&site.get(&query("/questions", &[("filter", filter["filter"].as_str().unwrap())])).await).remove(0)
    };
    let (safe, raw) = (get(&safe).await, get(&raw).await);
    assert_eq!(
        safe["title"],
        "Why is &quot;a &lt; b&quot; &amp;&amp; &#39;c&#39; not &#233; but &amp;lt; – na&#239;ve?"
    );
    assert_eq!(raw["title"], title);
    assert_eq!(safe["body_markdown"], "It&#39;s `&lt;b&gt;` &amp; &#233;\r\nnext line");
    assert_eq!(raw["body_markdown"], "It's `<b>` & é\r\nnext line");
    assert_eq!(safe["body"], "<p>It's <code>&lt;b&gt;</code> &amp; é\nnext line</p>\n");
    assert_eq!(safe["body"], raw["body"], "HTML is HTML under both");
}

#[tokio::test]
async fn owners_who_are_gone() {
    let site = Site::asking(&[json!({"id": "x", "title": "Nobody asked this"})]);
    let owner = &field(&site.get("/questions").await, "owner")[0];
    assert_eq!(names(owner), ["display_name", "user_type"]);
    assert_eq!(owner["user_type"], "does_not_exist");
}

#[tokio::test]
async fn always_compressed() {
    let site = Site::demo();
    for (accepted, encoding) in [
        (None, "gzip"),
        (Some("gzip, deflate, br"), "gzip"),
        (Some("deflate"), "deflate"),
        (Some("identity"), "gzip"),
        (Some("br"), "gzip"),
    ] {
        let mut request = call("/info").header("X-API-Key", KEY);
        if let Some(accepted) = accepted {
            request = request.header("Accept-Encoding", accepted);
        }
        let answer = site.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.header("content-encoding"), Some(encoding), "{accepted:?}");
        assert_eq!(items(&answer).len(), 1);
    }
    let error = site.send(call("/info").body(Body::empty()).unwrap()).await;
    assert_eq!(error.header("content-encoding"), Some("gzip"), "errors too");
}

#[tokio::test]
async fn the_quota_runs_out_and_comes_back() {
    let config = askside_sim::Config { quota: 2, ..Default::default() };
    let site = Site::with(config);
    assert_eq!(site.get("/info").await.json()["quota_remaining"], 1);
    assert_eq!(site.get("/info").await.json()["quota_remaining"], 0);
    fails(&site.get("/info").await, 502, "more requests available in");
    let token = site.sim.issue_token("amal", &[]);
    assert_eq!(site.get_as(&token, "/info").await.json()["quota_remaining"], 1, "a user has a quota of their own");
    site.sim.clock_skip(86_400);
    assert_eq!(site.get("/info").await.json()["quota_remaining"], 1);
}

#[tokio::test]
async fn the_site_in_numbers() {
    let site = Site::demo();
    let info = items(&site.get("/info").await).remove(0);
    assert_eq!(info["total_questions"], site.get("/questions?filter=total").await.json()["total"]);
    assert!(info["questions_per_minute"].is_number() && info["api_revision"].is_string());
}

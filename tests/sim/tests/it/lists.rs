//! Paging, sorting and narrowing of lists.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::support::{Site, fails, field, items, titles};

fn four() -> Site {
    let question = |id: &str, title: &str, tags: Value, score: i64, day: i64| {
        json!({"id": id, "title": title, "tags": tags, "score": score, "created": 1_767_225_600 + (day - 1) * 86_400, "views": score * 10,
               "answer_count": score % 3, "accepted": score == 4})
    };
    Site::asking(&[
        question("a", "Alpha", json!(["rust", "tls"]), 1, 1),
        question("b", "Beta", json!(["rust"]), 4, 2),
        question("c", "Gamma", json!(["go", "tls"]), 3, 3),
        question("d", "Delta", json!(["go"]), 2, 4),
    ])
}

#[tokio::test]
async fn sorts_orders_and_bounds() {
    let site = four();
    for (query, expected) in [
        ("", "Delta Gamma Beta Alpha"),
        ("order=asc", "Alpha Beta Gamma Delta"),
        ("sort=creation", "Delta Gamma Beta Alpha"),
        ("sort=votes", "Beta Gamma Delta Alpha"),
        ("sort=votes&order=asc&min=2", "Delta Gamma Beta"),
        ("sort=votes&min=2&max=3", "Gamma Delta"),
        ("fromdate=1767312000&todate=1767398400", "Gamma Beta"),
        ("tagged=rust", "Beta Alpha"),
        ("tagged=rust;tls", "Alpha"),
        ("tagged=RUST", "Beta Alpha"),
        ("tagged=a;b;c;d;e;f", ""),
        ("sort=week", ""),
    ] {
        assert_eq!(titles(&site.get(&format!("/questions?{query}")).await).join(" "), expected, "{query}");
    }
}

#[tokio::test]
async fn search_narrows() {
    let site = four();
    for (query, expected) in [
        ("tagged=rust;go", "Delta Gamma Beta Alpha"),
        ("tagged=rust&nottagged=tls", "Beta"),
        ("accepted=true", "Beta"),
        ("accepted=false&tagged=rust", "Alpha"),
        ("answers=2", "Delta"),
        ("views=30", "Gamma Beta"),
        ("closed=true", ""),
        ("closed=false&views=40", "Beta"),
        ("wiki=true", ""),
        ("wiki=false&views=40", "Beta"),
        ("user=1", ""),
        ("title=gamma", "Gamma"),
        ("q=tls", "Gamma Alpha"),
        ("q=tls&tagged=go", "Gamma"),
    ] {
        assert_eq!(titles(&site.get(&format!("/search/advanced?{query}")).await).join(" "), expected, "{query}");
    }
    fails(&site.get("/search/advanced").await, 400, "one of q,");
    fails(&site.get("/search/advanced?nottagged=tls").await, 400, "one of q,");
}

#[tokio::test]
async fn pages_end_where_the_site_says() {
    let site = four();
    for (query, expected, more) in [
        ("pagesize=3", "Delta Gamma Beta", true),
        ("pagesize=3&page=2", "Alpha", false),
        ("pagesize=2&page=2", "Beta Alpha", false),
        ("pagesize=2&page=3", "", false),
        ("pagesize=0", "", true),
        ("pagesize=100", "Delta Gamma Beta Alpha", false),
    ] {
        let answer = site.get(&format!("/questions?{query}")).await;
        assert_eq!(
            (titles(&answer).join(" ").as_str(), answer.json()["has_more"].as_bool()),
            (expected, Some(more)),
            "{query}"
        );
    }
}

#[tokio::test]
async fn bad_parameters_are_named() {
    let site = four();
    for (path, name) in [
        ("/questions?page=0", "page"),
        ("/questions?page=x", "page"),
        ("/questions?pagesize=101", "pagesize"),
        ("/questions?pagesize=-1", "pagesize"),
        ("/questions?sort=relevance", "sort"),
        ("/questions?sort=hot&min=1", "min"),
        ("/questions?sort=week&max=1", "max"),
        ("/questions?min=yesterday", "min"),
        ("/questions?fromdate=2026-01-01", "fromdate"),
        ("/questions?order=up", "order"),
        ("/search/advanced?accepted=maybe", "accepted"),
        ("/search/advanced?user=-1", "user"),
        ("/search/advanced?q=x&sort=relevance&min=1", "min"),
        ("/similar", "title"),
        ("/similar?title=", "title"),
        ("/tags?sort=votes", "sort"),
    ] {
        let answer = site.get(path).await;
        fails(&answer, 400, name);
        assert_eq!(answer.json()["error_name"], "bad_parameter");
    }
    let many = vec!["1"; 101].join(";");
    fails(&site.get(&format!("/questions/{many}")).await, 400, "ids");
}

#[tokio::test]
async fn by_id() {
    let site = four();
    let id = |source: &str| site.sim.question_id(source).unwrap();
    let path = format!("/questions/{};{};9999?order=asc", id("a"), id("c"));
    assert_eq!(titles(&site.get(&path).await), ["Alpha", "Gamma"]);
    assert!(items(&site.get(&format!("/questions/{}/answers", id("d"))).await).is_empty());
    let ids = site.send(Request::get("/sim/ids").body(Body::empty()).unwrap()).await.json();
    assert_eq!(ids["b"], id("b"));
}

#[tokio::test]
async fn answers_of_questions() {
    let site = Site::demo();
    let question =
        field(&site.get("/search/advanced?accepted=true&answers=2&pagesize=1").await, "question_id")[0].clone();
    let answers = items(&site.get(&format!("/questions/{question}/answers?sort=votes")).await);
    let scores: Vec<i64> = answers.iter().map(|answer| answer["score"].as_i64().unwrap()).collect();
    assert!(scores.len() >= 2 && scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    assert_eq!(answers.iter().filter(|answer| answer["is_accepted"] == true).count(), 1);
    let total = site.get(&format!("/questions/{question}/answers?filter=total")).await.json();
    assert_eq!(total["total"], answers.len());
}

#[tokio::test]
async fn tags() {
    let site = four();
    for (query, expected) in [
        ("", json!(["go", "rust", "tls"])),
        ("sort=name", json!(["tls", "rust", "go"])),
        ("sort=name&order=asc&min=h", json!(["rust", "tls"])),
        ("inname=S", json!(["rust", "tls"])),
        ("sort=activity&pagesize=1", json!(["go"])),
        ("sort=popular&min=3", json!([])),
    ] {
        assert_eq!(json!(field(&site.get(&format!("/tags?{query}")).await, "name")), expected, "{query}");
    }
    assert_eq!(
        items(&site.get("/tags?inname=go").await),
        [json!({"name": "go", "count": 2, "has_synonyms": false, "is_moderator_only": false, "is_required": false})]
    );
}

#[tokio::test]
async fn questions_that_link_to_another_or_are_like_it() {
    let question = |id: &str, title: &str, tag: &str, body: &str| json!({"id": id, "title": title, "tags": [tag], "body": body, "score": id.len()});
    let site = Site::asking(&[
        question("1", "Deploy hangs at night", "trellis", ""),
        question("22", "Why does a deploy hang", "kafka", "Like https://stack.fernwick.test/questions/1/deploy-hangs"),
        question(
            "333",
            "Deploys hang again",
            "trellis",
            "https://stack.fernwick.test/q/1 and https://stack.fernwick.test/questions/22",
        ),
        question("4444", "Consumer lag", "lag", "https://other.test/questions/1"),
    ]);
    for (path, expected) in [
        ("/questions/1/linked?sort=votes", "Deploys hang again | Why does a deploy hang"),
        ("/questions/1/linked?sort=rank&order=asc", "Why does a deploy hang | Deploys hang again"),
        ("/questions/1;2/linked", "Deploys hang again"),
        ("/questions/3/linked", ""),
        ("/questions/1/related?sort=rank", "Deploys hang again | Why does a deploy hang"),
        ("/questions/1;3/related?sort=rank", "Why does a deploy hang"),
        ("/questions/4/related", ""),
        ("/questions/99/related", ""),
    ] {
        assert_eq!(titles(&site.get(path).await).join(" | "), expected, "{path}");
    }
    fails(&site.get("/questions/1/related?sort=rank&min=1").await, 400, "min");
}

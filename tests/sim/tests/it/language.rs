//! The language of the search box, on a site small enough to see that each piece of it does something.

use serde_json::json;

use crate::support::{Site, items, query, titles};

fn library() -> Site {
    Site::asking(&[
        json!({"id": "1", "title": "Alpha", "body": "Run `deploy --now` and see https://docs.test/a/b", "tags": ["go"], "score": 5, "views": 10, "created": 1_704_067_200, "answer_count": 2, "accepted": true}),
        json!({"id": "2", "title": "Beta", "body": "A deployment of the alpha kind.", "tags": ["go", "deploys"], "score": 1, "views": 500, "created": 1_735_689_600}),
        json!({"id": "3", "title": "Gamma", "body": "No alpha here, deploying only.", "tags": ["rust"], "score": -1, "views": 0, "created": 1_767_225_600}),
    ])
}

#[tokio::test]
async fn every_piece_of_it_narrows() {
    let site = library();
    for (q, expected) in [
        ("[go]", "Beta Alpha"),
        ("[go] or [rust]", "Gamma Beta Alpha"),
        ("[go] -[deploys]", "Alpha"),
        ("[deplo*]", "Beta"),
        ("deploy*", "Gamma Beta Alpha"),
        ("alpha -kind -only", "Alpha"),
        ("-alpha", ""),
        ("title:alpha", "Alpha"),
        ("body:alpha", "Gamma Beta"),
        ("body:\"alpha kind\"", "Beta"),
        ("code:\"DEPLOY --now\"", "Alpha"),
        ("hascode:yes", "Alpha"),
        ("hascode:no", "Gamma Beta"),
        ("url:docs.test/a", "Alpha"),
        ("score:1", "Beta Alpha"),
        ("score:..0", "Gamma"),
        ("score:1..4", "Beta"),
        ("views:10", "Beta Alpha"),
        ("answers:0", "Gamma Beta"),
        ("answers:2", "Alpha"),
        ("isanswered:yes", "Alpha"),
        ("hasaccepted:no", "Gamma Beta"),
        ("closed:yes", ""),
        ("created:2024", "Alpha"),
        ("created:2024-12..2025", "Beta"),
        ("is:question", "Gamma Beta Alpha"),
        ("is:answer", ""),
        ("user:me", ""),
        ("isaccepted:yes", ""),
        ("[go] alpha score:2", "Alpha"),
        ("score:lots", ""),
    ] {
        let path = query("/search/advanced", &[("q", q), ("sort", "creation")]);
        assert_eq!(titles(&site.get(&path).await).join(" "), expected, "{q}");
    }
}

#[tokio::test]
async fn excerpts_show_what_was_found_in_questions_and_answers() {
    let site = Site::demo();
    let get = async |q: &str| {
        let path = query("/search/excerpts", &[("q", q), ("sort", "relevance"), ("pagesize", "100")]);
        items(&site.get(&path).await)
    };
    let found = get("rollback").await;
    let kinds: Vec<&str> = found.iter().map(|hit| hit["item_type"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"question") && kinds.contains(&"answer"), "{kinds:?}");
    for hit in &found {
        let (excerpt, is_answer) = (hit["excerpt"].as_str().unwrap(), hit["item_type"] == "answer");
        assert!(!is_answer || excerpt.contains("<span class=\"highlight\">"), "{excerpt}");
        for name in
            ["question_id", "score", "tags", "title", "body", "creation_date", "last_activity_date", "is_answered"]
        {
            assert!(!hit[name].is_null(), "{name} of {hit}");
        }
        assert_eq!(is_answer, hit["answer_id"].is_u64() && hit["is_accepted"].is_boolean(), "{hit}");
        assert_eq!(is_answer, hit["answer_count"].is_null() && hit["has_accepted_answer"].is_null(), "{hit}");
    }
    assert!(get("rollback is:answer").await.iter().all(|hit| hit["item_type"] == "answer"));
    assert!(get("is:answer isaccepted:yes").await.iter().all(|hit| hit["is_accepted"] == true));
    let question = &found.iter().find(|hit| hit["item_type"] == "answer").unwrap()["question_id"];
    let inside = get(&format!("inquestion:{question}")).await;
    assert!(!inside.is_empty() && inside.iter().all(|hit| hit["question_id"] == *question));
}

#[tokio::test]
async fn an_excerpt_is_safe_around_its_spans() {
    let site = Site::asking(&[json!({"id": "1", "title": "T", "body": "Is 1 < 2 && \"naïve\" rollback? \u{1}\u{2}"})]);
    let path = query("/search/excerpts", &[("q", "rollback")]);
    assert_eq!(
        items(&site.get(&path).await)[0]["excerpt"],
        "Is 1 &lt; 2 &amp;&amp; &quot;na&#239;ve&quot; <span class=\"highlight\">rollback</span>?   "
    );
}

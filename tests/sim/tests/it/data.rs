//! Sites from a directory, and what is said when the directory is wrong.

use std::fs;

use askside_sim::Sim;
use serde_json::json;

use crate::support::{Site, field, items};

fn directory() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let pages = [
        json!({"id": "draft:a/b c", "site": "one", "title": "A <b>", "headings": ["Part"], "text": "Part\n\nText & more.", "code": ["x < y"], "track": "t", "url": "https://a.test"}),
        json!({"id": "p2", "site": "two", "title": "Second"}),
    ];
    let question = |id: &str| {
        json!({"id": id, "title": format!("Question {id}"), "body": "b", "tags": ["x"], "source": "s"}).to_string()
    };
    fs::write(dir.path().join("pages.jsonl"), pages.map(|page| page.to_string()).join("\n")).unwrap();
    fs::write(dir.path().join("questions_one.jsonl"), question("one:1") + "\n\n" + &question("one:2") + "\n").unwrap();
    fs::write(dir.path().join("questions_two.jsonl"), question("two:1")).unwrap();
    dir
}

#[tokio::test]
async fn all_questions_or_those_of_a_page() {
    let dir = directory();
    for (page, count) in [(None, 3), (Some("draft:a/b c"), 2), (Some("p2"), 1)] {
        let site = Site::of(Sim::load(dir.path(), page).unwrap());
        assert_eq!(items(&site.get("/questions").await).len(), count, "{page:?}");
    }
    let site = Site::of(Sim::load(dir.path(), None).unwrap());
    assert_eq!(site.sim.question_id("two:1"), Some(3));
    assert_eq!(site.sim.question_id("three:1"), None);
    assert_eq!((site.sim.source_id(3).as_deref(), site.sim.source_id(4)), (Some("two:1"), None));
    let question = items(&site.get("/questions/3").await).remove(0);
    assert_eq!(
        (&question["score"], &question["view_count"], &question["is_answered"]),
        (&json!(0), &json!(0), &json!(false))
    );
    assert_eq!(field(&site.get("/questions").await, "title").len(), 3);
}

#[tokio::test]
async fn pages_are_served_as_text() {
    let site = Site::of(Sim::load(directory().path(), None).unwrap());
    assert!(
        site.doc("/").await.text().contains("href=\"/page/draft%3Aa%2Fb%20c\"")
            || site.doc("/").await.text().contains("href=\"/page/draft%3Aa/b%20c\"")
    );
    for path in ["/page/draft%3Aa%2Fb%20c", "/page/draft:a/b%20c"] {
        let page = site.doc(path).await.text();
        for part in
            ["<h1>A &lt;b&gt;</h1>", "<h2>Part</h2>", "<p>Text &amp; more.</p>", "<pre><code>x &lt; y</code></pre>"]
        {
            assert!(page.contains(part), "{part} in {page}");
        }
    }
}

#[test]
fn mistakes_name_file_and_line() {
    let dir = directory();
    let error = |page| Sim::load(dir.path(), page).unwrap_err().to_string();
    assert!(error(Some("p3")).contains("has no page \"p3\""));
    fs::write(dir.path().join("questions_two.jsonl"), "{\"id\": \"a\", \"title\": \"b\"}\n{\"id\": 7}").unwrap();
    let message = error(None);
    assert!(message.contains("questions_two.jsonl:2: invalid type: integer"), "{message}");
    fs::remove_file(dir.path().join("questions_two.jsonl")).unwrap();
    assert!(error(Some("p2")).contains("cannot read"));
    let empty = tempfile::tempdir().unwrap();
    assert!(Sim::load(empty.path(), None).unwrap_err().to_string().contains("no questions_*.jsonl"));
}

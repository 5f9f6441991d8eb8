//! The pages of both hosts: there, safe, and linked.

use crate::support::{Site, field, items};
use serde_json::json;

#[tokio::test]
async fn pages_of_the_site() {
    let site = Site::demo();
    let home = site.page("/").await;
    assert!(home.status == 200 && home.text().contains("Newest questions"));
    let policy = home.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{policy}");
    for question in items(&site.get("/search/advanced?accepted=true&pagesize=3").await) {
        let link = question["link"].as_str().unwrap().strip_prefix("https://stack.fernwick.test").unwrap();
        let page = site.page(link).await;
        assert!(page.status == 200 && page.text().contains("Accepted"), "{link}");
        let owner = &question["owner"];
        if let Some(link) = owner["link"].as_str() {
            assert_eq!(site.page(&link["https://stack.fernwick.test".len()..]).await.status, 200);
            let picture =
                site.page(&owner["profile_image"].as_str().unwrap()["https://stack.fernwick.test".len()..]).await;
            assert_eq!(picture.header("content-type"), Some("image/svg+xml"));
        }
        let answer = &question["accepted_answer_id"];
        let short = site.page(&format!("/a/{answer}")).await;
        let expected = format!("/questions/{}#{answer}", question["question_id"]);
        assert_eq!(short.header("location"), Some(expected.as_str()));
    }
    for missing in ["/questions/999999", "/questions/abc", "/users/18", "/users/x", "/q/0", "/a/0", "/nothing"] {
        assert_eq!(site.page(missing).await.status, 404, "{missing}");
    }
    assert_eq!(site.page("/assets/site.css").await.header("content-type"), Some("text/css; charset=utf-8"));
}

#[tokio::test]
async fn hostile_text_stays_text() {
    let hostile = "<script>alert(1)</script>\"' onload=x";
    let site = Site::asking(&[json!({"id": "x", "title": hostile, "body": hostile, "tags": ["<b>"]})]);
    let id = field(&site.get("/questions").await, "question_id")[0].clone();
    for path in ["/".to_owned(), format!("/questions/{id}"), "/questions?tag=%3Cscript%3E%22".to_owned()] {
        let page = site.page(&path).await.text();
        assert!(!page.contains("<script") && !page.contains("<b>"), "{page}");
    }
    let search = site.doc("/search?q=%3Cscript%3E").await.text();
    assert!(!search.contains("<script"), "{search}");
}

#[tokio::test]
async fn pages_of_the_docs() {
    let site = Site::demo();
    let page = site.doc("/trellis/rolling-back").await;
    let text = page.text();
    for part in [
        "<title>Rolling back a deploy · Fernwick Docs</title>",
        "<link rel=\"canonical\" href=\"https://docs.fernwick.test/trellis/rolling-back\">",
        "<meta name=\"description\" content=\"",
        "aria-label=\"Breadcrumb\"",
        "<main id=\"main\">",
        "<article>\n<h1 id=\"rolling-back-a-deploy\">",
        "<pre><code class=\"language-",
        "Was this page helpful?",
        "<footer>",
        "aria-current=\"page\">Rolling back a deploy</a>",
    ] {
        assert!(text.contains(part), "{part}");
    }
    for (path, status) in [("/", 200), ("/trellis/rolling-back/", 200), ("/nowhere", 404), ("/assets/docs.css", 200)] {
        assert_eq!(site.doc(path).await.status, status, "{path}");
    }
    assert!(site.doc("/search?q=rollback").await.text().contains("href=\"/trellis/rolling-back\""));
}

#[tokio::test]
async fn a_page_of_a_test() {
    let site = Site::demo();
    site.sim.add_doc("/hostile page", "<script>while(1);</script>".into());
    let page = site.doc("/hostile%20page").await;
    assert_eq!(page.text(), "<script>while(1);</script>");
    assert_eq!(page.header("content-security-policy"), None);
}

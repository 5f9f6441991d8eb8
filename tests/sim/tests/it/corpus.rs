//! That the demo is worth looking at: enough of it, well formed, and with links that lead somewhere.

use std::collections::HashSet;

use serde_json::Value;

use crate::support::{Site, items};

async fn everything(site: &Site, method: &str) -> Vec<Value> {
    let mut all = Vec::new();
    for page in 1.. {
        let answer = site.get(&format!("{method}?pagesize=100&page={page}&filter=withbody")).await;
        all.extend(items(&answer));
        if answer.json()["has_more"] == false {
            break;
        }
    }
    all
}

#[tokio::test]
async fn enough_questions_in_good_shape() {
    let site = Site::demo();
    let questions = everything(&site, "/questions").await;
    assert!(questions.len() >= 150, "{} questions", questions.len());
    let mut titles = HashSet::new();
    for question in &questions {
        let title = question["title"].as_str().unwrap();
        assert!(titles.insert(title), "twice: {title}");
        assert!((15..=150).contains(&title.chars().count()), "{title}");
        assert!((1..=5).contains(&question["tags"].as_array().unwrap().len()), "{title}");
        assert!(question["last_activity_date"].as_i64() >= question["creation_date"].as_i64(), "{title}");
    }
    let accepted = questions.iter().filter(|question| !question["accepted_answer_id"].is_null()).count();
    assert!((0.5..=0.9).contains(&(accepted as f64 / questions.len() as f64)), "{accepted} accepted");
}

#[tokio::test]
async fn enough_docs_and_no_dead_links() {
    let site = Site::demo();
    let index = site.doc("/").await.text();
    let main = index.split("<main").nth(1).unwrap();
    let pages: Vec<&str> = main
        .split("href=\"")
        .skip(1)
        .map(|link| link.split('"').next().unwrap())
        .filter(|link| link.len() > 1)
        .collect();
    assert!(pages.len() >= 15, "{pages:?}");

    let mut wanted = HashSet::new();
    for page in pages {
        let html = site.doc(page).await.text();
        let article = html.split("<article>").nth(1).unwrap().split("</article>").next().unwrap();
        let words = strip_tags(article).split_whitespace().count();
        assert!(words >= 600, "{page} has {words} words");
        wanted.extend(links(article));
    }
    for question in everything(&site, "/questions").await {
        wanted.extend(links(question["body"].as_str().unwrap()));
        let answers = site.get(&format!("/questions/{}/answers?filter=withbody", question["question_id"])).await;
        for answer in items(&answers) {
            wanted.extend(links(answer["body"].as_str().unwrap()));
        }
    }
    let mut dead = Vec::new();
    for link in &wanted {
        if site.doc(link).await.status != 200 {
            dead.push(link);
        }
    }
    assert!(dead.is_empty(), "no such page: {dead:?}");
    assert!(wanted.len() >= 15, "{wanted:?}");
}

/// Paths on the docs host that a piece of HTML links to.
fn links(html: &str) -> Vec<String> {
    let targets = html.split("href=\"").skip(1).map(|link| link.split(['"', '#']).next().unwrap());
    let paths = targets.filter_map(|link| match link.strip_prefix("https://docs.fernwick.test") {
        Some(path) => Some(path),
        None => link.starts_with('/').then_some(link),
    });
    paths.map(str::to_owned).collect()
}

fn strip_tags(html: &str) -> String {
    html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect::<Vec<_>>().join(" ")
}

//! What is found, what comes first, and that nothing typed is ever more than words.

use proptest::prelude::*;
use serde_json::json;

use crate::support::{Site, items, query, titles};

fn library() -> Site {
    Site::asking(&[
        json!({"id": "1", "title": "Rollback fails with no previous revision", "body": "The deploys were fine.", "tags": ["trellis"]}),
        json!({"id": "2", "title": "Deploy hangs", "body": "A rollback did help. See [docs](https://hidden.test/zebra).", "tags": ["deploys"]}),
        json!({"id": "3", "title": "How to rotate a secret", "body": "Mentions `trellis` once, and https://docs.fernwick.test/latchkey/rotating#now", "tags": ["rollback"]}),
        json!({"id": "4", "title": "Consumer lag", "body": "Previous is not revision no.", "tags": ["kafka"]}),
    ])
}

#[tokio::test]
async fn every_word_has_to_occur_somewhere() {
    let site = library();
    for (q, expected) in [
        ("rollback", "1 3 2"),        // title, then tag, then body
        ("rolling rollbacks", ""),    // stemmed, but both words
        ("deployed", "2 1"),          // stems of deploy, deploys
        ("how to rollback", "1 3 2"), // stop words do not count
        ("trellis rollback", "1 3"),  // across title, body and tags
        ("\"no previous revision\"", "1"),
        ("\"previous revision\" fails", "1"),
        ("previous revision", "1 4"),
        ("zebra", ""), // link targets are no words
        ("nothing like it", ""),
        ("?!", ""),
    ] {
        let path = query("/search/advanced", &[("q", q), ("sort", "relevance")]);
        let expected: Vec<String> = expected.split_whitespace().map(title_of).collect();
        assert_eq!(titles(&site.get(&path).await), expected, "{q}");
    }
}

fn title_of(source: &str) -> String {
    ["Rollback fails with no previous revision", "Deploy hangs", "How to rotate a secret", "Consumer lag"]
        [source.parse::<usize>().unwrap() - 1]
        .to_owned()
}

#[tokio::test]
async fn similar_takes_any_word_of_title_and_tags() {
    let site = library();
    let similar = async |pairs: &[(&str, &str)]| titles(&site.get(&query("/similar", pairs)).await).join(" | ");
    let relevance = ("sort", "relevance");
    assert_eq!(
        similar(&[("title", "rollback of a secret"), relevance]).await,
        "How to rotate a secret | Rollback fails with no previous revision"
    );
    assert_eq!(similar(&[("title", "kafka deploys"), ("nottagged", "kafka"), relevance]).await, "Deploy hangs");
    let preferred = similar(&[("title", "secret deploy lag"), ("tagged", "kafka"), relevance]).await;
    assert!(preferred.starts_with("Consumer lag") && preferred.contains("Deploy hangs"), "{preferred}");
    assert_eq!(similar(&[("title", "hidden zebra")]).await, "");
}

#[tokio::test]
async fn words_of_title_and_body_apart() {
    let site = library();
    for (pairs, expected) in [
        (vec![("title", "rollback")], "Rollback fails with no previous revision"),
        (vec![("body", "rollback")], "Deploy hangs"),
        (vec![("body", "rollback"), ("q", "hangs")], "Deploy hangs"),
        (vec![("body", "rollback"), ("title", "rollback")], ""),
    ] {
        assert_eq!(titles(&site.get(&query("/search/advanced", &pairs)).await).join(" | "), expected, "{pairs:?}");
    }
}

#[tokio::test]
async fn questions_that_mention_an_address() {
    let site = library();
    for (url, found) in [
        ("https://docs.fernwick.test/latchkey/rotating", 1),
        ("docs.fernwick.test/latchkey", 1),
        ("https://docs.fernwick.test/latchkey/", 1),
        ("*fernwick*", 1),
        ("https://docs.fernwick.test/latch", 0),
        ("https://hidden.test/zebra", 1),
        ("https://hidden.test/[z]ebra", 0),
    ] {
        assert_eq!(items(&site.get(&query("/search/advanced", &[("url", url)])).await).len(), found, "{url}");
    }
}

/// What no database takes at once is cut, not refused.
#[tokio::test]
async fn far_too_much_of_everything() {
    let site = library();
    for (name, piece, separator) in [
        ("tagged", "x", ";"),
        ("tagged", "x*", ";"),
        ("nottagged", "x*", ";"),
        ("q", "word", " "),
        ("q", "-word", " "),
        ("q", "[x]", " or "),
        ("q", "[x*]", " or "),
        ("q", "score:1", " "),
        ("q", "\"a b\"", " "),
        ("url", "abcdefghij", "/"),
        ("url", "*", "a"),
        ("title", "a", "-"),
    ] {
        let path = query("/search/advanced", &[(name, &vec![piece; 3000].join(separator)), ("wiki", "false")]);
        let answer = site.get(&path).await;
        assert_eq!(answer.status, 200, "{name} {piece}: {}", answer.text());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever anybody types anywhere, the answer is JSON and the status 200.
    #[test]
    fn nothing_typed_breaks_the_search(text in typed()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let site = library();
        runtime.block_on(async {
            for path in [
                query("/search/advanced", &[("q", &text), ("sort", "relevance"), ("wiki", "false")]),
                query("/search/advanced", &[("title", &text), ("body", &text), ("tagged", &text), ("wiki", "false")]),
                query("/search/advanced", &[("url", &text), ("wiki", "false")]),
                query("/similar", &[("title", &format!("x{text}")), ("tagged", &text), ("sort", "relevance")]),
                query("/tags", &[("inname", &text)]),
            ] {
                let answer = site.get(&path).await;
                assert_eq!(answer.status, 200, "{path}: {}", answer.text());
                assert!(answer.json()["items"].is_array());
            }
        });
    }
}

/// Any text, and texts made of what the search language is made of.
fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\"".to_owned()),
        Just(" AND ".to_owned()),
        Just(" OR ".to_owned()),
        Just(" NOT ".to_owned()),
        Just("NEAR(".to_owned()),
        Just("title:".to_owned()),
        Just("*".to_owned()),
        Just("^".to_owned()),
        Just("{title}".to_owned()),
        Just("(".to_owned()),
        Just(")".to_owned()),
        Just("'".to_owned()),
        Just("\0".to_owned()),
        Just("--".to_owned()),
        Just("rollback".to_owned()),
        Just("\u{345}".to_owned()),
        Just(";".to_owned()),
        any::<char>().prop_map(String::from),
    ];
    prop_oneof![any::<String>(), prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())]
}

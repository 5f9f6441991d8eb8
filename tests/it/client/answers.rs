//! What an answer may look like, and what becomes of it.

use askside::{
    api::{Encoding, Version, Wire, decode},
    model::{Account, Answer, Article, Comment, Hit, News, Question, Tag, visible},
    ports::{Header, HttpResponse},
};
use proptest::prelude::*;
use std::fmt::Debug;

fn answer<T: Wire + Debug>(status: u16, kind: &str, body: &str, version: Version) -> String {
    let headers = if kind.is_empty() { Vec::new() } else { vec![(Header::ContentType, kind.to_owned())] };
    let response = HttpResponse { status, headers, body: body.to_owned() };
    match decode::<T>(&response, version, Encoding::Entities) {
        Ok(page) => format!("{} items{}", page.items.len(), if page.has_more { ", more" } else { "" }),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_form_of_answer_is_told_apart() {
    const JSON: &str = "application/json; charset=utf-8";
    let page = "The site answered with a web page instead of data (HTTP 200).";
    for (version, status, kind, body, expected) in [
        (Version::V2, 200, JSON, "\u{feff}{\"items\":[],\"has_more\":true}", "0 items, more"),
        (Version::V2, 200, JSON, r#"{"items":[{"question_id":1}],"backoff":10}"#, "1 items"),
        (Version::V2, 200, JSON, r#"{"items":[{"question_id":1,"owner":null,"title":null}]}"#, "1 items"),
        (Version::V2, 200, JSON, r#"{"items":[{"question_id":1,"owner":{"user_type":"does_not_exist"}}]}"#, "1 items"),
        (
            Version::V2,
            200,
            JSON,
            r#"{"items":[{"question_id":1,"owner":{"user_id":-1,"display_name":"C"}}]}"#,
            "1 items",
        ),
        (Version::V2, 200, JSON, r#"{"items":[{"title":"a preview has no number"}]}"#, "0 items"),
        (Version::V2, 200, JSON, r#"{"items":[{"question_id":1},{"question_id":"x"}]}"#, AT("items[1].question_id")),
        (
            Version::V2,
            200,
            JSON,
            r#"{"items":[{"question_id":1,"owner":{"user_id":"7"}}]}"#,
            AT("items[0].owner.user_id"),
        ),
        (Version::V2, 200, JSON, r#"{"items":[{"question_id":1,"tags":["a",7]}]}"#, AT("items[0].tags[1]")),
        (Version::V2, 200, JSON, r#"{"items":[{"question_id":1}"#, AT("items[0].question_id")),
        (Version::V2, 200, JSON, r#"{"items":[[[[]]]]}"#, AT("items[0]")),
        (Version::V2, 200, JSON, "", "0 items"),
        (Version::V2, 200, "text/html", "<!doctype html><h1>Sign in</h1>", page),
        (Version::V2, 200, "text/html", r#"{"items":[{"question_id":1}]}"#, "1 items"), // a proxy's mistake
        (Version::V2, 200, "text/plain", "Service starting", page),
        (Version::V2, 401, "text/plain", "Invalid access token", SIGN_IN),
        (
            Version::V2,
            401,
            "text/html",
            "<h1>Proxy</h1>",
            "The site answered with a web page instead of data (HTTP 401).",
        ),
        (Version::V2, 400, JSON, r#"{"error_id":402,"error_message":"expired"}"#, SIGN_IN),
        (Version::V2, 400, JSON, r#"{"error_id":4711,"error_name":"new"}"#, "The site refused: new."),
        (Version::V2, 400, JSON, r#"{"error_id":407,"error_message":"Don&#39;t"}"#, "The site refused: Don't."),
        (
            Version::V2,
            400,
            JSON,
            r#"{"error":"of a gateway"}"#,
            "The site answered with a web page instead of data (HTTP 400).",
        ),
        (Version::V3, 200, JSON, r#"{"page":1,"totalPages":2,"items":[{"id":1}]}"#, "1 items, more"),
        (Version::V3, 200, JSON, r#"{"page":1,"totalPages":0,"items":[]}"#, "0 items"),
        (Version::V3, 200, JSON, r#"{"id":1,"owner":null,"lastActivityDate":null}"#, "1 items"),
        (Version::V3, 200, JSON, r#"{"id":1,"isDeleted":true}"#, "0 items"),
        (Version::V3, 200, JSON, r#"[{"id":1},{"id":2}]"#, "2 items"),
        (Version::V3, 200, JSON, r#"[{"id":1},{}]"#, AT("[1].id")),
        (Version::V3, 200, JSON, r#"{"items":[{"id":1,"creationDate":"yesterday"}]}"#, AT("items[0].creationDate")),
        (Version::V3, 204, "", "", "0 items"),
        (Version::V3, 401, "text/plain", "Invalid access token", SIGN_IN),
        (Version::V3, 401, "", "Invalid access token", SIGN_IN),
        (
            Version::V3,
            404,
            "text/html",
            "<h1>404</h1>",
            "The site answered with a web page instead of data (HTTP 404).",
        ),
        (
            Version::V3,
            400,
            "application/problem+json",
            r#"{"errors":{"Title":["The Title field is required."],"Body":["Too short."]},"title":"One or more","status":400}"#,
            "The site refused: The Title field is required. Too short.",
        ),
        (
            Version::V3,
            403,
            JSON,
            r#"{"type":"/v3/errors/forbidden","title":"Forbidden Action","status":403}"#,
            "The site refused: Forbidden Action.",
        ),
    ] {
        let expected = expected.to_owned();
        assert_eq!(answer::<Question>(status, kind, body, version), expected, "{version:?} {status} {body}");
    }
}

const SIGN_IN: &str = "The site no longer accepts your sign-in.";

#[expect(non_snake_case, reason = "reads as a value in the table")]
fn AT(path: &str) -> &'static str {
    format!("The site's answer could not be understood at {path}.").leak()
}

/// Words that are newer than this code are left out, not refused.
#[test]
fn unknown_words() {
    let hits = r#"{"items":[{"item_type":"poem","title":"x"},{"item_type":"answer","answer_id":7,"title":"y"}]}"#;
    assert_eq!(answer::<Hit>(200, "", hits, Version::V2), "1 items");
    let hits = r#"{"page":1,"totalPages":1,"items":[{"type":"poem"},{"type":"article","articleId":7,"title":"y"}]}"#;
    assert_eq!(answer::<Hit>(200, "", hits, Version::V3), "1 items");
    let article = r#"{"items":[{"article_id":1,"article_type":"saga"}]}"#;
    assert_eq!(answer::<Article>(200, "", article, Version::V2), "1 items");
}

/// Plain-text fields under a safe filter are decoded once, bodies never, and nothing is decoded under an unsafe one.
#[test]
fn entities_are_decoded_once_and_where_they_belong() {
    let body = r#"{"items":[{"question_id":1,"title":"&amp;lt; &quot;G&#225;bor&quot;","body":"<p>&amp;lt;</p>",
        "owner":{"display_name":"G&#225;bor"},"tags":["c&#43;&#43;"],"link":"https://a.test/?a=1&amp;b=2"}]}"#;
    let read = |text| {
        let response = HttpResponse { status: 200, headers: Vec::new(), body: body.to_owned() };
        decode::<Question>(&response, Version::V2, text).unwrap().items.remove(0)
    };
    let safe = read(Encoding::Entities);
    assert_eq!((safe.title.as_str(), safe.body.as_str()), ("&lt; \"Gábor\"", "<p>&amp;lt;</p>"));
    assert_eq!(safe.owner.unwrap().0, "Gábor");
    let raw = read(Encoding::Raw);
    assert_eq!((raw.title.as_str(), raw.body.as_str()), ("&amp;lt; &quot;G&#225;bor&quot;", "<p>&amp;lt;</p>"));
    assert_eq!(raw.owner.unwrap().0, "G&#225;bor");
}

fn encoded(text: &str) -> String {
    let escape = |c: char| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&#39;".to_owned(),
        '\u{a0}'..='\u{ff}' => format!("&#{};", c as u32),
        c => c.to_string(),
    };
    text.chars().map(escape).collect()
}

proptest! {
    /// What a site encodes comes back as it was written, whatever was written and can be seen: `&lt;` stays `&lt;`.
    #[test]
    fn what_was_written_arrives(title in "\\PC{0,40}|[&;#ltgamp39x ]{0,30}", score in any::<i32>(), tags in prop::collection::vec("[a-z]{1,9}", 0..5)) {
        for (text, shown) in [(Encoding::Entities, encoded(&title)), (Encoding::Raw, title.clone())] {
            let body = serde_json::json!({"items": [{"question_id": 7, "title": shown, "score": score, "tags": tags}]});
            let response = HttpResponse { status: 200, headers: Vec::new(), body: body.to_string() };
            let question = decode::<Question>(&response, Version::V2, text).unwrap().items.remove(0);
            let expect = (visible(title.clone()), i64::from(score), &tags);
            prop_assert_eq!((question.title, question.score, &question.tags), expect);
        }
    }

    /// No answer whatsoever makes the client panic, and an error never quotes it.
    #[test]
    fn hostile_answers(
        status in prop::sample::select(vec![200u16, 204, 400, 401, 403, 404, 429, 500, 503]),
        v3 in any::<bool>(),
        body in "\\PC{0,60}|[\\[\\]{}\":,a1 -]{0,60}|\\{\"(items|error_id|errors|backoff|status)\":[\\[{\"1]\\PC{0,20}",
    ) {
        let version = if v3 { Version::V3 } else { Version::V2 };
        for shown in [
            answer::<Question>(status, "", &body, version),
            answer::<Answer>(status, "", &body, version),
            answer::<Comment>(status, "", &body, version),
            answer::<Hit>(status, "", &body, version),
            answer::<Account>(status, "", &body, version),
            answer::<Tag>(status, "", &body, version),
            answer::<News>(status, "", &body, version),
        ] {
            prop_assert!(!shown.is_empty());
        }
    }
}

#[test]
fn deep_json_is_refused_and_not_recursed_into() {
    let deep = format!("{{\"items\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(answer::<Question>(200, "", &deep, Version::V2).contains("could not be understood"));
}

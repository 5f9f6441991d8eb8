//! What holds of API v3 whatever it is asked.

use askside_sim::{Config, Throttling};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Site, query};
use crate::v3::call;

const PATHS: &[&str] = &[
    "/questions",
    "/questions/{}",
    "/questions/{}/linked",
    "/questions/{}/related",
    "/questions/{}/answers",
    "/questions/1/answers/{}",
    "/questions/{}/comments",
    "/articles",
    "/articles/{}",
    "/search",
    "/tags",
    "/tags/{}",
    "/users",
    "/users/{}",
    "/collections",
    "/communities",
    "/user-groups/{}",
    "/images/{}",
    "/{}",
    "/teams/{}/questions",
];
const NAMES: &[&str] = &[
    "page",
    "pageSize",
    "sort",
    "order",
    "tagId",
    "questionId",
    "authorId",
    "from",
    "to",
    "query",
    "isAnswered",
    "hasSmes",
];
const VALUES: &[&str] = &[
    "0",
    "1",
    "-1",
    "15",
    "100",
    "2147483647",
    "9999999999",
    "asc",
    "score",
    "true",
    "2026-01-01",
    "1,2,x",
    "[trellis]",
];

/// A value that is good somewhere, or anything.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![prop::sample::select(VALUES).prop_map(str::to_owned), any::<String>()]
}

/// JSON that could almost be a post.
fn body() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        Just(json!(["rust"])),
        Just(json!({"editableBy": "everyone"})),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[a-z ]{30,60}".prop_map(Value::from),
    ];
    let names = prop::sample::select(&["title", "body", "tags", "type", "permissions", "more"][..]);
    prop::collection::btree_map(names.prop_map(str::to_owned), leaf, 0..6).prop_map(|fields| json!(fields))
}

fn patient() -> Site {
    let throttling = Throttling { burst: u32::MAX, bucket: u32::MAX, ..Throttling::default() };
    Site::with(Config { throttling, ..Config::default() })
}

/// Asks, and looks whether the answer is one.
fn ask(site: &Site, token: &str, line: &str, body: &str) -> Result<(), TestCaseError> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let answer = runtime.block_on(call(site, token, line, body));
    prop_assert!(answer.status.as_u16() < 500, "{}: {}", line, answer.text());
    prop_assert!(answer.header("x-token-bucket-calls-left").is_some() || matches!(answer.status.as_u16(), 404 | 405));
    if answer.header("content-type").is_some_and(|kind| kind.starts_with("application/json")) {
        prop_assert!(!answer.json().is_null(), "{}: {}", line, answer.text());
    }
    Ok(())
}

#[test]
fn any_question_has_an_answer() {
    let site = patient();
    let token = site.sim.issue_token("amal", &[]);
    let pairs = prop::collection::vec((prop::sample::select(NAMES), value()), 0..4);
    proptest!(|(path in prop::sample::select(PATHS), place in value(), pairs in pairs)| {
        let place: String = url::form_urlencoded::byte_serialize(place.as_bytes()).collect();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        ask(&site, &token, &query(&format!("GET {}", path.replace("{}", &place)), &pairs), "")?;
    });
}

#[test]
fn any_body_is_taken_or_refused() {
    let site = patient();
    let token = site.sim.issue_token("amal", &["write_access"]);
    let lines =
        &["POST /questions", "PUT /questions/1", "POST /questions/1/answers", "POST /articles", "PUT /articles/1"];
    proptest!(|(line in prop::sample::select(&lines[..]), body in body(), noise in any::<bool>())| {
        let body = body.to_string();
        ask(&site, &token, line, if noise { &body[1..] } else { &body })?;
    });
}

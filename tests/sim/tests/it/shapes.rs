//! Our answers against answers that the real API gave, kept outside of this repository: the same fields of the same
//! types, and text in the same encoding.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs};

use askside_sim::{Config, Kind};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::support::{Site, field, items, query};

/// What is recorded and what we ask for it; both answers have items of one type, under the default filter.
const RECORDED: &[(&str, &str)] = &[
    ("v22-questions-activity.json", "/questions"),
    ("v22-questions-2016-30items.json", "/questions"),
    ("v22-questions-tagged-paypal-compact.json", "/search?tagged=trellis"),
    ("v22-wso2-getQuestionsByUserIds.json", "/users/1/questions"),
    ("v22-wso2-getAnswersByIds.json", "/answers"),
    ("v22-users-reputation.json", "/users"),
    ("v23-tags-inname-java.json", "/tags"),
    ("v22-sites-default.json", "/sites"),
];

/// What this site never says: ages and ratios that were abolished, and what needs a network of sites, badges, bounties,
/// locks or migrations.
const NEVER: &[&str] = &[
    "accept_rate",
    "age",
    "aliases",
    "bounty_amount",
    "bounty_closes_date",
    "closed_beta_date",
    "community_owned_date",
    "location",
    "locked_date",
    "migrated_from",
    "open_beta_date",
    "protected_date",
    "twitter_account",
    "website_url",
];

/// What is absent where there is nothing to say, so that a recording of one item says nothing about it.
const SOMETIMES: &[&str] = &["accepted_answer_id", "closed_date", "closed_reason", "last_edit_date"];

/// What newer answers have and the old recordings do not.
const NEWER: &[&str] = &["account_id", "content_license"];

/// Every field of a list of objects by its path, with the type of its values and whether all of them have it.
fn shape<'v>(of: impl IntoIterator<Item = &'v Value>) -> BTreeMap<String, (&'static str, bool)> {
    let mut fields: BTreeMap<String, (&'static str, usize)> = BTreeMap::new();
    let mut count = 0;
    for object in of {
        count += 1;
        for (name, value) in object.as_object().expect("an object") {
            fields.entry(name.clone()).or_insert((kind(value), 0)).1 += 1;
        }
    }
    fields.into_iter().map(|(name, (kind, seen))| (name, (kind, seen == count))).collect()
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[track_caller]
fn compare<'v>(what: &str, ours: impl IntoIterator<Item = &'v Value>, theirs: impl IntoIterator<Item = &'v Value>) {
    let (ours, theirs) = (shape(ours), shape(theirs));
    for (name, (kind, always)) in &theirs {
        let name = name.as_str();
        match ours.get(name) {
            Some((ours, _)) => assert_eq!(ours, kind, "{what}: the type of {name}"),
            None => {
                let excused = NEVER.contains(&name) || SOMETIMES.contains(&name);
                assert!(!always || excused, "{what}: we lack {name}");
            }
        }
    }
    for (name, (_, always)) in ours {
        let named = [NEWER, SOMETIMES].concat().contains(&name.as_str());
        let known = named || theirs.contains_key(&name);
        assert!(known || !always, "{what}: nobody else has {name}");
    }
}

/// The recorded files, or `None` where there are none.
fn recordings() -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let dir = root.join(env::var_os("ASKSIDE_SHARED").unwrap_or_else(|| "../shared".into())).join("api/recorded");
    if !dir.is_dir() {
        eprintln!("skipped: no recorded answers at {}; ASKSIDE_SHARED says where they are", dir.display());
        return None;
    }
    Some(dir)
}

fn read(dir: &std::path::Path, name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(dir.join(name)).unwrap()).unwrap()
}

#[tokio::test]
async fn ours_look_like_recorded_ones() {
    let Some(dir) = recordings() else { return };
    let site = Site::with(Config { kind: Kind::Network, ..Config::default() });
    for (file, method) in RECORDED {
        let theirs = read(&dir, file);
        let join = if method.contains('?') { '&' } else { '?' };
        let path = format!("/2.3{method}{join}site=fernwick&pagesize=100");
        let request = Request::get(path).body(Body::empty()).unwrap();
        let ours = site.send(request).await.json();
        compare(&format!("the wrapper of {file}"), [&ours], [&theirs]);
        let (ours, theirs) = (ours["items"].as_array().unwrap(), theirs["items"].as_array().unwrap());
        assert!(!ours.is_empty(), "{method}");
        compare(file, ours, theirs);
        let owners = |items: &[Value]| -> Vec<Value> {
            let owners = items.iter().map(|item| item["owner"].clone()).filter(Value::is_object);
            // Whoever is gone has only a name and a type, here and there.
            owners.filter(|owner| owner["user_type"] != "does_not_exist").collect()
        };
        compare(&format!("owners of {file}"), &owners(ours), &owners(theirs));
    }
}

#[tokio::test]
async fn a_question_with_everything_looks_like_a_recorded_one() {
    let Some(dir) = recordings() else { return };
    let theirs = read(&dir, "v22-question-single-item.json");
    let site = Site::demo();
    let include = "question.answers;question.comments;question.comment_count;question.body_markdown;\
                   question.favorite_count;question.close_vote_count;question.delete_vote_count;\
                   question.reopen_vote_count;answer.comments;answer.comment_count;answer.body_markdown;answer.link;\
                   answer.title;comment.body;comment.body_markdown;comment.link;comment.post_type";
    let path = query("/filters/create", &[("base", "withbody"), ("include", include)]);
    let filter = items(&site.get(&path).await).remove(0)["filter"].as_str().unwrap().to_owned();
    let token = site.sim.issue_token("mira", &["write_access"]);
    let id = field(&site.get("/search/advanced?answers=1").await, "question_id").remove(0);
    items(
        &site.post(&token, &format!("/posts/{id}/comments/add"), &[("body", "A comment of mine, long enough.")]).await,
    );
    let ours = items(&site.get(&query(&format!("/questions/{id}"), &[("filter", &filter)])).await);
    compare("the question", &ours, [&theirs]);
    let (our_answers, their_answers) = (ours[0]["answers"].as_array().unwrap(), theirs["answers"].as_array().unwrap());
    compare("its answers", our_answers, their_answers);
    compare("its comments", ours[0]["comments"].as_array().unwrap(), theirs["comments"].as_array().unwrap());
}

/// All that the recordings encode is encoded here, and nothing more.
#[tokio::test]
async fn titles_and_names_are_encoded_as_recorded() {
    let Some(dir) = recordings() else { return };
    let files = RECORDED.iter().filter(|(file, _)| file.contains("uestions"));
    let items_of = |file| read(&dir, file)["items"].as_array().cloned().unwrap_or_default();
    let theirs: Vec<Value> = files
        .flat_map(|(file, _)| items_of(file))
        .flat_map(|item| [item["title"].clone(), item["owner"]["display_name"].clone()])
        .collect();
    let ask =
        |(at, text): (usize, &Value)| json!({"id": at.to_string(), "title": decode(text.as_str().expect("a text"))});
    let site = Site::asking(&theirs.iter().enumerate().map(ask).collect::<Vec<_>>());
    for (at, text) in theirs.iter().enumerate() {
        let id = site.sim.question_id(&at.to_string()).expect("a number");
        assert_eq!(&field(&site.get(&format!("/questions/{id}")).await, "title")[0], text);
    }
}

/// Undoes one round of what HTML needs.
fn decode(text: &str) -> String {
    let mut raw = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        raw.push_str(&rest[..at]);
        let end = at + rest[at..].find(';').expect("a reference");
        raw.push(match &rest[at + 1..end] {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            number => number.strip_prefix('#').and_then(|n| n.parse().ok()).and_then(char::from_u32).expect("a number"),
        });
        rest = &rest[end + 1..];
    }
    raw + rest
}

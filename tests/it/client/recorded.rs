//! Answers that the real service gave, kept outside of this repository.

use askside::{
    api::{ApiError, Encoding, Page, Version, Why, Wire, decode},
    json::{self, Json},
    model::{Account, Answer, Author, Question, SiteInfo, Tag, TokenInfo},
    ports::HttpResponse,
    text::decode_entities,
};
use serde_json::Value;
use std::{env, fs, path::PathBuf};

/// Each recorded answer, by its name.
fn recorded() -> Option<Vec<(String, String)>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let dir = root.join(env::var_os("ASKSIDE_SHARED").unwrap_or_else(|| "../shared".into())).join("api/recorded");
    let Ok(entries) = fs::read_dir(&dir) else {
        eprintln!("skipped: no recorded answers at {}; ASKSIDE_SHARED says where they are", dir.display());
        return None;
    };
    let read = |path: PathBuf| {
        let name = path.file_name()?.to_str()?.to_owned();
        let text = fs::read_to_string(&path).unwrap();
        if name.ends_with(".json") { Some((name, text)) } else { name.ends_with(".txt").then(|| (name, strict(&text))) }
    };
    let mut all: Vec<_> = entries.filter_map(|entry| read(entry.unwrap().path())).collect();
    all.sort();
    assert!(!all.is_empty(), "nothing is recorded at {}", dir.display());
    Some(all)
}

/// A literal of Python or TypeScript as JSON.
fn strict(literal: &str) -> String {
    let mut out = String::new();
    let mut rest = &literal[literal.find('{').unwrap()..];
    while let Some(c) = rest.chars().next() {
        match c {
            '"' | '\'' | '`' => {
                let body = &rest[1..];
                // A quote of the other kind, as around `key`, is part of the text.
                let end = body.find(c).unwrap();
                out.push_str(&serde_json::to_string(&body[..end]).unwrap());
                rest = &body[end + 1..];
            }
            'a'..='z' | 'A'..='Z' | '_' => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                match word {
                    "True" | "true" => out.push_str("true"),
                    "False" | "false" => out.push_str("false"),
                    "None" | "null" => out.push_str("null"),
                    key => out.push_str(&format!("\"{key}\"")),
                }
                rest = after;
            }
            '}' | ']' => {
                let kept = out.trim_end().trim_end_matches(',').len();
                out.truncate(kept);
                out.push(c);
                rest = &rest[1..];
            }
            ';' => break,
            c => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

fn response(status: u16, body: String) -> HttpResponse {
    HttpResponse { status, headers: Vec::new(), body }
}

/// The tree that the client reads, as another parser's.
fn value(json: &Json<'_>) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Flag(flag) => (*flag).into(),
        Json::Int(number) => (*number).into(),
        Json::Float(number) => (*number).into(),
        Json::Text(text) => text.as_ref().into(),
        Json::List(list) => list.iter().map(value).collect(),
        Json::Object(object) => object.0.iter().map(|(key, field)| (key.to_string(), value(field))).collect(),
    }
}

#[test]
fn nothing_of_any_answer_is_lost_on_the_way_to_its_reader() {
    for (name, text) in recorded().into_iter().flatten() {
        let tree = json::parse(&text).unwrap_or_else(|place| panic!("{name}: {place}"));
        assert_eq!(value(&tree), serde_json::from_str::<Value>(&text).unwrap(), "{name}");
    }
}

fn page<T: Wire>(name: &str, body: &Value) -> Page<T> {
    decode(&response(200, body.to_string()), Version::V2, Encoding::Entities)
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn author(user: &Value) -> Option<Author> {
    let name = decode_entities(user["display_name"].as_str()?);
    Some(Author(name, user["user_id"].as_u64()))
}

fn plain(value: &Value) -> String {
    decode_entities(value.as_str().unwrap_or_default())
}

/// Every field that the domain has is what was recorded.
#[test]
fn every_item_arrives_whole() {
    let (mut questions, mut answers, mut others) = (0, 0, 0);
    for (name, text) in recorded().into_iter().flatten() {
        let mut body: Value = serde_json::from_str(&text).unwrap();
        if body["question_id"].is_u64() {
            body = serde_json::json!({"items": [body], "has_more": false}); // recorded without its wrapper
        }
        let items = body["items"].as_array().cloned().unwrap_or_default();
        let Some(first) = items.first() else { continue };
        let has = |key: &str| !first[key].is_null();
        let count = if has("answer_id") {
            let page = page::<Answer>(&name, &body);
            for (answer, item) in page.items.iter().zip(&items) {
                assert_eq!(Some(answer.id.0), item["answer_id"].as_u64(), "{name}");
                assert_eq!(Some(answer.question.0), item["question_id"].as_u64(), "{name}");
                assert_eq!(Some(answer.score), item["score"].as_i64(), "{name}");
                assert_eq!(Some(answer.accepted), item["is_accepted"].as_bool(), "{name}");
                assert_eq!(Some(answer.created.0), item["creation_date"].as_i64(), "{name}");
                assert_eq!(answer.owner, author(&item["owner"]), "{name}");
            }
            answers += page.items.len();
            page.items.len()
        } else if has("question_id") {
            let page = page::<Question>(&name, &body);
            for (question, item) in page.items.iter().zip(&items) {
                assert_eq!(Some(question.id.0), item["question_id"].as_u64(), "{name}");
                assert_eq!(question.title, plain(&item["title"]), "{name}");
                assert_eq!(question.body, item["body"].as_str().unwrap_or_default(), "{name}");
                let tags: Vec<&str> = item["tags"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
                assert_eq!(question.tags, tags, "{name}");
                assert_eq!(question.score, item["score"].as_i64().unwrap_or_default(), "{name}");
                assert_eq!(u64::from(question.answers), item["answer_count"].as_u64().unwrap_or_default(), "{name}");
                assert_eq!(question.accepted, item["accepted_answer_id"].is_u64(), "{name}");
                assert_eq!(question.closed, item["closed_date"].is_i64(), "{name}");
                assert_eq!(Some(question.created.0), item["creation_date"].as_i64(), "{name}");
                assert_eq!(question.owner, author(&item["owner"]), "{name}");
                assert_eq!(question.link, item["link"].as_str().unwrap_or_default(), "{name}");
            }
            questions += page.items.len();
            page.items.len()
        } else if has("has_synonyms") {
            let page = page::<Tag>(&name, &body);
            for (tag, item) in page.items.iter().zip(&items) {
                assert_eq!(Some(tag.name.as_str()), item["name"].as_str(), "{name}");
                assert_eq!(Some(tag.count), item["count"].as_u64(), "{name}");
                assert_eq!(Some(tag.required), item["is_required"].as_bool(), "{name}");
                assert_eq!(Some(tag.reserved), item["is_moderator_only"].as_bool(), "{name}");
            }
            page.items.len()
        } else if has("display_name") {
            let page = page::<Account>(&name, &body);
            for (user, item) in page.items.iter().zip(&items) {
                assert_eq!(Some(user.user_id), item["user_id"].as_u64(), "{name}");
                assert_eq!(Some(user.account_id), item["account_id"].as_u64(), "{name}");
                assert_eq!(user.name, plain(&item["display_name"]), "{name}");
            }
            page.items.len()
        } else if has("access_token") {
            let page = page::<TokenInfo>(&name, &body);
            assert_eq!(Some(page.items[0].account_id), first["account_id"].as_u64(), "{name}");
            assert_eq!(page.items[0].expires.map(|at| at.0), first["expires_on_date"].as_i64(), "{name}");
            assert_eq!(page.items[0].scope.len(), first["scope"].as_array().unwrap().len(), "{name}");
            page.items.len()
        } else if has("total_questions") {
            let page = page::<SiteInfo>(&name, &body);
            assert_eq!(Some(page.items[0].questions), first["total_questions"].as_u64(), "{name}");
            assert_eq!(Some(page.items[0].revision.as_str()), first["api_revision"].as_str(), "{name}");
            page.items.len()
        } else {
            continue; // a type of which Askside reads nothing
        };
        // A preview has no number yet.
        let expected = if first.get("question_id").is_none() && has("title") { 0 } else { items.len() };
        assert_eq!(count, expected, "{name}");
        others += usize::from(!has("question_id"));
    }
    if recorded().is_some() {
        assert!(questions >= 80 && answers >= 5 && others >= 5, "{questions} {answers} {others}");
    }
}

/// Errors keep the site's own words, and say what can be done.
#[test]
fn every_error_is_understood() {
    let mut seen = 0;
    for (name, text) in recorded().into_iter().flatten() {
        let body: Value = serde_json::from_str(&text).unwrap();
        let (version, status) = match (body["error_id"].as_u64(), body["status"].as_u64()) {
            (Some(_), _) => (Version::V2, 400),
            (None, Some(status)) => (Version::V3, u16::try_from(status).unwrap()),
            _ => continue,
        };
        let error = decode::<Question>(&response(status, text), version, Encoding::Raw).unwrap_err();
        let ApiError::Refused(refusal) = &error else { panic!("{name}: {error:?}") };
        let words = [&body["error_message"], &body["detail"], &body["errors"]["Title"][0], &body["title"]];
        let words = words.into_iter().find_map(Value::as_str).unwrap();
        assert_eq!(refusal.message, words, "{name}");
        let why = match () {
            () if name.contains("key-token") => Why::Key,
            () if name.contains("403") => Why::Denied,
            () if name.contains("404-no-method") => Why::NoMethod,
            () if name.contains("404") => Why::NotFound,
            () if name.contains("502") => Why::Busy,
            () if name.contains("bad-parameter") => Why::Parameter,
            () => Why::Rule,
        };
        assert_eq!(refusal.why, why, "{name}");
        seen += 1;
    }
    assert!(seen >= 8 || recorded().is_none(), "{seen}");
}

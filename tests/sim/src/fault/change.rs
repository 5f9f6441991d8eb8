//! Distortions of what the site said.

use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

use super::hang_up;

/// The fields that hold one of a documented list of words, in v2.3 and v3.
const WORDS: &[&str] = &[
    "article_type",
    "articleType",
    "badge_type",
    "filter_type",
    "item_type",
    "link_type",
    "notification_type",
    "post_type",
    "role",
    "sort",
    "timeline_type",
    "type",
    "user_type",
    "vote_type",
];

/// Changes the bytes of an answer.
pub(super) async fn bytes(response: Response, change: impl FnOnce(&[u8]) -> Vec<u8>) -> Response {
    let (mut parts, body) = response.into_parts();
    match axum::body::to_bytes(body, usize::MAX).await {
        Ok(body) => {
            parts.headers.remove(header::CONTENT_LENGTH);
            Response::from_parts(parts, Body::from(change(&body)))
        }
        Err(_) => hang_up(),
    }
}

/// Changes an answer in JSON. Others stay as they are.
pub(super) async fn json(response: Response, change: impl FnOnce(&mut Value)) -> Response {
    bytes(response, |body| match serde_json::from_slice(body) {
        Ok(mut json) => {
            change(&mut json);
            json.to_string().into_bytes()
        }
        Err(_) => body.to_vec(),
    })
    .await
}

/// An answer with so many lists in each other.
pub(super) fn deep(levels: u32) -> Response {
    let levels = usize::try_from(levels).unwrap_or_default();
    let body = format!("{{\"items\":[{}{}],\"has_more\":false}}", "[".repeat(levels), "]".repeat(levels));
    (StatusCode::OK, [(header::CONTENT_TYPE, "application/json; charset=utf-8")], body).into_response()
}

/// Numbers where text belongs, and text where numbers belong, in every item.
pub(super) fn confuse_types(json: &mut Value) {
    for item in json.get_mut("items").and_then(Value::as_array_mut).into_iter().flatten() {
        for value in item.as_object_mut().into_iter().flat_map(|item| item.values_mut()) {
            *value = match value {
                Value::Number(number) => Value::String(format!("number {number}")),
                Value::String(_) => Value::from(17),
                _ => continue,
            };
        }
    }
}

/// A new word in every field that has a list of them, at any depth.
pub(super) fn rename_words(json: &mut Value) {
    match json {
        Value::Array(items) => items.iter_mut().for_each(rename_words),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(word) if WORDS.contains(&name.as_str()) => "unheard_of".clone_into(word),
                    value => rename_words(value),
                }
            }
        }
        _ => {}
    }
}

/// More pages than anybody can read.
pub(super) fn never_end(json: &mut Value) {
    for (name, value) in json.as_object_mut().into_iter().flatten() {
        match name.as_str() {
            "has_more" => *value = true.into(),
            "totalPages" | "totalCount" => *value = i32::MAX.into(),
            _ => {}
        }
    }
}

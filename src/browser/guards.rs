//! Rules for the requests of a sign-in under way, which keep off the disk what it brings home.
//!
//! They are there while a sign-in is, and concern nothing but the site's sign-in pages.

use super::{to_js, webext};
use crate::model::TabId;
use serde::Serialize;
use wasm_bindgen::JsValue;

/// The rules there are at most.
const IDS: [u32; 2] = [1, 2];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rules {
    remove_rule_ids: [u32; 2],
    add_rules: Vec<Rule>,
}

#[derive(Serialize)]
struct Rule {
    id: u32,
    action: Action,
    condition: Condition,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Action {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_headers: Option<[SetHeader; 1]>,
}

#[derive(Serialize)]
struct SetHeader {
    header: &'static str,
    operation: &'static str,
    value: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Condition {
    url_filter: String,
    resource_types: [&'static str; 3],
    #[serde(skip_serializing_if = "Option::is_none")]
    tab_ids: Option<[i32; 2]>,
}

/// For a sign-in that opens `url` in the browser's own window: no redirect is kept. The window's tab is nobody's to
/// know, so this holds for all of them.
pub(super) async fn window(url: &str) -> Result<(), JsValue> {
    let page = url.split('?').next().unwrap_or(url);
    put(vec![(bypass(), page)], None).await
}

/// For a sign-in in `tab` that ends at `landing`: no redirect is kept, and the page that it ends at is blocked. A load
/// that fails is not in the history, and its address can be read all the same. Both also hold for what a service
/// worker of the site asks for, which belongs to no tab.
pub(super) async fn tab(tab: TabId, landing: &str) -> Result<(), JsValue> {
    let block = Action { r#type: "block", request_headers: None };
    let pages = landing.rsplit_once('/').map_or(landing, |(pages, _)| pages);
    put(vec![(block, landing), (bypass(), pages)], Some([tab.0, -1])).await
}

/// Takes the rules away.
pub(super) async fn lift() {
    drop(put(Vec::new(), None).await);
}

/// Chromium keeps a redirect in its cache, with the token in it, unless the site forbids that. A request with If-Range
/// bypasses the cache, and says nothing to a server without Range (RFC 9110 §13.1.5).
fn bypass() -> Action {
    let fresh = SetHeader { header: "If-Range", operation: "set", value: "\"0\"" };
    Action { r#type: "modifyHeaders", request_headers: Some([fresh]) }
}

async fn put(rules: Vec<(Action, &str)>, tab_ids: Option<[i32; 2]>) -> Result<(), JsValue> {
    let below = |path: &str| Condition {
        url_filter: format!("|{path}"),
        resource_types: ["main_frame", "xmlhttprequest", "other"],
        tab_ids,
    };
    let rules = rules.into_iter().zip(IDS).map(|((action, path), id)| Rule { id, action, condition: below(path) });
    let rules = Rules { remove_rule_ids: IDS, add_rules: rules.collect() };
    webext::settled(webext::update_session_rules(&to_js(&rules))).await.map(drop)
}

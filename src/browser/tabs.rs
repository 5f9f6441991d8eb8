//! [`Tabs`] on `browser.scripting` and `browser.tabs`.

use super::{Browser, js::message, to_js, webext};
use crate::{
    json,
    model::{PageSnapshot, TabId},
    ports::{TabError, Tabs},
};
use js_sys::{Array, Reflect};
use serde::Serialize;
use wasm_bindgen::JsValue;

#[derive(Serialize)]
struct Injection {
    target: Target,
    files: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    tab_id: TabId,
}

impl Tabs for Browser {
    async fn snapshot(&self, tab: TabId) -> Result<PageSnapshot, TabError> {
        let injection = to_js(&Injection { target: Target { tab_id: tab }, files: ["extract.js"] });
        let results =
            webext::settled(webext::execute_script(&injection)).await.map_err(|thrown| refused(&message(&thrown)))?;
        let page = first(&results, "result").and_then(|result| result.as_string());
        page.and_then(|page| json::read(&page).ok()).ok_or(TabError::Forbidden)
    }
}

/// Browsers say why only in prose. What is not recognised counts as a page that cannot be read.
fn refused(message: &str) -> TabError {
    let says = |words: &str| message.contains(words);
    if says("No tab with id") || says("Invalid tab ID") || says("was removed") {
        TabError::Gone
    } else if says("must request permission")
        || says("Missing host permission")
        || says("Cannot access contents of url \"http")
    {
        TabError::NotGranted
    } else {
        TabError::Forbidden
    }
}

/// The tab in front, and its window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActiveTab {
    /// The tab.
    pub id: TabId,
    /// Its window.
    pub window_id: i32,
}

/// The tab in front of the window that this page belongs to.
pub async fn active_tab() -> Option<ActiveTab> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Query {
        active: bool,
        current_window: bool,
    }
    let tabs = webext::settled(webext::tabs_query(&to_js(&Query { active: true, current_window: true }))).await.ok()?;
    let number = |key: &str| first(&tabs, key)?.as_f64().map(|number| number as i32);
    Some(ActiveTab { id: TabId(number("id")?), window_id: number("windowId")? })
}

/// A field of the first object of a list.
fn first(list: &JsValue, key: &str) -> Option<JsValue> {
    Reflect::get(&Array::from(list).get(0), &key.into()).ok()
}

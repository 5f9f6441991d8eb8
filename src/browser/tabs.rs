//! [`Tabs`] on `browser.scripting` and `browser.tabs`.

use super::{Browser, guards, js::message, to_js, webext};
use crate::{
    model::{PageSnapshot, TabId},
    page,
    ports::{TabError, Tabs},
};
use js_sys::{Array, JsString, Reflect};
use serde::Serialize;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};

#[derive(Serialize)]
struct Injection {
    target: Target,
    files: [&'static str; 2],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    tab_id: TabId,
}

/// Longest answer of `extract.js` that is read, in UTF-16 units: several times what its caps leave.
const MAX_ANSWER: u32 = 16 << 20;

impl Tabs for Browser {
    async fn snapshot(&self, tab: TabId) -> Result<PageSnapshot, TabError> {
        let injection = to_js(&Injection { target: Target { tab_id: tab }, files: ["selection.js", "extract.js"] });
        let results =
            webext::settled(webext::execute_script(&injection)).await.map_err(|thrown| refused(&message(&thrown)))?;
        // A page that took its process over may answer in place of the script.
        let answer = first(&results, "result").and_then(|result| result.dyn_into::<JsString>().ok());
        let answer = answer.filter(|answer| answer.length() <= MAX_ANSWER).map(String::from);
        answer.and_then(|answer| page::read(&answer).ok()).ok_or(TabError::Forbidden)
    }

    async fn open(&self, url: &str, landing: &str) -> Result<TabId, TabError> {
        let window = webext::settled(webext::windows_create(&to_js(&POPUP))).await.map_err(|_| TabError::Forbidden)?;
        let tabs = Reflect::get(&window, &"tabs".into()).map_err(|_| TabError::Forbidden)?;
        let id = first(&tabs, "id").and_then(|id| id.as_f64()).ok_or(TabError::Forbidden)?;
        let tab = TabId(id as i32);
        let opened = match guards::tab(tab, landing).await {
            Ok(()) => webext::settled(webext::tabs_update(tab.0, &to_js(&Address { url }))).await,
            Err(thrown) => Err(thrown),
        };
        if opened.is_err() {
            self.close(tab).await;
        }
        opened.map(|_| tab).map_err(|_| TabError::Forbidden)
    }

    async fn address(&self, tab: TabId) -> Result<String, TabError> {
        let tab = webext::settled(webext::tabs_get(tab.0)).await.map_err(|_| TabError::Gone)?;
        Ok(Reflect::get(&tab, &"url".into()).ok().and_then(|url| url.as_string()).unwrap_or_default())
    }

    async fn count(&self, tab_id: TabId, number: usize) {
        let text = if number == 0 { String::new() } else { number.to_string() };
        // Refused only for a tab that is gone.
        drop(webext::settled(webext::set_badge_color(&to_js(&Color { tab_id, color: QUIET }))).await);
        drop(webext::settled(webext::set_badge_text(&to_js(&Badge { tab_id, text }))).await);
    }

    async fn close(&self, tab: TabId) {
        // Refused only when it is gone already. Not the window: a closed window is remembered with its addresses.
        drop(webext::settled(webext::tabs_remove(tab.0)).await);
        guards::lift().await;
    }
}

/// A window that the browser does not restore, unlike a tab: its addresses are not in the files of the session.
#[derive(Serialize)]
struct Popup {
    r#type: &'static str,
    url: &'static str,
    width: u32,
    height: u32,
}

const POPUP: Popup = Popup { r#type: "popup", url: "about:blank", width: 640, height: 720 };

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Badge {
    tab_id: TabId,
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Color {
    tab_id: TabId,
    color: &'static str,
}

/// A number that informs and does not call.
const QUIET: &str = "#545b63";

#[derive(Serialize)]
struct Address<'a> {
    url: &'a str,
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

/// The tab in front, its window, and what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveTab {
    /// The tab.
    pub id: TabId,
    /// Its window.
    pub window_id: i32,
    /// The address; empty where the browser does not tell, because we may not read it.
    pub url: String,
    /// The title; the same.
    pub title: String,
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
    let text = |key: &str| first(&tabs, key).and_then(|text| text.as_string()).unwrap_or_default();
    let (url, title) = (text("url"), text("title"));
    Some(ActiveTab { id: TabId(number("id")?), window_id: number("windowId")?, url, title })
}

/// What happened to a tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TabEvent {
    /// Another one came to the front, of this or of another window.
    Front,
    /// This one shows something else, or goes by another address or title.
    Changed(TabId),
}

/// Calls `listener` when tabs come to the front or change, for as long as the page lives.
pub fn on_tab_event(listener: impl Fn(TabEvent) + 'static) {
    let listener = Rc::new(listener);
    let front = Rc::clone(&listener);
    let activated = Closure::new(move |_: JsValue, _: JsValue| front(TabEvent::Front));
    let updated = Closure::new(move |tab: JsValue, change: JsValue| {
        // Sounds and icons change, too.
        let says = |key: &str| Reflect::get(&change, &key.into()).ok().and_then(|value| value.as_string());
        let loads = says("status").as_deref() == Some("loading");
        if let Some(tab) = tab.as_f64().filter(|_| loads || says("url").or(says("title")).is_some()) {
            listener(TabEvent::Changed(TabId(tab as i32)));
        }
    });
    // Without them the panel only shows what it is asked for.
    drop(webext::tabs_on_activated(&activated));
    drop(webext::tabs_on_updated(&updated));
    activated.forget();
    updated.forget();
}

/// Opens a page of ours where an address bar was told to: `currentTab`, `newForegroundTab` or `newBackgroundTab`.
pub async fn show(page: &str, place: &str) {
    #[derive(Serialize)]
    struct Tab<'a> {
        url: &'a str,
        active: bool,
    }
    let url = webext::extension_url(page).unwrap_or_default();
    // Where the browser will not, there is nobody to tell.
    drop(match active_tab().await {
        Some(tab) if place == "currentTab" => {
            webext::settled(webext::tabs_update(tab.id.0, &to_js(&Address { url: &url }))).await
        }
        _ => {
            let tab = Tab { url: &url, active: place != "newBackgroundTab" };
            webext::settled(webext::tabs_create(&to_js(&tab))).await
        }
    });
}

/// Where the person gives the browser's own shortcuts other keys.
#[must_use]
pub fn shortcuts_page() -> String {
    "chrome://extensions/shortcuts".to_owned()
}

/// A field of the first object of a list.
fn first(list: &JsValue, key: &str) -> Option<JsValue> {
    Reflect::get(&Array::from(list).get(0), &key.into()).ok()
}

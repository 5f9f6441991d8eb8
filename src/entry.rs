//! What JavaScript may call: the three bootstraps of `extension/` and nothing else.

use crate::{
    app::{App, Failure, Remedy, Request, encode_reply},
    browser::{Browser, to_js, webext},
    json,
    model::TabId,
    ui,
};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Runs once a module: panics become messages in the console instead of `unreachable`.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Answers a message from one of our own pages. Always answers.
#[wasm_bindgen]
pub async fn background_call(message: JsValue, origin: String) -> String {
    let own = webext::extension_url("").unwrap_or_default();
    if own.is_empty() || own.trim_end_matches('/') != origin {
        return refuse("A message from outside of Askside was refused.");
    }
    match message.as_string().and_then(|text| json::read::<Request>(&text).ok()) {
        Some(request) => app().handle(request).await,
        None => refuse("Askside was updated: close this panel and open it again."),
    }
}

/// Something happened outside of any surface: `kind` is a command's or a menu entry's name.
#[wasm_bindgen]
pub async fn background_event(kind: String, tab: i32) {
    let app = app();
    let result = match kind.as_str() {
        "installed" => {
            create_menu();
            Ok(())
        }
        "open-panel" => app.focus_related().await,
        "ask" => app.focus_new_draft(TabId(tab)).await,
        _ => Ok(()),
    };
    if let Err(error) = result {
        web_sys::console::error_1(&error.to_string().into());
    }
}

/// Mounts the panel into its page.
#[wasm_bindgen]
pub fn panel() {
    ui::mount();
}

/// The one of this background.
fn app() -> &'static App<Browser> {
    thread_local! {
        static APP: &'static App<Browser> = Box::leak(Box::new(App::new(Browser)));
    }
    APP.with(|app| *app)
}

fn create_menu() {
    #[derive(Serialize)]
    struct Entry {
        id: &'static str,
        title: &'static str,
        contexts: [&'static str; 2],
    }
    let entry = Entry { id: "ask", title: "Ask colleagues about this", contexts: ["page", "selection"] };
    // Refused only when it exists already.
    drop(webext::context_menu_create(&to_js(&entry)));
}

fn refuse(why: &str) -> String {
    encode_reply(Err(Failure { message: why.to_owned(), remedy: Remedy::Retry }))
}

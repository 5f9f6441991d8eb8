//! What JavaScript may call: the three bootstraps of `extension/` and nothing else.

use crate::{
    app::{App, Failure, Remedy, Sender, encode_reply, page_that_searches, read_request},
    browser::{self, Browser, to_js, webext},
    json,
    model::TabId,
    ui, words,
};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Runs once a module: panics become messages in the console instead of `unreachable`, and what is said is said in the
/// person's language.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    browser::i18n::begin();
}

/// Answers a message, if it is from one of our own pages. Always answers.
#[wasm_bindgen]
pub async fn background_call(
    message: JsValue,
    extension: String,
    origin: String,
    address: String,
    frame: i32,
    id: String,
) -> String {
    let sender = Sender { extension: &extension, origin: &origin, address: &address, frame };
    if !sender.is_our_page(&id, &webext::extension_url("").unwrap_or_default()) {
        return encode_reply(Err(Failure { message: words::message_from_outside(), remedy: Remedy::Retry }));
    }
    match read_request(&message.as_string().unwrap_or_default()) {
        Ok(request) => app().handle(request).await,
        Err(failure) => encode_reply(Err(failure)),
    }
}

/// What the address bar offers for what is typed there, as JSON: from what is on this device, and nothing is sent.
#[wasm_bindgen]
pub async fn background_suggestions(typed: String) -> String {
    json::write(&app().suggestions(&typed).await)
}

/// Something happened outside of any surface: `kind` is a command's or a menu entry's name, or where the address bar
/// wants a search to open; `target` the address of the link or the image that it is about, or what is searched for.
#[wasm_bindgen]
pub async fn background_event(kind: String, tab: i32, target: String) {
    let app = app();
    let result = match kind.as_str() {
        "installed" => {
            create_menu();
            Ok(())
        }
        "open-panel" => app.focus_related().await,
        "currentTab" | "newForegroundTab" | "newBackgroundTab" => {
            browser::show(&page_that_searches(&target), &kind).await;
            Ok(())
        }
        "ask" => app.focus_new_draft(TabId(tab), &target).await,
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
        title: String,
        contexts: [&'static str; 4],
    }
    let entry = Entry { id: "ask", title: words::menu_ask(), contexts: ["page", "selection", "link", "image"] };
    // Refused only when it exists already.
    drop(webext::context_menu_create(&to_js(&entry)));
}

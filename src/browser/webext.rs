//! `browser.*`, declared once. No other file names the extension API.
//!
//! Every call can fail: a browser may lack it, or refuse it.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "storage", "local"], js_name = get)]
    pub(super) fn local_get(key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "storage", "local"], js_name = set)]
    pub(super) fn local_set(items: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "storage", "local"], js_name = remove)]
    pub(super) fn local_remove(key: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["browser", "storage", "session"], js_name = get)]
    pub(super) fn session_get(key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "storage", "session"], js_name = set)]
    pub(super) fn session_set(items: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "storage", "session"], js_name = remove)]
    pub(super) fn session_remove(key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "storage", "session", "onChanged"], js_name = addListener)]
    pub(super) fn session_on_changed(listener: &Closure<dyn FnMut(JsValue)>) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["browser", "storage", "managed"], js_name = get)]
    pub(super) fn managed_get(keys: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["browser", "identity"], js_name = getRedirectURL)]
    pub(super) fn redirect_url() -> Result<String, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "identity"], js_name = launchWebAuthFlow)]
    pub(super) fn launch_web_auth_flow(details: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["browser", "permissions"], js_name = contains)]
    pub(super) fn permissions_contains(permissions: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "permissions"], js_name = request)]
    pub(super) fn permissions_request(permissions: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["browser", "permissions"], js_name = remove)]
    pub(super) fn permissions_remove(permissions: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["browser", "scripting"], js_name = executeScript)]
    pub(super) fn execute_script(injection: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"], js_name = query)]
    pub(super) fn tabs_query(query: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"], js_name = get)]
    pub(super) fn tabs_get(tab: i32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"], js_name = update)]
    pub(super) fn tabs_update(tab: i32, properties: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs", "onActivated"], js_name = addListener)]
    pub(super) fn tabs_on_activated(listener: &Closure<dyn FnMut(JsValue, JsValue)>) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs", "onUpdated"], js_name = addListener)]
    pub(super) fn tabs_on_updated(listener: &Closure<dyn FnMut(JsValue, JsValue)>) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "action"], js_name = setBadgeText)]
    pub(super) fn set_badge_text(details: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "action"], js_name = setBadgeBackgroundColor)]
    pub(super) fn set_badge_color(details: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "windows"], js_name = create)]
    pub(super) fn windows_create(properties: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "declarativeNetRequest"], js_name = updateSessionRules)]
    pub(super) fn update_session_rules(rules: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"], js_name = remove)]
    pub(super) fn tabs_remove(tab: i32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"], js_name = create)]
    pub(crate) fn tabs_create(properties: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "sidePanel"], js_name = open)]
    pub(crate) fn side_panel_open(options: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["browser", "runtime"], js_name = sendMessage)]
    pub(crate) fn send_message(message: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "runtime"], js_name = getURL)]
    pub(crate) fn extension_url(path: &str) -> Result<String, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "i18n"], js_name = getMessage)]
    pub(super) fn message(key: &str, given: &js_sys::Array) -> Result<String, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["browser", "contextMenus"], js_name = create)]
    pub(crate) fn context_menu_create(properties: &JsValue) -> Result<JsValue, JsValue>;
}

/// Waits for what a call promised. The imports are not `async` themselves, because such an import catches
/// a rejection only: an API that is missing throws at once, and that would end the module.
pub(crate) async fn settled(called: Result<JsValue, JsValue>) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::resolve(&called?)).await
}

//! From Rust values to plain JavaScript objects. Back they come as JSON text: see [`crate::json`].

use serde::Serialize;
use wasm_bindgen::JsValue;

/// `value` as a plain object: maps become objects, not `Map`s, which messages would lose.
pub fn to_js<T: Serialize + ?Sized>(value: &T) -> JsValue {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or(JsValue::UNDEFINED)
}

/// The words of a thrown value.
pub(super) fn message(thrown: &JsValue) -> String {
    let field = js_sys::Reflect::get(thrown, &"message".into()).ok().and_then(|m| m.as_string());
    field.or_else(|| thrown.as_string()).unwrap_or_else(|| "unknown error".to_owned())
}

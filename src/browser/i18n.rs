//! The person's language: the browser chooses it among the catalogues in `_locales`, and its `Intl` knows the plurals.

use super::webext;
use crate::words::{self, APART, Language, TOGETHER, speak};
use js_sys::{Array, Intl::PluralRules, Object};
use wasm_bindgen::JsValue;

/// From now on, what Askside says is said in the person's language.
pub(crate) fn begin() {
    speak(Language { text, category });
}

fn text(key: &str, given: &[&str]) -> String {
    let given: Array = given.iter().map(|text| JsValue::from(kept_apart(text))).collect();
    webext::message(key, &given).unwrap_or_default()
}

/// What is filled in may run the other way than the sentence around it.
fn kept_apart(text: &str) -> String {
    thread_local! {
        static RIGHT_TO_LEFT: bool = webext::message("direction", &Array::new()).is_ok_and(|direction| direction == "rtl");
    }
    if RIGHT_TO_LEFT.with(|it| *it) { format!("{APART}{text}{TOGETHER}") } else { text.to_owned() }
}

fn category(count: i64) -> String {
    thread_local! {
        static RULES: PluralRules = PluralRules::new(&Array::of1(&words::language().into()), &Object::new());
    }
    #[expect(clippy::cast_precision_loss, reason = "what people count is far below 2^53")]
    RULES.with(|rules| rules.select(count as f64)).into()
}

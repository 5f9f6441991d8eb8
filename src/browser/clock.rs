//! [`Clock`] on `Date.now()` and `setTimeout`.

use super::Browser;
use crate::ports::Clock;
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    // Bound here and not through web-sys, where it hangs off a window: a worker has none.
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(then: &Function, millis: u32) -> JsValue;
}

impl Clock for Browser {
    fn millis(&self) -> i64 {
        js_sys::Date::now() as i64
    }

    async fn wait(&self, millis: u32) {
        let promise = Promise::new(&mut |done, _| drop(set_timeout(&done, millis)));
        drop(JsFuture::from(promise).await);
    }
}

//! [`Locks`] on `navigator.locks`, which every page and worker of the extension shares. The browser frees a lock when
//! whoever holds it dies.

use super::Browser;
use crate::ports::Locks;
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"], js_name = request)]
    fn request(name: &str, granted: &Closure<dyn FnMut(JsValue) -> Promise>) -> Result<Promise, JsValue>;
}

/// A lock, until it is dropped.
#[derive(Debug)]
pub struct Held {
    release: Option<Function>,
    _granted: Closure<dyn FnMut(JsValue) -> Promise>,
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            drop(release.call0(&JsValue::NULL));
        }
    }
}

impl Locks for Browser {
    type Held = Held;

    async fn hold(&self, name: &'static str) -> Held {
        let (mut release, mut enter) = (None, None);
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        let entered = Promise::new(&mut |resolve, _| enter = Some(resolve));
        let granted = Closure::new(move |_| {
            if let Some(enter) = &enter {
                drop(enter.call0(&JsValue::NULL));
            }
            held.clone()
        });
        // A browser that refuses the lock, as for a page that is closing, lets nobody else in either.
        if request(name, &granted).is_ok() {
            drop(JsFuture::from(entered).await);
        }
        Held { release, _granted: granted }
    }
}

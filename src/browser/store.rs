//! [`Store`] on `browser.storage`. Values are JSON text, so that no conversion can change them.

use super::{Browser, js::message, webext};
use crate::ports::{Area, Store, StoreError};
use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::prelude::*;

impl Store for Browser {
    async fn get(&self, area: Area, key: &str) -> Result<Option<String>, StoreError> {
        let items = match area {
            Area::Local => webext::settled(webext::local_get(key)).await,
            Area::Session => webext::settled(webext::session_get(key)).await,
        };
        let value = Reflect::get(&items.map_err(failed)?, &key.into()).map_err(failed)?;
        Ok(value.as_string())
    }

    async fn set(&self, area: Area, key: &str, value: String) -> Result<(), StoreError> {
        let items = Object::new();
        Reflect::set(&items, &key.into(), &value.into()).map_err(failed)?;
        match area {
            Area::Local => webext::settled(webext::local_set(&items)).await,
            Area::Session => webext::settled(webext::session_set(&items)).await,
        }
        .map(drop)
        .map_err(failed)
    }

    async fn remove(&self, area: Area, key: &str) -> Result<(), StoreError> {
        match area {
            Area::Local => webext::settled(webext::local_remove(key)).await,
            Area::Session => webext::settled(webext::session_remove(key)).await,
        }
        .map(drop)
        .map_err(failed)
    }

    /// A browser without a policy has an empty object, or refuses.
    async fn policy(&self) -> Option<String> {
        let policy = webext::settled(webext::managed_get(&JsValue::NULL)).await.ok()?;
        JSON::stringify(&policy).ok()?.as_string().filter(|text| text.len() > 2)
    }
}

/// Calls `listener` with each key of the session area that changes, for as long as the page lives.
pub fn on_session_change(mut listener: impl FnMut(&str) + 'static) {
    let closure = Closure::new(move |changes: JsValue| {
        for key in Object::keys(&Object::from(changes)).iter().filter_map(|key| key.as_string()) {
            listener(&key);
        }
    });
    // Without it the panel only misses what happens outside of it until it is opened again.
    drop(webext::session_on_changed(&closure));
    closure.forget();
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn failed(thrown: JsValue) -> StoreError {
    StoreError(message(&thrown))
}

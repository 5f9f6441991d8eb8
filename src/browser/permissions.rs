//! [`Permissions`] on `browser.permissions`, and the one request that needs a click.

use super::{Browser, to_js, webext};
use crate::ports::Permissions;
use serde::Serialize;

#[derive(Serialize)]
struct Origins<'a> {
    origins: [&'a str; 1],
}

impl Permissions for Browser {
    async fn granted(&self, pattern: &str) -> bool {
        let answer = webext::settled(webext::permissions_contains(&origins(pattern))).await;
        answer.is_ok_and(|granted| granted.is_truthy())
    }

    async fn give_back(&self, pattern: &str) {
        // Refused for what a policy or the manifest granted: that is not ours to give back.
        drop(webext::settled(webext::permissions_remove(&origins(pattern))).await);
    }
}

/// Asks the person to let us reach what the pattern fits. Must be the first thing a click does: browsers refuse it
/// after any wait.
pub async fn request(pattern: &str) -> bool {
    webext::settled(webext::permissions_request(&origins(pattern))).await.is_ok_and(|granted| granted.is_truthy())
}

fn origins(pattern: &str) -> wasm_bindgen::JsValue {
    to_js(&Origins { origins: [pattern] })
}

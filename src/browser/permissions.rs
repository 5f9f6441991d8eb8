//! [`Permissions`] on `browser.permissions`, and the one request that needs a click.

use super::{Browser, to_js, webext};
use crate::{model::Site, ports::Permissions};
use serde::Serialize;

#[derive(Serialize)]
struct Origins {
    origins: [String; 1],
}

impl Permissions for Browser {
    async fn granted(&self, site: &Site) -> bool {
        let answer = webext::settled(webext::permissions_contains(&origins(site))).await;
        answer.is_ok_and(|granted| granted.is_truthy())
    }

    async fn give_back(&self, site: &Site) {
        // Refused for what a policy or the manifest granted: that is not ours to give back.
        drop(webext::settled(webext::permissions_remove(&origins(site))).await);
    }
}

/// Asks the person to let us reach `site`. Must be the first thing a click does: browsers refuse it
/// after any wait.
pub async fn request(site: &Site) -> bool {
    webext::settled(webext::permissions_request(&origins(site))).await.is_ok_and(|granted| granted.is_truthy())
}

fn origins(site: &Site) -> wasm_bindgen::JsValue {
    to_js(&Origins { origins: [site.permission()] })
}

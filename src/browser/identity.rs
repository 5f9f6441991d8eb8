//! [`Identity`] on `browser.identity`.

use super::{Browser, to_js, webext};
use crate::ports::{Identity, NoRedirect};
use serde::Serialize;

impl Identity for Browser {
    fn redirect_uri(&self) -> String {
        webext::redirect_url().unwrap_or_default()
    }

    async fn authorize(&self, url: &str) -> Result<String, NoRedirect> {
        #[derive(Serialize)]
        struct Details<'a> {
            url: &'a str,
            interactive: bool,
        }
        let redirect = webext::settled(webext::launch_web_auth_flow(&to_js(&Details { url, interactive: true }))).await;
        redirect.ok().and_then(|url| url.as_string()).ok_or(NoRedirect)
    }
}

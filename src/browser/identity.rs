//! [`Identity`] on `browser.identity`.

use super::{Browser, guards, to_js, webext};
use crate::ports::{Identity, Interaction, NoRedirect};
use serde::Serialize;

/// Longest silent sign-in, in milliseconds. One that works takes a tenth of a second; one that does not keeps the
/// person waiting for so long.
const SILENT_MS: u32 = 2_000;

impl Identity for Browser {
    fn redirect_uri(&self) -> String {
        webext::redirect_url().unwrap_or_default()
    }

    async fn authorize(&self, url: &str, interaction: Interaction) -> Result<String, NoRedirect> {
        /// Without a person, a page of the site may still need a moment to send itself on by script.
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Details<'a> {
            url: &'a str,
            interactive: bool,
            abort_on_load_for_non_interactive: bool,
            timeout_ms_for_non_interactive: u32,
        }
        let details = Details {
            url,
            interactive: interaction == Interaction::Shown,
            abort_on_load_for_non_interactive: false,
            timeout_ms_for_non_interactive: SILENT_MS,
        };
        guards::window(url).await.map_err(|_| NoRedirect)?;
        let redirect = webext::settled(webext::launch_web_auth_flow(&to_js(&details))).await;
        guards::lift().await;
        redirect.ok().and_then(|url| url.as_string()).ok_or(NoRedirect)
    }
}

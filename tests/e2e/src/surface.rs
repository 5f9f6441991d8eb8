//! A page of any kind: tab, popup, side panel, auth window. All are worked in the same way.

use std::fmt::Display;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::cdp::Cdp;
use crate::locator::{By, Locator};
use crate::watch::{Page, Watch, text, thrown};
use crate::{BrowserError, keys, until};

/// An open page. Clones are the same page; dropping one leaves the page open.
#[derive(Clone, Debug)]
pub struct Surface {
    pub(crate) cdp: Cdp,
    pub(crate) watch: Arc<Watch>,
    pub(crate) target: String,
    pub(crate) session: String,
}

impl Surface {
    pub(crate) fn new(cdp: &Cdp, watch: &Arc<Watch>, page: Page) -> Surface {
        Surface { cdp: cdp.clone(), watch: Arc::clone(watch), target: page.target, session: page.session }
    }

    /// The address of the page, empty once it is closed.
    pub fn url(&self) -> String {
        let pages = self.watch.pages();
        pages.iter().find(|p| p.target == self.target).map(|p| p.url.clone()).unwrap_or_default()
    }

    /// Goes to an address and waits until the page has loaded.
    ///
    /// # Errors
    /// [`BrowserError::Refused`] with the network error if there is no such page.
    pub async fn goto(&self, url: &str) -> Result<(), BrowserError> {
        let answer = self.cdp("Page.navigate", json!({ "url": url })).await?;
        match text(&answer, "/errorText") {
            "" => self.loaded().await,
            error => Err(BrowserError::Refused { method: format!("to open {url}"), message: error.to_owned() }),
        }
    }

    /// Loads the page anew and waits until it has.
    ///
    /// # Errors
    /// If the page is closed or does not load in time.
    pub async fn reload(&self) -> Result<(), BrowserError> {
        let document = async || -> Result<String, BrowserError> {
            let tree = self.cdp("Page.getFrameTree", json!({})).await?;
            Ok(text(&tree, "/frameTree/frame/loaderId").to_owned())
        };
        let before = document().await?;
        self.cdp("Page.reload", json!({})).await?;
        until(format!("{} to load anew", self.url()), async || match document().await {
            Ok(now) if now != before => Ok(()),
            Ok(_) => Err("the old document".to_owned()),
            Err(error) => Err(error.to_string()),
        })
        .await?;
        self.loaded().await
    }

    /// Evaluates a JavaScript expression, awaits it if it is a promise, and reads the result.
    ///
    /// # Errors
    /// [`BrowserError::Script`] if it throws, [`BrowserError::Answer`] if the result is no `T`.
    pub async fn eval<T: DeserializeOwned>(&self, js: &str) -> Result<T, BrowserError> {
        evaluate(&self.cdp, &self.session, js).await
    }

    /// Waits until the JavaScript expression is truthy. `what` completes "waited for …".
    ///
    /// # Errors
    /// [`BrowserError::Timeout`] with the last value and the text of the page.
    pub async fn until(&self, what: &str, js: &str) -> Result<(), BrowserError> {
        // An object that has no JSON form is truthy all the same.
        let probe = format!("(async () => {{ const v = await ({js}); return [!!v, String(v)] }})()");
        self.wait(what, async || match self.eval::<(bool, String)>(&probe).await {
            Ok((true, _)) => Ok(()),
            Ok((false, value)) => Err(value),
            Err(error) => Err(error.to_string()),
        })
        .await
    }

    /// The element with this ARIA role and exactly this accessible name.
    #[must_use]
    pub fn role(&self, role: &str, name: &str) -> Locator {
        Locator::new(self, By::Role { role: role.into(), name: name.into() })
    }

    /// The element with this ARIA role and an accessible name that contains this text.
    #[must_use]
    pub fn role_like(&self, role: &str, part: &str) -> Locator {
        Locator::new(self, By::RoleLike { role: role.into(), part: part.into() })
    }

    /// The element that matches a CSS selector, for what has no role and name of its own.
    #[must_use]
    pub fn css(&self, selector: &str) -> Locator {
        Locator::new(self, By::Css(selector.into()))
    }

    /// Presses a key like `Enter`, `a`, `Shift+Tab` or `Alt+Shift+Q`, on what has the focus.
    /// A key the page does not use goes on to the browser: an extension's keyboard command fires,
    /// and is granted `activeTab`, as when a person presses it.
    ///
    /// # Errors
    /// [`BrowserError::Key`] if there is no such key.
    pub async fn press(&self, keys: &str) -> Result<(), BrowserError> {
        let [down, up] = keys::stroke(keys)?;
        self.cdp("Input.dispatchKeyEvent", down).await?;
        let released = self.cdp("Input.dispatchKeyEvent", up).await;
        unless_closed(released)
    }

    /// Saves what the page shows as a PNG.
    ///
    /// # Errors
    /// If the page is closed or the file cannot be written.
    pub async fn screenshot(&self, path: &Path) -> Result<(), BrowserError> {
        let answer = self.cdp("Page.captureScreenshot", json!({ "format": "png" })).await?;
        let png = BASE64
            .decode(text(&answer, "/data"))
            .map_err(std::io::Error::other)
            .map_err(BrowserError::io("cannot read the screenshot"))?;
        let cannot = || BrowserError::io(format!("cannot write {}", path.display()));
        path.parent().map_or(Ok(()), fs::create_dir_all).map_err(cannot())?;
        fs::write(path, png).map_err(cannot())
    }

    /// Gives the page another size. A popup has the size of its content and refuses.
    ///
    /// # Errors
    /// [`BrowserError::Refused`] by a popup.
    pub async fn resize(&self, width: u32, height: u32) -> Result<(), BrowserError> {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", metrics).await.map(drop)
    }

    /// Sets media features, as in `[("prefers-color-scheme", "dark"), ("forced-colors", "active")]`.
    /// Each call replaces the last.
    ///
    /// # Errors
    /// If the page is closed.
    pub async fn media(&self, features: &[(&str, &str)]) -> Result<(), BrowserError> {
        let features: Vec<Value> =
            features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": features })).await.map(drop)
    }

    /// Brings a tab to the front. A popup on another tab closes, as it does for a person.
    ///
    /// # Errors
    /// If the page is closed.
    pub async fn front(&self) -> Result<(), BrowserError> {
        self.cdp("Page.bringToFront", json!({})).await.map(drop)
    }

    /// Closes the page.
    ///
    /// # Errors
    /// If it does not go.
    pub async fn close(&self) -> Result<(), BrowserError> {
        let closed = self.cdp.call(None, "Target.closeTarget", json!({ "targetId": self.target })).await;
        match closed {
            // It may have closed on its own.
            Ok(_) | Err(BrowserError::Refused { .. }) => self.closed().await,
            Err(error) => Err(error),
        }
    }

    /// Waits until the page has closed, by itself or otherwise.
    ///
    /// # Errors
    /// [`BrowserError::Timeout`] if it stays open.
    pub async fn closed(&self) -> Result<(), BrowserError> {
        self.wait("a page to close", async || {
            let open = self.watch.pages().iter().any(|page| page.target == self.target);
            if open { Err("it is open") } else { Ok(()) }
        })
        .await
    }

    /// Sends any DevTools command to the page: for what this type does not offer.
    ///
    /// # Errors
    /// [`BrowserError::Refused`] in the browser's words.
    pub async fn cdp(&self, method: &str, params: Value) -> Result<Value, BrowserError> {
        self.cdp.call(Some(&self.session), method, params).await
    }

    /// Waits until the document is complete and has been laid out.
    pub(crate) async fn loaded(&self) -> Result<(), BrowserError> {
        let what = format!("{} to load", self.url());
        self.until(&what, "document.readyState === 'complete' && innerWidth > 0").await
    }

    /// Waits as [`until`] does. What the page shows is only looked at when it was in vain: each look costs a layout.
    pub(crate) async fn wait<T, S: Display>(
        &self,
        what: impl Display,
        probe: impl AsyncFnMut() -> Result<T, S>,
    ) -> Result<T, BrowserError> {
        const WORDS: &str = "document.body?.innerText.replace(/\\s+/g, ' ').slice(0, 300) ?? ''";
        match until(what, probe).await {
            Err(BrowserError::Timeout { what, seconds, seen }) => {
                let shown = match self.eval::<String>(WORDS).await {
                    Ok(words) => format!("{} showing {words:?}", self.url()),
                    Err(error) => error.to_string(),
                };
                Err(BrowserError::Timeout { what, seconds, seen: format!("{seen}; {shown}") })
            }
            done => done,
        }
    }
}

/// The last step of a click or a key may close the page before it is answered; that is no failure.
pub(crate) fn unless_closed(result: Result<Value, BrowserError>) -> Result<(), BrowserError> {
    match result {
        Ok(_) | Err(BrowserError::Closed(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Evaluates JavaScript in any session, a worker's too.
pub(crate) async fn evaluate<T: DeserializeOwned>(cdp: &Cdp, session: &str, js: &str) -> Result<T, BrowserError> {
    let params = json!({
        "expression": js,
        "awaitPromise": true,
        "returnByValue": true,
    });
    let answer = cdp.call(Some(session), "Runtime.evaluate", params).await?;
    result_of(js, &answer)
}

/// Reads the value out of an evaluation's answer.
pub(crate) fn result_of<T: DeserializeOwned>(js: &str, answer: &Value) -> Result<T, BrowserError> {
    let script: String = js.split_whitespace().collect::<Vec<_>>().join(" ");
    let script: String = script.chars().take(100).collect();
    if let Some(details) = answer.get("exceptionDetails") {
        return Err(BrowserError::Script { script, message: thrown(details) });
    }
    let value = answer["result"].get("value").unwrap_or(&Value::Null);
    T::deserialize(value).map_err(BrowserError::answer(script))
}

//! The browser with the extension in it: starts it, opens pages, presses the toolbar button, and
//! reaches the background worker.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::cdp::Cdp;
use crate::chromedriver::Chromedriver;
use crate::surface::evaluate;
use crate::watch::{self, Page, Watch, text};
use crate::{BrowserError, Problem, Surface, until};

/// How to start a [`Browser`].
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// The unpacked extension.
    pub extension: &'a Path,
    /// Host names whose port 443 is really at these addresses, so that addresses carry no port.
    /// All other names do not resolve: a test reaches nothing outside this machine.
    pub map: &'a [(&'a str, SocketAddr)],
    /// The base64 SHA-256 of the key of the one self-signed certificate to trust.
    pub spki: Option<String>,
    /// Without a window. A window needs a display.
    pub headless: bool,
    /// Width and height of the window.
    pub window: (u32, u32),
    /// Whether the system is set to dark.
    pub dark: bool,
    /// A profile to use again after a restart; without one, a fresh one that is deleted.
    pub profile: Option<&'a Path>,
    /// A file for the browser's own log of all requests that it makes for anybody, which is whole once it has closed.
    pub net_log: Option<PathBuf>,
}

/// Pages of the browser's own, loaded with each window for when somebody uses its address bar: half of what a start costs.
const UNSEEN: &str = "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup";

impl<'a> Options<'a> {
    /// Headless, light, no network.
    #[must_use]
    pub fn new(extension: &'a Path) -> Options<'a> {
        Options {
            extension,
            map: &[],
            spki: None,
            headless: true,
            window: (1280, 900),
            dark: false,
            profile: None,
            net_log: None,
        }
    }

    fn switches(&self, profile: &Path) -> Vec<String> {
        let mut rules: Vec<String> =
            self.map.iter().map(|(host, address)| format!("MAP {host}:443 {address}")).collect();
        rules.extend(["MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1", "EXCLUDE localhost"].map(into));
        let (width, height) = self.window;
        let mut switches = vec![
            format!("--user-data-dir={}", profile.display()),
            format!("--host-resolver-rules={}", rules.join(",")),
            format!("--window-size={width},{height}"),
        ];
        switches.extend(
            [
                "--no-sandbox", // root, as in most containers, cannot have one
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                UNSEEN,
                "--enable-unsafe-extension-debugging", // lets DevTools load an extension
            ]
            .map(into),
        );
        if self.headless {
            switches.push("--headless=new".into());
        }
        if self.dark {
            switches.push("--force-dark-mode".into());
        }
        if let Some(file) = &self.net_log {
            switches.push(format!("--log-net-log={}", file.display()));
            switches.push("--net-log-capture-mode=IncludeSensitive".into());
        }
        if let Some(spki) = &self.spki {
            switches.push(format!("--ignore-certificate-errors-spki-list={spki}"));
        }
        switches
    }
}

/// A running browser with the extension installed. Dropping it ends it and deletes its profile.
#[derive(Debug)]
pub struct Browser {
    cdp: Cdp,
    watch: Arc<Watch>,
    extension: String,
    // In this order: the profile can be deleted once the browser has stopped writing to it.
    driver: Chromedriver,
    profile: Option<TempDir>,
}

/// A click on an item of the extension's context menu.
#[derive(Clone, Copy, Debug, Default)]
pub struct ContextClick<'a> {
    /// The item's id.
    pub item: &'a str,
    /// The text that was selected.
    pub selection: Option<&'a str>,
    /// The address of the link that was under the mouse.
    pub link: Option<&'a str>,
}

impl Browser {
    /// Starts Chromium and installs the extension.
    ///
    /// # Errors
    /// [`BrowserError::Missing`] without chromedriver or Chromium; [`BrowserError::Extension`] with
    /// the browser's reason if it refuses the extension.
    pub async fn start(options: Options<'_>) -> Result<Browser, BrowserError> {
        let fresh = match options.profile {
            Some(_) => None,
            None => Some(TempDir::new().map_err(BrowserError::io("cannot make a profile"))?),
        };
        let profile = fresh.as_ref().map(TempDir::path).or(options.profile);
        let switches = options.switches(profile.unwrap_or(Path::new("")));
        let driver = tokio::task::spawn_blocking(move || Chromedriver::start(&switches))
            .await
            .map_err(|error| BrowserError::Driver(error.to_string()))??;
        let (cdp, events) = Cdp::connect(&driver.devtools()?).await?;
        let watch = Watch::follow(cdp.clone(), events);
        // Everything: the default leaves out what a popup is when it is born.
        let everything = json!({ "discover": true, "filter": [{}] });
        cdp.call(None, "Target.setDiscoverTargets", everything).await?;
        let extension = install(&cdp, options.extension).await?;
        Ok(Browser { cdp, watch, extension, driver, profile: fresh })
    }

    /// Ends the browser, and hands over its profile if it had a fresh one.
    pub fn close(self) -> Option<TempDir> {
        let Browser { driver, profile, .. } = self;
        drop(driver);
        profile
    }

    /// The extension's id.
    pub fn extension_id(&self) -> &str {
        &self.extension
    }

    /// Installs another extension beside it, and answers with its id.
    ///
    /// # Errors
    /// [`BrowserError::Extension`] with the browser's reason if it refuses it.
    pub async fn install(&self, folder: &Path) -> Result<String, BrowserError> {
        install(&self.cdp, folder).await
    }

    /// The address of a page of the extension.
    pub fn extension_url(&self, path: &str) -> String {
        format!("chrome-extension://{}/{path}", self.extension)
    }

    /// Opens an address in a new tab, in front, and waits until it has loaded.
    ///
    /// # Errors
    /// [`BrowserError::Refused`] with the network error if there is no such page.
    pub async fn open(&self, url: &str) -> Result<Surface, BrowserError> {
        let blank = json!({ "url": "about:blank" });
        let created = self.cdp.call(None, "Target.createTarget", blank).await?;
        let target = text(&created, "/targetId").to_owned();
        let tab = self.page(&format!("a tab for {url}"), |page| page.target == target).await?;
        tab.goto(url).await?;
        Ok(tab)
    }

    /// Waits for the newest open page with this text in its address, and until it has loaded:
    /// the window of a sign-in, a tab that a link opened.
    ///
    /// # Errors
    /// [`BrowserError::Timeout`] with the addresses of the pages that are open.
    pub async fn surface(&self, part: &str) -> Result<Surface, BrowserError> {
        let what = format!("a page with {part:?} in its address");
        let surface = self.page(&what, |page| page.url.contains(part)).await?;
        surface.loaded().await?;
        Ok(surface)
    }

    /// Presses the extension's toolbar button on a tab, which grants `activeTab`, and answers with
    /// the page that opens: the popup, or the side panel if the extension has it open on a click.
    ///
    /// # Errors
    /// [`BrowserError::Timeout`] if no page opens.
    pub async fn click_action(&self, tab: &Surface) -> Result<Surface, BrowserError> {
        tab.front().await?;
        let before: Vec<String> = self.watch.pages().iter().map(|p| p.target.clone()).collect();
        let params = json!({ "id": self.extension, "targetId": self.tab_target(tab).await? });
        self.cdp.call(None, "Extensions.triggerAction", params).await?;
        let home = self.extension_url("");
        let opened = |page: &Page| page.url.starts_with(&home) && !before.contains(&page.target);
        let surface = self.page("a popup or side panel", opened).await?;
        surface.loaded().await?;
        Ok(surface)
    }

    /// Waits for the side panel that the extension opens itself, and until it has loaded.
    ///
    /// # Errors
    /// [`BrowserError::Timeout`] with the addresses of the pages that are open.
    pub async fn side_panel(&self) -> Result<Surface, BrowserError> {
        // It may have the same address as a tab or a popup, but it is neither.
        const IS_PANEL: &str = "chrome.tabs.getCurrent().then(tab =>
            !tab && !chrome.extension.getViews({ type: 'popup' }).includes(window))";
        let home = self.extension_url("");
        let panel = until("the side panel", async || {
            let pages = self.watch.pages().clone();
            for page in pages.iter().rev().filter(|page| page.url.starts_with(&home)) {
                let surface = Surface::new(&self.cdp, &self.watch, page.clone());
                if surface.eval(IS_PANEL).await.unwrap_or(false) {
                    return Ok(surface);
                }
            }
            Err(addresses(&pages))
        })
        .await?;
        panel.loaded().await?;
        Ok(panel)
    }

    /// Has the background hear of a click in its context menu on a tab.
    ///
    /// The menu itself is drawn by the system and out of reach, so this calls the listeners of
    /// `contextMenus.onClicked` and skips what the browser does before: it grants no `activeTab`.
    /// A tab keeps the grant of an earlier [`Browser::click_action`] until it goes elsewhere.
    ///
    /// # Errors
    /// If the worker cannot be reached.
    pub async fn context_menu(&self, tab: &Surface, click: ContextClick<'_>) -> Result<(), BrowserError> {
        tab.front().await?;
        let mut info = json!({ "menuItemId": click.item, "editable": false, "pageUrl": tab.url() });
        if let Some(selection) = click.selection {
            info["selectionText"] = selection.into();
        }
        if let Some(link) = click.link {
            info["linkUrl"] = link.into();
        }
        self.in_worker(&format!(
            "chrome.tabs.query({{ active: true, lastFocusedWindow: true }})
                .then(([tab]) => {{ chrome.contextMenus.onClicked.dispatch({info}, tab); }})"
        ))
        .await
    }

    /// Evaluates a JavaScript expression in the background worker, waking it if it sleeps, and
    /// awaits it if it is a promise.
    /// Errors it has reported are then found in [`Browser::problems`].
    ///
    /// # Errors
    /// [`BrowserError::Script`] if it throws; [`BrowserError::Timeout`] if there is no worker.
    pub async fn in_worker<T: DeserializeOwned>(&self, js: &str) -> Result<T, BrowserError> {
        self.wake_worker().await?;
        let target = until("the background worker", async || match self.worker().await {
            Ok(found) => found.ok_or_else(|| "none is running".to_owned()),
            Err(error) => Err(error.to_string()),
        })
        .await?;
        let params = json!({ "targetId": target, "flatten": true });
        let attached = self.cdp.call(None, "Target.attachToTarget", params).await?;
        let session = text(&attached, "/sessionId");
        watch::listen(&self.cdp, session, &["Runtime.enable", "Log.enable"]);
        // A worker can be attached to before it has the extension's API and has run its script.
        const UP: &str = "!!globalThis.chrome?.runtime && serviceWorker.state === 'activated'";
        let up =
            until("the background worker to start", async || match evaluate::<bool>(&self.cdp, session, UP).await {
                Ok(true) => Ok(()),
                Ok(false) => Err("it is starting".to_owned()),
                Err(error) => Err(error.to_string()),
            });
        let result = match up.await {
            Ok(()) => evaluate(&self.cdp, session, js).await,
            Err(error) => Err(error),
        };
        // Detached at once: a worker with a session attached does not go to sleep.
        let params = json!({ "sessionId": session });
        self.cdp.call(None, "Target.detachFromTarget", params).await?;
        result
    }

    /// Whether the background worker runs now. Asking does not wake it.
    ///
    /// # Errors
    /// If the browser is gone.
    pub async fn worker_runs(&self) -> Result<bool, BrowserError> {
        Ok(self.worker().await?.is_some())
    }

    /// Kills the background worker, as the browser does at any time.
    /// The next event for the extension starts it again.
    ///
    /// # Errors
    /// [`BrowserError::Timeout`] if it lives on.
    pub async fn kill_worker(&self) -> Result<(), BrowserError> {
        let Some(target) = self.worker().await? else { return Ok(()) };
        let params = json!({ "targetId": target });
        self.cdp.call(None, "Target.closeTarget", params).await?;
        until("the background worker to stop", async || match self.worker().await {
            Ok(Some(now)) if now == target => Err("it runs".to_owned()),
            Ok(_) => Ok(()),
            Err(error) => Err(error.to_string()),
        })
        .await
    }

    /// Everything the pages have complained about so far: errors in the console, exceptions,
    /// violations of the content security policy, dialogs.
    pub fn problems(&self) -> Vec<Problem> {
        self.watch.problems()
    }

    /// Everything that pages and, once reached by [`Browser::in_worker`], the worker have printed so far.
    pub fn console(&self) -> Vec<String> {
        self.watch.said()
    }

    /// Everything in the browser's memory that a secret might be in by mistake, each with its name: storage,
    /// databases, caches, cookies, what consoles said, and what the extension's pages show.
    /// `storage.session` is the extension's own memory, and by itself under the name `session`.
    pub(crate) async fn memory(&self) -> Result<Vec<(String, String)>, BrowserError> {
        const KEPT: &str = "Promise.all([
            ...['local', 'sync', 'session'].map(area => chrome.storage[area].get()), indexedDB.databases(), caches.keys(),
        ]).then(kept => kept.map(part => JSON.stringify(part)))";
        const SHOWN: &str = "document.documentElement.outerHTML + location +
            [...document.querySelectorAll('input, textarea')].map(field => field.value)";
        let kept: Vec<String> = self.in_worker(KEPT).await?;
        let names = ["local", "sync", "session", "databases", "caches"].map(str::to_owned);
        let mut memory: Vec<(String, String)> = names.into_iter().zip(kept).collect();
        let cookies = self.cdp.call(None, "Storage.getCookies", json!({})).await?;
        memory.push(("cookies".to_owned(), cookies.to_string()));
        memory.extend(self.console().into_iter().map(|said| ("console".to_owned(), said)));
        let pages = self.watch.pages().clone();
        for page in pages.into_iter().filter(|page| page.url.starts_with(&self.extension_url(""))) {
            let shown = Surface::new(&self.cdp, &self.watch, page.clone()).eval(SHOWN).await?;
            memory.push((page.url, shown));
        }
        Ok(memory)
    }

    /// Waits for the newest page that fits.
    async fn page(&self, what: &str, fits: impl Fn(&Page) -> bool) -> Result<Surface, BrowserError> {
        let page = until(what, async || {
            let pages = self.watch.pages();
            pages.iter().rev().find(|page| fits(page)).cloned().ok_or_else(|| addresses(&pages))
        })
        .await?;
        Ok(Surface::new(&self.cdp, &self.watch, page))
    }

    /// The toolbar button is pressed on a tab, which is another target than the page in it.
    async fn tab_target(&self, page: &Surface) -> Result<String, BrowserError> {
        let url = page.url();
        let tabs = self.targets("tab").await?;
        tabs.iter()
            .find(|tab| text(tab, "/url") == url && tab["embedderData"]["tabActive"] == true)
            .map(|tab| text(tab, "/targetId").to_owned())
            .ok_or_else(|| BrowserError::Closed(format!("the tab with {url}")))
    }

    async fn targets(&self, kind: &str) -> Result<Vec<Value>, BrowserError> {
        let filter = json!({ "filter": [{ "type": kind }, { "exclude": true }] });
        let answer = self.cdp.call(None, "Target.getTargets", filter).await?;
        Ok(answer["targetInfos"].as_array().cloned().unwrap_or_default())
    }

    async fn worker(&self) -> Result<Option<String>, BrowserError> {
        let home = self.extension_url("");
        let workers = self.targets("service_worker").await?;
        let ours = workers.iter().find(|worker| text(worker, "/url").starts_with(&home));
        Ok(ours.map(|worker| text(worker, "/targetId").to_owned()))
    }

    async fn wake_worker(&self) -> Result<(), BrowserError> {
        if self.worker().await?.is_some() {
            return Ok(());
        }
        let page = self.page("any page to wake the worker from", |_| true).await?;
        page.cdp("ServiceWorker.enable", json!({})).await?;
        let scope = json!({ "scopeURL": self.extension_url("") });
        page.cdp("ServiceWorker.startWorker", scope).await.map(drop)
    }
}

/// The id Chromium derives from the `key` of a manifest: the first 128 bits of its SHA-256, each
/// half byte a letter from a to p.
///
/// # Errors
/// If `key` is not base64.
pub fn extension_id(key: &str) -> Result<String, base64::DecodeError> {
    let digest = Sha256::digest(BASE64.decode(key)?);
    let letter = |nibble: u8| char::from(b'a' + nibble);
    Ok(digest.iter().take(16).flat_map(|byte| [letter(byte >> 4), letter(byte & 15)]).collect())
}

/// Loads the folder, through DevTools and not by switch: a switch says nothing when it fails.
async fn install(cdp: &Cdp, folder: &Path) -> Result<String, BrowserError> {
    let refused = |reason: String| BrowserError::Extension { path: folder.into(), reason };
    let path = folder.canonicalize().map_err(|error| refused(error.to_string()))?;
    match cdp.call(None, "Extensions.loadUnpacked", json!({ "path": path })).await {
        Ok(answer) => Ok(text(&answer, "/id").to_owned()),
        Err(BrowserError::Refused { message, .. }) => Err(refused(message)),
        Err(error) => Err(error),
    }
}

fn addresses(pages: &[Page]) -> String {
    pages.iter().map(|page| page.url.as_str()).collect::<Vec<_>>().join(", ")
}

fn into(text: &str) -> String {
    text.to_owned()
}

//! The gallery that `./build.sh gallery` packs: a page with every component in every state, one of them shown at a time.

use std::error::Error;

use tempfile::TempDir;

use crate::stage::{Setting, prepared, root};
use crate::{Browser, BrowserError, Options, Surface};

/// Answers what a state is made of.
const OUTLINE: &str = include_str!("../outline.js");

/// The gallery in a browser of its own.
#[derive(Debug)]
pub struct Gallery {
    /// The browser.
    pub browser: Browser,
    /// The page.
    pub page: Surface,
    /// The names of all states, in order: each is a group's and its own, with a slash between.
    pub states: Vec<String>,
    /// The extension, if it was packed for this gallery.
    _changed: Option<TempDir>,
}

impl Gallery {
    /// Opens it in a language; without one, in the browser's.
    ///
    /// # Errors
    /// If it was not packed, or does not come up.
    pub async fn open(language: Option<&str>) -> Result<Gallery, Box<dyn Error>> {
        let setting = Setting {
            extension: root().join("target/gallery/chrome"),
            language: language.map(str::to_owned),
            ..Setting::default()
        };
        let (_, changed) = prepared(&setting)?;
        let extension = changed.as_ref().map_or(setting.extension.as_path(), TempDir::path);
        let browser = Browser::start(Options::new(extension)).await?;
        let page = browser.open(&browser.extension_url("gallery.html")).await?;
        page.until("the gallery", "document.querySelector('[data-state]')").await?;
        let states =
            page.eval("[...document.querySelectorAll('[data-state]')].map((one) => one.dataset.state)").await?;
        Ok(Gallery { browser, page, states, _changed: changed })
    }

    /// Shows one state, and waits until all was done that it takes.
    ///
    /// # Errors
    /// If that does not come about.
    pub async fn show(&self, state: &str) -> Result<(), BrowserError> {
        let go =
            format!("history.replaceState(null, '', '?state={state}'), dispatchEvent(new PopStateEvent('popstate'))");
        self.page.eval::<bool>(&go).await?;
        // A button that decides can be pressed once it could be read.
        let done = format!(
            "document.querySelector(\"[data-state='{state}'][data-done]\") && \
             !document.querySelector(\"main button:disabled:not([data-state$=disabled] *)\")"
        );
        self.page.until(state, &done).await
    }

    /// What a state that is shown is made of: its elements, and all that names them and says their state.
    ///
    /// # Errors
    /// If the page is gone.
    pub async fn outline(&self, state: &str) -> Result<String, BrowserError> {
        self.page.eval(&format!("({OUTLINE})({state:?})")).await
    }
}

//! A real browser, driven as a person drives it, so that end-to-end tests and the demo can vouch
//! for the extension as it ships: the packed folder, the real popup and side panel, real clicks.
//!
//! Two protocols, one job each.
//! *WebDriver* (`chromedriver.rs`) starts the browser and owns its life, because chromedriver knows
//! the switches an automated Chromium of its own version needs and takes it down without leftovers.
//! The *DevTools protocol* (`cdp.rs`) does everything else, because a popup, a side panel and a
//! service worker are no WebDriver windows, and only DevTools can press the toolbar button.
//! So every page, of whatever kind, is one [`Surface`], worked in one way.
//!
//! ```no_run
//! # async fn example() -> Result<(), askside_e2e::BrowserError> {
//! use askside_e2e::{Browser, Options};
//! let browser = Browser::start(Options::new("dist/chrome".as_ref())).await?;
//! let page = browser.open("https://docs.fernwick.test/deploys/rollback").await?;
//! let popup = browser.click_action(&page).await?;
//! popup.role("button", "Search").click().await?;
//! popup.css("main").has_text("5 related questions").await?;
//! # Ok(()) }
//! ```
//!
//! `chromedriver` and `chromium` are taken from the PATH, or from the environment variables
//! `CHROMEDRIVER` and `CHROMIUM`.
//! Nothing here sleeps for a fixed time: whatever waits, waits for a condition, up to [`PATIENCE`].

mod browser;
mod cdp;
mod chromedriver;
mod error;
pub mod gallery;
mod keys;
mod locator;
mod secrets;
pub mod stage;
mod surface;
mod wait;
mod watch;

pub use browser::{Browser, ContextClick, Options, extension_id};
pub use error::BrowserError;
pub use locator::Locator;
pub use surface::Surface;
pub use wait::{PATIENCE, until};
pub use watch::{Problem, ProblemKind};

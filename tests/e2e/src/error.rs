//! What can go wrong between a test and the browser, each with what to do about it.

use std::fmt;
use std::path::PathBuf;

/// Why the browser did not do what it was asked.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum BrowserError {
    /// A program the harness needs is not installed.
    #[error("{0} is not on the PATH: run ./build.sh setup")]
    Missing(&'static str),
    /// chromedriver ran, and would not start a browser.
    #[error("chromedriver started no browser: {0}")]
    Driver(String),
    /// The extension folder cannot be used, or the browser refused to load it.
    #[error("the extension in {} did not load: {reason} (build it with ./build.sh)", path.display())]
    Extension {
        /// The folder that was to be loaded.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The browser, or this page of it, is gone.
    #[error("{0} is gone: it was closed, or it crashed")]
    Closed(String),
    /// The browser refused a DevTools command.
    #[error("the browser refused {method}: {message}")]
    Refused {
        /// The command.
        method: String,
        /// The browser's own words.
        message: String,
    },
    /// A script evaluated in a page threw.
    #[error("{script} threw {message}")]
    Script {
        /// The script, cut to a line.
        script: String,
        /// The exception.
        message: String,
    },
    /// A condition was not met in time.
    #[error("waited {seconds} s for {what}; last seen: {seen}")]
    Timeout {
        /// What was waited for.
        what: String,
        /// For how long.
        seconds: u64,
        /// What was there instead.
        seen: String,
    },
    /// A key that [`Surface::press`](crate::Surface::press) does not know.
    #[error("{0:?} names no key: write it like \"Enter\", \"a\" or \"Alt+Shift+Q\"")]
    Key(String),
    /// The browser, or the page, answered with data of another shape.
    #[error("cannot read the answer to {what}: {source}")]
    Answer {
        /// What was asked.
        what: String,
        /// Where the shapes differ.
        source: serde_json::Error,
    },
    /// A file or a loopback connection failed.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: String,
        /// The system's error.
        source: std::io::Error,
    },
}

/// As [`Display`](fmt::Display), because it is read where a test unwraps.
impl fmt::Debug for BrowserError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl BrowserError {
    /// For `map_err`: names what was being done when the system failed.
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> BrowserError {
        move |source| BrowserError::Io { what: what.into(), source }
    }

    /// For `map_err`: names the question whose answer could not be read.
    pub(crate) fn answer(what: impl Into<String>) -> impl FnOnce(serde_json::Error) -> BrowserError {
        move |source| BrowserError::Answer { what: what.into(), source }
    }
}

//! What the core needs from a browser, one small trait each, and [`Ports`], which bundles them.
//!
//! The twins for tests are in [`crate::memory`], the adapters in `browser/`, under the same names. A
//! port's method is one browser call; it decides nothing.

use crate::{
    model::{PageSnapshot, PictureUrl, Site, TabId, Timestamp, as_sentence},
    words,
};
use std::fmt;

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads; may be repeated.
    Get,
    /// Writes; never repeated by us.
    Post,
    /// Replaces; never repeated by us.
    Put,
    /// Deletes, or takes something back; never repeated by us.
    Delete,
}

impl Method {
    /// As HTTP writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// A request as data, to the host of a site's API: there is no way to write one to anywhere else, or to take it there.
/// Browsers do not see to that, because a host that they were not told we may reach gets a plain request all the same.
/// Built by `api`, sent by an [`Http`] port.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// Method.
    pub method: Method,
    url: String,
    /// Header names, lower case, and values. May hold credentials, so `Debug` prints the names only.
    pub headers: Vec<(&'static str, String)>,
    /// Form, JSON, or a form with a file.
    pub body: Option<Vec<u8>>,
}

impl HttpRequest {
    /// A request to a path, query included, of `site`'s API.
    #[must_use]
    pub fn new(
        method: Method,
        site: &Site,
        path: &str,
        headers: Vec<(&'static str, String)>,
        body: Option<Vec<u8>>,
    ) -> Self {
        // The slash ends the host: whatever the path says comes after it.
        let url = format!("{}/{}", site.api_origin(), path.strip_prefix('/').unwrap_or(path));
        Self { method, url, headers, body }
    }

    /// Absolute https URL. Holds no credential, but for the two calls that have no other place for a token; so
    /// `Debug` prints the host only.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        let origin = self.url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        write!(f, "{} {origin}/… {names:?}", self.method.name())
    }
}

/// An answer, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// HTTP status.
    pub status: u16,
    /// Those of [`Header::ALL`] that it has.
    pub headers: Vec<(Header, String)>,
    /// Body, decompressed.
    pub body: String,
}

impl HttpResponse {
    /// A header's value.
    #[must_use]
    pub fn header(&self, header: Header) -> Option<&str> {
        self.headers.iter().find(|(found, _)| *found == header).map(|(_, value)| value.as_str())
    }
}

/// A header of an answer that something is made of; the others are not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Header {
    /// What the body is.
    ContentType,
    /// Seconds to wait.
    RetryAfter,
    /// Seconds to wait, as some v2.3 sites say it beside HTTP 429.
    Backoff,
    /// v3: calls left of the burst.
    BurstLeft,
    /// v3: seconds until the burst is full again.
    BurstFull,
    /// v3: calls left in the bucket.
    BucketLeft,
    /// v3: seconds until the bucket gets more.
    BucketRefill,
}

impl Header {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::ContentType,
        Self::RetryAfter,
        Self::Backoff,
        Self::BurstLeft,
        Self::BurstFull,
        Self::BucketLeft,
        Self::BucketRefill,
    ];

    /// Its name on the wire, lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ContentType => "content-type",
            Self::RetryAfter => "retry-after",
            Self::Backoff => "backoff",
            Self::BurstLeft => "x-burst-throttle-calls-left",
            Self::BurstFull => "x-burst-throttle-seconds-until-full",
            Self::BucketLeft => "x-token-bucket-calls-left",
            Self::BucketRefill => "x-token-bucket-seconds-until-next-refill",
        }
    }
}

/// Why there was no answer. Browsers do not say more than this, so neither do we.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HttpError {
    /// No connection, or no usable answer on it; the request may have arrived all the same.
    #[error("{}", words::site_unreachable())]
    Unreachable,
    /// No answer within the time limit; the request may have arrived all the same.
    #[error("{}", words::site_timed_out())]
    TimedOut,
    /// More than [`Http::MAX_BODY`].
    #[error("{}", words::answer_too_large())]
    TooLarge,
}

/// Sends requests: without cookies, without referrer, following no redirect, storing nothing.
pub trait Http {
    /// Largest body accepted, in bytes.
    const MAX_BODY: usize = 8 << 20;

    /// Longest wait for an answer, in seconds. Chromium ends a worker whose request takes 30.
    const PATIENCE: u32 = 25;

    /// Sends `request` once and waits for its answer. Dropped before the answer, the call is aborted.
    ///
    /// # Errors
    /// [`HttpError`] when there is no answer.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError>;

    /// The bytes of a picture of a post, which may be anywhere: fetched plainly, under no name.
    ///
    /// # Errors
    /// [`HttpError`] when there is no answer, a refusal, or more than a picture may have.
    async fn picture(&self, url: &PictureUrl) -> Result<Vec<u8>, HttpError>;
}

/// Where a value is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Area {
    /// On disk, in plain text: settings and drafts. Never a secret.
    Local,
    /// In memory until the browser closes; survives the worker. Tokens and what is cheap to lose.
    Session,
}

/// The browser's storage failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", words::not_stored(&as_sentence(.0)))]
pub struct StoreError(pub String);

/// Keeps JSON text under keys.
pub trait Store {
    /// The value under `key`, if any.
    ///
    /// # Errors
    /// [`StoreError`] as the browser words it.
    async fn get(&self, area: Area, key: &str) -> Result<Option<String>, StoreError>;

    /// Sets `key`. When this returns, the value is kept.
    ///
    /// # Errors
    /// [`StoreError`] as the browser words it.
    async fn set(&self, area: Area, key: &str, value: String) -> Result<(), StoreError>;

    /// Forgets `key`.
    ///
    /// # Errors
    /// [`StoreError`] as the browser words it.
    async fn remove(&self, area: Area, key: &str) -> Result<(), StoreError>;

    /// What an administrator's policy says, as one JSON object; none without a policy.
    async fn policy(&self) -> Option<String>;
}

/// The sign-in page did not come back with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoRedirect;

/// Whether a sign-in may show itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interaction {
    /// The person pressed a button for it.
    Shown,
    /// Nobody did: without a window, or not at all.
    Silent,
}

/// Opens the browser's sign-in window.
pub trait Identity {
    /// The address that belongs to this extension: what the site must send the token to.
    fn redirect_uri(&self) -> String;

    /// Loads `url` until it redirects below [`Identity::redirect_uri`]; returns that address, fragment included.
    ///
    /// # Errors
    /// [`NoRedirect`] if the person closed the window, the page could not be loaded, or it wants a person and none is
    /// asked for.
    async fn authorize(&self, url: &str, interaction: Interaction) -> Result<String, NoRedirect>;
}

/// Lets one at a time do what must not be done twice at once, whichever of our pages or workers asks.
pub trait Locks {
    /// Holds the lock until it is dropped.
    type Held;

    /// Waits for the lock of this name.
    async fn hold(&self, name: &'static str) -> Self::Held;
}

/// Why a tab could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TabError {
    /// The browser has not been told that we may read this tab.
    #[error("{}", words::tab_not_granted())]
    NotGranted,
    /// A page that no extension may read: browser pages, the store, other extensions, PDF viewers.
    #[error("{}", words::tab_forbidden())]
    Forbidden,
    /// A PDF: its viewer keeps the text to itself.
    #[error("{}", words::tab_pdf())]
    Pdf,
    /// The tab was closed, or went to another page, before it could be read.
    #[error("{}", words::tab_gone())]
    Gone,
}

/// Reads pages, when the person asked, and opens the ones that belong to a sign-in.
pub trait Tabs {
    /// Reads the page in `tab`, which the answer names: all of it is of one moment. Never changes it.
    ///
    /// # Errors
    /// [`TabError`] if it may not or cannot be read.
    async fn snapshot(&self, tab: TabId) -> Result<PageSnapshot, TabError>;

    /// Opens a sign-in page in a small window of its own. What comes below `landing`, on the same site, is never
    /// loaded there, so that neither history nor cache nor the list of closed tabs keeps its address.
    ///
    /// # Errors
    /// [`TabError::Forbidden`] if the browser does not.
    async fn open(&self, url: &str, landing: &str) -> Result<TabId, TabError>;

    /// The address that `tab` shows; empty while none is there or it belongs to a host that was not granted.
    ///
    /// # Errors
    /// [`TabError::Gone`] if the person closed it.
    async fn address(&self, tab: TabId) -> Result<String, TabError>;

    /// Shows a number on our toolbar button while `tab` is in front, until it goes to another page; none for 0.
    async fn count(&self, tab: TabId, number: usize);

    /// Closes a `tab` that was opened so, if it is still there.
    async fn close(&self, tab: TabId);
}

/// Knows which hosts the person granted, by patterns such as `https://docs.example.com/*`. Asking for one needs a click,
/// so it is done by the page (`ui`).
pub trait Permissions {
    /// Whether what the pattern fits is ours to reach and to read.
    async fn granted(&self, pattern: &str) -> bool;

    /// Gives it back.
    async fn give_back(&self, pattern: &str);
}

/// Tells the time, and lets it pass.
pub trait Clock {
    /// Milliseconds since 1970, UTC.
    fn millis(&self) -> i64;

    /// Now.
    fn now(&self) -> Timestamp {
        Timestamp(self.millis().div_euclid(1000))
    }

    /// Returns so many milliseconds later. A worker may be stopped meanwhile: only for seconds.
    async fn wait(&self, millis: u32);
}

/// Makes random bits fit for secrets.
pub trait Entropy {
    /// 128 random bits as 32 hex digits.
    fn token(&self) -> String;
}

/// All ports of one platform.
pub trait Ports {
    /// See [`Http`].
    type Http: Http;
    /// See [`Store`].
    type Store: Store;
    /// See [`Identity`].
    type Identity: Identity;
    /// See [`Locks`].
    type Locks: Locks;
    /// See [`Tabs`].
    type Tabs: Tabs;
    /// See [`Permissions`].
    type Permissions: Permissions;
    /// See [`Clock`].
    type Clock: Clock;
    /// See [`Entropy`].
    type Entropy: Entropy;

    /// The HTTP port.
    fn http(&self) -> &Self::Http;
    /// The storage port.
    fn store(&self) -> &Self::Store;
    /// The sign-in port.
    fn identity(&self) -> &Self::Identity;
    /// The locks.
    fn locks(&self) -> &Self::Locks;
    /// The page-reading port.
    fn tabs(&self) -> &Self::Tabs;
    /// The permission port.
    fn permissions(&self) -> &Self::Permissions;
    /// The clock.
    fn clock(&self) -> &Self::Clock;
    /// The randomness.
    fn entropy(&self) -> &Self::Entropy;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(site: &str, path: &str, expect: &str) {
        let request = HttpRequest::new(Method::Get, &site.parse().unwrap(), path, Vec::new(), None);
        assert_eq!(request.url(), expect);
    }

    #[test]
    fn requests_go_to_the_sites_own_api() {
        check("stack.example.com", "/api/2.3/info", "https://stack.example.com/api/2.3/info");
        check("stack.example.com:8443/c/team", "/api/v3", "https://stack.example.com:8443/api/v3");
        check("stackoverflowteams.com/c/a", "/2.3/me?team=a", "https://api.stackoverflowteams.com/2.3/me?team=a");
        check("superuser.com", "2.3/info", "https://api.stackexchange.com/2.3/info");
        for path in ["", ".evil.test", "@evil.test/", ":1@evil.test", "//evil.test", "\\evil.test", "https://evil.test"]
        {
            let site: Site = "stack.example.com".parse().unwrap();
            let request = HttpRequest::new(Method::Get, &site, path, Vec::new(), None);
            assert!(request.url().starts_with("https://stack.example.com/"), "{}", request.url());
        }
    }

    proptest! {
        #[test]
        fn no_path_leads_to_another_host(path in "[/\\\\.:@?#a-z%\\t\\n ]{0,30}") {
            let request = HttpRequest::new(Method::Get, &"a.test".parse().unwrap(), &path, Vec::new(), None);
            prop_assert!(request.url().starts_with("https://a.test/"));
            prop_assert_eq!(format!("{request:?}"), "GET https://a.test/… []");
        }
    }
}

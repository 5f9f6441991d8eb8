//! What can go wrong between us and the site, sorted by what can be done about it.

use super::route::Route;
use crate::{
    model::{Timestamp, as_sentence, visible},
    ports::HttpError,
    words,
};

/// A call failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApiError {
    /// No answer.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// An answer, but not the API's: a web page, usually of a proxy or a sign-in wall.
    #[error("{}", words::answer_no_data(&.0.to_string()))]
    NotApi(u16),
    /// JSON, but not what the contract says; names the field.
    #[error("{}", words::answer_unread(&visible(.0.clone())))]
    Decode(String),
    /// The site asked us to wait.
    #[error("{}", words::site_wants_pause())]
    Throttled(Timestamp),
    /// The site said no.
    #[error("{}", .0.sentence())]
    Refused(Refusal),
    /// No version of the API that this kind of site has can do it.
    #[error("{}", words::api_cannot(&format!("{:?}", .0)))]
    Unavailable(Route),
}

/// An error answer of the API, of either version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What can be done about it.
    pub why: Why,
    /// The site's own words, plain text, without what cannot be seen.
    pub message: String,
}

/// Why a site says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// A parameter is wrong; the message names it. Our mistake.
    Parameter,
    /// The token is missing, wrong, expired or burnt.
    SignIn,
    /// The key or the client id of the set-up is wrong.
    Key,
    /// The account or the token's scope does not allow it.
    Denied,
    /// There is no such method here.
    NoMethod,
    /// There is no such post, tag or person.
    NotFound,
    /// The post breaks a rule of the site; the message says which.
    Rule,
    /// This very request was done before.
    Repeated,
    /// Something broke inside the site.
    Broken,
    /// Too many calls, or maintenance.
    Busy,
    /// An error that is newer than this code, by its number.
    Other(u32),
}

impl ApiError {
    /// Whether it says that the site has no such method, for a call that names no post.
    #[must_use]
    pub fn is_absence(&self) -> bool {
        match self {
            Self::Refused(refusal) => matches!(refusal.why, Why::NoMethod | Why::NotFound),
            Self::NotApi(status) => !matches!(status, 429 | 500..=599),
            Self::Unavailable(_) => true,
            _ => false,
        }
    }

    /// Whether a write that ended in this error certainly changed nothing.
    #[must_use]
    pub fn outcome_is_known(&self) -> bool {
        match self {
            Self::Throttled(_) | Self::Unavailable(_) => true,
            Self::Refused(refusal) => !refusal.may_have_happened(),
            Self::Http(_) | Self::NotApi(_) | Self::Decode(_) => false,
        }
    }

    /// Whether nothing else of the site is likely to answer now.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        matches!(self, Self::Http(HttpError::Unreachable | HttpError::TimedOut) | Self::NotApi(500..=599))
    }

    /// Why the site refused, if it did.
    #[must_use]
    pub fn why(&self) -> Option<Why> {
        if let Self::Refused(refusal) = self { Some(refusal.why) } else { None }
    }
}

impl Refusal {
    /// An error of v2.3 (contract §1.7). New numbers may appear at any time.
    #[must_use]
    pub fn v2(id: u32, message: String) -> Self {
        let asks_to_wait = message.contains("more requests available in") || message.contains("for another");
        let why = match id {
            _ if asks_to_wait => Why::Busy,
            400 if message == "key" => Why::Key,
            403 if message.contains("`key`") => Why::Key,
            400 => Why::Parameter,
            401 | 402 | 406 => Why::SignIn,
            403 => Why::Denied,
            404 => Why::NoMethod,
            405 => Why::Key,
            407 => Why::Rule,
            409 => Why::Repeated,
            500 => Why::Broken,
            429 | 502 | 503 => Why::Busy,
            other => Why::Other(other),
        };
        Self { why, message: visible(message) }
    }

    /// An error of v3, by its HTTP status (contract §4.2).
    #[must_use]
    pub fn v3(status: u16, message: String) -> Self {
        let why = match status {
            400 | 422 => Why::Rule,
            401 => Why::SignIn,
            403 => Why::Denied,
            404 | 410 => Why::NotFound,
            405 => Why::NoMethod,
            409 => Why::Repeated,
            429 | 503 => Why::Busy,
            500..=599 => Why::Broken,
            other => Why::Other(other.into()),
        };
        Self { why, message: visible(message) }
    }

    /// What happened, in words that need no knowledge of the API.
    fn sentence(&self) -> String {
        match self.why {
            Why::SignIn => words::sign_in_not_accepted(),
            Why::Key => words::key_unknown(),
            _ => words::site_refused(&as_sentence(&self.message)),
        }
    }

    /// Whether a write refused like this may exist nevertheless.
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        matches!(self.why, Why::Repeated | Why::Broken)
    }
}

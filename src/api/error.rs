//! What can go wrong between us and the site, sorted by what can be done about it.

use crate::{model::Timestamp, ports::HttpError};

/// A call failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApiError {
    /// No answer.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// An answer, but not the API's: a web page, usually of a proxy or a sign-in wall.
    #[error("the site answered with a web page instead of data (HTTP {0})")]
    NotApi(u16),
    /// JSON, but not what the contract says; names the field.
    #[error("the site's answer could not be understood at {0}")]
    Decode(String),
    /// The site asked us to wait.
    #[error("the site asked Askside to wait")]
    Throttled(Timestamp),
    /// The site said no.
    #[error("{}", .0.sentence())]
    Refused(Refusal),
}

impl ApiError {
    /// Whether a write that ended in this error certainly changed nothing.
    #[must_use]
    pub fn outcome_is_known(&self) -> bool {
        match self {
            Self::Throttled(_) => true,
            Self::Refused(refusal) => !refusal.may_have_happened(),
            Self::Http(_) | Self::NotApi(_) | Self::Decode(_) => false,
        }
    }
}

/// An error answer of the API (contract §1.7). New ids may appear at any time, so the id stays a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// `error_id`.
    pub id: u32,
    /// `error_message`, the site's own words.
    pub message: String,
}

impl Refusal {
    /// What happened, in words that need no knowledge of the API.
    fn sentence(&self) -> String {
        match () {
            () if self.needs_sign_in() => "the site no longer accepts your sign-in".to_owned(),
            () if self.blames_key() => "the site does not know this key, or not with this client ID".to_owned(),
            () => format!("the site refused: {}", self.message),
        }
    }

    /// The token is missing, wrong, expired or burnt.
    #[must_use]
    pub fn needs_sign_in(&self) -> bool {
        matches!(self.id, 401 | 402 | 406)
    }

    /// The key or the client id of the set-up is wrong.
    #[must_use]
    pub fn blames_key(&self) -> bool {
        self.id == 405
            || (self.id == 400 && self.message == "key")
            || (self.id == 403 && self.message.contains("`key`"))
    }

    /// The post breaks a rule of the site; the message says which.
    #[must_use]
    pub fn blames_post(&self) -> bool {
        self.id == 407
    }

    /// The account or the token's scope does not allow it.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        self.id == 403 && !self.blames_key()
    }

    /// Too many calls.
    #[must_use]
    pub fn is_throttle(&self) -> bool {
        matches!(self.id, 502 | 503) || self.message.contains("more requests available in") || self.id == 429
    }

    /// Whether a write refused like this may exist nevertheless: a repeated request id, a failure inside.
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        matches!(self.id, 409 | 500)
    }
}

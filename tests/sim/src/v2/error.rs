//! Everything the API refuses, with the ids and texts it refuses it by.

use std::borrow::Cow;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::envelope;
use crate::store::StoreError;

/// Why a call failed. The texts are part of the API: clients match some of them.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    /// A parameter is wrong; the text is its name, or says more.
    #[error("{0}")]
    BadParameter(Cow<'static, str>),
    #[error("`access_token` is required for this method")]
    TokenRequired,
    #[error("`access_token` is not valid")]
    InvalidToken,
    #[error("Access token is required to query Team specific data")]
    PrivateSite,
    #[error("`key` is not valid for passed `access_token`, application did not create token.")]
    ForeignToken,
    #[error("you are not a member of this team")]
    NoMember,
    #[error("the application is not allowed to write")]
    ReadOnlyApplication,
    #[error("`access_token` lacks the scope write_access")]
    ScopeMissing,
    #[error("no method found with this name")]
    NoMethod,
    #[error("`key` is required when `access_token` is passed")]
    KeyRequired,
    #[error("`access_token` was passed over plain HTTP or in an address, and has been invalidated")]
    TokenCompromised,
    /// A write was understood and turned down; the text says why.
    #[error("{0}")]
    WriteFailed(Cow<'static, str>),
    /// A write that somebody else could have done; the text says why.
    #[error("{0}")]
    Forbidden(Cow<'static, str>),
    #[error("a request with this `request_id` has already been processed")]
    DuplicateRequest,
    #[error("an unexpected error occurred")]
    Internal(#[from] StoreError),
    #[error("too many requests from this IP, more requests available in {0} seconds")]
    QuotaSpent(i64),
    #[error("Violation of backoff parameter")]
    BackoffViolated,
    #[error("You cannot perform this action for another {0} seconds")]
    TooEarly(i64),
    /// An error that a test asked for.
    #[error("simulated")]
    Simulated(u16),
}

/// The ids of errors, with their names and what `/errors` says about them.
pub(super) const KNOWN: &[(u16, &str, &str)] = &[
    (400, "bad_parameter", "An invalid parameter was passed"),
    (401, "access_token_required", "No `access_token` was passed"),
    (402, "invalid_access_token", "An invalid `access_token` was passed"),
    (403, "access_denied", "The `access_token` passed does not have sufficient permissions"),
    (404, "no_method", "No matching method was found"),
    (405, "key_required", "No `key` was passed"),
    (406, "access_token_compromised", "The `access_token` passed is no longer believed to be secure"),
    (407, "write_failed", "A write operation was rejected, most likely because of the content or a rule of the site"),
    (409, "duplicate_request", "This request was already processed"),
    (500, "internal_error", "An unexpected error occurred"),
    (502, "throttle_violation", "The application has sent too many requests"),
    (503, "temporarily_unavailable", "Some or all of the API is unavailable"),
];

impl ApiError {
    /// A parameter that cannot be used, by name.
    pub(crate) fn parameter(name: &'static str) -> Self {
        Self::BadParameter(Cow::Borrowed(name))
    }

    fn id(&self) -> u16 {
        match self {
            Self::BadParameter(_) => 400,
            Self::TokenRequired => 401,
            Self::InvalidToken => 402,
            Self::PrivateSite
            | Self::ForeignToken
            | Self::NoMember
            | Self::ReadOnlyApplication
            | Self::ScopeMissing
            | Self::Forbidden(_) => 403,
            Self::NoMethod => 404,
            Self::KeyRequired => 405,
            Self::TokenCompromised => 406,
            Self::WriteFailed(_) => 407,
            Self::DuplicateRequest => 409,
            Self::Internal(_) => 500,
            Self::QuotaSpent(_) | Self::BackoffViolated | Self::TooEarly(_) => 502,
            Self::Simulated(id) => *id,
        }
    }

    fn name(&self) -> &'static str {
        let id = self.id();
        // New ids may be added at any time.
        KNOWN.iter().find(|(known, _, _)| *known == id).map_or("unheard_of", |(_, name, _)| name)
    }

    fn to_json(&self) -> Value {
        let mut body = json!({"error_id": self.id(), "error_name": self.name(), "error_message": self.to_string()});
        if let Self::TooEarly(seconds) = self {
            body["backoff"] = (*seconds).into();
        }
        body
    }
}

/// HTTP 400 whatever it is: only `error_id` tells errors apart.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        envelope::json(StatusCode::BAD_REQUEST, &self.to_json())
    }
}

//! Everything that v3 refuses, in the three forms it has for that: plain text for "who are you", problem details for
//! what the site decides, and model-state errors for what a request should not have said.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::throttle::Levels;
use crate::secret;
use crate::store::{Id, Kind, StoreError};

/// Something a call can be about, by its three spellings: in sentences, in `type`, and in the plural.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Thing {
    Question,
    Answer,
    Article,
    Tag,
    User,
    Collection,
    Community,
    UserGroup,
}

impl Thing {
    fn name(self) -> &'static str {
        match self {
            Self::Question => "Question",
            Self::Answer => "Answer",
            Self::Article => "Article",
            Self::Tag => "Tag",
            Self::User => "User",
            Self::Collection => "Collection",
            Self::Community => "Community",
            Self::UserGroup => "UserGroup",
        }
    }

    fn plural(self) -> String {
        match self {
            Self::Community => "communities".to_owned(),
            thing => format!("{}s", thing.name().to_lowercase()),
        }
    }
}

impl From<Kind> for Thing {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Question => Self::Question,
            Kind::Answer => Self::Answer,
            Kind::Article => Self::Article,
        }
    }
}

/// Why a call failed. Types and texts that clients match are those of contract §4.2; the rest follows their pattern.
#[derive(Debug, thiserror::Error)]
pub(super) enum Problem {
    #[error("Invalid access token")]
    Unauthorized,
    /// No token where a key does not do, or one that may not write, or somebody else's post.
    #[error("Forbidden Action")]
    Forbidden,
    #[error("{} ID {_1} not found", _0.name())]
    NotFound(Thing, Id),
    /// Like [`NotFound`](Self::NotFound), which votes spell in their own way.
    #[error("{} with id {_1} not found", _0.name())]
    VoteOnNothing(Thing, Id),
    #[error("This post is already deleted")]
    AlreadyDeleted(Thing),
    /// The rules of the site turn a post down; `done` is what did not happen to it.
    #[error("{detail}")]
    Refused { thing: Thing, done: &'static str, detail: String },
    #[error("{0}")]
    VoteRefused(String),
    #[error("{0}")]
    ImageRefused(&'static str),
    #[error("One or more validation errors occurred.")]
    Invalid(Vec<(String, String)>),
    #[error("Too many requests")]
    TooMany(Levels, Option<i64>),
    #[error("Internal server error")]
    Internal(#[from] StoreError),
    #[error("no such operation")]
    NoOperation,
    /// There is such a path, for these methods.
    #[error("no such method")]
    WrongMethod(String),
    #[error("unsupported media type")]
    UnsupportedMedia,
}

impl Problem {
    /// One field or parameter that cannot be used.
    pub(super) fn field(name: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![(name.to_owned(), message.into())])
    }

    /// A value of the wrong type.
    pub(super) fn value(name: &str, value: &str) -> Self {
        Self::field(name, format!("The value '{value}' is not valid."))
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound(..) | Self::VoteOnNothing(..) | Self::NoOperation => StatusCode::NOT_FOUND,
            Self::AlreadyDeleted(_)
            | Self::Refused { .. }
            | Self::VoteRefused(_)
            | Self::ImageRefused(_)
            | Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::TooMany(..) => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::WrongMethod(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::UnsupportedMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        }
    }

    /// `type` and `title` of those that are problem details.
    fn kind(&self) -> Option<(String, String)> {
        let own = |kind: &str, title: &str| Some((format!("/v3/errors/{kind}"), title.to_owned()));
        match self {
            Self::Forbidden => own("forbidden", "Forbidden Action"),
            Self::NotFound(thing, _) => {
                own(&format!("{}/not-found", thing.name().to_lowercase()), &format!("{} not found", thing.name()))
            }
            Self::VoteOnNothing(thing, _) => {
                own(&format!("vote/{}NotFound", thing.name()), &format!("{} not found.", thing.name()))
            }
            Self::AlreadyDeleted(thing) => {
                own(&format!("delete/{}AlreadyDeleted", thing.name()), &format!("{} already deleted.", thing.name()))
            }
            Self::Refused { thing, done, .. } => {
                own(&format!("{}/ValidationErrors", thing.plural()), &format!("{} not {done}", thing.name()))
            }
            Self::VoteRefused(_) => own("vote/ValidationErrors", "Vote not cast"),
            Self::ImageRefused(_) => own("images/ValidationErrors", "Image not uploaded"),
            Self::TooMany(..) => own("too-many-requests", "Too many requests"),
            Self::Internal(_) => own("internal-server-error", "Internal server error"),
            Self::Unauthorized
            | Self::Invalid(_)
            | Self::NoOperation
            | Self::WrongMethod(_)
            | Self::UnsupportedMedia => None,
        }
    }

    fn body(&self) -> Option<Value> {
        if let Self::Invalid(errors) = self {
            let mut fields = serde_json::Map::new();
            for (name, message) in errors {
                let messages = fields.entry(name.as_str()).or_insert_with(|| json!([]));
                messages.as_array_mut().into_iter().for_each(|messages| messages.push(message.as_str().into()));
            }
            return Some(json!({
                "errors": fields,
                "type": "https://tools.ietf.org/html/rfc7231#section-6.5.1",
                "title": self.to_string(),
                "status": 400,
                "traceId": trace_id(),
            }));
        }
        let (kind, title) = self.kind()?;
        let mut body = json!({"type": kind, "title": title, "status": self.status().as_u16()});
        if !matches!(self, Self::Forbidden | Self::Internal(_)) {
            body["detail"] = self.to_string().into();
        }
        Some(body)
    }
}

/// As a tracing middleware makes them: version, trace, span, flags.
fn trace_id() -> String {
    let span = secret::fresh();
    format!("00-{}-{}-01", secret::fresh(), &span[..16])
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut response = match (&self, self.body()) {
            (Self::Unauthorized, _) => {
                let kind: [(HeaderName, &str); 1] = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
                (status, kind, self.to_string()).into_response()
            }
            (_, Some(body)) => super::json(status, &body),
            (_, None) => status.into_response(),
        };
        match self {
            Self::TooMany(levels, wait) => {
                levels.write(response.headers_mut());
                if let Some(wait) = wait {
                    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
                }
            }
            Self::WrongMethod(allowed) => {
                if let Ok(allowed) = HeaderValue::from_str(&allowed) {
                    response.headers_mut().insert(header::ALLOW, allowed);
                }
            }
            _ => {}
        }
        response
    }
}

//! Which methods there are.

use axum::http::Method;
use percent_encoding::percent_decode_str;

use super::ApiError;
use super::reads::{Args, Read};
use super::write::Write;

/// A method of the API with what its path says.
#[derive(Debug, Clone)]
pub(crate) enum Route {
    Read(&'static Read, Args),
    Tokens(Vec<String>),
    InvalidateTokens(Vec<String>),
    DeAuthenticate(Vec<String>),
    CreateFilter,
    Filters(Vec<String>),
    Write(Write),
}

/// What a method asks of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guard {
    /// A key, as everything on a private site.
    Key,
    /// Somebody's token.
    Token,
    /// Somebody's token with `write_access`, of an application that may write.
    Write,
}

impl Route {
    /// The method behind a path below `/api/2.3/`.
    pub(crate) fn parse(method: &Method, path: &str) -> Result<Self, ApiError> {
        let path = percent_decode_str(path).decode_utf8().map_err(|_| ApiError::NoMethod)?;
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        let is_get = method == Method::GET || method == Method::HEAD;
        match parts.as_slice() {
            ["filters", "create"] if is_get || method == Method::POST => Ok(Self::CreateFilter),
            ["access-tokens", tokens, "invalidate"] if is_get || method == Method::POST => {
                Ok(Self::InvalidateTokens(list(tokens, "accessTokens")?))
            }
            ["apps", tokens, "de-authenticate"] if is_get || method == Method::POST => {
                Ok(Self::DeAuthenticate(list(tokens, "accessTokens")?))
            }
            parts if !is_get => {
                let write = (method == Method::POST).then(|| Write::parse(parts)).flatten();
                write.map(Self::Write).ok_or(ApiError::NoMethod)
            }
            ["access-tokens", tokens] => Ok(Self::Tokens(list(tokens, "accessTokens")?)),
            ["filters", filters] => Ok(Self::Filters(list(filters, "filters")?)),
            parts => Read::find(parts).map(|(read, args)| Self::Read(read, args)),
        }
    }

    /// The name that pauses are kept under: ids do not make another method.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Read(read, _) => read.path,
            Self::Tokens(_) => "access-tokens/{tokens}",
            Self::InvalidateTokens(_) => "access-tokens/{tokens}/invalidate",
            Self::DeAuthenticate(_) => "apps/{tokens}/de-authenticate",
            Self::CreateFilter => "filters/create",
            Self::Filters(_) => "filters/{filters}",
            Self::Write(write) => write.name,
        }
    }

    /// Whether it is about no site or team in particular.
    pub(crate) fn is_of_the_network(&self) -> bool {
        match self {
            Self::Read(read, _) => read.is_of_the_network(),
            Self::Write(_) => false,
            _ => true,
        }
    }

    pub(crate) fn guard(&self) -> Guard {
        match self {
            Self::Write(_) => Guard::Write,
            Self::Read(_, args) => args.guard(),
            _ => Guard::Key,
        }
    }
}

/// Up to twenty names of a path, joined by semicolons.
fn list(text: &str, parameter: &'static str) -> Result<Vec<String>, ApiError> {
    let names: Vec<String> = text.split(';').map(str::to_owned).collect();
    if names.len() > 20 { Err(ApiError::parameter(parameter)) } else { Ok(names) }
}

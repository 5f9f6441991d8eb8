//! Who is calling, and whether they may.

use axum::http::{HeaderMap, Uri};

use super::{ApiError, Guard, Params};
use crate::accounts::{Grant, PERSONAL, Scope};
use crate::config::{Application, Config};
use crate::{Kind, Sim, flood};

/// An application, and the user it acts for if it sent a token.
#[derive(Debug)]
pub(crate) struct Caller {
    pub(crate) app: Application,
    pub(crate) grant: Option<Grant>,
}

impl Caller {
    /// Reads key and token from headers or parameters, and checks that they belong together.
    pub(crate) fn identify(sim: &Sim, uri: &Uri, headers: &HeaderMap, params: &Params) -> Result<Self, ApiError> {
        let kind = sim.config().kind;
        let key = credential(headers, "x-api-key").or(params.get("key"));
        let token = credential(headers, "x-api-access-token").or(params.get("access_token"));
        let token = token.or_else(|| bearer(headers).filter(|_| kind.is_shared()));
        if let Some(token) = token
            && (is_plain(uri, headers) || (kind.is_shared() && is_in(uri, token)))
        {
            sim.accounts().revoke(token, sim.now());
            return Err(ApiError::TokenCompromised);
        }
        let app = match (key, token) {
            _ if kind.is_shared() => Application::personal(kind == Kind::Business),
            (Some(key), _) => sim.app_by_key(key).ok_or(ApiError::parameter("key"))?,
            (None, Some(_)) => return Err(ApiError::KeyRequired),
            (None, None) if kind == Kind::Network => Application::anonymous(flood::address(headers)),
            (None, None) => return Err(ApiError::PrivateSite),
        };
        let Some(token) = token else {
            return if kind.is_shared() { Err(ApiError::PrivateSite) } else { Ok(Self { app, grant: None }) };
        };
        let grant = sim.accounts().grant_of(token, sim.now()).cloned().ok_or(ApiError::InvalidToken)?;
        if grant.client_id != app.client_id {
            return Err(ApiError::ForeignToken);
        }
        Ok(Self { app, grant: Some(grant) })
    }

    /// Whether a method is open to this caller.
    pub(crate) fn may(&self, guard: Guard) -> Result<(), ApiError> {
        match (guard, &self.grant) {
            (Guard::Key, _) | (Guard::Token, Some(_)) => Ok(()),
            (Guard::Token | Guard::Write, None) => Err(ApiError::TokenRequired),
            (Guard::Write, Some(_)) if !self.app.write_enabled => Err(ApiError::ReadOnlyApplication),
            (Guard::Write, Some(grant)) if !grant.scope.contains(&Scope::WriteAccess) => Err(ApiError::ScopeMissing),
            (Guard::Write, Some(_)) => Ok(()),
        }
    }

    /// Whose quota a call is taken from.
    pub(crate) fn bucket(&self) -> String {
        match &self.grant {
            Some(grant) => format!("{} for {}", self.app.key, grant.user),
            None => self.app.key.clone(),
        }
    }

    /// How many calls a day that is.
    pub(crate) fn quota(&self, config: &Config) -> u32 {
        if self.grant.is_none() && self.app.client_id == PERSONAL { config.keyless_quota } else { config.quota }
    }

    /// Who is signed in.
    pub(crate) fn signed_in(&self) -> Result<&Grant, ApiError> {
        self.grant.as_ref().ok_or(ApiError::TokenRequired)
    }
}

fn credential<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().filter(|value| !value.is_empty())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = credential(headers, "authorization")?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Whether a token stands in the address, where logs and histories keep it.
fn is_in(uri: &Uri, token: &str) -> bool {
    uri.query().is_some_and(|query| query.contains(token))
}

/// A call that says it went over plain HTTP. Loopback connections of a simulator without TLS do not say so.
fn is_plain(uri: &Uri, headers: &HeaderMap) -> bool {
    let forwarded = headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "http");
    forwarded || uri.scheme_str() == Some("http")
}

//! Who is calling, and whether they may.

use axum::http::{HeaderMap, header};

use super::Problem;
use crate::accounts::{Grant, Scope};
use crate::store::Id;
use crate::{Kind, Sim};

/// What an operation asks of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Nothing at all.
    Open,
    /// A token, or the key of an application.
    Read,
    /// A token: the operation is about its owner.
    Token,
    /// A token with `write_access`, of an application that may write.
    Write,
}

/// Whoever sent the `Authorization` header.
#[derive(Debug)]
pub(super) enum Caller {
    /// Nobody needed to say.
    Anyone,
    /// An application by its key, which can only read.
    Application(String),
    /// A user by a token.
    User { grant: Grant, writes: bool },
}

impl Caller {
    /// Reads `Authorization: Bearer …`.
    pub(super) fn identify(sim: &Sim, headers: &HeaderMap) -> Result<Self, Problem> {
        let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (scheme, credential) = sent.and_then(|value| value.split_once(' ')).ok_or(Problem::Unauthorized)?;
        let credential = credential.trim();
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Problem::Unauthorized);
        }
        let kind = sim.config().kind;
        if !kind.is_shared()
            && let Some(app) = sim.app_by_key(credential)
        {
            return Ok(Self::Application(app.key));
        }
        let grant = sim.accounts().grant_of(credential, sim.now()).cloned().ok_or(Problem::Unauthorized)?;
        let app_writes = if kind.is_shared() {
            kind == Kind::Business
        } else {
            sim.app_by_id(grant.client_id).ok_or(Problem::Unauthorized)?.write_enabled
        };
        let writes = app_writes && grant.scope.contains(&Scope::WriteAccess);
        Ok(Self::User { grant, writes })
    }

    /// The content that a path names. A shared host does not even say that a team is somebody else's.
    pub(super) fn enter(&self, sim: &Sim, team: Option<&str>) -> Result<Sim, Problem> {
        let Some(team) = team else { return Ok(sim.clone()) };
        let closed = if sim.config().kind.is_shared() { Problem::Unauthorized } else { Problem::Forbidden };
        match self {
            Self::User { grant, .. } => sim.team(team).filter(|team| team.admits(grant)).ok_or(closed),
            Self::Anyone | Self::Application(_) => Err(closed),
        }
    }

    /// Whether an operation is open to this caller.
    pub(super) fn may(&self, access: Access) -> Result<(), Problem> {
        match (access, self) {
            (Access::Open, _)
            | (Access::Read, Self::Application(_))
            | (Access::Read | Access::Token, Self::User { .. })
            | (Access::Write, Self::User { writes: true, .. }) => Ok(()),
            _ => Err(Problem::Forbidden),
        }
    }

    /// Whose calls are counted.
    pub(super) fn credential(&self) -> &str {
        match self {
            Self::Anyone => "",
            Self::Application(key) => key,
            Self::User { grant, .. } => &grant.token,
        }
    }

    /// Who is signed in, if anybody is.
    pub(super) fn user(&self) -> Option<Id> {
        match self {
            Self::User { grant, .. } => Some(grant.user),
            Self::Anyone | Self::Application(_) => None,
        }
    }
}

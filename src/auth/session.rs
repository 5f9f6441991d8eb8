//! A signed-in session: whose token it is, what it may do, until when.

use super::Scope;
use crate::{
    json,
    model::{Account, Secret, Timestamp},
};

/// What is kept while someone is signed in; in memory only ([`crate::ports::Area::Session`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The access token.
    pub token: Secret,
    /// Whose it is, as the site said.
    pub account: Account,
    /// What it may do.
    pub scope: Scope,
    /// When it ends; none if the site set no end.
    pub expires: Option<Timestamp>,
}

/// The vault's form of a session, field by field: the one place where a token is written out.
type Vault = (String, Account, Scope, Option<Timestamp>);

impl Session {
    /// Whether the token may still be used at `now`.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.expires.is_none_or(|end| now < end)
    }

    /// As kept in session storage.
    #[must_use]
    pub fn to_vault(&self) -> String {
        let vault: Vault = (self.token.expose().to_owned(), self.account.clone(), self.scope, self.expires);
        json::write(&vault)
    }

    /// Reads what [`Session::to_vault`] wrote; nothing from anything else.
    #[must_use]
    pub fn from_vault(text: &str) -> Option<Self> {
        let (token, account, scope, expires): Vault = json::read(text).ok()?;
        Some(Self { token: Secret::new(token), account, scope, expires })
    }
}

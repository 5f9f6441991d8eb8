//! Who is signed in, what they approved, and the tokens that came of it.

use std::collections::HashMap;

use crate::oauth::Codes;
use crate::secret;
use crate::store::Id;

/// Something that an application may be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    ReadInbox,
    NoExpiry,
    WriteAccess,
    PrivateInfo,
}

impl Scope {
    const ALL: [Self; 4] = [Self::ReadInbox, Self::NoExpiry, Self::WriteAccess, Self::PrivateInfo];

    /// The name in `scope` parameters.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ReadInbox => "read_inbox",
            Self::NoExpiry => "no_expiry",
            Self::WriteAccess => "write_access",
            Self::PrivateInfo => "private_info",
        }
    }

    /// What it means, for the person who decides.
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Self::ReadInbox => "Read your inbox and notifications",
            Self::NoExpiry => "Stay connected until you disconnect it",
            Self::WriteAccess => "Ask, answer, comment and vote as you",
            Self::PrivateInfo => "See your own votes and favorites",
        }
    }

    /// A list such as `write_access,no_expiry`, separated by commas or spaces; `Err` holds the first unknown name.
    /// `identify` is what every token may, so it is no scope of its own.
    pub(crate) fn list(text: &str) -> Result<Vec<Self>, String> {
        let names = text.split([',', ' ']).filter(|name| !["", "identify"].contains(name));
        let mut scopes = names
            .map(|name| Self::ALL.into_iter().find(|scope| scope.name() == name).ok_or_else(|| name.to_owned()))
            .collect::<Result<Vec<_>, _>>()?;
        scopes.sort_unstable();
        scopes.dedup();
        Ok(scopes)
    }

    /// Those of the names that are scopes.
    pub(crate) fn known(names: &[&str]) -> Vec<Self> {
        names.iter().filter_map(|name| Self::list(name).ok()).flatten().collect()
    }

    /// The list as text again.
    pub(crate) fn join(scopes: &[Self]) -> String {
        scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(",")
    }
}

/// The client id of tokens that belong to no application.
pub(crate) const PERSONAL: u32 = 0;

/// What a token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grant {
    pub(crate) token: String,
    pub(crate) client_id: u32,
    pub(crate) user: Id,
    /// The only team that it is good for: personal access tokens have one.
    pub(crate) team: Option<String>,
    pub(crate) scope: Vec<Scope>,
    /// When it stops to work; never with `no_expiry`.
    pub(crate) expires: Option<i64>,
}

/// A browser in which somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) user: Id,
    /// Has to come back with every form, so that no other site can submit one.
    pub(crate) form_token: String,
}

/// Tokens, sessions and approvals.
#[derive(Debug, Default)]
pub(crate) struct Accounts {
    grants: HashMap<String, Grant>,
    /// All tokens there ever were.
    tokens: Vec<String>,
    sessions: HashMap<String, Session>,
    approvals: HashMap<(Id, u32), Vec<Scope>>,
    /// Promises of tokens.
    pub(crate) codes: Codes,
}

impl Accounts {
    /// A new token.
    pub(crate) fn grant(&mut self, client_id: u32, user: Id, scope: Vec<Scope>, expires: Option<i64>) -> Grant {
        self.add(Grant { token: secret::fresh(), client_id, user, team: None, scope, expires })
    }

    /// A new personal access token.
    pub(crate) fn grant_personal(&mut self, user: Id, team: &str, scope: Vec<Scope>, expires: Option<i64>) -> Grant {
        let team = Some(team.to_owned());
        self.add(Grant { token: secret::fresh(), client_id: PERSONAL, user, team, scope, expires })
    }

    fn add(&mut self, grant: Grant) -> Grant {
        self.grants.insert(grant.token.clone(), grant.clone());
        self.tokens.push(grant.token.clone());
        grant
    }

    /// Every token that was given out, alive or not.
    pub(crate) fn tokens(&self) -> &[String] {
        &self.tokens
    }

    /// What a token stands for, while it is alive.
    pub(crate) fn grant_of(&self, token: &str, now: i64) -> Option<&Grant> {
        self.grants.get(token).filter(|grant| grant.expires.is_none_or(|end| now < end))
    }

    /// Makes a token worthless.
    pub(crate) fn revoke(&mut self, token: &str, now: i64) -> Option<Grant> {
        self.grants.remove(token).filter(|grant| grant.expires.is_none_or(|end| now < end))
    }

    /// Ends what somebody let an application do: its approval and all of its tokens, which are returned.
    pub(crate) fn disconnect(&mut self, user: Id, client_id: u32, now: i64) -> Vec<Grant> {
        self.approvals.remove(&(user, client_id));
        let theirs = |grant: &Grant| grant.user == user && grant.client_id == client_id;
        let tokens: Vec<String> =
            self.grants.values().filter(|grant| theirs(grant)).map(|grant| grant.token.clone()).collect();
        tokens.iter().filter_map(|token| self.revoke(token, now)).collect()
    }

    /// Signs somebody in and returns the id of the session.
    pub(crate) fn sign_in(&mut self, user: Id) -> String {
        let id = secret::fresh();
        self.sessions.insert(id.clone(), Session { user, form_token: secret::fresh() });
        id
    }

    /// The session behind a cookie.
    pub(crate) fn session(&self, id: &str) -> Option<&Session> {
        self.sessions.get(id)
    }

    /// Ends a session.
    pub(crate) fn sign_out(&mut self, id: &str) {
        self.sessions.remove(id);
    }

    /// Remembers that somebody lets an application do these things, on top of what they approved before.
    pub(crate) fn approve(&mut self, user: Id, client_id: u32, scope: &[Scope]) {
        let approved = self.approvals.entry((user, client_id)).or_default();
        approved.extend_from_slice(scope);
        approved.sort_unstable();
        approved.dedup();
    }

    /// What somebody approved, by application.
    pub(crate) fn approvals_of(&self, user: Id) -> Vec<(u32, Vec<Scope>)> {
        let own = self.approvals.iter().filter(|((by, _), _)| *by == user);
        let mut own: Vec<_> = own.map(|((_, client_id), scope)| (*client_id, scope.clone())).collect();
        own.sort_unstable();
        own
    }

    /// Whether all of it was approved before. Being identified, the empty scope, has to be approved too.
    pub(crate) fn has_approved(&self, user: Id, client_id: u32, scope: &[Scope]) -> bool {
        let approved = self.approvals.get(&(user, client_id));
        approved.is_some_and(|approved| scope.iter().all(|wanted| approved.contains(wanted)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_by_comma_or_space() {
        assert_eq!(
            Scope::list("write_access,no_expiry read_inbox").map(|scopes| Scope::join(&scopes)),
            Ok("read_inbox,no_expiry,write_access".into())
        );
        assert_eq!(Scope::list(""), Ok(vec![]));
        assert_eq!(Scope::list("write_access,everything"), Err("everything".into()));
    }

    #[test]
    fn tokens_end() {
        let mut accounts = Accounts::default();
        let short = accounts.grant(1, 1, vec![], Some(100)).token;
        let long = accounts.grant(1, 1, vec![Scope::NoExpiry], None).token;
        assert!(accounts.grant_of(&short, 99).is_some() && accounts.grant_of(&short, 100).is_none());
        assert!(accounts.revoke(&long, 0).is_some() && accounts.grant_of(&long, 0).is_none());
    }

    #[test]
    fn approvals_add_up_and_the_empty_one_counts() {
        let mut accounts = Accounts::default();
        assert!(!accounts.has_approved(1, 1, &[]));
        accounts.approve(1, 1, &[]);
        assert!(accounts.has_approved(1, 1, &[]) && !accounts.has_approved(1, 1, &[Scope::WriteAccess]));
        accounts.approve(1, 1, &[Scope::WriteAccess]);
        assert!(accounts.has_approved(1, 1, &[Scope::WriteAccess]) && !accounts.has_approved(2, 1, &[]));
    }
}

//! The vault: how what is secret is kept, and the one place, beside a request's credentials, where it becomes text.
//!
//! Sessions and sign-ins under way are for [`crate::ports::Area::Session`], which is memory. Connections are on disk:
//! of a connection's secrets only the key may be among them, and only if the person said so; the token never.

use super::Pending;
use crate::{
    json,
    model::{Account, Connection, ConnectionId, Flow, Scope, Secret, Site, TabId, Timestamp, Way},
};
use zeroize::Zeroizing;

/// What is kept while someone is signed in.
#[expect(missing_debug_implementations, reason = "it holds the token")]
#[derive(Clone, PartialEq, Eq)]
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

impl Session {
    /// Whether the token may still be used at `now`.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.expires.is_none_or(|end| now < end)
    }

    /// As kept in memory.
    #[must_use]
    pub fn to_vault(&self) -> String {
        json::write(&(self.token.expose(), &self.account, self.scope, self.expires))
    }

    /// Reads what [`Session::to_vault`] wrote; nothing from anything else.
    #[must_use]
    pub fn from_vault(text: &str) -> Option<Self> {
        let (token, account, scope, expires): (String, _, _, _) = json::read(text).ok()?;
        Some(Self { token: Secret::new(token), account, scope, expires })
    }
}

impl Pending {
    /// As kept in memory.
    #[must_use]
    pub fn to_vault(&self) -> String {
        let Self { state, verifier, connection, client_id, flow, redirect_uri, scope, since, tab } = self;
        json::write(&(state, verifier.expose(), connection, client_id, flow, redirect_uri, scope, since, tab))
    }

    /// Reads what [`Pending::to_vault`] wrote; nothing from anything else.
    #[must_use]
    pub fn from_vault(text: &str) -> Option<Self> {
        type Kept = (String, String, ConnectionId, u32, Flow, String, Scope, Timestamp, Option<TabId>);
        let (state, verifier, connection, client_id, flow, redirect_uri, scope, since, tab): Kept =
            json::read(text).ok()?;
        let verifier = Secret::new(verifier);
        Some(Self { state, verifier, connection, client_id, flow, redirect_uri, scope, since, tab })
    }
}

/// A key as kept in memory.
#[must_use]
pub fn key_to_vault(key: &Secret) -> String {
    json::write(key.expose())
}

/// Reads what [`key_to_vault`] wrote.
#[must_use]
pub fn key_from_vault(text: &str) -> Option<Secret> {
    json::read::<String>(text).ok().map(Secret::new)
}

/// The connections as kept on disk. A policy's are not: the policy itself is read each time.
#[must_use]
pub fn connections_to_disk(all: &[Connection]) -> Zeroizing<String> {
    let kept: Vec<_> = all
        .iter()
        .filter(|one| !one.managed)
        .map(|one| {
            let key = one.key.as_ref().filter(|_| one.key_on_disk).map(Secret::expose);
            (&one.id, &one.site, one.way, key, one.key_on_disk, &one.account, one.granted)
        })
        .collect();
    Zeroizing::new(json::write(&kept))
}

/// Reads what [`connections_to_disk`] wrote. What cannot be read is another version's, and is connected again.
#[must_use]
pub fn connections_from_disk(text: &str) -> Vec<Connection> {
    type Kept = (ConnectionId, Site, Way, Option<String>, bool, Option<Account>, Option<Scope>);
    let kept: Vec<Kept> = json::read(text).unwrap_or_default();
    let connection = |(id, site, way, key, key_on_disk, account, granted): Kept| {
        let key = key.map(Secret::new);
        Connection { id, site, way, key, key_on_disk, account, granted, managed: false }
    };
    kept.into_iter().map(connection).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Home;

    #[test]
    fn a_key_is_on_disk_only_if_the_person_said_so() {
        let one = |name: &str, key_on_disk, managed| {
            let (id, site) = (ConnectionId(name.into()), "stack.example.com".parse().unwrap());
            let key = Some(Secret::new(format!("key-of-{name}")));
            let account = Some(Account { user_id: 7, account_id: 70, name: "Ann".into() });
            let new = Connection::new(id, site, Way::SignIn(3, Flow::Code, Home::Tab), key);
            Connection { key_on_disk, account, granted: Some(Scope::Read), managed, ..new }
        };
        let all = [one("a", true, false), one("b", false, false), one("c", true, true)];
        let disk = connections_to_disk(&all);
        assert!(disk.contains("key-of-a") && !disk.contains("key-of-b") && !disk.contains("key-of-c"), "{}", *disk);
        let [a, mut b, _] = all;
        b.key = None;
        assert!(connections_from_disk(&disk) == [a, b], "{}", *disk);
        assert!(connections_from_disk("[[\"of another version\"]]").is_empty());
    }

    #[test]
    fn a_session_comes_back_as_it_was() {
        let account = Account { user_id: 7, account_id: 70, name: "Ann \"A\"".into() };
        let session =
            Session { token: Secret::new("tok12345"), account, scope: Scope::Write, expires: Some(Timestamp(9)) };
        assert!(Session::from_vault(&session.to_vault()) == Some(session));
        assert!(Session::from_vault("{}").is_none());
    }
}

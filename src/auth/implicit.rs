//! The OAuth 2.0 implicit flow of the site (contract §3.2; RFC 6749 §4.2; RFC 9700 §2.1 on `state`).
//!
//! The redirect is the one message an attacker can forge, so it is parsed strictly: exact address,
//! known state, each key once. Whatever is odd refuses the sign-in; nothing is repaired.

use crate::model::{Connection, Secret, Site, Timestamp};
use serde::{Deserialize, Serialize};

/// Seconds a sign-in may take.
const LIFETIME: i64 = 600;

/// What a token is asked, or allowed, to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Scope {
    /// Identify the person and read.
    Read,
    /// Post as well.
    Write,
}

/// A sign-in under way. Kept before the window opens, taken out before the answer is judged: once only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    state: String,
    site: Site,
    redirect_uri: String,
    scope: Scope,
    since: Timestamp,
}

/// What a redirect granted.
#[derive(Debug, PartialEq, Eq)]
pub struct Grant {
    /// The token.
    pub token: Secret,
    /// What it may do.
    pub scope: Scope,
    /// When it ends.
    pub expires: Option<Timestamp>,
}

/// Why a redirect was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthError {
    /// The person pressed Cancel.
    #[error("you did not allow Askside to use your account")]
    Denied,
    /// The site refused, in its words.
    #[error("the site refused the sign-in: {0}")]
    Site(String),
    /// It came back to another address than we gave.
    #[error("the sign-in came back to an address that is not ours")]
    WrongAddress,
    /// Not the state of the sign-in under way.
    #[error("the sign-in's answer does not belong to the sign-in that was started")]
    WrongState,
    /// It took more than ten minutes.
    #[error("the sign-in took longer than ten minutes")]
    Expired,
    /// A key is missing, double or malformed.
    #[error("the sign-in's answer is malformed ({0})")]
    Malformed(&'static str),
}

impl Pending {
    /// Starts a sign-in at `connection`'s site; `state` are 128 fresh random bits.
    #[must_use]
    pub fn new(connection: &Connection, redirect_uri: String, scope: Scope, state: String, now: Timestamp) -> Self {
        Self { state, site: connection.site.clone(), redirect_uri, scope, since: now }
    }

    /// The site this sign-in is for.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The address of the site's consent screen.
    #[must_use]
    pub fn authorize_url(&self, client_id: u32) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &client_id.to_string())
            .append_pair("scope", if self.scope == Scope::Write { "write_access" } else { "" })
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("state", &self.state)
            .finish();
        format!("{}/oauth/dialog?{query}", self.site.origin())
    }

    /// Judges the address the sign-in window ended on.
    ///
    /// # Errors
    /// [`AuthError`] unless it is exactly the answer to this sign-in.
    pub fn accept(self, redirect: &str, now: Timestamp) -> Result<Grant, AuthError> {
        let (address, fragment) = redirect.split_once('#').ok_or(AuthError::WrongAddress)?;
        if address != self.redirect_uri {
            return Err(AuthError::WrongAddress);
        }
        let mut pairs: Vec<(String, String)> = form_urlencoded::parse(fragment.as_bytes()).into_owned().collect();
        let mut take = |key: &'static str| match pairs.iter().position(|(k, _)| k == key) {
            None => Ok(None),
            Some(at) => {
                let value = pairs.swap_remove(at).1;
                if pairs.iter().any(|(k, _)| k == key) { Err(AuthError::Malformed(key)) } else { Ok(Some(value)) }
            }
        };
        let (state, error, token) = (take("state")?, take("error")?, take("access_token")?);
        let (description, expires, scope) = (take("error_description")?, take("expires")?, take("scope")?);
        if !state.is_some_and(|state| constant_time_eq(&state, &self.state)) {
            return Err(AuthError::WrongState);
        }
        if now > self.since.plus(LIFETIME) {
            return Err(AuthError::Expired);
        }
        match (error.as_deref(), token) {
            (Some(_), Some(_)) => Err(AuthError::Malformed("error and access_token")),
            (Some("access_denied"), None) => Err(AuthError::Denied),
            (Some(error), None) => Err(AuthError::Site(description.unwrap_or_else(|| error.to_owned()))),
            (None, None) => Err(AuthError::Malformed("access_token")),
            (None, Some(token)) if !is_token(&token) => Err(AuthError::Malformed("access_token")),
            (None, Some(token)) => Ok(Grant {
                token: Secret::new(token),
                scope: granted(self.scope, scope.as_deref()),
                expires: expires.map(|text| expiry(&text, now)).transpose()?,
            }),
        }
    }
}

/// Sites that do not say what they granted granted what was asked (RFC 6749 §4.2.2).
fn granted(asked: Scope, said: Option<&str>) -> Scope {
    let writes = |said: &str| said.split([',', ' ']).any(|scope| scope == "write_access");
    if said.is_none_or(writes) { asked } else { Scope::Read }
}

/// Lifetime in seconds; a number above a billion is the moment itself (contract §3.1).
fn expiry(text: &str, now: Timestamp) -> Result<Timestamp, AuthError> {
    match text.parse::<i64>() {
        Ok(moment) if moment > 1_000_000_000 => Ok(Timestamp(moment)),
        Ok(seconds) if seconds > 0 => Ok(now.plus(seconds)),
        _ => Err(AuthError::Malformed("expires")),
    }
}

/// RFC 6750's token characters, and a length no site exceeds.
fn is_token(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/=()*".contains(&b);
    (8..=2048).contains(&text.len()) && text.bytes().all(allowed)
}

/// Compares without telling by its duration where the first difference is.
fn constant_time_eq(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |diff, (x, y)| diff | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOME: &str = "https://abc.chromiumapp.org/";
    const STATE: &str = "0123456789abcdef0123456789abcdef";

    fn pending() -> Pending {
        let site = "stack.example.com".parse().unwrap();
        let connection = Connection { site, client_id: Some(3), key: None };
        Pending::new(&connection, HOME.into(), Scope::Write, STATE.into(), Timestamp(1_000))
    }

    #[track_caller]
    fn check(redirect: &str, expect: &str) {
        let redirect = redirect.replace("HOME", HOME).replace("STATE", STATE);
        let shown = match pending().accept(&redirect, Timestamp(1_060)) {
            Ok(grant) => format!("{} {:?} {:?}", grant.token.expose(), grant.scope, grant.expires.map(|t| t.0)),
            Err(error) => error.to_string(),
        };
        assert_eq!(shown, expect, "{redirect}");
    }

    #[test]
    fn asks_as_the_contract_says() {
        insta::assert_snapshot!(pending().authorize_url(3), @"https://stack.example.com/oauth/dialog?client_id=3&scope=write_access&redirect_uri=https%3A%2F%2Fabc.chromiumapp.org%2F&state=0123456789abcdef0123456789abcdef");
    }

    #[test]
    fn accepts_only_the_answer_to_this_sign_in() {
        check("HOME#access_token=tok12345&expires=86400&state=STATE", "tok12345 Write Some(87460)");
        check("HOME#state=STATE&scope=write_access&new=1&access_token=tok12345", "tok12345 Write None");
        check("HOME#access_token=tok12345&state=STATE&expires=1800000000", "tok12345 Write Some(1800000000)");
        check("HOME#access_token=tok12345&state=STATE&scope=", "tok12345 Read None");

        let address = AuthError::WrongAddress.to_string();
        for odd in [
            "https://abc.chromiumapp.org#access_token=tok12345&state=STATE",
            "https://abc.chromiumapp.org/x#access_token=tok12345&state=STATE",
            "HOME?access_token=tok12345&state=STATE",
            "HOME?a=1#access_token=tok12345&state=STATE",
            "https://abc.chromiumapp.org.evil.test/#access_token=tok12345&state=STATE",
            "",
        ] {
            check(odd, &address);
        }
        let state = AuthError::WrongState.to_string();
        for odd in [
            "HOME#access_token=tok12345",
            "HOME#access_token=tok12345&state=",
            "HOME#error=access_denied",
            "HOME#access_token=tok12345&state=0123456789abcdef0123456789abcdeF",
        ] {
            check(odd, &state);
        }
        check("HOME#access_token=tok12345&state=STATE&state=STATE", "the sign-in's answer is malformed (state)");
        check(
            "HOME#access_token=tok12345&access_token=tok99999&state=STATE",
            "the sign-in's answer is malformed (access_token)",
        );
        check(
            "HOME#error=x&access_token=tok12345&state=STATE",
            "the sign-in's answer is malformed (error and access_token)",
        );
        check("HOME#access_token=a%20b%0d%0acdef&state=STATE", "the sign-in's answer is malformed (access_token)");
        check("HOME#access_token=tok12345&state=STATE&expires=-1", "the sign-in's answer is malformed (expires)");
        check("HOME#state=STATE", "the sign-in's answer is malformed (access_token)");
        check("HOME#error=access_denied&state=STATE", "you did not allow Askside to use your account");
        check(
            "HOME#error=server_error&error_description=Try+later&state=STATE",
            "the site refused the sign-in: Try later",
        );
    }

    #[test]
    fn a_late_answer_is_refused() {
        let redirect = format!("{HOME}#access_token=tok12345&state={STATE}");
        assert_eq!(pending().accept(&redirect, Timestamp(1_601)), Err(AuthError::Expired));
    }

    proptest! {
        #[test]
        fn never_panics_and_never_grants_without_the_state(tail in "[#?&=a-z0-9%+_/]{0,60}") {
            let redirect = format!("{HOME}#access_token=tok12345&{tail}");
            prop_assert!(pending().accept(&redirect, Timestamp(1_060)).is_err());
        }
    }
}

//! A sign-in under way: what the site's page is asked, and what its answer is believed for.
//!
//! It is kept before the page opens and taken out before the answer is judged, so that a state serves once
//! (RFC 6749 §10.12, RFC 9700 §2.1). With a code goes a verifier that never leaves but in the exchange (RFC 7636).

use super::{
    Grant,
    redirect::{self, AuthError, Outcome},
};
use crate::{
    api::{Exchange, oauth},
    model::{Connection, ConnectionId, Flow, Home, Scope, Secret, Site, TabId, Timestamp, Way, same},
};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use sha2::{Digest as _, Sha256};

/// Seconds a sign-in may take.
const LIFETIME: i64 = 600;

/// A sign-in under way.
#[expect(missing_debug_implementations, reason = "it holds the verifier")]
#[derive(Clone, PartialEq, Eq)]
pub struct Pending {
    pub(super) state: String,
    pub(super) verifier: Secret,
    /// What it signs in to.
    pub connection: ConnectionId,
    pub(super) client_id: u32,
    pub(super) flow: Flow,
    /// The exact address that it has to end at, but for the answer.
    pub redirect_uri: String,
    /// What was asked for.
    pub scope: Scope,
    pub(super) since: Timestamp,
    /// The tab that it goes on in, once it is open; none for the browser's own window.
    pub tab: Option<TabId>,
}

/// What a redirect was good for.
#[expect(missing_debug_implementations, reason = "it holds secrets")]
pub enum Accepted {
    /// A token at once.
    Token(Grant),
    /// A code, to be traded for one.
    Code(Exchange),
}

/// The application, the flow and the way home of a connection where one signs in.
#[must_use]
pub fn sign_in_of(connection: &Connection) -> Option<(u32, Flow, Home)> {
    if let Way::SignIn(client_id, flow, home) = connection.way { Some((client_id, flow, home)) } else { None }
}

/// The address of `site`'s own that a sign-in may end at.
#[must_use]
pub fn landing(site: &Site) -> String {
    format!("{}{}", site.origin(), oauth::LANDING)
}

impl Pending {
    /// Starts a sign-in to `connection`; `random` are fresh tokens of 128 bits each. The address to open is the
    /// second of the pair. None if nobody signs in there.
    #[must_use]
    pub fn new(
        connection: &Connection,
        redirect_uri: String,
        scope: Scope,
        random: [String; 3],
        now: Timestamp,
    ) -> Option<(Self, String)> {
        let (client_id, flow, _) = sign_in_of(connection)?;
        let [state, one, two] = random;
        let verifier = one + &two; // 64 letters and digits: what RFC 7636 §4.1 wants is 43 to 128
        let challenge = Base64UrlUnpadded::encode_string(&Sha256::digest(&verifier));
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("client_id", &client_id.to_string())
            .append_pair("scope", if scope == Scope::Write { "write_access" } else { "" })
            .append_pair("redirect_uri", &redirect_uri)
            .append_pair("state", &state);
        let page = match flow {
            Flow::Implicit => oauth::DIALOG,
            Flow::Code => {
                query.append_pair("code_challenge", &challenge).append_pair("code_challenge_method", "S256");
                oauth::CODE
            }
        };
        let url = format!("{}{page}?{}", connection.site.origin(), query.finish());
        let connection = connection.id.clone();
        let verifier = Secret::new(verifier);
        let pending = Self { state, verifier, connection, client_id, flow, redirect_uri, scope, since: now, tab: None };
        Some((pending, url))
    }

    /// Whether an answer at `now` is still in time.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        (self.since..=self.since.plus(LIFETIME)).contains(&now)
    }

    /// Judges the address the sign-in ended on.
    ///
    /// # Errors
    /// [`AuthError`] unless it is exactly the answer to this sign-in.
    pub fn accept(self, redirect: &str, now: Timestamp) -> Result<Accepted, AuthError> {
        let answer = redirect::read(redirect, &self.redirect_uri, self.flow)?;
        if !same(answer.state.as_bytes(), self.state.as_bytes()) {
            return Err(AuthError::WrongState);
        }
        if !self.is_live(now) {
            return Err(AuthError::Expired);
        }
        match answer.outcome {
            Outcome::Denied => Err(AuthError::Denied),
            Outcome::Refused(words) => Err(AuthError::Site(words)),
            Outcome::Token(token, expires, scope) => {
                let grant = Grant::new(token, self.scope, scope.as_deref(), expires.as_deref(), now)?;
                Ok(Accepted::Token(grant))
            }
            Outcome::Code(code) => {
                let Self { client_id, redirect_uri, verifier, .. } = self;
                Ok(Accepted::Code(Exchange { client_id, code, redirect_uri, verifier }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOME: &str = "https://abc.chromiumapp.org/";
    const STATE: &str = "0123456789abcdef0123456789abcdef";
    const NOW: Timestamp = Timestamp(1_700_000_000);

    fn started(flow: Flow) -> (Pending, String) {
        let (id, site) = (ConnectionId("c".into()), "stack.example.com".parse().unwrap());
        let connection = Connection::new(id, site, Way::SignIn(3, flow, Home::Window), None);
        let random = [STATE.to_owned(), "a".repeat(32), "b".repeat(32)];
        Pending::new(&connection, HOME.into(), Scope::Write, random, NOW).unwrap()
    }

    #[test]
    fn asks_as_the_contract_says() {
        insta::assert_snapshot!(started(Flow::Implicit).1, @"https://stack.example.com/oauth/dialog?client_id=3&scope=write_access&redirect_uri=https%3A%2F%2Fabc.chromiumapp.org%2F&state=0123456789abcdef0123456789abcdef");
        insta::assert_snapshot!(started(Flow::Code).1, @"https://stack.example.com/oauth?client_id=3&scope=write_access&redirect_uri=https%3A%2F%2Fabc.chromiumapp.org%2F&state=0123456789abcdef0123456789abcdef&code_challenge=_dKmTQFPLEBtLs5nwjISqSs1YxT03rQrJMOVKW7jBNI&code_challenge_method=S256");
    }

    /// The example of RFC 7636, appendix B.
    #[test]
    fn the_challenge_is_s256() {
        let challenge =
            Base64UrlUnpadded::encode_string(&Sha256::digest("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn only_its_own_answer_and_only_in_time() {
        let redirect = |state: &str| format!("{HOME}#access_token=tok12345&state={state}");
        let judged = |redirect: &str, after| started(Flow::Implicit).0.accept(redirect, NOW.plus(after)).err();
        assert_eq!(judged(&redirect(STATE), 600), None);
        assert_eq!(judged(&redirect(STATE), 601), Some(AuthError::Expired));
        assert_eq!(judged(&redirect(STATE), -1), Some(AuthError::Expired), "the clock was set back");
        for state in ["", "0123456789abcdef0123456789abcdeF", &STATE[1..]] {
            assert_eq!(judged(&redirect(state), 60), Some(AuthError::WrongState), "{state}");
        }
        let denied = format!("{HOME}#error=access_denied&state={STATE}");
        assert_eq!(judged(&denied, 60), Some(AuthError::Denied));
    }

    #[test]
    fn a_code_goes_with_what_it_was_asked_with() {
        let (pending, url) = started(Flow::Code);
        let accepted = pending.accept(&format!("{HOME}?code=code1234&state={STATE}"), NOW).ok();
        let Some(Accepted::Code(exchange)) = accepted else { panic!("no code") };
        assert_eq!((exchange.client_id, exchange.redirect_uri.as_str()), (3, HOME));
        let challenge = Base64UrlUnpadded::encode_string(&Sha256::digest(exchange.verifier.expose()));
        assert!(url.contains(&format!("code_challenge={challenge}&code_challenge_method=S256")), "{url}");
        assert!(!url.contains(exchange.verifier.expose()));
    }

    proptest! {
        #[test]
        fn nothing_is_granted_without_the_state(tail in "[#?&=a-z0-9%+_/]{0,60}", code: bool) {
            let (flow, start) = if code { (Flow::Code, "?code=code1234") } else { (Flow::Implicit, "#access_token=tok12345") };
            let redirect = format!("{HOME}{start}&{tail}");
            prop_assert!(started(flow).0.accept(&redirect, NOW).is_err());
        }
    }
}

//! Authorization codes: good once, for a few minutes, for the one who asked.

use std::collections::HashMap;

use super::pkce::Challenge;
use crate::accounts::Scope;
use crate::secret;
use crate::store::Id;

/// What a code can be exchanged for, and by whom.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    pub(crate) client_id: u32,
    /// Has to be repeated at the exchange.
    pub(crate) redirect_uri: String,
    /// Without one, the application proves itself by its secret.
    pub(crate) challenge: Option<Challenge>,
    pub(crate) user: Id,
    pub(crate) scope: Vec<Scope>,
}

/// The codes that were given out.
#[derive(Debug, Default)]
pub(crate) struct Codes(HashMap<String, Code>);

#[derive(Debug)]
struct Code {
    claim: Claim,
    expires: i64,
    /// The token that came of it.
    token: Option<String>,
}

/// What became of a code.
#[derive(Debug)]
pub(super) enum Found {
    Nothing,
    /// It was exchanged before, for this token.
    Spent(String),
    Good(Claim),
}

impl Codes {
    /// A new code.
    pub(super) fn issue(&mut self, claim: Claim, expires: i64) -> String {
        let code = secret::fresh();
        self.0.insert(code.clone(), Code { claim, expires, token: None });
        code
    }

    /// Every code that was given out, good or not.
    pub(crate) fn all(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    pub(super) fn find(&self, code: &str, now: i64) -> Found {
        match self.0.get(code) {
            Some(Code { token: Some(token), .. }) => Found::Spent(token.clone()),
            Some(code) if now < code.expires => Found::Good(code.claim.clone()),
            _ => Found::Nothing,
        }
    }

    /// Remembers what came of a code.
    pub(super) fn spend(&mut self, code: &str, token: &str) {
        if let Some(code) = self.0.get_mut(code) {
            code.token = Some(token.to_owned());
        }
    }
}

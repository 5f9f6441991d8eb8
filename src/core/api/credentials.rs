//! Where a secret becomes part of a request: its header, and the three places where the API has none for it.
//!
//! Beside the vault this is the only code that sees a secret as text. It decides nothing else about a request, and
//! nothing it writes may reach the ledger or an error.

use super::{ApiError, route::Version};
use crate::model::{Kind, Secret, Site};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// What proves who calls.
#[derive(Clone, Copy)]
pub(super) struct Credentials<'a> {
    pub(super) key: Option<&'a Secret>,
    pub(super) token: Option<&'a Secret>,
}

impl Credentials<'_> {
    /// The headers of a call (contract §1.2, §4.1). A key alone lets in for reading.
    pub(super) fn headers(self, site: &Site, version: Version, is_write: bool) -> Vec<(&'static str, String)> {
        let text = |secret: Option<&Secret>| secret.map(|secret| secret.expose().clone());
        let (key, token) = (text(self.key), text(self.token));
        match (site.kind(), version) {
            (Kind::Network, _) => Vec::new(),
            (_, Version::V3) => {
                let bearer = token.or(key.filter(|_| !is_write));
                bearer.map(|bearer| ("authorization", format!("Bearer {bearer}"))).into_iter().collect()
            }
            (Kind::Business, Version::V2) => token.map(|token| ("x-api-access-token", token)).into_iter().collect(),
            (Kind::Enterprise, Version::V2) => {
                let key = key.map(|key| ("x-api-key", key));
                key.into_iter().chain(token.map(|token| ("x-api-access-token", token))).collect()
            }
        }
    }

    /// On the public network a key names the application, opens nothing, and has no other place than the address.
    pub(super) fn parameter(self, site: &Site) -> Option<(&'static str, String)> {
        self.key.filter(|_| site.kind() == Kind::Network).map(|key| ("key", key.expose().clone()))
    }

    /// The token as a part of the path, for the calls that end it: the API has no other place for it.
    pub(super) fn path(self) -> Vec<String> {
        self.token.map(|token| token.expose().clone()).into_iter().collect()
    }

    /// An error that holds neither in the site's words, should it say back what it was sent.
    pub(super) fn taken_out_of(self, mut error: ApiError) -> ApiError {
        if let ApiError::Refused(refusal) = &mut error {
            for secret in [self.key, self.token].into_iter().flatten() {
                refusal.message = refusal.message.replace(secret.expose().as_str(), "…");
            }
        }
        error
    }

    /// Tells tokens apart, in memory only.
    pub(super) fn fingerprint(self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.token.map(Secret::expose).hash(&mut hasher);
        hasher.finish()
    }
}

/// A code and the proof of who asked for it.
#[expect(missing_debug_implementations, reason = "it holds secrets")]
pub struct Exchange {
    /// The application.
    pub client_id: u32,
    /// The code.
    pub code: Secret,
    /// As it was sent to the sign-in page.
    pub redirect_uri: String,
    /// What its hash was sent of.
    pub verifier: Secret,
}

impl Exchange {
    /// The body that trades the code for its token: a form, so that neither is in a log of addresses (contract §3.1).
    pub(super) fn form(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.client_id.to_string())
            .append_pair("code", self.code.expose())
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("code_verifier", self.verifier.expose())
            .finish()
    }
}

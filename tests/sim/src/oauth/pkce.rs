//! Proof that a code is exchanged by whoever asked for it: the challenge is a hash, the verifier what was hashed.
//!
//! Only `S256`. The method `plain` proves nothing to somebody who saw the request, so it is refused.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// The SHA-256 of a verifier, in base64url without padding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Challenge(String);

/// Why a challenge is none.
#[derive(Debug, thiserror::Error)]
pub(super) enum ChallengeError {
    #[error("code_challenge_method has to be S256")]
    Method,
    #[error("code_challenge has to be the SHA-256 of the verifier in base64url")]
    Form,
}

impl Challenge {
    /// A challenge from the parameters. Without a method it would be `plain`.
    pub(super) fn read(text: &str, method: Option<&str>) -> Result<Self, ChallengeError> {
        if method != Some("S256") {
            return Err(ChallengeError::Method);
        }
        let is_hash = URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == 32);
        if is_hash { Ok(Self(text.to_owned())) } else { Err(ChallengeError::Form) }
    }

    /// Whether this is the hash of a verifier, which has to be as long as the standard wants it.
    pub(super) fn is_met_by(&self, verifier: &str) -> bool {
        (43..=128).contains(&verifier.len()) && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::*;

    /// The example of RFC 7636, appendix B.
    #[test]
    fn the_standards_own_example() {
        let challenge = Challenge::read("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", Some("S256")).unwrap();
        assert!(challenge.is_met_by("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert!(!challenge.is_met_by("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK"));
    }

    proptest! {
        #[test]
        fn only_what_was_hashed_meets_a_challenge(one in "[A-Za-z0-9._~-]{43,128}", other in "[A-Za-z0-9._~-]{0,140}") {
            let challenge = Challenge::read(&URL_SAFE_NO_PAD.encode(Sha256::digest(&one)), Some("S256")).unwrap();
            prop_assert!(challenge.is_met_by(&one));
            prop_assert_eq!(challenge.is_met_by(&other), one == other);
        }
    }

    #[test]
    fn what_is_no_challenge() {
        let hash = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        for (text, method) in [
            (hash, None),
            (hash, Some("plain")),
            (hash, Some("s256")),
            ("", Some("S256")),
            ("short", Some("S256")),
            ("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=", Some("S256")),
        ] {
            assert!(Challenge::read(text, method).is_err(), "{text} {method:?}");
        }
    }
}

//! A value that must not be seen: the access token and the application key.
//!
//! The type exists so that a secret cannot reach a log, an error or a message by accident: it has no
//! `Display`, no `Serialize`, and a `Debug` that says nothing. Only the files named in the tidy test
//! may call [`Secret::expose`].

use std::fmt;

/// A secret string.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The secret itself, for a request header or the vault and nothing else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn debug_says_nothing(value in "[a-zA-Z0-9]{8,40}") {
            let shown = format!("{:?}", Secret::new(value.clone()));
            prop_assert!(!shown.contains(&value));
        }
    }
}

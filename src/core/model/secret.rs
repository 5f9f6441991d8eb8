//! Values that must not be seen: tokens, codes, verifiers and application keys.
//!
//! [`Secret`] exists so that a secret cannot reach a log, an error, a message or the disk by accident: it has no
//! `Debug`, no `Display` and no `Serialize`, and its memory is overwritten when it is dropped. Only the two files
//! named in the tidy test may call [`Secret::expose`]. [`Typed`] is the one way in: a person's own typing.

use crate::words;
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::{Zeroize, Zeroizing};

/// A secret.
///
/// ```compile_fail
/// format!("{:?}", askside::model::Secret::<String>::new("token")); // no Debug
/// ```
/// ```compile_fail
/// askside::model::Secret::<String>::new("token").to_string(); // no Display
/// ```
/// ```compile_fail
/// askside::json::write(&askside::model::Secret::<String>::new("token")); // no Serialize
/// ```
#[expect(missing_debug_implementations, reason = "that is what it is for")]
#[derive(Clone)]
pub struct Secret<T: Zeroize = String>(Zeroizing<T>);

impl<T: Zeroize> Secret<T> {
    /// Wraps a secret.
    #[must_use]
    pub fn new(value: impl Into<T>) -> Self {
        Self(Zeroizing::new(value.into()))
    }

    /// The secret itself, for a request's credentials or the vault and nothing else.
    #[must_use]
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize + AsRef<[u8]>> PartialEq for Secret<T> {
    fn eq(&self, other: &Self) -> bool {
        same((*self.0).as_ref(), (*other.0).as_ref())
    }
}

impl<T: Zeroize + AsRef<[u8]>> Eq for Secret<T> {}

/// Compares without telling by its duration where the first difference is.
#[must_use]
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (x, y)| difference | (x ^ y)) == 0
}

/// A secret as a person typed it into a page, on its way to the background and never back.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Typed(pub String);

impl Typed {
    /// The secret, without the blanks that copying brings along; none if nothing is left. Neither keys nor tokens
    /// have blanks inside or anything but ASCII.
    ///
    /// # Errors
    /// [`NoSecret`] if it cannot be one.
    pub fn secret(&self) -> Result<Option<Secret>, NoSecret> {
        let text = self.0.trim();
        match text.bytes().all(|b| b.is_ascii_graphic()) {
            true => Ok((!text.is_empty()).then(|| Secret::new(text))),
            false => Err(NoSecret),
        }
    }
}

/// Blanks or foreign letters where none can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", words::secret_wrong())]
pub struct NoSecret;

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed(…)")
    }
}

impl Drop for Typed {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn debug_says_nothing_of_what_was_typed(value in "[a-zA-Z0-9]{8,40}") {
            let shown = format!("{:?}", Typed(value.clone()));
            prop_assert!(!shown.contains(&value));
        }

        #[test]
        fn same_is_equality(a in ".{0,9}", b in ".{0,9}") {
            prop_assert!(same(a.as_bytes(), a.as_bytes()));
            prop_assert_eq!(same(a.as_bytes(), b.as_bytes()), a == b);
        }
    }

    #[test]
    fn what_was_typed_is_a_secret_or_is_not() {
        for (typed, expect) in [(" abc==\n", Some("abc==")), ("", None), (" \t", None)] {
            let secret = Typed(typed.into()).secret().ok().flatten();
            assert_eq!(secret.as_ref().map(|s| s.expose().as_str()), expect, "{typed:?}");
        }
        for typed in ["two words", "schlüssel", "a\u{200b}b"] {
            assert_eq!(Typed(typed.into()).secret().err(), Some(NoSecret), "{typed:?}");
        }
    }
}

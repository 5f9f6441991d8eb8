//! Unguessable strings: tokens, session ids, form tokens.

use std::collections::hash_map::RandomState;
use std::fmt::Write as _;
use std::hash::{BuildHasher, Hasher};

/// 32 hexadecimal digits from the keys that the standard library draws for its hash maps.
/// Good enough to keep demo sessions apart; nothing of value is behind them.
pub(crate) fn fresh() -> String {
    let mut text = String::with_capacity(32);
    for _ in 0..2 {
        // Writing to a String cannot fail.
        let _ = write!(text, "{:016x}", RandomState::new().build_hasher().finish());
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_two_alike() {
        let all: std::collections::HashSet<_> = (0..1000).map(|_| super::fresh()).collect();
        assert_eq!(all.len(), 1000);
    }
}

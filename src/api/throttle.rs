//! When the site lets us call again. Knows clocks and numbers, not HTTP.
//!
//! `backoff` binds one method (contract §1.8), a throttle violation the whole site. Kept in session
//! storage, because a worker that forgets a pause on restart earns a ban.

use crate::model::Timestamp;
use serde::{Deserialize, Serialize};

/// Longest pause believed, in seconds: a day, the longest the service is known to give.
const MAX_PAUSE: i64 = 86_400;

/// The pauses that sites have asked for: each binds all addresses that begin like its own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Throttle(Vec<(String, Timestamp)>);

/// Whether a call may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admit {
    /// Now.
    Go,
    /// Not before this moment.
    WaitUntil(Timestamp),
}

impl Throttle {
    /// Whether `address` may be called at `now`.
    #[must_use]
    pub fn admit(&self, address: &str, now: Timestamp) -> Admit {
        let binding = self.0.iter().filter(|(paused, _)| address.starts_with(paused.as_str()));
        let until = binding.map(|(_, until)| *until).max().unwrap_or_default();
        if until > now { Admit::WaitUntil(until) } else { Admit::Go }
    }

    /// Remembers that the site wants `seconds` of pause on all that begins with `address`; adds one, for
    /// clocks that disagree, and never shortens a pause. Returns when it ends.
    pub fn learn(&mut self, address: String, now: Timestamp, seconds: i64) -> Timestamp {
        self.0.retain(|(_, until)| *until > now);
        let until = now.plus(seconds.clamp(0, MAX_PAUSE) + 1);
        self.0.push((address, until));
        until
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn never_admits_early_and_always_in_the_end(pauses in prop::collection::vec((0i64..100, -5i64..200_000, any::<bool>()), 1..20)) {
            let [site, other] = ["https://a.test/", "https://b.test/"];
            let [on_similar, on_tags] = ["similar", "tags"].map(|path| format!("{site}{path}"));
            let mut throttle = Throttle::default();
            let mut now = Timestamp(1_000);
            let (mut similar, mut tags) = (now, now);
            for (passed, pause, whole) in pauses {
                now = now.plus(passed);
                throttle.learn(if whole { site.to_owned() } else { on_similar.clone() }, now, pause);
                let until = now.plus(pause.clamp(0, MAX_PAUSE));
                similar = similar.max(until);
                tags = if whole { tags.max(until) } else { tags };
                // A restart forgets nothing.
                throttle = serde_json::from_str(&serde_json::to_string(&throttle).unwrap()).unwrap();
                prop_assert!(matches!(throttle.admit(&on_similar, similar), Admit::WaitUntil(t) if t > similar));
                prop_assert!(tags <= now || matches!(throttle.admit(&on_tags, tags), Admit::WaitUntil(_)));
                prop_assert_eq!(throttle.admit(other, now), Admit::Go);
            }
            prop_assert_eq!(throttle.admit(&on_similar, now.plus(MAX_PAUSE + 1)), Admit::Go);
        }
    }
}

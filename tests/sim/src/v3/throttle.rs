//! How fast is too fast: a burst that fills up at once, and a bucket that fills up slowly.
//!
//! Both are counted for each token or key, in whole seconds of the site's clock (contract §4.3).

use std::collections::HashMap;

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::config::Throttling;

/// The counters of one site.
#[derive(Debug, Default)]
pub(crate) struct Throttle(HashMap<String, Counter>);

/// What one caller has spent.
#[derive(Debug, Clone, Copy)]
struct Counter {
    burst_since: i64,
    burst_spent: u32,
    tokens: u32,
    refilled: i64,
}

/// What a caller has left, as the headers say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Levels {
    burst: u32,
    burst_full_in: i64,
    tokens: u32,
    tokens_full_in: i64,
    next_refill_in: i64,
}

impl Throttle {
    /// Takes one call from both; `Err` says for how long there is none.
    pub(crate) fn take(&mut self, caller: &str, limits: &Throttling, now: i64) -> Result<Levels, (Levels, i64)> {
        let fresh = Counter { burst_since: now, burst_spent: 0, tokens: limits.bucket, refilled: now };
        let counter = self.0.entry(caller.to_owned()).or_insert(fresh);
        counter.advance(limits, now);
        let wait = if counter.tokens == 0 {
            Some(counter.next_refill_in(limits, now))
        } else if counter.burst_spent >= limits.burst {
            Some(counter.burst_full_in(limits, now))
        } else {
            None
        };
        if let Some(wait) = wait {
            return Err((counter.levels(limits, now), wait));
        }
        counter.burst_spent += 1;
        counter.tokens -= 1;
        Ok(counter.levels(limits, now))
    }
}

impl Counter {
    fn advance(&mut self, limits: &Throttling, now: i64) {
        if now - self.burst_since >= limits.burst_seconds {
            self.burst_since = now;
            self.burst_spent = 0;
        }
        let refills = (now - self.refilled).max(0) / limits.refill_seconds.max(1);
        let gained = u32::try_from(refills).unwrap_or(u32::MAX).saturating_mul(limits.refill);
        self.tokens = self.tokens.saturating_add(gained).min(limits.bucket);
        self.refilled += refills * limits.refill_seconds;
        if self.tokens == limits.bucket {
            self.refilled = now;
        }
    }

    fn burst_full_in(&self, limits: &Throttling, now: i64) -> i64 {
        if self.burst_spent == 0 { 0 } else { self.burst_since + limits.burst_seconds - now }
    }

    fn next_refill_in(&self, limits: &Throttling, now: i64) -> i64 {
        self.refilled + limits.refill_seconds - now
    }

    fn levels(&self, limits: &Throttling, now: i64) -> Levels {
        let refills = (limits.bucket - self.tokens).div_ceil(limits.refill.max(1));
        let next_refill_in = self.next_refill_in(limits, now);
        Levels {
            burst: limits.burst.saturating_sub(self.burst_spent),
            burst_full_in: self.burst_full_in(limits, now),
            tokens: self.tokens,
            tokens_full_in: match refills {
                0 => 0,
                more => next_refill_in + i64::from(more - 1) * limits.refill_seconds,
            },
            next_refill_in,
        }
    }
}

impl Levels {
    /// The five headers that every answer to a known caller has.
    pub(super) fn write(self, headers: &mut HeaderMap) {
        for (name, value) in [
            ("x-burst-throttle-calls-left", self.burst.into()),
            ("x-burst-throttle-seconds-until-full", self.burst_full_in),
            ("x-token-bucket-calls-left", self.tokens.into()),
            ("x-token-bucket-seconds-until-full", self.tokens_full_in),
            ("x-token-bucket-seconds-until-next-refill", self.next_refill_in),
        ] {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Throttling =
        Throttling { burst: 2, burst_seconds: 2, bucket: 5, refill: 2, refill_seconds: 60, retry_after: true };

    /// Calls at these seconds: what is left of burst and bucket, or how long to wait.
    #[test]
    fn a_burst_and_a_bucket() {
        let mut throttle = Throttle::default();
        for (now, expected) in [
            (100, Ok((1, 4))),
            (101, Ok((0, 3))),
            (101, Err(1)), // the burst
            (102, Ok((1, 2))),
            (102, Ok((0, 1))),
            (104, Ok((1, 0))),
            (104, Err(56)), // the bucket, refilled 60 seconds after the first call
            (159, Err(1)),
            (160, Ok((1, 1))),
            (400, Ok((1, 4))), // never more than full
        ] {
            let taken = throttle.take("a", &LIMITS, now);
            let seen = taken.map(|left| (left.burst, left.tokens)).map_err(|(_, wait)| wait);
            assert_eq!(seen, expected, "at {now}");
        }
        assert!(throttle.take("b", &LIMITS, 104).is_ok(), "one caller's spending is not another's");
    }

    #[test]
    fn levels_say_when() {
        let mut throttle = Throttle::default();
        let at = |burst, burst_full_in, tokens, tokens_full_in, next_refill_in| Levels {
            burst,
            burst_full_in,
            tokens,
            tokens_full_in,
            next_refill_in,
        };
        assert_eq!(throttle.take("a", &LIMITS, 10), Ok(at(1, 2, 4, 60, 60)));
        assert_eq!(throttle.take("a", &LIMITS, 11), Ok(at(0, 1, 3, 59, 59)));
        assert_eq!(throttle.take("a", &LIMITS, 12), Ok(at(1, 2, 2, 118, 58)));
    }
}

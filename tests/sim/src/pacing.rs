//! How fast is too fast: daily quotas, requested pauses, and the wait between two writes.

use std::collections::{HashMap, HashSet};

use crate::limits::WriteKind;
use crate::store::Id;

const DAY: i64 = 86_400;

/// Counters of one site.
#[derive(Debug, Default)]
pub(crate) struct Pacing {
    day: i64,
    spent: HashMap<String, u32>,
    pauses: HashMap<&'static str, i64>,
    last_write: HashMap<(Id, WriteKind), i64>,
    done: HashSet<(Id, String)>,
}

impl Pacing {
    /// Takes one call from a day's quota and returns what is left; `Err` holds the seconds until there is more.
    pub(crate) fn spend(&mut self, bucket: &str, quota: u32, now: i64) -> Result<u32, i64> {
        let today = now.div_euclid(DAY);
        if today != self.day {
            self.day = today;
            self.spent.clear();
        }
        let spent = self.spent.entry(bucket.to_owned()).or_default();
        if *spent >= quota {
            return Err((today + 1) * DAY - now);
        }
        *spent += 1;
        Ok(quota - *spent)
    }

    /// Asks for a pause before the next call of a method.
    pub(crate) fn pause(&mut self, method: &'static str, seconds: i64, now: i64) {
        self.pauses.insert(method, now + seconds);
    }

    /// Whether a method is called although a pause was asked for.
    pub(crate) fn is_paused(&self, method: &str, now: i64) -> bool {
        self.pauses.get(method).is_some_and(|until| now < *until)
    }

    /// The seconds that somebody still has to wait before writing this kind of thing.
    pub(crate) fn wait_to_write(&self, user: Id, kind: WriteKind, interval: i64, now: i64) -> Option<i64> {
        self.last_write.get(&(user, kind)).map(|last| last + interval - now).filter(|wait| *wait > 0)
    }

    /// Remembers a write, with the id that the client gave it.
    pub(crate) fn wrote(&mut self, user: Id, kind: WriteKind, request_id: Option<&str>, now: i64) {
        self.last_write.insert((user, kind), now);
        self.done.extend(request_id.map(|id| (user, id.to_owned())));
    }

    /// Whether a write with this id has been done.
    pub(crate) fn has_done(&self, user: Id, request_id: &str) -> bool {
        self.done.contains(&(user, request_id.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_is_per_bucket_and_day() {
        let mut pacing = Pacing::default();
        assert_eq!(pacing.spend("a", 2, DAY), Ok(1));
        assert_eq!(pacing.spend("a", 2, DAY + 10), Ok(0));
        assert_eq!(pacing.spend("a", 2, DAY + 20), Err(DAY - 20));
        assert_eq!(pacing.spend("b", 2, DAY + 20), Ok(1));
        assert_eq!(pacing.spend("a", 2, 2 * DAY), Ok(1));
    }

    #[test]
    fn pauses_and_waits_end() {
        let mut pacing = Pacing::default();
        pacing.pause("similar", 10, 100);
        assert!(pacing.is_paused("similar", 109) && !pacing.is_paused("similar", 110));
        assert!(!pacing.is_paused("tags", 105));
        pacing.wrote(1, WriteKind::Answer, Some("x"), 100);
        for (user, kind, interval, now, wait) in [
            (1, WriteKind::Answer, 5, 102, Some(3)),
            (1, WriteKind::Answer, 5, 105, None),
            (1, WriteKind::Answer, 0, 100, None),
            (1, WriteKind::Vote, 5, 102, None),
            (2, WriteKind::Answer, 5, 102, None),
        ] {
            assert_eq!(pacing.wait_to_write(user, kind, interval, now), wait, "{user} {kind:?} {interval} {now}");
        }
        assert!(pacing.has_done(1, "x") && !pacing.has_done(2, "x"));
    }
}

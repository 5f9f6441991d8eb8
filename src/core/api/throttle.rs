//! When a site lets us call again. Knows clocks and numbers, not HTTP.
//!
//! One [`Limiter`] holds a lane for each site and credential. It is kept in session storage before each call,
//! because a worker that forgets a pause on restart earns a ban (contract §1.8, §4.3).

use crate::model::Timestamp;
use serde::{Deserialize, Serialize};

/// Longest pause believed, in seconds: a day, the longest the service is known to give.
const MAX_PAUSE: i64 = 86_400;

/// Calls in one second of the clock that the public network takes from us: it bans above 30 a second, and a
/// second that begins between two ticks sees the calls of both.
const NETWORK_RATE: u32 = 15;

/// Calls left at which we stop before the site has to: calls under way are not counted yet.
const RESERVE: u32 = 5;

/// All lanes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Limiter(Vec<Lane>);

/// What binds the calls to one site under one credential.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Lane {
    name: String,
    /// Each binds the calls of one address; the empty one binds all.
    pauses: Vec<(String, Timestamp)>,
    /// Calls that may be made until a moment, by the site's counters: its burst and its bucket.
    meters: Vec<(u32, Timestamp)>,
    /// Calls made in the second that began at a moment; for the public network.
    second: (u32, Timestamp),
}

/// Whether a call may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admit {
    /// Now. It is counted.
    Go,
    /// Not before this moment.
    WaitUntil(Timestamp),
}

/// What an answer says about the calls to come. Times are in seconds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lesson {
    /// A pause of this route.
    pub route: Option<i64>,
    /// A pause of everything.
    pub site: Option<i64>,
    /// Calls left, and how long until there are more: of the burst, of the bucket.
    pub meters: Vec<(u32, i64)>,
}

impl Limiter {
    /// Whether `address` may be called in `lane` at `now`; a call that may is counted.
    pub fn admit(&mut self, lane: &str, address: &str, now: Timestamp, is_network: bool) -> Admit {
        let lane = self.lane(lane);
        lane.pauses.retain(|(_, until)| *until > now);
        lane.meters.retain(|(_, until)| *until > now);
        let binding = lane.pauses.iter().filter(|(paused, _)| paused.is_empty() || paused == address);
        let empty = lane.meters.iter().filter(|(left, _)| *left <= RESERVE).map(|(_, until)| *until);
        let mut until = binding.map(|(_, until)| *until).chain(empty).max();
        if is_network {
            // A clock that was set back does not stop us for longer than a second.
            if lane.second.1 != now {
                lane.second = (0, now);
            }
            if lane.second.0 >= NETWORK_RATE {
                until = until.max(Some(now.plus(1)));
            }
        }
        if let Some(until) = until {
            return Admit::WaitUntil(until);
        }
        lane.second.0 += 1;
        lane.meters.iter_mut().for_each(|(left, _)| *left = left.saturating_sub(1));
        Admit::Go
    }

    /// Remembers what the answer to a call of `address` said. A second is added to each time, for clocks that
    /// disagree, and no pause is ever shortened. Returns when the longest new pause ends.
    pub fn learn(&mut self, lane: &str, address: &str, now: Timestamp, lesson: &Lesson) -> Option<Timestamp> {
        let lane = self.lane(lane);
        let end = |seconds: i64| now.plus(seconds.clamp(0, MAX_PAUSE) + 1);
        let pauses = [(address, lesson.route), ("", lesson.site)];
        let pauses = pauses.into_iter().filter_map(|(binds, seconds)| Some((binds.to_owned(), end(seconds?))));
        let before = lane.pauses.len();
        lane.pauses.extend(pauses);
        if !lesson.meters.is_empty() {
            lane.meters = lesson.meters.iter().map(|(left, seconds)| (*left, end(*seconds))).collect();
        }
        lane.pauses[before..].iter().map(|(_, until)| *until).max()
    }

    fn lane(&mut self, name: &str) -> &mut Lane {
        let at = self.0.iter().position(|lane| lane.name == name).unwrap_or_else(|| {
            self.0.push(Lane { name: name.to_owned(), ..Lane::default() });
            self.0.len() - 1
        });
        &mut self.0[at]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, Clone)]
    enum Step {
        Pass(i64),
        Learn { tags: bool, lesson: Lesson },
        Call { tags: bool },
        Restart,
    }

    fn step() -> impl Strategy<Value = Step> {
        let pause = || prop::option::weighted(0.3, -5i64..200_000);
        let meters = prop::collection::vec((0u32..8, 0i64..120), 0..3);
        let lesson = (pause(), pause(), meters).prop_map(|(route, site, meters)| Lesson { route, site, meters });
        prop_oneof![
            (0i64..200).prop_map(Step::Pass),
            (any::<bool>(), lesson).prop_map(|(tags, lesson)| Step::Learn { tags, lesson }),
            any::<bool>().prop_map(|tags| Step::Call { tags }),
            Just(Step::Restart),
        ]
    }

    proptest! {
        /// However lessons, calls, waiting and restarts interleave.
        #[test]
        fn never_admits_earlier_than_the_site_allowed(steps in prop::collection::vec(step(), 1..60)) {
            let address = |tags: bool| if tags { "/tags" } else { "/similar" };
            let (mut limiter, mut now) = (Limiter::default(), Timestamp(1_000));
            // What the site would still refuse: until when, for both routes, and by its counters.
            let mut until = [now, now];
            let mut left: Vec<(u32, Timestamp)> = Vec::new();
            for step in steps {
                match step {
                    Step::Pass(seconds) => now = now.plus(seconds),
                    Step::Restart => limiter = serde_json::from_str(&serde_json::to_string(&limiter).unwrap()).unwrap(),
                    Step::Learn { tags, lesson } => {
                        let end = |seconds: Option<i64>| seconds.map(|s| now.plus(s.min(MAX_PAUSE))).unwrap_or_default();
                        let told = limiter.learn("site", address(tags), now, &lesson);
                        prop_assert!(told.unwrap_or_default() >= end(lesson.route).max(end(lesson.site)).min(told.unwrap_or_default()));
                        prop_assert_eq!(told.is_some(), lesson.route.or(lesson.site).is_some());
                        until[usize::from(tags)] = until[usize::from(tags)].max(end(lesson.route));
                        until = until.map(|before| before.max(end(lesson.site)));
                        if !lesson.meters.is_empty() {
                            left = lesson.meters.iter().map(|(left, seconds)| (*left, now.plus(*seconds))).collect();
                        }
                    }
                    Step::Call { tags } => match limiter.admit("site", address(tags), now, false) {
                        Admit::WaitUntil(later) => prop_assert!(later > now && later <= now.plus(MAX_PAUSE + 1)),
                        Admit::Go => {
                            prop_assert!(until[usize::from(tags)] <= now);
                            for (left, _) in left.iter_mut().filter(|(_, until)| *until > now) {
                                prop_assert!(*left > 0);
                                *left -= 1;
                            }
                        }
                    },
                }
            }
            prop_assert_eq!(limiter.admit("other", "/tags", now, false), Admit::Go);
            prop_assert_eq!(limiter.admit("site", "/tags", now.plus(MAX_PAUSE + 1), false), Admit::Go);
        }

        #[test]
        fn the_public_network_never_sees_more_than_thirty_a_second(ticks in prop::collection::vec(0i64..2, 1..200)) {
            let (mut limiter, mut now) = (Limiter::default(), Timestamp(5));
            let mut sent: Vec<i64> = Vec::new();
            for tick in ticks {
                now = now.plus(tick);
                limiter = serde_json::from_str(&serde_json::to_string(&limiter).unwrap()).unwrap();
                if limiter.admit("network", "/tags", now, true) == Admit::Go {
                    sent.push(now.0);
                }
                let second = sent.iter().filter(|at| **at >= now.0 - 1).count();
                prop_assert!(second <= 30, "{second}");
            }
        }
    }
}

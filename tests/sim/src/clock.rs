//! The site's one clock, so that a test can let a day pass in no time.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Unix seconds of the machine, plus whatever has been skipped.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    skipped: AtomicI64,
    /// The machine's time at which this clock stopped.
    stopped: OnceLock<i64>,
}

impl Clock {
    /// Seconds since the Unix epoch, as this site sees them.
    pub(crate) fn now(&self) -> i64 {
        self.stopped.get().copied().unwrap_or_else(machine) + self.skipped.load(Ordering::Relaxed)
    }

    /// Stops it for good; it can still be moved.
    pub(crate) fn stop(&self) {
        self.stopped.get_or_init(machine);
    }

    /// Moves the clock, forwards or back.
    pub(crate) fn skip(&self, seconds: i64) {
        self.skipped.fetch_add(seconds, Ordering::Relaxed);
    }
}

fn machine() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "this is the simulator's clock port")]
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |elapsed| elapsed.as_secs().cast_signed())
}

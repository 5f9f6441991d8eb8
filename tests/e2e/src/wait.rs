//! The one way to wait: ask again until it holds, give up at a deadline, and say what was seen.

use std::fmt::Display;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::BrowserError;

/// How long anything is waited for.
/// Far longer than anything takes on a slow machine, because a passing test never waits it out.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// How often a condition is asked again.
const PACE: Duration = Duration::from_millis(50);

/// Waits until `probe` answers `Ok`; its `Err` says what is there instead.
///
/// # Errors
/// [`BrowserError::Timeout`] with the last `Err` after [`PATIENCE`].
pub async fn until<T, S: Display>(
    what: impl Display,
    mut probe: impl AsyncFnMut() -> Result<T, S>,
) -> Result<T, BrowserError> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let seen = match probe().await {
            Ok(found) => return Ok(found),
            Err(seen) => seen,
        };
        if Instant::now() >= deadline {
            return Err(BrowserError::Timeout {
                what: what.to_string(),
                seconds: PATIENCE.as_secs(),
                seen: seen.to_string(),
            });
        }
        sleep(PACE).await;
    }
}

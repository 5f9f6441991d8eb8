//! Times in a table, each beside the peer's.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// How long one thing took, every time that it was done.
#[derive(Debug, Default)]
pub(crate) struct Times {
    name: &'static str,
    taken: Vec<Duration>,
}

impl Times {
    pub(crate) fn of(name: &'static str) -> Self {
        Self { name, taken: Vec::new() }
    }

    /// Times that were taken elsewhere.
    pub(crate) fn taken(name: &'static str, taken: Vec<Duration>) -> Self {
        Self { name, taken }
    }

    /// Does it once more.
    pub(crate) fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        #[expect(clippy::disallowed_methods, reason = "measures real time, natively")]
        let start = Instant::now();
        let done = work();
        self.taken.push(start.elapsed());
        done
    }

    /// The time that so many percent of all runs stayed below.
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        let mut sorted = self.taken.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len() * percent / 100).or(sorted.last()).copied().unwrap_or_default()
    }
}

/// A table whose last column is how many times the peer's median a median is. The peer comes last.
pub(crate) fn table(heading: &str, rows: &[Times]) -> String {
    let peer = rows.last().map_or(0.0, |peer| peer.percentile(50).as_secs_f64());
    let mut table = format!("{heading}\n{:44}{:>12}{:>12}{:>12}\n", "", "median ms", "p95 ms", "× peer");
    for row in rows {
        let (median, late) = (row.percentile(50).as_secs_f64(), row.percentile(95).as_secs_f64());
        // Writing to a String cannot fail.
        let _ = writeln!(
            table,
            "{:44}{:>12.3}{:>12.3}{:>12.2}",
            row.name,
            median * 1e3,
            late * 1e3,
            if peer > 0.0 { median / peer } else { f64::NAN }
        );
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_beside_the_peers() {
        let times = |name, ms: &[u64]| Times { name, taken: ms.iter().copied().map(Duration::from_millis).collect() };
        let table = table("heading", &[times("ours", &[9, 3, 6]), times("peer", &[3, 1, 2])]);
        let cells: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(cells[0], ["heading"]);
        assert_eq!(cells[2], ["ours", "6.000", "9.000", "3.00"]);
        assert_eq!(cells[3], ["peer", "2.000", "3.000", "1.00"]);
    }
}

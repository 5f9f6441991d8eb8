//! The protocol's table, and the same as JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::Run;
use super::metrics::{Scores, Tracks, confidence, macro_mean};

/// What came of the pages, by track.
pub(super) struct Report {
    mode: &'static str,
    runs: BTreeMap<String, Vec<Run>>,
}

impl Report {
    pub(super) fn new(mode: &'static str) -> Self {
        Self { mode, runs: BTreeMap::new() }
    }

    pub(super) fn add(&mut self, track: &str, run: Run) {
        self.runs.entry(track.to_owned()).or_default().push(run);
    }

    /// The mean of the tracks.
    pub(super) fn macro_mean(&self) -> Scores {
        macro_mean(&self.tracks())
    }

    fn tracks(&self) -> Tracks<'_> {
        self.runs.iter().map(|(name, runs)| (name.as_str(), runs.iter().map(|run| run.scores).collect())).collect()
    }

    fn all(&self) -> impl Iterator<Item = &Run> {
        self.runs.values().flatten()
    }

    fn calls(&self) -> (f64, usize) {
        let sum: usize = self.all().map(|run| run.calls).sum();
        (sum as f64 / self.all().count().max(1) as f64, self.all().map(|run| run.calls).max().unwrap_or_default())
    }

    /// The milliseconds that so many percent of the pages stayed below.
    fn milliseconds(&self, percent: usize) -> f64 {
        let mut times: Vec<_> = self.all().map(|run| run.time).collect();
        times.sort_unstable();
        times.get(times.len() * percent / 100).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    }

    /// For people.
    pub(super) fn table(&self) -> String {
        let tracks = self.tracks();
        let mut table =
            format!("{:20}{:>7}{:>10}{:>10}{:>10}{:>10}\n", self.mode, "pages", "nDCG@10", "R@10", "MRR@10", "pool");
        let mut row = |name: &str, pages: usize, scores: Scores| {
            let Scores { ndcg, recall, mrr, pool } = scores;
            // Writing to a String cannot fail.
            let _ = writeln!(table, "{name:20}{pages:>7}{ndcg:>10.3}{recall:>10.3}{mrr:>10.3}{pool:>10.3}");
        };
        for (name, pages) in &tracks {
            row(name, pages.len(), Scores::mean(pages.iter().copied()));
        }
        row("macro", self.all().count(), self.macro_mean());
        let [low, high] = confidence(&tracks);
        let (mean, max) = self.calls();
        let _ = writeln!(
            table,
            "macro nDCG@10 of resampled pages: {low:.3} to {high:.3} (95 %)\ncalls a page: {mean:.2}, at most {max}\n\
             on the device, a page: {:.2} ms (p50), {:.2} ms (p95)",
            self.milliseconds(50),
            self.milliseconds(95)
        );
        table
    }

    /// For programs.
    pub(super) fn json(&self) -> String {
        let tracks = self.tracks();
        let each: Map<String, Value> = tracks
            .iter()
            .map(|(name, pages)| {
                let Scores { ndcg, recall, mrr, pool } = Scores::mean(pages.iter().copied());
                let scores = json!({ "ndcg10": ndcg, "recall10": recall, "mrr10": mrr, "pool_recall": pool, "pages": pages.len() });
                ((*name).to_owned(), scores)
            })
            .collect();
        let Scores { ndcg, recall, mrr, pool } = self.macro_mean();
        let (mean, max) = self.calls();
        let report = json!({
            "mode": self.mode,
            "macro_ndcg10": ndcg,
            "macro_ndcg10_ci95": confidence(&tracks),
            "macro_recall10": recall,
            "macro_mrr10": mrr,
            "macro_pool_recall": pool,
            "tracks": each,
            "calls_mean": mean,
            "calls_max": max,
            "ms_page_p50": self.milliseconds(50),
            "ms_page_p95": self.milliseconds(95),
        });
        format!("{report:#}\n")
    }
}

//! How good a ranking is: nDCG with linear gain (Järvelin & Kekäläinen 2002), recall, reciprocal rank, and how sure
//! a mean over pages is (Efron's bootstrap).

use std::collections::{BTreeMap, HashMap, HashSet};

use askside::model::QuestionId;

use crate::dump::Dice;

/// Places that count.
const CUT: usize = 10;

/// Samples of the bootstrap.
const RESAMPLES: usize = 1000;

/// What is measured of a page, and of many as means.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Scores {
    pub(crate) ndcg: f64,
    pub(crate) recall: f64,
    pub(crate) mrr: f64,
    /// Relevant questions among all candidates.
    pub(crate) pool: f64,
}

impl Scores {
    /// Of a ranking, and of the candidates that it was made from.
    pub(crate) fn of(
        grades: &HashMap<QuestionId, u8>,
        ranking: &[QuestionId],
        candidates: &HashSet<QuestionId>,
    ) -> Self {
        let gain = |(at, grade): (usize, u8)| f64::from(grade) / (at as f64 + 2.0).log2();
        let mut best: Vec<u8> = grades.values().copied().collect();
        best.sort_unstable_by(|a, b| b.cmp(a));
        let ideal: f64 = best.into_iter().take(CUT).enumerate().map(gain).sum();
        let found = || ranking.iter().take(CUT).map(|id| grades.get(id).copied().unwrap_or_default()).enumerate();
        let share = |n: usize| n as f64 / grades.len().max(1) as f64;
        Self {
            ndcg: if ideal > 0.0 { found().map(gain).sum::<f64>() / ideal } else { 0.0 },
            recall: share(found().filter(|(_, grade)| *grade > 0).count()),
            mrr: found().find(|(_, grade)| *grade > 0).map_or(0.0, |(at, _)| 1.0 / (at as f64 + 1.0)),
            pool: share(grades.keys().filter(|id| candidates.contains(id)).count()),
        }
    }

    fn map2(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        Self {
            ndcg: f(self.ndcg, other.ndcg),
            recall: f(self.recall, other.recall),
            mrr: f(self.mrr, other.mrr),
            pool: f(self.pool, other.pool),
        }
    }

    /// The mean.
    pub(crate) fn mean(all: impl IntoIterator<Item = Self>) -> Self {
        let (sum, count) =
            all.into_iter().fold((Self::default(), 0.0), |(sum, n), one| (sum.map2(one, |a, b| a + b), n + 1.0));
        sum.map2(sum, |sum, _| sum / f64::max(count, 1.0))
    }
}

/// The pages' scores by track.
pub(crate) type Tracks<'a> = BTreeMap<&'a str, Vec<Scores>>;

/// The mean of the tracks' means.
pub(crate) fn macro_mean(tracks: &Tracks<'_>) -> Scores {
    Scores::mean(tracks.values().map(|pages| Scores::mean(pages.iter().copied())))
}

/// Between which values 95 % of the macro nDCG of resampled pages lie.
pub(crate) fn confidence(tracks: &Tracks<'_>) -> [f64; 2] {
    let mut dice = Dice(1);
    let mut sample = || {
        let means = tracks.values().map(|pages| {
            let draw = |_| pages[dice.roll(u32::try_from(pages.len()).unwrap_or(u32::MAX)) as usize];
            Scores::mean((0..pages.len()).map(draw))
        });
        Scores::mean(means).ndcg
    };
    let mut means: Vec<f64> = (0..RESAMPLES).map(|_| sample()).collect();
    means.sort_unstable_by(f64::total_cmp);
    [0.025, 0.975].map(|share| means[(share * RESAMPLES as f64) as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[u64]) -> Vec<QuestionId> {
        ids.iter().copied().map(QuestionId).collect()
    }

    #[test]
    fn scores_of_a_page() {
        let grades = HashMap::from([(QuestionId(1), 2), (QuestionId(2), 1)]);
        let log = f64::log2;
        for (ranking, ndcg, recall, mrr) in [
            (vec![1, 2], 1.0, 1.0, 1.0),
            (vec![2, 1], (1.0 + 2.0 / log(3.0)) / (2.0 + 1.0 / log(3.0)), 1.0, 1.0),
            (vec![9, 8, 1], (2.0 / log(4.0)) / (2.0 + 1.0 / log(3.0)), 0.5, 1.0 / 3.0),
            ((3..13).chain([1]).collect(), 0.0, 0.0, 0.0),
            (vec![], 0.0, 0.0, 0.0),
        ] {
            let pool = ids(&ranking).into_iter().chain([QuestionId(2)]).collect();
            let scores = Scores::of(&grades, &ids(&ranking), &pool);
            let pool = if ranking.contains(&1) { 1.0 } else { 0.5 };
            assert_eq!(scores, Scores { ndcg, recall, mrr, pool }, "{ranking:?}");
        }
    }

    #[test]
    fn the_headline_is_the_mean_of_the_tracks() {
        let page = |ndcg| Scores { ndcg, ..Scores::default() };
        let tracks = Tracks::from([("few", vec![page(1.0)]), ("many", vec![page(0.0), page(0.5), page(1.0)])]);
        assert_eq!(macro_mean(&tracks).ndcg, 0.75);
        let [low, high] = confidence(&tracks);
        assert!((0.5..0.75).contains(&low) && (0.75..=1.0).contains(&high), "{low} {high}");
    }
}

//! What each part of planning and ranking is worth: the macro nDCG@10 that goes when it goes.

use std::fmt::Write as _;
use std::path::Path;

use askside::related::{MAX_CALLS, Weights};

use super::data::Data;
use super::run_all;
use crate::BenchError;

/// What is taken away, by name.
type Part = (&'static str, fn(&mut Weights));

/// Every weight.
const PARTS: [Part; 10] = [
    ("title", |weights| weights.title = 0.0),
    ("tags", |weights| weights.tags = 0.0),
    ("body", |weights| weights.body = 0.0),
    ("length of bodies", |weights| weights.body_length = 0.0),
    ("questions without body", |weights| weights.no_body = 0.0),
    ("rarity here", |weights| weights.local_idf = 0.0),
    ("phrases", |weights| weights.phrases = 0.0),
    ("headline", |weights| weights.headline = 0.0),
    ("fusion", |weights| weights.fusion = 0.0),
    ("prior", |weights| weights.prior = 0.0),
];

/// Runs over all pages with everything, and again without each part and each call.
pub(crate) fn measure(data: &Path) -> Result<String, BenchError> {
    let data = Data::read(data)?;
    let full = run_all(&data, &Weights::default(), None)?.macro_mean();
    let mut table = format!(
        "{:28}{:>10}{:>10}\n{:28}{:>10.4}{:>10.4}\n",
        "", "nDCG@10", "pool", "everything", full.ndcg, full.pool
    );
    let mut row = |name: &str, weights: &Weights, without: Option<usize>| -> Result<(), BenchError> {
        let rest = run_all(&data, weights, without)?.macro_mean();
        // Writing to a String cannot fail.
        let _ = writeln!(table, "without {name:20}{:>+10.4}{:>+10.4}", rest.ndcg - full.ndcg, rest.pool - full.pool);
        Ok(())
    };
    for (name, take_away) in PARTS {
        let mut weights = Weights::default();
        take_away(&mut weights);
        row(name, &weights, None)?;
    }
    for call in 0..MAX_CALLS {
        row(&format!("call {}", call + 1), &Weights::default(), Some(call))?;
    }
    Ok(table)
}

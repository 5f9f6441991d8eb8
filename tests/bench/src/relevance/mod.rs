//! How good the related questions are: the extension's own planning and ranking over judged pages.
//!
//! What runs here is `related::find`, the function that the extension runs; only the site is an [`engine`] in this
//! process. Judgements are read for the score and for nothing else.

mod ablate;
mod data;
mod engine;
mod metrics;
mod report;

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use askside::model::QuestionId;
use askside::related::{Abilities, Ask, Weights, find_weighing};

use crate::BenchError;
use crate::command::Relevance;
pub(crate) use ablate::measure as ablate;
pub(crate) use data::DataError;
use data::{Case, Data};
use engine::Engine;
use metrics::Scores;
use report::Report;

/// Questions that an answer lists.
const PAGE_SIZE: usize = 30;

/// What came of a page.
struct Run {
    scores: Scores,
    calls: usize,
    /// On the device: the site's time is not counted.
    time: Duration,
    /// Whether nothing was close.
    is_empty: bool,
}

/// Runs over every page, prints the protocol's table, and writes it as JSON if asked to.
pub(crate) fn measure(options: &Relevance) -> Result<String, BenchError> {
    let data = Data::read(&options.data)?;
    let report = run_all(&data, &Weights::default(), None)?;
    if let Some(file) = &options.json {
        std::fs::write(file, report.json())?;
    }
    Ok(format!("{}{}", report.table(), foreign(&data)?))
}

/// How many pages find nothing on a site that has nothing to do with them, which is all that there is to find there.
fn foreign(data: &Data) -> Result<String, BenchError> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let mut table = String::new();
    for (name, engine) in &data.sites {
        let strangers = data.cases.iter().filter(|case| case.site != *name);
        let lists: Vec<bool> =
            strangers.map(|case| runtime.block_on(run(case, engine, &Weights::default(), None)).is_empty).collect();
        let empty = lists.iter().filter(|is_empty| **is_empty).count() as f64 / lists.len().max(1) as f64;
        // Writing to a String cannot fail.
        let _ = writeln!(table, "nothing close on {name}, of {} pages of others: {:.0} %", lists.len(), empty * 100.0);
    }
    Ok(table)
}

/// Every page, with some weights, and perhaps without the answer to one of the calls.
fn run_all(data: &Data, weights: &Weights, without: Option<usize>) -> Result<Report, BenchError> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let mut report = Report::new("live");
    for case in &data.cases {
        report.add(&case.track, runtime.block_on(run(case, &data.sites[&case.site], weights, without)));
    }
    Ok(report)
}

/// What the extension does with one page.
async fn run(case: &Case, engine: &Engine, weights: &Weights, without: Option<usize>) -> Run {
    let candidates = RefCell::new(HashSet::new());
    let (calls, waited) = (Cell::new(0), Cell::new(Duration::ZERO));
    let ask = async |ask: &Ask| {
        let call = calls.replace(calls.get() + 1);
        if without == Some(call) {
            return None;
        }
        let start = now();
        let mut answer = match ask {
            Ask::Linking(_) => Vec::new(),
            Ask::Similar(title) => engine.similar(title, PAGE_SIZE),
            Ask::Search(terms) => engine.search(&terms.join(" "), PAGE_SIZE),
        };
        answer.retain(|question| case.itself != Some(question.id));
        candidates.borrow_mut().extend(answer.iter().map(|question| question.id));
        waited.set(waited.get() + start.elapsed());
        Some(answer)
    };
    let start = now();
    // Who links to a page is what the judgements were made from.
    let found = find_weighing(weights, &case.page, &Abilities { titles: true, links: false }, ask).await;
    let time = start.elapsed().saturating_sub(waited.get());
    let ranking: Vec<QuestionId> = found.hits.iter().map(|hit| hit.question.id).collect();
    let scores = Scores::of(&case.grades, &ranking, &candidates.borrow());
    Run { scores, calls: calls.get(), time, is_empty: ranking.is_empty() }
}

#[expect(clippy::disallowed_methods, reason = "measures real time, natively")]
fn now() -> Instant {
    Instant::now()
}

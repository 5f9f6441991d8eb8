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
}

/// Runs over every page, prints the protocol's table, and writes it as JSON if asked to.
pub(crate) fn measure(options: &Relevance) -> Result<String, BenchError> {
    let report = run_all(&Data::read(&options.data)?, &Weights::default(), None)?;
    if let Some(file) = &options.json {
        std::fs::write(file, report.json())?;
    }
    Ok(report.table())
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
    let found = find_weighing(weights, &case.page, &Abilities { links: false }, ask).await;
    let time = start.elapsed().saturating_sub(waited.get());
    let ranking: Vec<QuestionId> = found.hits.iter().map(|hit| hit.question.id).collect();
    Run { scores: Scores::of(&case.grades, &ranking, &candidates.borrow()), calls: calls.get(), time }
}

#[expect(clippy::disallowed_methods, reason = "measures real time, natively")]
fn now() -> Instant {
    Instant::now()
}

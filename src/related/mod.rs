//! From a page to the questions that belong to it: what to ask the site, and how to order what it says.
//!
//! Knows the site only as something that answers an [`Ask`]: `app::related` puts the API behind it, the benchmark an
//! engine in memory.

mod plan;
mod rank;

pub use plan::{Ask, MAX_CALLS, plan};
pub use rank::{MAX_HITS, Ranked, Reason, rank};

use crate::{
    model::{PageSnapshot, Question, Tag},
    text::{page_terms, redact_page},
};
use serde::{Deserialize, Serialize};

/// One question to the site, and how many of its own it found; none if it failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent(pub Ask, pub Option<usize>);

/// What came of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The questions, best first; empty when nothing is close.
    pub hits: Vec<Ranked>,
    /// What was asked, in order.
    pub sent: Vec<Sent>,
}

/// The questions that belong to `page` on a site whose most used tags are `tags`.
///
/// `ask` asks the site one thing, at most [`MAX_CALLS`] times, and answers in the site's order; `None` when that
/// failed. One after another: a pause that one answer asks for binds the next.
pub async fn find(page: &PageSnapshot, tags: &[Tag], mut ask: impl AsyncFnMut(&Ask) -> Option<Vec<Question>>) -> Found {
    // From here on there is nothing private in it.
    let page = &redact_page(page);
    let terms = page_terms(page);
    let (mut sent, mut answers) = (Vec::new(), Vec::new());
    for next in plan(page, &terms, tags) {
        let answer = ask(&next).await;
        sent.push(Sent(next, answer.as_ref().map(Vec::len)));
        answers.extend(answer);
    }
    Found { hits: rank(&terms, answers), sent }
}

//! From a page to the questions that belong to it: what to ask the site, and how to order what it says.
//!
//! Knows the site only as something that answers an [`Ask`]: `app::related` puts the API behind it, the benchmark an
//! engine in memory.

mod candidates;
mod link;
mod plan;
mod rank;
mod reason;
mod similar;

pub use link::is_public;
pub use plan::{Ask, MAX_CALLS, Sent};

/// Most things that a person may ask about a page at once.
pub const MAX_ASKS: usize = 8;
pub use rank::{MAX_HITS, Ranked, Weights};
pub use reason::{Group, Reason};
pub use similar::{MAX_SIMILAR, asks_about, rank_similar, subject_of};

use crate::{
    model::{PageSnapshot, Question},
    text::{Subject, redact_page},
};
use candidates::Candidates;
use link::link_to;

/// What came of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The questions, best first; empty when nothing is close.
    pub hits: Vec<Ranked>,
    /// What was asked, in order.
    pub sent: Vec<Sent>,
}

/// What a site can be asked besides words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Abilities {
    /// Which questions are like a title.
    pub titles: bool,
    /// Which questions link to an address.
    pub links: bool,
}

/// The questions that belong to `page`, on a site that `can` so much.
///
/// `ask` asks the site one thing, at most [`MAX_CALLS`] times, and answers in the site's order; `None` when that
/// failed. One after another: what to ask next depends on what came, and a pause that one answer asks for binds the
/// next.
pub async fn find(page: &PageSnapshot, can: &Abilities, ask: impl AsyncFnMut(&Ask) -> Option<Vec<Question>>) -> Found {
    find_weighing(&Weights::default(), page, can, ask).await
}

/// The same with other weights, to learn what each is worth.
pub async fn find_weighing(
    weights: &Weights,
    page: &PageSnapshot,
    can: &Abilities,
    ask: impl AsyncFnMut(&Ask) -> Option<Vec<Question>>,
) -> Found {
    // Who selects asks about that, and not about the page.
    let link = link_to(page).filter(|_| can.links && page.selection.trim().is_empty());
    // From here on there is nothing private in it.
    let page = redact_page(page);
    let next = |found: &Candidates<'_>, sent: &[Sent]| {
        let next = || plan::next(&page, can.titles, link.as_deref(), found, sent);
        if sent.len() < MAX_CALLS { next() } else { None }
    };
    ask_all(weights, &Subject::of(&page), next, ask).await
}

/// The same by asking just these things, whatever the page says.
pub async fn find_by(
    page: &PageSnapshot,
    asks: Vec<Ask>,
    ask: impl AsyncFnMut(&Ask) -> Option<Vec<Question>>,
) -> Found {
    let mut asks = asks.into_iter().take(MAX_ASKS);
    ask_all(&Weights::default(), &Subject::of(&redact_page(page)), |_, _| asks.next(), ask).await
}

/// Asks one thing after another, as long as there is a `next`, and ranks what came.
async fn ask_all(
    weights: &Weights,
    subject: &Subject,
    mut next: impl FnMut(&Candidates<'_>, &[Sent]) -> Option<Ask>,
    mut ask: impl AsyncFnMut(&Ask) -> Option<Vec<Question>>,
) -> Found {
    let (mut found, mut sent) = (Candidates::new(subject), Vec::new());
    while let Some(next) = next(&found, &sent) {
        let answer = ask(&next).await;
        let count = answer.as_ref().map(Vec::len);
        answer.into_iter().for_each(|answer| found.add(&next, answer));
        sent.push(Sent(next, count));
    }
    Found { hits: rank::rank(found, weights), sent }
}

/// A question for tests.
#[cfg(test)]
fn question(id: u64, title: &str, body: &str, tags: &[&str]) -> Question {
    Question {
        id: crate::model::QuestionId(id),
        title: title.into(),
        body: body.into(),
        tags: tags.iter().map(|&t| t.to_owned()).collect(),
        score: 0,
        answers: 0,
        accepted: false,
        closed: false,
        created: crate::model::Timestamp(0),
        owner: None,
        link: String::new(),
    }
}

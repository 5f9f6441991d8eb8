//! From a page to the questions that belong to it: what to ask the site, and how to order what it says.
//!
//! Pure: `app::related` sends what [`plan`] decided and hands the answers to [`rank`].

mod plan;
mod rank;

pub use plan::{Ask, MAX_CALLS, plan};
pub use rank::{MAX_HITS, Ranked, Reason, rank};

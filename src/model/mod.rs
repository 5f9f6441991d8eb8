//! The nouns of Askside: sites, questions, pages, drafts, secrets.
//!
//! They exist so that every other module agrees on what a thing is. They must not do I/O, know a wire
//! format of the API, or know a browser.

mod draft;
mod page;
mod question;
mod secret;
mod site;

pub use draft::{
    Account, ConfirmedDraft, Digest, Draft, DraftId, DraftStatus, Review, SourcePage, StaleReview, Writing,
};
pub use page::{Heading, PageSnapshot};
pub use question::{Question, QuestionId};
pub use secret::Secret;
pub use site::{Connection, Site, SiteError};

use serde::{Deserialize, Serialize};

/// A moment in Unix seconds, UTC: the API's own unit (contract §1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This moment plus `seconds`, saturating.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from now until `later`, never negative.
    #[must_use]
    pub fn until(self, later: Self) -> i64 {
        later.0.saturating_sub(self.0).max(0)
    }
}

/// A browser tab, as `browser.tabs` numbers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TabId(pub i32);

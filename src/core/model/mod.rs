//! The nouns of Askside: sites, questions, pages, drafts, secrets.
//!
//! They exist so that every other module agrees on what a thing is. They must not do I/O, know a wire
//! format of the API, or know a browser.

mod account;
mod connection;
mod draft;
mod host;
mod page;
mod picture;
mod question;
mod secret;
mod site;
mod tag;
mod time;
mod visible;

pub use account::{Account, KnownError, Moderates, Scope, SiteInfo, TokenInfo, WritePermission};
pub use connection::{Connection, ConnectionId, Flow, Home, Way};
pub use draft::{
    Attempt, CLOCK_SKEW, ConfirmedDraft, Digest, Doubles, Draft, DraftId, DraftStatus, Post, Review, SourcePage,
    StaleReview, Target, UserAction, Writing,
};
pub use host::{HostAccess, HostRule, host_of};
pub use page::{Heading, PageSnapshot, SelectedNode, on_the_web, same_page, same_title, untracked};
pub use picture::{NoPicture, Picture, PictureUrl};
pub use question::{
    Answer, AnswerId, Article, ArticleId, ArticleKind, Asked, Author, Comment, CommentId, Details, Found, Hit, News,
    PostId, PostKind, Question, QuestionId,
};
pub use secret::{NoSecret, Secret, Typed, same};
pub use site::{Kind, Site, SiteError};
pub use tag::{Event, SiteTags, Synonym, Tag, TagRule, TagRuleError, TagScore, TagWiki};
pub use time::{Timestamp, age};
pub use visible::{as_html, as_sentence, is_invisible, visible};

use serde::{Deserialize, Serialize};

/// A browser tab, as `browser.tabs` numbers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TabId(pub i32);

//! A draft's beginning, its editing and its checks: what to write for the person, what a key does to what they write,
//! and what keeps a post from being one.
//!
//! Posting is `app::post`; nothing here sends or stores.

mod blocks;
mod changes;
mod check;
mod cite;
mod compose;
mod differs;
mod edit;
mod evidence;
mod facts;
mod inline;
mod limits;
mod lines;
mod list;
mod markdown;
mod paste;
mod preview;
mod refusal;
mod tags;
mod typeahead;

pub use changes::{Line, changes, same_writing};
pub use check::{Field, Problem, Secrets, check};
pub use cite::cite;
pub use compose::{Opening, compose, excerpt};
pub use differs::differs;
pub use edit::{Command, Edit, byte_of, edit, image, shortcut, units_of};
pub use evidence::{Finding, doubles, find, rendering};
pub use facts::{Fact, facts};
pub use limits::{Limit, Limits, Rule};
pub use list::{export, file_name, matches, name, standing};
pub use paste::pasted;
pub use preview::preview;
pub use refusal::{blamed, rule_of};
pub use tags::{Choice, Note, TagIndex, split_tags, take_tag, word_at};
pub use typeahead::Typeahead;

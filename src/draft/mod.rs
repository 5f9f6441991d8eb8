//! A draft's beginning and its checks: what to write for the person, and what keeps a post from being one.
//!
//! Posting is `app::post`; nothing here sends or stores.

mod blocks;
mod check;
mod compose;
mod evidence;
mod inline;
mod markdown;
mod refusal;

pub use check::{Field, Problem, check};
pub use compose::{Opening, compose, excerpt};
pub use evidence::{Finding, doubles, find, rendering};
pub use refusal::{Limit, Rule, blamed, broken, learn, rule_of};

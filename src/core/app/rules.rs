//! The rules that say which tags and which headings belong to the pages of an address: the organisation's, and the person's own.
//!
//! They stay on the device: only a page's tags are part of what is asked about it, or of a draft.

use super::{App, AppError};
use crate::{
    model::TagRule,
    ports::{Area, Ports},
};
use serde::{Deserialize, Serialize};

const RULES: &str = "tag rules";

/// The rules for tags.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagRules {
    /// The organisation's, which nobody else changes.
    pub managed: Vec<TagRule>,
    /// The person's own.
    pub own: Vec<TagRule>,
}

impl<P: Ports> App<P> {
    pub(super) async fn tag_rules(&self) -> Result<TagRules, AppError> {
        let managed = self.policy().await?.tag_rules.unwrap_or_default();
        Ok(TagRules { managed, own: self.load(Area::Local, RULES).await?.unwrap_or_default() })
    }

    /// Keeps the rules that were typed, one a line, in place of those that were there.
    pub(super) async fn save_tag_rules(&self, typed: &str) -> Result<(), AppError> {
        let lines = typed.lines().filter(|line| !line.trim().is_empty());
        let rules: Vec<TagRule> = lines.map(str::parse).collect::<Result<_, _>>()?;
        self.keep(Area::Local, RULES, &rules).await
    }

    /// The tags and the headings that rules give to the page at `url`, the organisation's first.
    pub(super) async fn rules_for(&self, url: &str) -> Result<(Vec<String>, Vec<String>), AppError> {
        let TagRules { managed, own } = self.tag_rules().await?;
        let rules = [managed, own].concat();
        Ok((TagRule::tags_for(&rules, url), TagRule::headings_for(&rules, url)))
    }
}

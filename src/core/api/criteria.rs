//! A search as v2.3 takes it: one parameter a criterion (contract §2.1).

use super::request::{Arg, Sort};
use crate::model::Timestamp;

/// What is searched for. All of it has to hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Criteria {
    /// Free text.
    pub words: String,
    /// Words of the title.
    pub title: String,
    /// Words of the body.
    pub body: String,
    /// One of these tags.
    pub tagged: Vec<String>,
    /// None of these.
    pub not_tagged: Vec<String>,
    /// A question with an accepted answer, or without.
    pub accepted: Option<bool>,
    /// A closed question, or an open one.
    pub closed: Option<bool>,
    /// At least so many answers.
    pub answers: Option<u32>,
    /// Seen at least so often.
    pub views: Option<u32>,
    /// By this user.
    pub user: Option<u64>,
    /// An address that is mentioned; `*` stands for anything.
    pub url: Option<String>,
    /// Created at this moment or later.
    pub from: Option<Timestamp>,
    /// Created at this moment or before.
    pub until: Option<Timestamp>,
    /// Least of what is sorted by.
    pub min: Option<i64>,
    /// Most of what is sorted by.
    pub max: Option<i64>,
    /// What is sorted by.
    pub sort: Option<Sort>,
}

impl Criteria {
    pub(super) fn args(&self) -> Vec<Arg> {
        let text = |text: &String| (!text.is_empty()).then(|| text.clone());
        let tags = |tags: &Vec<String>| (!tags.is_empty()).then(|| tags.clone());
        let all = [
            text(&self.words).map(Arg::Words),
            text(&self.title).map(Arg::Title),
            text(&self.body).map(Arg::Body),
            tags(&self.tagged).map(Arg::Tagged),
            self.accepted.map(Arg::Accepted),
            self.closed.map(Arg::Closed),
            self.answers.map(Arg::MinAnswers),
            self.views.map(Arg::MinViews),
            self.user.map(Arg::User),
            self.url.clone().map(Arg::Url),
            tags(&self.not_tagged).map(Arg::NotTagged),
            self.from.map(Arg::From),
            self.until.map(Arg::Until),
            self.min.map(Arg::Min),
            self.max.map(Arg::Max),
        ];
        let mut args: Vec<Arg> = all.into_iter().flatten().collect();
        // One of the first is needed, and this one leaves out nothing that can be read.
        let is_bound =
            |arg: &Arg| matches!(arg, Arg::NotTagged(_) | Arg::From(_) | Arg::Until(_) | Arg::Min(_) | Arg::Max(_));
        if args.iter().all(is_bound) {
            args.push(Arg::Migrated(false));
        }
        args
    }

    /// Each of them, with its name in the API.
    #[must_use]
    pub fn described(&self) -> String {
        let pair = |arg: Arg| {
            let (name, value) = arg.v2();
            format!("{name}: {value}")
        };
        self.args().into_iter().map(pair).collect::<Vec<_>>().join(", ")
    }
}

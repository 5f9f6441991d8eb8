//! A question on its way from a page to the site, and the proof that a person read it before it was sent.
//!
//! The types hold the vendor's rule, an explicit action that the user understood: only
//! [`ConfirmedDraft`] can be posted, only [`Review::confirm`] makes one, and it needs the digest of
//! exactly what the review screen showed. Nothing here sends anything.

use super::{Account, QuestionId, Site, Timestamp, visible};
use crate::words;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A draft's name, made from 128 random bits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DraftId(pub String);

/// What the person writes: the three fields that are posted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Writing {
    /// Title, plain text.
    pub title: String,
    /// Body, Markdown.
    pub body: String,
    /// Tag names.
    pub tags: Vec<String>,
}

impl Writing {
    /// The same without what cannot be seen, which nobody types: it was pasted.
    #[must_use]
    pub fn visible(self) -> Self {
        let tags = self.tags.into_iter().map(visible).collect();
        Self { title: visible(self.title), body: visible(self.body), tags }
    }
}

/// The page a draft was started from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcePage {
    /// Its title.
    pub title: String,
    /// Its address, as [`super::PageSnapshot::address`] gives it.
    pub url: String,
}

/// Where a draft stands: the journal of its post, in the draft itself, so that neither is ever without the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DraftStatus {
    /// The person is writing. Nothing of it is on its way.
    Editing,
    /// A request left, or was about to, and what became of it is not known: the site must be asked before anything is
    /// sent again.
    Sending(Attempt),
    /// It is on the site.
    Posted(Post, Doubles),
}

/// One attempt to post, kept before its request leaves: what it takes to know the question again on the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// When it began, by our clock.
    pub since: Timestamp,
    /// From when on its request can no longer be on its way, by our clock.
    pub settled: Timestamp,
    /// As whom.
    pub account: Account,
    /// Of the body's text, as the site rendered it for the review; none if it did not.
    pub body: Option<Digest>,
}

/// Two clocks may disagree by this much, in seconds.
pub const CLOCK_SKEW: i64 = 120;

impl Attempt {
    /// Whether our clock can still be compared with that of then: it was not set back since.
    #[must_use]
    pub fn is_before(&self, now: Timestamp) -> bool {
        now >= self.since.plus(-CLOCK_SKEW)
    }

    /// Whether its request may be on its way at `now`.
    #[must_use]
    pub fn may_be_under_way(&self, now: Timestamp) -> bool {
        self.is_before(now) && now < self.settled
    }
}

/// A question of the person's on the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Post {
    /// Its number.
    pub id: QuestionId,
    /// Where it can be read.
    pub url: String,
}

/// Whether a question is there more than once: browsers repeat a POST by themselves when a reused connection drops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Doubles {
    /// Nobody could look yet, for what this attempt sent.
    Unchecked(Attempt),
    /// All there are; none, if all is well.
    Found(Vec<Post>),
}

/// A draft as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Its name.
    pub id: DraftId,
    /// Counts edits, so that a late save never undoes a newer one.
    pub revision: u32,
    /// What has been written.
    pub writing: Writing,
    /// The text the draft began with: a body that says no more than this cannot be posted.
    pub opening: String,
    /// Titles to choose from, the likeliest first; none in what an older version kept.
    pub titles: Option<Vec<String>>,
    /// Where it was started.
    pub source: SourcePage,
    /// The site it is meant for.
    pub site: Site,
    /// Where it stands.
    pub status: DraftStatus,
    /// The account id of who began it; none in what an older version kept.
    pub author: Option<u64>,
    /// What its author says may be posted all the same, as [`crate::draft::Problem::waiver`] has it.
    pub waived: Option<Vec<String>>,
    /// The question that it changes; none for a new one.
    pub target: Option<Target>,
    /// When it was last written, or last heard of; none in what an older version kept.
    pub changed: Option<Timestamp>,
    /// When it was thrown away; none if it was not.
    pub discarded: Option<Timestamp>,
    /// When it is dropped, after its author found the question answered; none for one that is written.
    pub until: Option<Timestamp>,
}

impl Draft {
    /// A draft that nobody has touched, about `source` and for `site`, which says `writing`.
    #[must_use]
    pub fn new(id: DraftId, site: Site, source: SourcePage, writing: Writing) -> Self {
        Self {
            id,
            revision: 0,
            writing,
            opening: String::new(),
            titles: None,
            source,
            site,
            status: DraftStatus::Editing,
            author: None,
            waived: None,
            target: None,
            changed: None,
            discarded: None,
            until: None,
        }
    }
}

/// A question of the person's own that a draft changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Which.
    pub post: Post,
    /// What it said when the site was last asked.
    pub base: Writing,
}

/// SHA-256, in hex: of everything a review screen shows, or of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// Of `text`, whatever white space parts its words.
    #[must_use]
    pub fn of_words(text: &str) -> Self {
        let words: Vec<&str> = text.split_whitespace().collect();
        Self::finish(Sha256::new().chain_update(words.join(" ")))
    }

    /// Of these fields, in this order.
    #[must_use]
    pub fn of_fields<'f>(fields: impl IntoIterator<Item = &'f str>) -> Self {
        let mut hash = Sha256::new();
        for field in fields {
            hash.update((field.len() as u64).to_le_bytes()); // a length first: no field can run into the next
            hash.update(field);
        }
        Self::finish(hash)
    }

    fn finish(hash: Sha256) -> Self {
        Self(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// What the review screen shows: destination, author and post, and the digest that stands for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The draft.
    pub draft: DraftId,
    /// Where it will be posted.
    pub site: Site,
    /// As whom.
    pub account: Account,
    /// What.
    pub writing: Writing,
    /// The question that it changes; none for a new one.
    pub target: Option<Target>,
    /// Of all of the above.
    pub digest: Digest,
}

/// The person confirmed something else than what would be posted now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", words::review_stale())]
pub struct StaleReview;

impl Review {
    /// Reviews `draft` as it would be posted to its site by `account`.
    #[must_use]
    pub fn new(draft: &Draft, account: Account) -> Self {
        let Draft { id, site, writing, target, .. } = draft.clone();
        let ids = [account.account_id, account.user_id].map(|id| id.to_string());
        let (to, before) = (site.to_string(), target.as_ref().map(|target| target.post.id.0.to_string()));
        let mut fields = vec![id.0.as_str(), &to, &ids[0], &ids[1], &account.name, &writing.title, &writing.body];
        fields.extend(writing.tags.iter().map(String::as_str));
        if let (Some(Target { base, .. }), Some(before)) = (&target, &before) {
            fields.extend(["changes", before, &base.title, &base.body]);
            fields.extend(base.tags.iter().map(String::as_str));
        }
        let digest = Digest::of_fields(fields);
        Self { draft: id, site, account, writing, target, digest }
    }

    /// Turns the review into a draft that may be posted, if `seen` is the digest of this very review, and if that is of
    /// a new question.
    ///
    /// # Errors
    /// [`StaleReview`] if anything differs from what the person saw.
    pub fn confirm(self, seen: &Digest) -> Result<ConfirmedDraft, StaleReview> {
        if *seen == self.digest && self.target.is_none() { Ok(ConfirmedDraft(self)) } else { Err(StaleReview) }
    }

    /// Turns the review of a change into the question that may be changed, and into what.
    ///
    /// # Errors
    /// [`StaleReview`] if anything differs from what the person saw, or if it is no change.
    pub fn confirm_change(self, seen: &Digest) -> Result<(Target, Writing), StaleReview> {
        match self.target {
            Some(target) if *seen == self.digest => Ok((target, self.writing)),
            _ => Err(StaleReview),
        }
    }
}

/// A draft that a person reviewed and confirmed. The only thing that can be posted.
///
/// ```compile_fail
/// let forged = askside::model::ConfirmedDraft(todo!()); // the field is private
/// ```
#[derive(Debug)]
pub struct ConfirmedDraft(Review);

impl ConfirmedDraft {
    /// What was confirmed.
    #[must_use]
    pub fn review(&self) -> &Review {
        &self.0
    }
}

/// A person's press of the one control that does one write: a vote, a comment, an edit. As [`ConfirmedDraft`]
/// does for questions, it makes a write without a person behind it a compile error. It serves once.
#[derive(Debug)]
pub struct UserAction(());

impl UserAction {
    /// To be called where a trusted event of a control arrives, and nowhere else.
    #[must_use]
    pub fn pressed() -> Self {
        Self(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn draft(writing: Writing) -> Draft {
        let source = SourcePage { title: "Page".into(), url: "https://docs.test/a".into() };
        Draft::new(DraftId("d".into()), "stack.example.com".parse().unwrap(), source, writing)
    }

    fn account(name: &str) -> Account {
        Account { user_id: 7, account_id: 70, name: name.into() }
    }

    #[test]
    fn any_change_makes_a_review_stale() {
        let writing = Writing { title: "T".into(), body: "B".into(), tags: vec!["a".into(), "b".into()] };
        let base = draft(writing.clone());
        let seen = Review::new(&base, account("Ann")).digest;
        assert!(Review::new(&base, account("Ann")).confirm(&seen).is_ok());
        let other_site = Draft { site: "stack.example.org".parse().unwrap(), ..base.clone() };
        for (now, who) in [
            (draft(Writing { title: "T ".into(), ..writing.clone() }), account("Ann")),
            (draft(Writing { body: "b".into(), ..writing.clone() }), account("Ann")),
            (draft(Writing { tags: vec!["ab".into()], ..writing }), account("Ann")),
            (other_site, account("Ann")),
            (base.clone(), account("Bob")),
            (base, Account { account_id: 71, ..account("Ann") }),
        ] {
            assert_eq!(Review::new(&now, who).confirm(&seen).unwrap_err(), StaleReview);
        }
    }

    /// Nothing that changes a question can be posted as a new one, and the other way round.
    #[test]
    fn a_change_is_no_new_question() {
        let writing = |body: &str| Writing { title: "T".into(), body: body.into(), tags: vec!["a".into()] };
        let target = |id, body| Target { post: Post { id: QuestionId(id), url: String::new() }, base: writing(body) };
        let new = draft(writing("B"));
        let change = Draft { target: Some(target(1, "A")), ..new.clone() };
        let review = |draft: &Draft| Review::new(draft, account("Ann"));
        let seen = review(&change).digest;
        assert_eq!(review(&change).confirm_change(&seen).unwrap(), (target(1, "A"), writing("B")));
        assert_eq!(review(&change).confirm(&seen).unwrap_err(), StaleReview);
        assert_eq!(review(&new).confirm_change(&review(&new).digest).unwrap_err(), StaleReview);
        for other in [target(2, "A"), target(1, "A.")] {
            let now = Draft { target: Some(other), ..new.clone() };
            assert_eq!(review(&now).confirm_change(&seen).unwrap_err(), StaleReview);
        }
    }

    proptest! {
        /// Text moved from one field into the next is another post.
        #[test]
        fn fields_never_run_together(a in ".{0,9}", b in ".{1,9}", c in ".{0,9}") {
            let one = draft(Writing { title: format!("{a}{b}"), body: c.clone(), tags: vec![] });
            let two = draft(Writing { title: a, body: format!("{b}{c}"), tags: vec![] });
            prop_assert_ne!(Review::new(&one, account("A")).digest, Review::new(&two, account("A")).digest);
        }
    }
}

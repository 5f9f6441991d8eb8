//! Review and post: the only way from a draft to the site.
//!
//! The draft is marked as sending, durably, before the one request leaves. Whatever ends without a clear
//! answer stays marked, and is looked up on the site before anything may be sent again.

use super::{App, AppError, drafts::check_editable};
use crate::{
    api::{ApiError, Client, PAGE_SIZE, Preview, Sort, calls},
    auth::Scope,
    draft::check,
    model::{Account, Connection, Digest, Draft, DraftId, DraftStatus, Question, Review, Timestamp},
    ports::{Clock, Ports},
};
use serde::{Deserialize, Serialize};

/// Clocks may disagree by this much, in seconds, when a post is looked up.
const CLOCK_SKEW: i64 = 120;

/// What the review screen shows: destination, author, post and their digest; and the body as the site renders
/// it, HTML, untrusted, empty if the site did not render it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewScreen(pub Review, pub String);

/// What became of a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Posted {
    /// It is on the site at this address; and, normally never, at these, where the browser sent it again.
    Here(String, Vec<String>),
    /// The site does not have it; it may be sent again.
    Nowhere,
}

impl<P: Ports> App<P> {
    pub(super) async fn review_draft(&self, id: &DraftId) -> Result<ReviewScreen, AppError> {
        let (connection, draft) = self.postable(id).await?;
        let session = self.session_for(&connection, Scope::Write).await?;
        let review = Review::new(&draft, session.account);
        let preview = self.client(&connection, Some(&session.token)).one(&calls::preview(&review)).await;
        let Preview(html) = self.noted(&connection, Scope::Write, preview).await?;
        Ok(ReviewScreen(review, html))
    }

    pub(super) async fn post_draft(&self, id: &DraftId, seen: &Digest) -> Result<Posted, AppError> {
        let lock = self.drafts.lock().await;
        let (connection, mut draft) = self.postable(id).await?;
        let session = self.session_for(&connection, Scope::Write).await?;
        let confirmed = Review::new(&draft, session.account.clone()).confirm(seen)?;
        let since = self.ports.clock().now();
        draft.status = DraftStatus::Sending(since, session.account.account_id);
        self.keep_draft(&draft).await?;
        drop(lock); // nobody changes a draft that is marked as sending
        let client = self.client(&connection, Some(&session.token));
        match client.one(&calls::add_question(&confirmed)).await {
            Ok(question) => {
                // Browsers repeat a POST by themselves when a reused connection drops: look even after success.
                let mut doubles = self.find_post(&client, &draft, &session.account, since).await.unwrap_or_default();
                doubles.retain(|double| double.id != question.id);
                self.keep_posted(draft, question, doubles).await
            }
            Err(error) if error.outcome_is_known() => {
                draft.status = DraftStatus::Editing;
                self.keep_draft(&draft).await?;
                self.noted(&connection, Scope::Write, Err(error)).await
            }
            Err(_) => Err(AppError::Unknown { id: draft.id, site: connection.site }),
        }
    }

    pub(super) async fn look_up_post(&self, id: &DraftId) -> Result<Posted, AppError> {
        let (connection, mut draft) = self.own_draft(id).await?;
        let DraftStatus::Sending(since, asker) = draft.status else { return Ok(Posted::Nowhere) };
        let session = self.session_for(&connection, Scope::Read).await?;
        if session.account.account_id != asker {
            return Err(AppError::OtherAccount);
        }
        let client = self.client(&connection, Some(&session.token));
        let found = self.find_post(&client, &draft, &session.account, since).await;
        let mut found = self.noted(&connection, Scope::Read, found).await?;
        found.reverse(); // oldest first: the one that was meant
        if found.is_empty() {
            draft.status = DraftStatus::Editing;
            self.keep_draft(&draft).await?;
            return Ok(Posted::Nowhere);
        }
        let first = found.remove(0);
        self.keep_posted(draft, first, found).await
    }

    /// The account's questions with the draft's title since `since`, newest first.
    async fn find_post(
        &self,
        client: &Client<'_, P>,
        draft: &Draft,
        account: &Account,
        since: Timestamp,
    ) -> Result<Vec<Question>, ApiError> {
        let same = |question: &Question| {
            question.owner.as_ref().is_some_and(|owner| owner.1 == Some(account.user_id))
                && question.title.trim() == draft.writing.title.trim()
        };
        let newest = calls::questions().sorted(Sort::Creation).since(since.plus(-CLOCK_SKEW)).sized(PAGE_SIZE).fresh();
        Ok(client.list(&newest).await?.into_iter().filter(same).collect())
    }

    async fn keep_posted(
        &self,
        mut draft: Draft,
        question: Question,
        doubles: Vec<Question>,
    ) -> Result<Posted, AppError> {
        draft.status = DraftStatus::Posted(question.link.clone());
        self.keep_draft(&draft).await?;
        Ok(Posted::Here(question.link, doubles.into_iter().map(|double| double.link).collect()))
    }

    /// A draft of the connected site that may be posted now.
    async fn postable(&self, id: &DraftId) -> Result<(Connection, Draft), AppError> {
        let (connection, draft) = self.own_draft(id).await?;
        check_editable(&draft)?;
        let problems = check(&draft);
        if problems.is_empty() { Ok((connection, draft)) } else { Err(AppError::NotReady(problems)) }
    }

    async fn own_draft(&self, id: &DraftId) -> Result<(Connection, Draft), AppError> {
        let connection = self.connection().await?;
        let draft = self.draft(id).await?;
        if draft.site == connection.site { Ok((connection, draft)) } else { Err(AppError::OtherSite(draft.site)) }
    }
}

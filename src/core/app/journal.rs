//! What became of a post: asked of the site, told truthfully, and settled by the person where the site cannot tell.
//!
//! Only reads the site, but for the one double that the person wants deleted. Never sends a question.

use super::{App, AppError, change::there, mine::mine, post::POSTING};
use crate::{
    api::{ApiError, Client, PAGE_SIZE, Request, Sort, Why, calls},
    auth::{Scope, Session},
    draft::{Finding, doubles, find},
    model::{
        Attempt, Connection, Doubles, Draft, DraftId, DraftStatus, Post, Question, QuestionId, Timestamp, UserAction,
    },
    ports::{Clock, Locks, Ports},
};
use serde::{Deserialize, Serialize};

/// A list is read until its questions are older than an attempt by this much, in seconds: no clock is that wrong, or
/// the first page shows it.
const FAR_BEFORE: i64 = 86_400;

/// Most pages that are read of a person's questions: five hundred of them in a day are no person's.
const MAX_PAGES: u32 = 5;

/// What became of a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Posted {
    /// It is on the site.
    Here(Post, Doubles),
    /// The site does not have it, and it is not on its way: it may be reviewed and posted again.
    Nowhere,
    /// The site does not have it yet, and it may be on its way until then.
    Early(Timestamp),
    /// Nobody here can tell. These questions of the person's come close, and all of them are at this address.
    Unclear(Vec<Post>, String),
}

impl<P: Ports> App<P> {
    /// Asks the site whether a draft whose answer was lost is there, or whether one that is there is so twice.
    pub(super) async fn look_up_post(&self, id: &DraftId) -> Result<Posted, AppError> {
        let _turn = self.ports.locks().hold(POSTING).await;
        let (connection, session) = self.asker(id).await?;
        self.look(id, &connection, &session).await
    }

    /// The person looked at the site where nobody here can tell: one of the close questions is the draft's, or none is.
    /// What the site can tell by now counts more.
    pub(super) async fn settle_post(&self, id: &DraftId, is: Option<QuestionId>) -> Result<Posted, AppError> {
        let _turn = self.ports.locks().hold(POSTING).await;
        let (connection, session) = self.asker(id).await?;
        let found = self.look(id, &connection, &session).await?;
        let Posted::Unclear(close, mine) = found else { return Ok(found) };
        let Some(is) = is else {
            if let DraftStatus::Sending(attempt) = self.draft(id).await?.status
                && attempt.may_be_under_way(self.ports.clock().now())
            {
                return Ok(Posted::Early(attempt.settled));
            }
            self.keep_status(id, DraftStatus::Editing).await?;
            return Ok(Posted::Nowhere);
        };
        let Some(post) = close.iter().find(|post| post.id == is).cloned() else {
            return Ok(Posted::Unclear(close, mine));
        };
        self.keep_here(id, post, Doubles::Found(Vec::new())).await
    }

    /// Deletes a double that was found, because the person pressed the button for that one.
    pub(super) async fn delete_double(&self, id: &DraftId, double: QuestionId) -> Result<Posted, AppError> {
        let _turn = self.ports.locks().hold(POSTING).await;
        let (connection, draft) = self.own_draft(id).await?;
        let DraftStatus::Posted(post, Doubles::Found(mut doubles)) = draft.status else {
            return Err(AppError::NoDraft);
        };
        let session = self.session_for(&connection, Scope::Write).await?;
        if !doubles.iter().any(|known| known.id == double) {
            return Ok(Posted::Here(post, Doubles::Found(doubles)));
        }
        let client = self.client(&connection, Some(&session.token));
        let deleted = client.send(&calls::delete_question(double, &UserAction::pressed())).await;
        if deleted.as_ref().is_err_and(|error| error.why() != Some(Why::NotFound)) {
            return self.noted(&connection, Scope::Write, deleted.map(|_| Posted::Nowhere)).await;
        }
        doubles.retain(|known| known.id != double);
        self.keep_here(id, post, Doubles::Found(doubles)).await
    }

    /// Who may ask what became of a draft: the account that it was posted as.
    async fn asker(&self, id: &DraftId) -> Result<(Connection, Session), AppError> {
        let (connection, draft) = self.own_draft(id).await?;
        let session = self.session_for(&connection, Scope::Read).await?;
        match &draft.status {
            DraftStatus::Sending(attempt) | DraftStatus::Posted(_, Doubles::Unchecked(attempt))
                if attempt.account.account_id != session.account.account_id =>
            {
                Err(AppError::OtherAccount)
            }
            _ => Ok((connection, session)),
        }
    }

    /// Looks, and keeps what is certain. To be called by whoever holds [`POSTING`].
    pub(super) async fn look(
        &self,
        id: &DraftId,
        connection: &Connection,
        session: &Session,
    ) -> Result<Posted, AppError> {
        let draft = self.draft(id).await?;
        let client = self.client(connection, Some(&session.token));
        match draft.status.clone() {
            DraftStatus::Editing => Ok(Posted::Nowhere),
            DraftStatus::Posted(post, Doubles::Found(doubles)) => {
                // One may have been deleted since, by anyone; or by us, who died before that was kept.
                let mut left = doubles.clone();
                for double in &doubles {
                    let there = there(&client, double.id).await;
                    if there == Ok(None) {
                        left.retain(|other| other != double);
                    }
                    // Whatever else goes wrong does not change what is known.
                    drop(self.noted(connection, Scope::Read, there).await);
                }
                if left == doubles {
                    return Ok(Posted::Here(post, Doubles::Found(doubles)));
                }
                self.keep_here(id, post, Doubles::Found(left)).await
            }
            DraftStatus::Posted(post, Doubles::Unchecked(attempt)) => {
                // That it is there is known: what goes wrong with the rest must not hide it.
                let listed = self.newest(&client, &draft, &attempt).await;
                let listed = self.noted(connection, Scope::Read, listed).await.ok();
                match listed.and_then(|(newest, is_whole)| doubles(&post, &newest).filter(|_| is_whole)) {
                    Some(doubles) => self.keep_here(id, post, Doubles::Found(doubles)).await,
                    None => Ok(Posted::Here(post, Doubles::Unchecked(attempt))),
                }
            }
            DraftStatus::Sending(attempt) => {
                let listed = self.newest(&client, &draft, &attempt).await;
                let (newest, is_whole) = self.noted(connection, Scope::Read, listed).await?;
                let now = self.ports.clock().now();
                match find(&attempt, &draft.writing.title, &newest, is_whole, now) {
                    Finding::There(mut posts) => {
                        let first = posts.remove(0);
                        self.keep_here(id, first, Doubles::Found(posts)).await
                    }
                    Finding::Absent if attempt.may_be_under_way(now) => Ok(Posted::Early(attempt.settled)),
                    Finding::Absent => {
                        self.keep_status(id, DraftStatus::Editing).await?;
                        Ok(Posted::Nowhere)
                    }
                    Finding::Unclear(close) => {
                        Ok(Posted::Unclear(close, connection.site.questions_of(attempt.account.user_id)))
                    }
                }
            }
        }
    }

    async fn keep_here(&self, id: &DraftId, post: Post, doubles: Doubles) -> Result<Posted, AppError> {
        self.keep_status(id, DraftStatus::Posted(post.clone(), doubles.clone())).await?;
        Ok(Posted::Here(post, doubles))
    }

    /// The newest questions of whoever made `attempt`, without those that are another draft's; and whether none is
    /// missing that it may have made. The site's dates may be wrong by our clock, so the first page is read whatever
    /// they say.
    async fn newest(
        &self,
        client: &Client<'_, P>,
        draft: &Draft,
        attempt: &Attempt,
    ) -> Result<(Vec<Question>, bool), ApiError> {
        let taken = self.posts_of_others(&draft.id).await.unwrap_or_default();
        let mut newest: Vec<Question> = Vec::new();
        let (mut number, mut is_whole) = (0, false);
        while number < MAX_PAGES && !is_whole {
            number += 1;
            let list = |list: Request<Question>| list.sorted(Sort::Creation).sized(PAGE_SIZE).page(number).fresh();
            let page = mine(client, &attempt.account, list).await?;
            for question in page.items {
                // What was asked meanwhile pushes others onto the next page, once more.
                if !newest.iter().any(|known| known.id == question.id) {
                    newest.push(question);
                }
            }
            let far = attempt.since.plus(-FAR_BEFORE);
            is_whole = !page.has_more || newest.last().is_some_and(|last| last.created < far);
        }
        newest.retain(|question| !taken.contains(&question.id));
        Ok((newest, is_whole))
    }
}

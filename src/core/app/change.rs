//! Changing and deleting a question of the person's own, each by an action of its own.
//!
//! The site is asked what the question says before anything is shown and again before anything is sent; if it says
//! something else by then, that is told and nothing is sent. A write leaves once. When its answer is lost, the site is
//! read again, and what it says is what the person is told: to save the same text again changes nothing.

use super::{App, AppError, drafts::check_editable, post::POSTING};
use crate::{
    api::{ApiError, Client, Source, Why, calls},
    auth::{Scope, Session},
    draft::same_writing,
    model::{
        Account, Connection, Digest, Draft, DraftId, Post, Question, QuestionId, Review, Site, SourcePage, Target,
        UserAction,
    },
    ports::{Clock, Entropy, Locks, Ports},
};
use serde::{Deserialize, Serialize};

/// What is shown before a question is deleted: where, as whom, which, and the digest that stands for them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Deletion {
    /// Where.
    pub site: Site,
    /// As whom.
    pub account: Account,
    /// Which.
    pub question: Question,
    /// Of all of the above.
    pub digest: Digest,
}

impl Deletion {
    fn new(site: Site, account: Account, question: Question) -> Self {
        let ids = [account.account_id, account.user_id, question.id.0, question.answers.into()];
        let (to, ids) = (site.to_string(), ids.map(|id| id.to_string()));
        let fields = ["deletes", &to, &ids[0], &ids[1], &account.name, &ids[2], &ids[3], &question.title];
        let digest = Digest::of_fields(fields);
        Self { site, account, question, digest }
    }
}

impl<P: Ports> App<P> {
    /// A draft of what a question of the person's own says; the one there is, if it was begun before.
    pub(super) async fn start_change(&self, id: QuestionId) -> Result<Draft, AppError> {
        let (connection, session) = self.me().await?;
        let is_of = |draft: &Draft| draft.target.as_ref().is_some_and(|target| target.post.id == id);
        let begun = self.drafts().await?.into_iter().find(|draft| is_of(draft) && draft.discarded.is_none());
        if let Some(draft) = begun {
            return Ok(draft);
        }
        let client = self.client(&connection, Some(&session.token));
        let target = self.noted(&connection, Scope::Read, says(&client, id).await).await?;
        let target = target.ok_or(AppError::NoQuestion(connection.site.clone()))?;
        let source = SourcePage { title: target.base.title.clone(), url: target.post.url.clone() };
        let (id, writing) = (DraftId(self.ports.entropy().token()), target.base.clone().visible());
        let draft = Draft {
            author: Some(session.account.account_id),
            target: Some(target),
            changed: Some(self.ports.clock().now()),
            ..Draft::new(id, connection.site, source, writing)
        };
        self.add_draft(&draft).await?;
        Ok(draft)
    }

    /// Makes sure that a change is shown against what the question says now.
    pub(super) async fn check_change(
        &self,
        connection: &Connection,
        session: &Session,
        draft: &Draft,
        target: &Target,
    ) -> Result<(), AppError> {
        let client = self.client(connection, Some(&session.token));
        let now = self.noted(connection, Scope::Write, says(&client, target.post.id).await).await?;
        let now = now.ok_or(AppError::NoQuestion(connection.site.clone()))?;
        if same_writing(&now.base, &draft.writing) {
            self.forget_draft(&draft.id).await?;
            return Err(AppError::AlreadySaved { url: target.post.url.clone() });
        }
        if same_writing(&now.base, &target.base) {
            return Ok(());
        }
        let _turn = self.drafts_turn().await;
        let draft = self.draft(&draft.id).await?;
        self.keep_draft(&Draft { target: Some(now), ..draft }).await?;
        Err(AppError::ChangedThere(connection.site.clone()))
    }

    /// Saves a change on the site, if `seen` is the digest of the review that the person read, and answers where.
    pub(super) async fn save_change(&self, id: &DraftId, seen: &Digest) -> Result<Post, AppError> {
        let _turn = self.ports.locks().hold(POSTING).await;
        let (connection, draft) = self.own_draft(id).await?;
        check_editable(&draft)?;
        let session = self.session_for(&connection, Scope::Write).await?;
        let (target, writing) = Review::new(&draft, session.account.clone()).confirm_change(seen)?;
        self.check_change(&connection, &session, &draft, &target).await?;
        let client = self.client(&connection, Some(&session.token));
        let edit = calls::edit_question(target.post.id, &writing, "", &UserAction::pressed());
        match client.send(&edit).await {
            Ok(_) => {}
            Err(error) if error.outcome_is_known() => return self.refused(&connection, error).await,
            Err(_) => match says(&client, target.post.id).await {
                Ok(Some(now)) if same_writing(&now.base, &writing) => {}
                Ok(_) => return Err(AppError::NotDone(connection.site)),
                Err(_) => return Err(AppError::Uncertain(connection.site)),
            },
        }
        self.forget_draft(id).await?;
        Ok(target.post)
    }

    /// What is to be read before a question is deleted.
    pub(super) async fn review_deletion(&self, id: QuestionId) -> Result<Deletion, AppError> {
        let connection = self.connection().await?;
        let session = self.session_for(&connection, Scope::Write).await?;
        let client = self.client(&connection, Some(&session.token));
        let question = self.noted(&connection, Scope::Write, there(&client, id).await).await?;
        let question = question.ok_or(AppError::NoQuestion(connection.site.clone()))?;
        if question.owner.as_ref().and_then(|owner| owner.1) != Some(session.account.user_id) {
            return Err(AppError::OtherAccount);
        }
        Ok(Deletion::new(connection.site, session.account, question))
    }

    /// Deletes a question from the site, if `seen` is the digest of what the person read.
    pub(super) async fn delete_question(&self, id: QuestionId, seen: &Digest) -> Result<(), AppError> {
        let _turn = self.ports.locks().hold(POSTING).await;
        if self.review_deletion(id).await?.digest != *seen {
            return Err(crate::model::StaleReview.into());
        }
        let connection = self.connection().await?;
        let session = self.session_for(&connection, Scope::Write).await?;
        let client = self.client(&connection, Some(&session.token));
        match client.send(&calls::delete_question(id, &UserAction::pressed())).await {
            Ok(_) => {}
            Err(error) if error.why() == Some(Why::NotFound) => {} // somebody was quicker
            Err(error) if error.outcome_is_known() => return self.refused(&connection, error).await,
            Err(_) => match there(&client, id).await {
                Ok(None) => {}
                Ok(Some(_)) => return Err(AppError::NotDone(connection.site)),
                Err(_) => return Err(AppError::Uncertain(connection.site)),
            },
        }
        self.forget_question(&connection, &session.account, id).await
    }
}

/// What a question says now.
async fn says<P: Ports>(client: &Client<'_, P>, id: QuestionId) -> Result<Option<Target>, ApiError> {
    found(client.list(&calls::source(id)).await.map(|found| found.into_iter().next().map(|Source(target)| target)))
}

/// A question, if it is there. v2.3 lists nothing in place of one that is not, v3 refuses.
pub(super) async fn there<P: Ports>(client: &Client<'_, P>, id: QuestionId) -> Result<Option<Question>, ApiError> {
    found(client.list(&calls::questions_by_id(&[id]).fresh()).await.map(|found| found.into_iter().next()))
}

fn found<T>(answer: Result<Option<T>, ApiError>) -> Result<Option<T>, ApiError> {
    match answer {
        Err(error) if error.why() == Some(Why::NotFound) => Ok(None),
        answer => answer,
    }
}

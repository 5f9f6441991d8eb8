//! What a reader does to a post: a vote and a bookmark, each by a press of its own, which leaves once and can be taken
//! back by another.

use super::{App, AppError};
use crate::{
    api::calls,
    auth::Scope,
    model::{PostId, QuestionId, UserAction},
    ports::Ports,
};
use serde::{Deserialize, Serialize};

/// What becomes of a vote or a bookmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Mark {
    /// It is there.
    Set,
    /// It is not.
    Unset,
}

impl<P: Ports> App<P> {
    /// Votes a post up, or takes that back: its score from then on.
    pub(super) async fn vote(&self, post: PostId, mark: Mark) -> Result<i64, AppError> {
        let connection = self.connection().await?;
        let session = self.session_for(&connection, Scope::Write).await?;
        let client = self.client(&connection, Some(&session.token));
        let by = UserAction::pressed();
        let score = match post {
            PostId::Question(id) => {
                let call = if mark == Mark::Set { calls::upvote(id, &by) } else { calls::undo_upvote(id, &by) };
                client.one(&call).await.map(|question| question.score)
            }
            PostId::Answer(question, id) => {
                let vote = if mark == Mark::Set { calls::upvote_answer } else { calls::undo_upvote_answer };
                client.one(&vote(question, id, &by)).await.map(|answer| answer.score)
            }
        };
        self.noted(&connection, Scope::Write, score).await
    }

    /// Keeps a question among the person's bookmarks on the site, or no longer. To do that twice is to do it once.
    pub(super) async fn bookmark(&self, id: QuestionId, mark: Mark) -> Result<(), AppError> {
        let connection = self.connection().await?;
        let session = self.session_for(&connection, Scope::Write).await?;
        let by = UserAction::pressed();
        let call = if mark == Mark::Set { calls::favorite(id, &by) } else { calls::undo_favorite(id, &by) };
        let done = self.client(&connection, Some(&session.token)).send(&call).await;
        self.noted(&connection, Scope::Write, done.map(drop)).await
    }
}

//! The questions that the person keeps at hand, whatever page they read.
//!
//! Kept on the device, a list for each connection: the site is told nothing.

use super::{App, AppError};
use crate::{
    model::{ConnectionId, Question, QuestionId},
    ports::{Area, Locks, Ports},
};

/// Most questions kept.
const MOST: usize = 50;

/// The lock of whoever changes the list.
const CHANGING: &str = "pins";

impl<P: Ports> App<P> {
    /// The questions kept, the latest first.
    pub(super) async fn pins(&self, of: &ConnectionId) -> Result<Vec<Question>, AppError> {
        Ok(self.load(Area::Local, &pins_of(of)).await?.unwrap_or_default())
    }

    /// Keeps a question, in place of the oldest if there are too many.
    pub(super) async fn pin(&self, question: Question) -> Result<(), AppError> {
        self.change_pins(question.id, Some(question)).await
    }

    /// Keeps it no longer.
    pub(super) async fn unpin(&self, id: QuestionId) -> Result<(), AppError> {
        self.change_pins(id, None).await
    }

    async fn change_pins(&self, id: QuestionId, now: Option<Question>) -> Result<(), AppError> {
        let connection = self.active().await?.id;
        let _turn = self.ports.locks().hold(CHANGING).await;
        let mut pins = self.pins(&connection).await?;
        pins.retain(|pin| pin.id != id);
        now.into_iter().for_each(|question| pins.insert(0, question));
        pins.truncate(MOST);
        self.keep(Area::Local, &pins_of(&connection), &pins).await
    }
}

/// What is kept under a connection.
pub(super) fn pins_of(connection: &ConnectionId) -> String {
    format!("pins {}", connection.0)
}

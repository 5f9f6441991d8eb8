//! What the site said before, for when it cannot be reached.
//!
//! In memory until the browser closes, under a cap, and forgotten with the sign-in that it was read under: what a company
//! knows is not left on a disk. It never serves while the site answers.

use super::{App, AppError};
use crate::{
    json,
    model::{ConnectionId, Timestamp},
    ports::{Area, Clock, Locks, Ports, Store},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

const LIST: &str = "kept";

/// The lock of whoever changes the list.
const KEEPING: &str = "kept";

/// Most bytes kept, of the ten million that browsers allow an extension.
const MAX_BYTES: usize = 2_000_000;

/// One of the things kept, the oldest first in the list.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    connection: ConnectionId,
    what: String,
    bytes: usize,
}

impl Kept {
    fn key(connection: &ConnectionId, what: &str) -> String {
        format!("kept {} {what}", connection.0)
    }
}

/// What was kept, and since when.
#[derive(Serialize, Deserialize)]
struct Since<T>(Timestamp, T);

impl<P: Ports> App<P> {
    /// Keeps an answer. That it could not be kept is nobody's failure.
    pub(super) async fn keep_answer<T: Serialize>(&self, connection: &ConnectionId, what: &str, answer: &T) {
        let text = json::write(&Since(self.ports.clock().now(), answer));
        let bytes = text.len();
        drop(self.keep_text(connection, what, text, bytes).await);
    }

    async fn keep_text(
        &self,
        connection: &ConnectionId,
        what: &str,
        text: String,
        bytes: usize,
    ) -> Result<(), AppError> {
        let _turn = self.ports.locks().hold(KEEPING).await;
        let mut list: Vec<Kept> = self.load(Area::Session, LIST).await?.unwrap_or_default();
        list.retain(|one| (&one.connection, one.what.as_str()) != (connection, what));
        let mut total = bytes + list.iter().map(|one| one.bytes).sum::<usize>();
        let old = list.iter().take_while(|one| {
            let is_over = total > MAX_BYTES;
            total -= if is_over { one.bytes } else { 0 };
            is_over
        });
        let old: Vec<Kept> = list.drain(..old.count()).collect();
        list.push(Kept { connection: connection.clone(), what: what.to_owned(), bytes });
        // The list first: what is not in it would stay for ever.
        self.keep(Area::Session, LIST, &list).await?;
        for one in old {
            self.ports.store().remove(Area::Session, &Kept::key(&one.connection, &one.what)).await?;
        }
        Ok(self.ports.store().set(Area::Session, &Kept::key(connection, what), text).await?)
    }

    /// What was kept, and since when.
    pub(super) async fn kept_answer<T: DeserializeOwned>(
        &self,
        connection: &ConnectionId,
        what: &str,
    ) -> Option<(Timestamp, T)> {
        let Since(since, answer) = self.load(Area::Session, &Kept::key(connection, what)).await.ok()??;
        Some((since, answer))
    }

    /// Forgets all that was kept of a connection.
    pub(super) async fn forget_kept(&self, connection: &ConnectionId) -> Result<(), AppError> {
        let _turn = self.ports.locks().hold(KEEPING).await;
        let list: Vec<Kept> = self.load(Area::Session, LIST).await?.unwrap_or_default();
        let (gone, rest): (Vec<Kept>, Vec<Kept>) = list.into_iter().partition(|one| one.connection == *connection);
        for one in gone {
            self.ports.store().remove(Area::Session, &Kept::key(connection, &one.what)).await?;
        }
        self.keep(Area::Session, LIST, &rest).await
    }
}

//! What left the device: one entry for each call, so that a person can see every byte of a page that was sent.

use super::Client;
use crate::{
    model::{Site, Timestamp},
    ports::{Clock, HttpError, Method, Ports},
};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Entries kept.
const MOST: usize = 100;

/// The latest calls, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ledger {
    next: u32,
    entries: VecDeque<Entry>,
}

/// One call. Holds no credential: the path is the route's, with its braces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Counts calls.
    pub number: u32,
    /// When it left.
    pub at: Timestamp,
    /// Where to; of a picture, the site whose post shows it.
    pub site: Site,
    /// `GET`, `POST`, …
    pub method: String,
    /// The path below the version's base, such as `/questions/{}/answers`; of a picture, the whole address.
    pub path: String,
    /// What of a page or of a person's writing it carried.
    pub carried: Vec<String>,
    /// What came of it; none while nothing has, or if the worker died before.
    pub outcome: Option<Outcome>,
}

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// HTTP status; 0 without an answer.
    pub status: u16,
    /// Bytes of the answer's body, decompressed.
    pub bytes: u32,
    /// Milliseconds it took.
    pub millis: u32,
    /// Calls that the site said are left.
    pub quota: Option<u32>,
}

impl Ledger {
    /// The entries, the latest first.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().rev()
    }

    /// Adds a call that is about to leave; its number.
    pub(super) fn open(&mut self, at: Timestamp, site: &Site, method: Method, path: &str, carried: Vec<String>) -> u32 {
        self.next += 1;
        let (site, method, path) = (site.clone(), method.name().to_owned(), path.to_owned());
        self.entries.push_back(Entry { number: self.next, at, site, method, path, carried, outcome: None });
        self.entries.drain(..self.entries.len().saturating_sub(MOST));
        self.next
    }

    /// Says what came of a call.
    pub(super) fn close(&mut self, number: u32, outcome: Outcome) {
        if let Some(entry) = self.entries.iter_mut().rfind(|entry| entry.number == number) {
            entry.outcome = Some(outcome);
        }
    }
}

impl<P: Ports> Client<'_, P> {
    /// Waits for what goes out under a line of the ledger, which is kept before: the line's number, and what to close it
    /// with, where `size` tells status and bytes of an answer.
    pub(super) async fn on_ledger<T>(
        &self,
        method: Method,
        path: &str,
        said: Vec<String>,
        going: impl Future<Output = Result<T, HttpError>>,
        size: impl Fn(&T) -> (u16, usize),
    ) -> (u32, Outcome, Result<T, HttpError>) {
        let (site, clock) = (&self.connection.site, self.ports.clock());
        let number = self.journal(|(_, ledger)| ledger.open(clock.now(), site, method, path, said));
        self.keep_journal().await;
        let started = clock.millis();
        let sent = going.await;
        let millis = u32::try_from(clock.millis() - started).unwrap_or_default();
        let (status, bytes) = sent.as_ref().map_or((0, 0), size);
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        (number, Outcome { status, bytes, millis, quota: None }, sent)
    }
}

//! Answers at hand: a call under way is shared by all who make it, and its answer serves for a minute.
//!
//! The service calls identical requests within a minute abuse (contract §1.8). In memory only: what a worker forgets,
//! it asks again.

use super::{ApiError, route::Version, wire::Encoding};
use crate::ports::HttpResponse;
use futures_util::lock::Mutex;
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    fmt,
    rc::Rc,
};

/// Milliseconds that an answer serves.
const MAX_AGE: i64 = 60_000;

/// Bytes and number of answers kept.
const MAX_BYTES: usize = 4 << 20;
const MAX_ANSWERS: usize = 64;

/// The answers, the oldest first, and a count of what happens to them: a clock would take two events for one.
#[derive(Default)]
pub(super) struct Answers(RefCell<VecDeque<(String, Rc<Slot>)>>, Cell<u64>);

/// Where the answer to one call goes. Locked by whoever makes the call; empty if they gave up.
pub(super) type Slot = Mutex<Option<Kept>>;

/// What came of a call, and when, by the clock and by the count.
pub(super) struct Kept {
    at: i64,
    turn: u64,
    result: Result<Rc<Answer>, ApiError>,
}

/// An answer that the site meant well, unread, and how it has to be read.
pub(super) struct Answer {
    pub(super) response: HttpResponse,
    pub(super) version: Version,
    pub(super) text: Encoding,
    pub(super) has_more: bool,
}

impl Answers {
    /// The slot of a call.
    pub(super) fn slot(&self, key: String) -> Rc<Slot> {
        let mut all = self.0.borrow_mut();
        if let Some((_, slot)) = all.iter().find(|(known, _)| *known == key) {
            return slot.clone();
        }
        let size = |slot: &Slot| slot.try_lock().map_or(0, |kept| kept.as_ref().map_or(0, Kept::size));
        let mut bytes: usize = all.iter().map(|(_, slot)| size(slot)).sum();
        while (bytes > MAX_BYTES || all.len() >= MAX_ANSWERS)
            && let Some((_, oldest)) = all.pop_front()
        {
            bytes -= size(&oldest);
        }
        let slot = Rc::new(Slot::default());
        all.push_back((key, slot.clone()));
        slot
    }

    /// Counts an event.
    pub(super) fn turn(&self) -> u64 {
        self.1.set(self.1.get() + 1);
        self.1.get()
    }

    /// Keeps what came of a call in its slot. A failure is for those who wait for it already, and for nobody later.
    pub(super) fn keep(&self, slot: &Rc<Slot>, kept: &mut Option<Kept>, at: i64, result: Result<Rc<Answer>, ApiError>) {
        if result.is_err() {
            self.0.borrow_mut().retain(|(_, known)| !Rc::ptr_eq(known, slot));
        }
        *kept = Some(Kept { at, turn: self.turn(), result });
    }

    /// Forgets all: something was written, and what was read before may be wrong now.
    pub(super) fn clear(&self) {
        self.0.borrow_mut().clear();
    }
}

impl Kept {
    /// What serves a call that was asked for at a turn: what is young enough, or, if it must be `fresh`, came after.
    pub(super) fn serves(&self, now: i64, asked: u64, fresh: bool) -> Option<Result<Rc<Answer>, ApiError>> {
        let is_young = (self.at..self.at.saturating_add(MAX_AGE)).contains(&now);
        (self.turn > asked || (is_young && !fresh)).then(|| self.result.clone())
    }

    fn size(&self) -> usize {
        self.result.as_ref().map_or(0, |answer| answer.response.body.len())
    }
}

/// Says nothing of what is in it.
impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answers({})", self.0.borrow().len())
    }
}

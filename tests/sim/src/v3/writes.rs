//! How every write goes: the site's own rules decide, all of it happens or nothing, and a refusal is worded as v3 does.

use super::{Call, Problem, Thing};
use crate::store::{Id, Store, StoreError};
use crate::writing::{Draft, Refusal, Writer};

/// What is tried, to say so if it fails.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attempt {
    thing: Thing,
    /// 0 where there is nothing yet.
    pub(super) id: Id,
    what: What,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Vote,
    Delete,
    /// Anything else, in the words for what was done.
    Other(&'static str),
}

impl Attempt {
    pub(super) fn to_create(thing: Thing) -> Self {
        Self { thing, id: 0, what: What::Other("created") }
    }

    pub(super) fn to_delete(thing: Thing, id: Id) -> Self {
        Self { thing, id, what: What::Delete }
    }

    pub(super) fn to_vote(thing: Thing, id: Id) -> Self {
        Self { thing, id, what: What::Vote }
    }

    /// For example that something be `updated`.
    pub(super) fn that(thing: Thing, id: Id, done: &'static str) -> Self {
        Self { thing, id, what: What::Other(done) }
    }

    /// What a call is told about something that is not there.
    pub(super) fn missing(self, store: &Store) -> Result<Problem, StoreError> {
        let Self { thing, id, what } = self;
        Ok(match what {
            What::Vote => Problem::VoteOnNothing(thing, id),
            What::Delete if store.was_deleted(id)?.map(Thing::from) == Some(thing) => Problem::AlreadyDeleted(thing),
            What::Delete | What::Other(_) => Problem::NotFound(thing, id),
        })
    }

    fn refused(self, store: &Store, refusal: Refusal) -> Problem {
        let rule = match refusal {
            Refusal::Missing => return self.missing(store).unwrap_or_else(Problem::Internal),
            Refusal::Store(error) => return Problem::Internal(error),
            Refusal::Rule(rule) if rule.is_about_rights() => return Problem::Forbidden,
            Refusal::Rule(rule) => rule.to_string(),
        };
        match self.what {
            What::Vote => Problem::VoteRefused(rule),
            What::Delete => Problem::Refused { thing: self.thing, done: "deleted", detail: rule },
            What::Other(done) => Problem::Refused { thing: self.thing, done, detail: rule },
        }
    }
}

/// Lets the caller write.
pub(super) fn write<T>(
    call: &Call<'_>,
    store: &Store,
    attempt: Attempt,
    act: impl FnOnce(&Writer<'_>) -> Result<T, Refusal>,
) -> Result<T, Problem> {
    let user = call.user()?;
    store.batch(|store| {
        let tried = Writer::new(store, &call.sim.config().limits, user, call.now)
            .and_then(|writer| writer.as_ref().map(act).transpose());
        tried.map_err(|refusal| attempt.refused(store, refusal))?.ok_or(Problem::Unauthorized)
    })
}

/// The text of a question or an article, taken out of a body.
pub(super) fn draft(fields: &mut super::Fields) -> Draft {
    Draft { title: fields.text("title"), body: fields.text("body"), tags: fields.texts("tags") }
}

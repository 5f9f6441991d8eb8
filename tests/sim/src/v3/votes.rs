//! Votes on every kind of post that takes them.

use axum::response::Response;

use super::{Attempt, Call, Problem, Thing, answers, articles, found, questions, write};
use crate::store::{Id, Kind, Vote};
use crate::writing::{Refusal, Writer};

/// `POST …/upvote` and `…/downvote`
pub(super) fn cast(call: &Call<'_>, kind: Kind, vote: Vote) -> Result<Response, Problem> {
    change(call, kind, |writer, id| writer.vote(kind, id, vote))
}

/// `DELETE` of either.
pub(super) fn take_back(call: &Call<'_>, kind: Kind, vote: Vote) -> Result<Response, Problem> {
    change(call, kind, |writer, id| writer.unvote(kind, id, vote))
}

fn change(
    call: &Call<'_>,
    kind: Kind,
    act: impl FnOnce(&Writer<'_>, Id) -> Result<(), Refusal>,
) -> Result<Response, Problem> {
    let store = call.sim.store();
    let attempt = match kind {
        Kind::Question => Attempt::to_vote(Thing::Question, call.id("questionId")?),
        Kind::Answer => answers::attempt(call, &store, Attempt::to_vote)?,
        Kind::Article => Attempt::to_vote(Thing::Article, call.id("articleId")?),
    };
    write(call, &store, attempt, |writer| act(writer, attempt.id))?;
    let view = call.view(&store);
    Ok(found(&match kind {
        Kind::Question => view.question_in_full(&questions::called(call, &store)?)?,
        Kind::Answer => view.answer(&answers::called(call, &store)?)?,
        Kind::Article => view.article_in_full(&articles::called(call, &store)?)?,
    }))
}

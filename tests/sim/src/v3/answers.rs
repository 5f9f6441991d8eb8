//! Answers, which are found only under their question.

use axum::response::Response;

use super::{Attempt, Call, Problem, Thing, created, found, gone, page, questions, write};
use crate::store::{Answer, Answers, Id, Kind, PostSort, Store};
use crate::writing::{Refusal, Writer};

/// `GET /questions/{questionId}/answers`
pub(super) fn list(call: &Call<'_>) -> Result<Response, Problem> {
    let paging = call.params.paging()?;
    let (name, sort) = call.params.choice(
        "sort",
        &[("score", PostSort::Votes), ("modified", PostSort::Activity), ("creation", PostSort::Creation)],
    )?;
    let order = call.params.order()?;
    let store = call.sim.store();
    let question = questions::called(call, &store)?;
    let wanted = Answers {
        questions: Some(vec![question.id]),
        sort,
        order,
        limit: paging.size,
        offset: paging.offset(),
        ..Answers::default()
    };
    let view = call.view(&store);
    let items = store.answers(&wanted)?.iter().map(|answer| view.answer(answer)).collect::<Result<_, _>>()?;
    Ok(page(paging, name, Some(order), store.count_answers(&wanted)?, items))
}

/// `GET /questions/{questionId}/answers/{answerId}`
pub(super) fn one(call: &Call<'_>) -> Result<Response, Problem> {
    let store = call.sim.store();
    let answer = called(call, &store)?;
    Ok(found(&call.view(&store).answer_in_full(&answer)?))
}

/// `POST /questions/{questionId}/answers`
pub(super) fn create(call: &Call<'_>) -> Result<Response, Problem> {
    let question = call.id("questionId")?;
    let body = body(call)?;
    let store = call.sim.store();
    // What may be missing is the question.
    questions::called(call, &store)?;
    let id = write(call, &store, Attempt::to_create(Thing::Answer), |writer| writer.answer(question, &body))?;
    let answer = store.answer(id)?.ok_or(Problem::NotFound(Thing::Answer, id))?;
    Ok(created(&call.view(&store).answer_in_full(&answer)?))
}

/// `PUT /questions/{questionId}/answers/{answerId}`
pub(super) fn update(call: &Call<'_>) -> Result<Response, Problem> {
    let body = body(call)?;
    change(call, |thing, id| Attempt::that(thing, id, "updated"), |writer, id| writer.edit_answer(id, &body))?;
    one(call)
}

/// `DELETE /questions/{questionId}/answers/{answerId}`
pub(super) fn delete(call: &Call<'_>) -> Result<Response, Problem> {
    change(call, Attempt::to_delete, |writer, id| writer.delete(Kind::Answer, id))?;
    Ok(gone())
}

/// `POST /questions/{questionId}/answers/{answerId}/accept`
pub(super) fn accept(call: &Call<'_>) -> Result<Response, Problem> {
    change(call, |thing, id| Attempt::that(thing, id, "accepted"), |writer, id| writer.accept(id))?;
    in_short(call)
}

/// `DELETE /questions/{questionId}/answers/{answerId}/accept`
pub(super) fn unaccept(call: &Call<'_>) -> Result<Response, Problem> {
    change(call, |thing, id| Attempt::that(thing, id, "unaccepted"), |writer, id| writer.unaccept(id))?;
    in_short(call)
}

/// Something that is tried with the answer that a path names, if it is one of the question that it names.
pub(super) fn attempt(
    call: &Call<'_>,
    store: &Store,
    to: impl FnOnce(Thing, Id) -> Attempt,
) -> Result<Attempt, Problem> {
    let (question, id) = (call.id("questionId")?, call.id("answerId")?);
    let attempt = to(Thing::Answer, id);
    if store.question_of(id)? == Some(question) { Ok(attempt) } else { Err(attempt.missing(store)?) }
}

fn change(
    call: &Call<'_>,
    to: impl FnOnce(Thing, Id) -> Attempt,
    act: impl FnOnce(&Writer<'_>, Id) -> Result<(), Refusal>,
) -> Result<(), Problem> {
    let store = call.sim.store();
    let attempt = attempt(call, &store, to)?;
    write(call, &store, attempt, |writer| act(writer, attempt.id))
}

fn body(call: &Call<'_>) -> Result<String, Problem> {
    let mut fields = call.fields("AnswerRequestModel")?;
    let body = fields.text("body");
    fields.finish().map(|()| body)
}

fn in_short(call: &Call<'_>) -> Result<Response, Problem> {
    let store = call.sim.store();
    Ok(found(&call.view(&store).answer(&called(call, &store)?)?))
}

/// The answer that a path names, which has to be one of the question that it names.
pub(super) fn called(call: &Call<'_>, store: &Store) -> Result<Answer, Problem> {
    let (question, id) = (call.id("questionId")?, call.id("answerId")?);
    let answer = store.answer(id)?.filter(|answer| answer.question == question);
    answer.ok_or(Problem::NotFound(Thing::Answer, id))
}

//! Answers, which are found only under their question.

use axum::response::Response;

use super::{Call, Problem, Thing, found, page, questions};
use crate::store::{Answer, AnswerSort, Answers, Store};

/// `GET /questions/{questionId}/answers`
pub(super) fn list(call: &Call<'_>) -> Result<Response, Problem> {
    let paging = call.params.paging()?;
    let (name, sort) = call.params.choice(
        "sort",
        &[("score", AnswerSort::Votes), ("modified", AnswerSort::Activity), ("creation", AnswerSort::Creation)],
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

/// The answer that a path names, which has to be one of the question that it names.
pub(super) fn called(call: &Call<'_>, store: &Store) -> Result<Answer, Problem> {
    let (question, id) = (call.id("questionId")?, call.id("answerId")?);
    let answer = store.answer(id)?.filter(|answer| answer.question == question);
    answer.ok_or(Problem::NotFound(Thing::Answer, id))
}

//! Questions.

use axum::response::Response;
use serde_json::Value;

use super::{Attempt, Call, Problem, Thing, created, found, gone, page, tags, write, writes};
use crate::store::{Id, Kind, Match, Question, Selection, Sort, Store};
use crate::writing::{Draft, Refusal, Writer};

/// `GET /questions`
pub(super) fn list(call: &Call<'_>) -> Result<Response, Problem> {
    let params = &call.params;
    let sorts = [("activity", Sort::Activity), ("creation", Sort::Creation), ("score", Sort::Votes)];
    let ids = params.ids("questionId")?;
    let store = call.sim.store();
    let tags = tags::wanted(call, &store)?;
    let wanted = Selection {
        matching: if tags.as_ref().is_some_and(Vec::is_empty) { Match::Nothing } else { Match::Anything },
        any_tag: tags.unwrap_or_default(),
        ids: (!ids.is_empty()).then_some(ids),
        answered: params.flag("isAnswered")?,
        accepted: params.flag("hasAcceptedAnswer")?,
        owner: params.id("authorId")?,
        asked: params.dates()?,
        ..Selection::default()
    };
    show(call, &store, wanted, &sorts)
}

/// `GET /questions/{questionId}`
pub(super) fn one(call: &Call<'_>) -> Result<Response, Problem> {
    in_full(call, &call.sim.store(), call.id("questionId")?).map(|question| found(&question))
}

/// `POST /questions`
pub(super) fn create(call: &Call<'_>) -> Result<Response, Problem> {
    let draft = draft(call)?;
    let store = call.sim.store();
    let id = write(call, &store, Attempt::to_create(Thing::Question), |writer| writer.ask(draft))?;
    Ok(created(&in_full(call, &store, id)?))
}

/// `PUT /questions/{questionId}`
pub(super) fn update(call: &Call<'_>) -> Result<Response, Problem> {
    let draft = draft(call)?;
    change(call, "updated", |writer, id| writer.edit_question(id, draft)).map(|question| found(&question))
}

/// `DELETE /questions/{questionId}`
pub(super) fn delete(call: &Call<'_>) -> Result<Response, Problem> {
    let attempt = Attempt::to_delete(Thing::Question, call.id("questionId")?);
    write(call, &call.sim.store(), attempt, |writer| writer.delete(Kind::Question, attempt.id))?;
    Ok(gone())
}

/// `POST /questions/{questionId}/bookmark`
pub(super) fn bookmark(call: &Call<'_>) -> Result<Response, Problem> {
    change(call, "bookmarked", |writer, id| writer.favorite(id, false)).map(|question| created(&question))
}

/// `DELETE /questions/{questionId}/bookmark`
pub(super) fn unbookmark(call: &Call<'_>) -> Result<Response, Problem> {
    change(call, "unbookmarked", |writer, id| writer.favorite(id, true)).map(|question| found(&question))
}

/// `GET /questions/{questionId}/linked`
pub(super) fn linked(call: &Call<'_>) -> Result<Response, Problem> {
    let store = call.sim.store();
    let question = called(call, &store)?;
    let ids = store.linking_to(&[question.id], &call.sim.config().site_url)?;
    show_linked(call, &store, ids)
}

/// `GET /questions/{questionId}/related`
pub(super) fn related(call: &Call<'_>) -> Result<Response, Problem> {
    let store = call.sim.store();
    let question = called(call, &store)?;
    show(call, &store, Selection::related(vec![question]), LINKED_OR_RELATED)
}

/// What lists of linked and related questions may be sorted by.
const LINKED_OR_RELATED: &[(&str, Sort)] =
    &[("hot", Sort::Hot), ("creation", Sort::Creation), ("activity", Sort::Activity), ("score", Sort::Votes)];

/// The question that a path names.
pub(super) fn called(call: &Call<'_>, store: &Store) -> Result<Question, Problem> {
    let id = call.id("questionId")?;
    store.question(id)?.ok_or(Problem::NotFound(Thing::Question, id))
}

/// These questions, which something links to.
pub(super) fn show_linked(call: &Call<'_>, store: &Store, ids: Vec<Id>) -> Result<Response, Problem> {
    show(call, store, Selection { ids: Some(ids), ..Selection::default() }, LINKED_OR_RELATED)
}

fn draft(call: &Call<'_>) -> Result<Draft, Problem> {
    let mut fields = call.fields("QuestionRequestModel")?;
    let draft = writes::draft(&mut fields);
    fields.finish().map(|()| draft)
}

/// Does something to the question that a path names, and shows it.
fn change(
    call: &Call<'_>,
    done: &'static str,
    act: impl FnOnce(&Writer<'_>, Id) -> Result<(), Refusal>,
) -> Result<Value, Problem> {
    let attempt = Attempt::that(Thing::Question, call.id("questionId")?, done);
    let store = call.sim.store();
    write(call, &store, attempt, |writer| act(writer, attempt.id))?;
    in_full(call, &store, attempt.id)
}

fn in_full(call: &Call<'_>, store: &Store, id: Id) -> Result<Value, Problem> {
    let question = store.question(id)?.ok_or(Problem::NotFound(Thing::Question, id))?;
    Ok(call.view(store).question_in_full(&question)?)
}

fn show(
    call: &Call<'_>,
    store: &Store,
    wanted: Selection,
    sorts: &[(&'static str, Sort)],
) -> Result<Response, Problem> {
    let paging = call.params.paging()?;
    let (name, sort) = call.params.choice("sort", sorts)?;
    let order = call.params.order()?;
    let wanted = Selection { sort, order, now: call.now, limit: paging.size, offset: paging.offset(), ..wanted };
    let view = call.view(store);
    let items = store.questions(&wanted)?.iter().map(|question| view.question(question)).collect::<Result<_, _>>()?;
    Ok(page(paging, name, Some(order), store.count_questions(&wanted)?, items))
}

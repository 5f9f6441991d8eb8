//! Questions.

use axum::response::Response;

use super::{Call, Problem, Thing, found, page, tags};
use crate::store::{Id, Match, Question, Selection, Sort, Store, words};

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
    let store = call.sim.store();
    let question = called(call, &store)?;
    Ok(found(&call.view(&store).question_in_full(&question)?))
}

/// `GET /questions/{questionId}/linked`
pub(super) fn linked(call: &Call<'_>) -> Result<Response, Problem> {
    let store = call.sim.store();
    let question = called(call, &store)?;
    let ids = store.linking_to(&[question.id], &call.sim.config().site_url)?;
    show_some(call, &store, ids)
}

/// `GET /questions/{questionId}/related`
pub(super) fn related(call: &Call<'_>) -> Result<Response, Problem> {
    let store = call.sim.store();
    let question = called(call, &store)?;
    let wanted = Selection {
        matching: words::any_of(&question.title).map_or(Match::Nothing, Match::Headline),
        any_tag: question.tags,
        sort: Sort::Relevance,
        limit: MOST_RELATED + 1,
        ..Selection::default()
    };
    let ids = store.questions(&wanted)?.into_iter().map(|other| other.id).filter(|id| *id != question.id);
    show_some(call, &store, ids.take(MOST_RELATED as usize).collect())
}

/// More than these are not worth a look.
const MOST_RELATED: u32 = 25;

/// The question that a path names.
pub(super) fn called(call: &Call<'_>, store: &Store) -> Result<Question, Problem> {
    let id = call.id("questionId")?;
    store.question(id)?.ok_or(Problem::NotFound(Thing::Question, id))
}

/// These questions, as lists of linked and related ones are sorted.
pub(super) fn show_some(call: &Call<'_>, store: &Store, ids: Vec<Id>) -> Result<Response, Problem> {
    let sorts =
        [("hot", Sort::Hot), ("creation", Sort::Creation), ("activity", Sort::Activity), ("score", Sort::Votes)];
    show(call, store, Selection { ids: Some(ids), ..Selection::default() }, &sorts)
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

//! Comments of every kind of post: all at once, oldest first, and only to be read.

use axum::response::Response;
use serde_json::Value;

use super::{Call, Problem, answers, articles, found, questions};
use crate::store::{Comments, Id, Order, Store};

/// `GET /questions/{questionId}/comments`
pub(super) fn of_question(call: &Call<'_>) -> Result<Response, Problem> {
    let store = call.sim.store();
    let question = questions::called(call, &store)?;
    show(call, &store, question.id)
}

/// `GET /questions/{questionId}/answers/{answerId}/comments`
pub(super) fn of_answer(call: &Call<'_>) -> Result<Response, Problem> {
    let store = call.sim.store();
    let answer = answers::called(call, &store)?;
    show(call, &store, answer.id)
}

/// `GET /articles/{articleId}/comments`
pub(super) fn of_article(call: &Call<'_>) -> Result<Response, Problem> {
    let store = call.sim.store();
    let article = articles::called(call, &store)?;
    show(call, &store, article.id)
}

fn show(call: &Call<'_>, store: &Store, post: Id) -> Result<Response, Problem> {
    let wanted = Comments { posts: Some(vec![post]), order: Order::Ascending, limit: u32::MAX, ..Comments::default() };
    let view = call.view(store);
    let comments: Vec<Value> = store.comments(&wanted)?.iter().map(|comment| view.comment(comment)).collect();
    Ok(found(&comments.into()))
}

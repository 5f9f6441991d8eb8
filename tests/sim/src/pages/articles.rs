//! An article with its comments.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::questions::tags;
use super::{Page, by, count, respond};
use crate::html::escape;
use crate::store::{Article, Comment, Comments, Order, StoreError};
use crate::{Sim, markdown};

/// `/articles/{id}`
pub(super) async fn one(State(sim): State<Sim>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    respond(&sim, &headers, find(&sim, &id))
}

/// `/articles/{id}/{slug}`
pub(super) async fn one_with_slug(
    State(sim): State<Sim>,
    Path((id, _)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    respond(&sim, &headers, find(&sim, &id))
}

fn find(sim: &Sim, id: &str) -> Result<Option<Page>, StoreError> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let store = sim.store();
    let Some(article) = store.article(id)? else { return Ok(None) };
    let comments = Comments { posts: Some(vec![id]), order: Order::Ascending, limit: 1000, ..Comments::default() };
    let comments = store.comments(&comments)?;
    drop(store);
    Ok(Some(show(sim, &article, &comments)))
}

fn show(sim: &Sim, article: &Article, comments: &[Comment]) -> Page {
    let mut main = format!(
        "<article>\n<h1>{}</h1>\n<p class=\"counts\">{} · {}</p>\n<div class=\"post\">{}</div>\n{}\
         <p class=\"by\">{}</p>\n</article>\n",
        escape(&article.title),
        count(article.score, "vote", "votes"),
        count(article.views.into(), "view", "views"),
        markdown::post(&article.body),
        tags(&article.tags),
        by(sim, "published", article.published, article.owner.as_ref()),
    );
    if !comments.is_empty() {
        main.push_str(&format!("<h2>{}</h2>\n", count(article.comments.into(), "comment", "comments")));
    }
    for comment in comments {
        main.push_str(&format!(
            "<article class=\"answer\">\n<div class=\"post\">{}</div>\n<p class=\"by\">{}</p>\n</article>\n",
            markdown::post(&comment.body),
            by(sim, "said", comment.made, comment.owner.as_ref()),
        ));
    }
    Page::new(&article.title, main)
}

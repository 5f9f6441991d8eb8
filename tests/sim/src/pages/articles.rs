//! Articles: what colleagues have written down without being asked.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use super::questions::{comments_on, tags};
use super::{PER_PAGE, Page, by, count, page_of, paging, path, query, respond};
use crate::html::escape;
use crate::store::{Article, Articles, Comments, Order, StoreError};
use crate::{Sim, links, markdown};

/// `/articles`, those first that something happened to last.
pub(super) async fn all(State(sim): State<Sim>, uri: Uri, headers: HeaderMap) -> Response {
    respond(&sim, &headers, list(&sim, page_of(&query(&uri))).map(Some))
}

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

fn list(sim: &Sim, page: u32) -> Result<Page, StoreError> {
    let wanted = Articles { limit: PER_PAGE + 1, offset: (page - 1) * PER_PAGE, ..Articles::default() };
    let rows = sim.store().articles(&wanted)?;
    let shown = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let mut main = String::from("<h1>Articles</h1>\n<ol class=\"questions\">\n");
    for article in rows.iter().take(shown) {
        main.push_str(&row(sim, article));
    }
    main.push_str("</ol>\n");
    if rows.is_empty() {
        main.push_str("<p>No articles here yet.</p>\n");
    }
    main.push_str(&paging(&format!("{}/articles", sim.base()), &[], page, rows.len() > shown));
    Ok(Page::new("Articles", main))
}

fn row(sim: &Sim, article: &Article) -> String {
    format!(
        "<li><p class=\"counts\"><span>{}</span> <span>{}</span></p>\n\
         <div><h2><a href=\"{}\">{}</a></h2>\n{}<p class=\"by\">{}</p></div></li>\n",
        count(article.score, "vote", "votes"),
        count(article.views.into(), "view", "views"),
        path(&links::article(sim.config(), article.id, &article.title)),
        escape(&article.title),
        tags(sim, &article.tags),
        by(sim, "published", article.published, article.owner.as_ref()),
    )
}

fn find(sim: &Sim, id: &str) -> Result<Option<Page>, StoreError> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let store = sim.store();
    let Some(article) = store.article(id)? else { return Ok(None) };
    let comments = store.comments(&Comments {
        posts: Some(vec![id]),
        order: Order::Ascending,
        limit: 1000,
        ..Comments::default()
    })?;
    let main = format!(
        "<article>\n<h1>{}</h1>\n<p class=\"counts\">{} · {}</p>\n<div class=\"post\">{}</div>\n{}\
         <p class=\"by\">{}</p>\n{}</article>\n",
        escape(&article.title),
        count(article.score, "vote", "votes"),
        count(article.views.into(), "view", "views"),
        markdown::post(&article.body),
        tags(sim, &article.tags),
        by(sim, "published", article.published, article.owner.as_ref()),
        comments_on(sim, id, &comments),
    );
    Ok(Some(Page::new(&article.title, main)))
}

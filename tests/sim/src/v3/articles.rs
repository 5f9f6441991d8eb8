//! Articles.

use axum::response::Response;

use super::{Call, Problem, Thing, found, page, questions, tags};
use crate::store::{Article, ArticleSort, Articles, Store};

/// `GET /articles`
pub(super) fn list(call: &Call<'_>) -> Result<Response, Problem> {
    let params = &call.params;
    let paging = params.paging()?;
    let (name, sort) = params.choice(
        "sort",
        &[("activity", ArticleSort::Activity), ("creation", ArticleSort::Creation), ("score", ArticleSort::Votes)],
    )?;
    let order = params.order()?;
    let store = call.sim.store();
    let tags = tags::wanted(call, &store)?;
    let wanted = Articles {
        // Tags that there are not are on no article.
        ids: tags.as_ref().filter(|tags| tags.is_empty()).map(|_| Vec::new()),
        any_tag: tags.unwrap_or_default(),
        owner: params.id("authorId")?,
        published: params.dates()?,
        sort,
        order,
        limit: paging.size,
        offset: paging.offset(),
        ..Articles::default()
    };
    let view = call.view(&store);
    let items = store.articles(&wanted)?.iter().map(|article| view.article(article)).collect::<Result<_, _>>()?;
    Ok(page(paging, name, Some(order), store.count_articles(&wanted)?, items))
}

/// `GET /articles/{articleId}`
pub(super) fn one(call: &Call<'_>) -> Result<Response, Problem> {
    let store = call.sim.store();
    let article = called(call, &store)?;
    Ok(found(&call.view(&store).article_in_full(&article)?))
}

/// `GET /articles/{articleId}/linked-questions`
pub(super) fn linked_questions(call: &Call<'_>) -> Result<Response, Problem> {
    let store = call.sim.store();
    let article = called(call, &store)?;
    let ids = store.linking_to(&[article.id], &call.sim.config().site_url)?;
    questions::show_some(call, &store, ids)
}

/// The article that a path names.
pub(super) fn called(call: &Call<'_>, store: &Store) -> Result<Article, Problem> {
    let id = call.id("articleId")?;
    store.article(id)?.ok_or(Problem::NotFound(Thing::Article, id))
}

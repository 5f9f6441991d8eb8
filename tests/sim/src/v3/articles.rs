//! Articles.

use axum::response::Response;

use super::wire::ARTICLE_KINDS;
use super::{Attempt, Call, Problem, Thing, created, found, gone, page, questions, tags, write, writes};
use crate::store::{Article, ArticleKind, Articles, EditableBy, Id, Kind, PostSort, Store};
use crate::writing::Draft;

/// `GET /articles`
pub(super) fn list(call: &Call<'_>) -> Result<Response, Problem> {
    let params = &call.params;
    let paging = params.paging()?;
    let (name, sort) = params.choice(
        "sort",
        &[("activity", PostSort::Activity), ("creation", PostSort::Creation), ("score", PostSort::Votes)],
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

/// What a write says about an article.
#[derive(Debug)]
struct Wanted {
    draft: Draft,
    kind: ArticleKind,
    editable_by: EditableBy,
    editors: Vec<Id>,
}

/// `POST /articles`
pub(super) fn create(call: &Call<'_>) -> Result<Response, Problem> {
    let Wanted { draft, kind, editable_by, editors } = wanted(call)?;
    let store = call.sim.store();
    let id = write(call, &store, Attempt::to_create(Thing::Article), |writer| {
        let id = writer.publish(draft, kind, editable_by)?;
        Ok(store.reclassify(id, kind, editable_by, &editors).map(|()| id)?)
    })?;
    let article = store.article(id)?.ok_or(Problem::NotFound(Thing::Article, id))?;
    Ok(created(&call.view(&store).article_in_full(&article)?))
}

/// `PUT /articles/{articleId}`
pub(super) fn update(call: &Call<'_>) -> Result<Response, Problem> {
    let Wanted { draft, kind, editable_by, editors } = wanted(call)?;
    let attempt = Attempt::that(Thing::Article, call.id("articleId")?, "updated");
    let store = call.sim.store();
    write(call, &store, attempt, |writer| {
        writer.edit_article(attempt.id, draft)?;
        Ok(store.reclassify(attempt.id, kind, editable_by, &editors)?)
    })?;
    Ok(found(&call.view(&store).article_in_full(&called(call, &store)?)?))
}

/// `DELETE /articles/{articleId}`
pub(super) fn delete(call: &Call<'_>) -> Result<Response, Problem> {
    let attempt = Attempt::to_delete(Thing::Article, call.id("articleId")?);
    write(call, &call.sim.store(), attempt, |writer| writer.delete(Kind::Article, attempt.id))?;
    Ok(gone())
}

fn wanted(call: &Call<'_>) -> Result<Wanted, Problem> {
    let mut fields = call.fields("ArticleRequestModel")?;
    let draft = writes::draft(&mut fields);
    let kind = fields.choice("type", ARTICLE_KINDS);
    let by: Vec<_> = EditableBy::ALL.iter().map(|by| (by.name(), *by)).collect();
    let (editable_by, editors) = fields.object("permissions", "ArticlePermissionsRequestModel", |permissions| {
        permissions.ids("editorUserGroupIds");
        (permissions.choice("editableBy", &by), permissions.ids("editorUserIds"))
    });
    fields.finish().map(|()| Wanted { draft, kind, editable_by, editors })
}

/// `GET /articles/{articleId}/linked-questions`
pub(super) fn linked_questions(call: &Call<'_>) -> Result<Response, Problem> {
    let store = call.sim.store();
    let article = called(call, &store)?;
    let ids = store.linking_to(&[article.id], &call.sim.config().site_url)?;
    questions::show_linked(call, &store, ids)
}

/// The article that a path names.
pub(super) fn called(call: &Call<'_>, store: &Store) -> Result<Article, Problem> {
    let id = call.id("articleId")?;
    store.article(id)?.ok_or(Problem::NotFound(Thing::Article, id))
}

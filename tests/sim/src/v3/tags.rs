//! Tags, by number.

use axum::response::Response;
use serde_json::{Value, json};

use super::{Call, Problem, Thing, found, page};
use crate::store::{Id, Range, Store, Tag, TagSort, Tags};

/// What a list of tags may be sorted by.
#[derive(Debug, Clone, Copy)]
enum By {
    Name,
    PostCount,
    CreationDate,
}

/// `GET /tags`
pub(super) fn list(call: &Call<'_>) -> Result<Response, Problem> {
    let params = &call.params;
    let paging = params.paging()?;
    let (sort, by) = params
        .choice("sort", &[("name", By::Name), ("postCount", By::PostCount), ("creationDate", By::CreationDate)])?;
    let order = params.order()?;
    let wanted = Tags {
        containing: params.get("partialName").map(str::to_owned),
        has_synonyms: params.flag("hasSynonyms")?,
        // Nobody has been named an expert here.
        ids: params.flag("hasSmes")?.filter(|wanted| *wanted).map(|_| Vec::new()),
        sort: match by {
            By::Name => TagSort::Name(Range::default()),
            By::PostCount => TagSort::Popular(Range::default()),
            By::CreationDate => TagSort::Creation(Range::default()),
        },
        order,
        limit: paging.size,
        offset: paging.offset(),
        ..Tags::default()
    };
    let store = call.sim.store();
    let view = call.view(&store);
    let items = store.tags(&wanted)?.iter().map(|tag| view.tag(tag)).collect();
    Ok(page(paging, sort, Some(order), store.count_tags(&wanted)?, items))
}

/// `GET /tags/{tagId}`
pub(super) fn one(call: &Call<'_>) -> Result<Response, Problem> {
    let store = call.sim.store();
    let mut tag = call.view(&store).tag(&called(call, &store)?);
    tag["subjectMatterExperts"] = experts();
    Ok(found(&tag))
}

/// `GET /tags/{tagId}/subject-matter-experts`
pub(super) fn subject_matter_experts(call: &Call<'_>) -> Result<Response, Problem> {
    called(call, &call.sim.store())?;
    Ok(found(&experts()))
}

/// `GET /tags/{tagId}/tag-watchers`: nobody watches here.
pub(super) fn watchers(call: &Call<'_>) -> Result<Response, Problem> {
    called(call, &call.sim.store())?;
    Ok(found(&json!({"users": []})))
}

/// The names behind the ids of a `tagId` parameter; `None` without one.
pub(super) fn wanted(call: &Call<'_>, store: &Store) -> Result<Option<Vec<String>>, Problem> {
    let ids = call.params.ids("tagId")?;
    if ids.is_empty() {
        return Ok(None);
    }
    let limit = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    let tags = store.tags(&Tags { ids: Some(ids), limit, ..Tags::default() })?;
    Ok(Some(tags.into_iter().map(|tag| tag.name).collect()))
}

fn called(call: &Call<'_>, store: &Store) -> Result<Tag, Problem> {
    let id: Id = call.id("tagId")?;
    let found = store.tags(&Tags { ids: Some(vec![id]), limit: 1, ..Tags::default() })?.pop();
    found.ok_or(Problem::NotFound(Thing::Tag, id))
}

fn experts() -> Value {
    json!({"users": [], "userGroups": []})
}

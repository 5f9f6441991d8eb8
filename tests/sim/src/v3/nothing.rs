//! What this site has the place for and nothing in it: collections, communities and user groups.

use axum::response::Response;

use super::{Call, Problem, Thing, page};

/// `GET /collections`
pub(super) fn collections(call: &Call<'_>) -> Result<Response, Problem> {
    let params = &call.params;
    params.ids("authorIds")?;
    params.dates()?;
    params.choice("permissions", &[("all", ()), ("owned", ()), ("editable", ())])?;
    list(call, &["creation", "lastEdit"])
}

/// `GET /communities`
pub(super) fn communities(call: &Call<'_>) -> Result<Response, Problem> {
    list(call, &["name", "size"])
}

/// `GET /user-groups`
pub(super) fn user_groups(call: &Call<'_>) -> Result<Response, Problem> {
    list(call, &["name", "size"])
}

/// `GET /collections/{collectionId}`
pub(super) fn collection(call: &Call<'_>) -> Result<Response, Problem> {
    Err(Problem::NotFound(Thing::Collection, call.id("collectionId")?))
}

/// `GET /communities/{communityId}`
pub(super) fn community(call: &Call<'_>) -> Result<Response, Problem> {
    Err(Problem::NotFound(Thing::Community, call.id("communityId")?))
}

/// `GET /user-groups/{userGroupId}`
pub(super) fn user_group(call: &Call<'_>) -> Result<Response, Problem> {
    Err(Problem::NotFound(Thing::UserGroup, call.id("userGroupId")?))
}

fn list(call: &Call<'_>, sorts: &[&'static str]) -> Result<Response, Problem> {
    let sorts: Vec<_> = sorts.iter().map(|sort| (*sort, ())).collect();
    let (sort, ()) = call.params.choice("sort", &sorts)?;
    Ok(page(call.params.paging()?, sort, Some(call.params.order()?), 0, Vec::new()))
}

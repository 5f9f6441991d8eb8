//! People.

use axum::response::Response;

use super::{Call, Problem, Thing, found, page};
use crate::store::{Id, Roster};

/// `GET /users`: everybody who can sign in.
pub(super) fn list(call: &Call<'_>) -> Result<Response, Problem> {
    let paging = call.params.paging()?;
    let (sort, ()) = call.params.choice("sort", &[("reputation", ())])?;
    let order = call.params.order()?;
    let wanted = Roster { order, limit: paging.size, offset: paging.offset(), ..Roster::default() };
    let store = call.sim.store();
    let view = call.view(&store);
    let items = store.roster(&wanted)?.iter().map(|person| view.user(person)).collect::<Result<_, _>>()?;
    Ok(page(paging, sort, Some(order), store.count_roster(&wanted)?, items))
}

/// `GET /users/{userId}`
pub(super) fn one(call: &Call<'_>) -> Result<Response, Problem> {
    show(call, call.id("userId")?)
}

/// `GET /users/me`
pub(super) fn me(call: &Call<'_>) -> Result<Response, Problem> {
    show(call, call.user()?)
}

fn show(call: &Call<'_>, id: Id) -> Result<Response, Problem> {
    let store = call.sim.store();
    let person = store.person(id)?.filter(|person| !person.gone).ok_or(Problem::NotFound(Thing::User, id))?;
    Ok(found(&call.view(&store).user_in_full(&person)?))
}

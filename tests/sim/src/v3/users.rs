//! People.

use axum::response::Response;

use super::{Call, Problem, Thing, found, page};
use crate::store::{Id, Order};

/// `GET /users`: everybody who can sign in.
pub(super) fn list(call: &Call<'_>) -> Result<Response, Problem> {
    let paging = call.params.paging()?;
    let (sort, ()) = call.params.choice("sort", &[("reputation", ())])?;
    let order = call.params.order()?;
    let store = call.sim.store();
    let mut people = store.people()?;
    people.sort_by_key(|person| (person.reputation, person.id));
    if order == Order::Descending {
        people.reverse();
    }
    let total = u32::try_from(people.len()).unwrap_or(u32::MAX);
    let view = call.view(&store);
    let shown = people.iter().skip(paging.offset() as usize).take(paging.size as usize);
    let items = shown.map(|person| view.user(person)).collect::<Result<_, _>>()?;
    Ok(page(paging, sort, Some(order), total, items))
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

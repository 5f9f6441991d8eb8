//! API v3, as the official description has it: below `/api/v3` on a company's own site, JSON in camel case, HTTP statuses that mean what they
//! say.
//!
//! [`operations`] is the table of what there is; [`Caller`] knows who may call it, [`Throttle`] how often, [`View`] how
//! things look. The operations themselves are a few lines each, in modules named after what they are about. The rules
//! of posts and votes are the site's, the same as v2.3's: only their wording differs.

mod answers;
mod articles;
mod body;
mod caller;
mod comments;
mod images;
mod index;
mod mentions;
mod multipart;
mod nothing;
mod operations;
mod params;
mod problem;
mod questions;
mod search;
mod tags;
mod throttle;
mod users;
mod votes;
mod wire;
mod writes;

pub(crate) use images::{Images, images};
pub(crate) use throttle::Throttle;

use body::Fields;
use caller::{Access, Caller};
use params::{Paging, Params};
use problem::{Problem, Thing};
use wire::View;
use writes::{Attempt, write};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use crate::store::{Id, Order, Store};
use crate::{Kind, Sim};

/// More than the largest picture with its wrapping.
const LARGEST_BODY: usize = 3 << 20;

/// Every path below the API's root; what is no operation there is an empty 404.
pub(crate) fn router(kind: Kind) -> Router<Sim> {
    let below = Router::new().fallback(handle).layer(DefaultBodyLimit::disable());
    kind.v3_root().map_or_else(Router::new, |root| Router::new().nest(root, below))
}

/// One call, understood.
#[derive(Debug)]
struct Call<'a> {
    sim: &'a Sim,
    places: operations::Places,
    params: Params,
    parts: &'a Parts,
    body: &'a Bytes,
    caller: Caller,
    now: i64,
}

impl Call<'_> {
    /// What stands in one of the path's places.
    fn place(&self, place: &str) -> &str {
        self.places.iter().find(|(name, _)| *name == place).map_or("", |(_, value)| value)
    }

    /// The same as an id.
    fn id(&self, place: &str) -> Result<Id, Problem> {
        params::path_id(place, self.place(place))
    }

    /// Shows things to the caller.
    fn view<'s>(&'s self, store: &'s Store) -> View<'s> {
        View::new(self.sim.config(), store, self.caller.user())
    }

    /// The body as a model.
    fn fields(&self, model: &'static str) -> Result<Fields, Problem> {
        Fields::read(model, &self.parts.headers, self.body)
    }

    /// Who is signed in; operations that need somebody are not reached without.
    fn user(&self) -> Result<Id, Problem> {
        self.caller.user().ok_or(Problem::Forbidden)
    }
}

async fn handle(State(sim): State<Sim>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    if parts.uri.path() == "/" && parts.method == Method::GET {
        return index::page();
    }
    let Ok(body) = axum::body::to_bytes(body, LARGEST_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    answer(&sim, &parts, &body).unwrap_or_else(Problem::into_response)
}

fn answer(sim: &Sim, parts: &Parts, body: &Bytes) -> Result<Response, Problem> {
    let (team, path) = team_of(parts.uri.path());
    let (operation, places) = operations::find(parts.method.as_str(), path)?;
    // On a shared host everything belongs to a team.
    let is_there = if team.is_some() { operation.is_for_teams() } else { !sim.config().kind.is_shared() };
    if !is_there {
        return Err(Problem::NoOperation);
    }
    let params = Params::read(parts.uri.query());
    let now = sim.now();
    if operation.access == Access::Open {
        return (operation.answer)(&Call { sim, places, params, parts, body, caller: Caller::Anyone, now });
    }
    let caller = Caller::identify(sim, &parts.headers)?;
    let limits = &sim.config().throttling;
    let levels = sim.throttle().take(caller.credential(), limits, now);
    let levels = levels.map_err(|(levels, wait)| Problem::TooMany(levels, limits.retry_after.then_some(wait)))?;
    let answered = caller.may(operation.access).and_then(|()| {
        let sim = &caller.enter(sim, team)?;
        (operation.answer)(&Call { sim, places, params, parts, body, caller, now })
    });
    let mut response = answered.unwrap_or_else(Problem::into_response);
    levels.write(response.headers_mut());
    Ok(response)
}

/// The team that a path names, and what follows.
fn team_of(path: &str) -> (Option<&str>, &str) {
    let Some(rest) = path.strip_prefix("/teams/") else { return (None, path) };
    let (team, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    (Some(team), path)
}

/// An answer in JSON. Nothing is known of headers that would let pages of other sites read it, so there are none.
fn json(status: StatusCode, body: &Value) -> Response {
    let headers: [(HeaderName, &str); 2] =
        [(header::CONTENT_TYPE, "application/json; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (status, headers, body.to_string()).into_response()
}

/// A good answer.
fn found(body: &Value) -> Response {
    json(StatusCode::OK, body)
}

/// A good answer about something new.
fn created(body: &Value) -> Response {
    json(StatusCode::CREATED, body)
}

/// A good answer about something that is no more.
fn gone() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// A page of a list. Search alone has no order.
fn page(paging: Paging, sort: &str, order: Option<Order>, total: u32, items: Vec<Value>) -> Response {
    let mut body = json!({
        "totalCount": total,
        "pageSize": paging.size,
        "page": paging.page,
        "totalPages": total.div_ceil(paging.size),
        "sort": sort,
    });
    body["items"] = items.into();
    if let Some(order) = order {
        body["order"] = match order {
            Order::Descending => "desc",
            Order::Ascending => "asc",
        }
        .into();
    }
    found(&body)
}

/// For whoever wants to know whether anybody is there.
fn stacky(_: &Call<'_>) -> Result<Response, Problem> {
    let headers: [(HeaderName, &str); 1] = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    Ok((headers, STACKY).into_response())
}

const STACKY: &str = r"
      ___________
     |  _______  |
     | |  o o  | |
     | |   ~   | |
     | |_______| |
   __|___________|__
  |_________________|
   |_______________|
     |___________|
       _|     |_
";

//! API v2.3, in the form that each [`Kind`] of site has it: on a company's own below `/api/2.3`, without a `site`.
//!
//! [`Route`] knows the methods, [`Caller`] who may call them, [`Filter`] what they show, [`View`] how. The methods
//! themselves are a few lines each; [`reads`] lists those that only read, [`write`] the others.

mod caller;
mod door;
mod envelope;
mod error;
mod fields;
mod filter;
mod inbox;
mod others;
mod params;
mod people;
mod posts;
mod questions;
mod reads;
mod route;
mod search;
mod site;
mod tags;
mod talk;
mod wire;
mod write;

pub(crate) use caller::Caller;
pub(crate) use envelope::{List, Object, Quota};
pub(crate) use error::ApiError;
pub(crate) use filter::{Filter, Filters};
pub(crate) use params::{Listing, Paging, Params};
pub(crate) use posts::Posts;
pub(crate) use route::{Guard, Route};
pub(crate) use wire::View;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Router};
use serde_json::Value;

use crate::accounts::Scope;
use crate::fault::Pause;
use crate::store::Store;
use crate::{Kind, Sim};

/// Every path below the API's roots; what is no method there says so in the API's own form.
pub(crate) fn router(kind: Kind) -> Router<Sim> {
    let roots = kind.v2_roots().iter();
    let paths = roots.flat_map(|root| ["", "/", "/{*method}"].map(|below| format!("{root}{below}")));
    paths.fold(Router::new(), |router, path| router.route(&path, axum::routing::any(handle)))
}

/// One call, understood.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) sim: &'a Sim,
    pub(crate) params: &'a Params,
    pub(crate) caller: &'a Caller,
    pub(crate) filter: &'a Filter,
    pub(crate) now: i64,
}

impl<'a> Call<'a> {
    fn view(&self) -> View<'a> {
        View { filter: self.filter, config: self.sim.config() }
    }

    /// Shows posts with what hangs on them.
    fn posts<'s>(&self, store: &'s Store) -> Posts<'s>
    where
        'a: 's,
    {
        let grant = self.caller.grant.as_ref();
        let private = grant.is_some_and(|grant| grant.scope.contains(&Scope::PrivateInfo));
        Posts { view: self.view(), store, reader: grant.map(|grant| grant.user), private }
    }

    /// Counts only for who wants to know.
    fn total(&self, count: impl FnOnce() -> Result<u32, crate::store::StoreError>) -> Result<Option<u32>, ApiError> {
        Ok(self.filter.has("", "total").then(count).transpose()?)
    }
}

async fn handle(
    State(sim): State<Sim>,
    pause: Option<Extension<Pause>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let params = Params::read(uri.query(), &headers, &body);
    let pause = pause.map(|Extension(Pause(seconds))| seconds);
    match answer(&sim, &method, &uri, &headers, &params, pause) {
        Ok(body) => envelope::json(StatusCode::OK, &body),
        Err(error) => error.into_response(),
    }
}

fn answer(
    sim: &Sim,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    params: &Params,
    pause: Option<u32>,
) -> Result<Value, ApiError> {
    let located = sim.config().kind.locate(uri.path()).ok_or(ApiError::NoMethod)?;
    let route = Route::parse(method, located.method)?;
    let team = door::wanted(sim.config(), &route, located.team, params)?;
    let caller = Caller::identify(sim, uri, headers, params)?;
    let sim = &door::enter(sim, team.as_deref(), &caller)?;
    caller.may(route.guard())?;
    let now = sim.now();
    let quota = spend(sim, &route, &caller, pause, now)?;
    let filter = params.get("filter").unwrap_or("default");
    let filter = sim.filters().named(filter).ok_or(ApiError::parameter("filter"))?;
    let call = Call { sim, params, caller: &caller, filter: &filter, now };
    let list = match &route {
        Route::Read(read, args) => read.list(&call, args),
        Route::Write(wanted) => write::write(&call, *wanted),
        Route::Tokens(tokens) => Ok(others::tokens(&call, tokens)),
        Route::InvalidateTokens(tokens) => Ok(others::invalidate(&call, tokens)),
        Route::DeAuthenticate(tokens) => Ok(others::de_authenticate(&call, tokens)),
        Route::CreateFilter => others::create_filter(&call),
        Route::Filters(names) => Ok(others::filters(&call, names)),
    }?;
    Ok(envelope::wrap(list, &filter, quota, pause))
}

/// Takes the call from the quota, and turns it down if it comes in a pause.
fn spend(sim: &Sim, route: &Route, caller: &Caller, pause: Option<u32>, now: i64) -> Result<Quota, ApiError> {
    let mut pacing = sim.pacing();
    if pacing.is_paused(route.name(), now) {
        return Err(ApiError::BackoffViolated);
    }
    if let Some(seconds) = pause {
        pacing.pause(route.name(), seconds.into(), now);
    }
    let max = caller.quota(sim.config());
    let remaining = pacing.spend(&caller.bucket(), max, now).map_err(ApiError::QuotaSpent)?;
    Ok(Quota { max, remaining })
}

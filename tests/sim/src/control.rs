//! `/sim/…`: log, faults, clock and ids for tests that run in another process.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};

use crate::Sim;
use crate::fault::Fault;
use crate::log::Logged;

/// The control methods. None of them is logged or ever fails on purpose.
pub(crate) fn router() -> Router<Sim> {
    Router::new()
        .route("/sim/log", get(log))
        .route("/sim/faults", post(add_faults).delete(clear_faults))
        .route("/sim/clock", get(now).post(skip))
        .route("/sim/ids", get(ids))
        .route("/sim/tokens", post(token))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Skip {
    skip: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    user: String,
    #[serde(default)]
    scope: Vec<String>,
    /// Makes it a personal access token for this team.
    #[serde(default)]
    team: Option<String>,
}

/// What could not be read, and why.
#[derive(Serialize)]
struct Misunderstood {
    error: String,
}

async fn log(State(sim): State<Sim>) -> Json<Vec<Logged>> {
    Json(sim.log())
}

async fn add_faults(State(sim): State<Sim>, body: Bytes) -> Response {
    read::<Vec<Fault>>(&body, |faults| {
        for fault in faults {
            sim.fault(fault);
        }
        StatusCode::NO_CONTENT.into_response()
    })
}

async fn clear_faults(State(sim): State<Sim>) -> StatusCode {
    sim.clear_faults();
    StatusCode::NO_CONTENT
}

async fn now(State(sim): State<Sim>) -> Response {
    Json(json!({"now": sim.now()})).into_response()
}

async fn skip(State(sim): State<Sim>, body: Bytes) -> Response {
    read::<Skip>(&body, |wanted| {
        sim.clock_skip(wanted.skip);
        Json(json!({"now": sim.now()})).into_response()
    })
}

/// The ids of a data file with the numbers of the site: `{"en:1": 1, …}`.
async fn ids(State(sim): State<Sim>) -> Response {
    let ids: Map<_, _> = sim.sources().into_iter().map(|(source, id)| (source, id.into())).collect();
    Json(ids).into_response()
}

/// A token without the dialog: `{"user": "amal", "scope": ["write_access"]}`.
async fn token(State(sim): State<Sim>, body: Bytes) -> Response {
    read::<Wanted>(&body, |wanted| {
        let scope: Vec<&str> = wanted.scope.iter().map(String::as_str).collect();
        let token = match &wanted.team {
            Some(team) => sim.issue_personal_token(&wanted.user, team, &scope),
            None => sim.issue_token(&wanted.user, &scope),
        };
        Json(json!({"access_token": token})).into_response()
    })
}

fn read<'a, T: Deserialize<'a>>(body: &'a [u8], act: impl FnOnce(T) -> Response) -> Response {
    match serde_json::from_slice(body) {
        Ok(wanted) => act(wanted),
        Err(error) => (StatusCode::BAD_REQUEST, Json(Misunderstood { error: error.to_string() })).into_response(),
    }
}

//! `/oauth/access_token`: a code becomes a token.

use std::borrow::Cow;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::code::{Claim, Found};
use crate::Sim;
use crate::accounts::Grant;
use crate::config::Application;
use crate::v2::Params;

/// Why there is no token: the standard's code, and a sentence.
#[derive(Debug, thiserror::Error)]
#[error("{code}: {description}")]
struct ExchangeError {
    code: &'static str,
    description: Cow<'static, str>,
}

/// The fields of an answer, in either form.
type Fields = Vec<(&'static str, Value)>;

/// Answers as a form, as the first version of the protocol had it.
pub(super) async fn as_form(State(sim): State<Sim>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let (status, fields) = answer(&sim, &Params::read(uri.query(), &headers, &body));
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        form.append_pair(name, value.as_str().map_or_else(|| value.to_string(), str::to_owned).as_str());
    }
    (status, [(header::CONTENT_TYPE, "application/x-www-form-urlencoded"), NO_STORE], form.finish()).into_response()
}

/// Answers in JSON.
pub(super) async fn as_json(State(sim): State<Sim>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let (status, fields) = answer(&sim, &Params::read(uri.query(), &headers, &body));
    let fields: Map<String, Value> = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    (status, [NO_STORE], Json(fields)).into_response()
}

const NO_STORE: (header::HeaderName, &str) = (header::CACHE_CONTROL, "no-store");

fn answer(sim: &Sim, params: &Params) -> (StatusCode, Fields) {
    match exchange(sim, params) {
        Ok(grant) => {
            let life = grant.expires.map(|_| ("expires", sim.config().token_life.into()));
            (StatusCode::OK, [("access_token", grant.token.into())].into_iter().chain(life).collect())
        }
        Err(ExchangeError { code, description }) => {
            (StatusCode::BAD_REQUEST, vec![("error", code.into()), ("error_description", description.into())])
        }
    }
}

fn exchange(sim: &Sim, params: &Params) -> Result<Grant, ExchangeError> {
    if params.get("grant_type").is_some_and(|kind| kind != "authorization_code") {
        return Err(failure("unsupported_grant_type", "grant_type has to be authorization_code"));
    }
    let app = params.get("client_id").and_then(|id| sim.app_by_id(id.parse().ok()?));
    let app = app.ok_or(failure("invalid_client", "no application is registered with this client_id"))?;
    let code = required(params, "code")?;
    let redirect_uri = required(params, "redirect_uri")?;
    let now = sim.now();
    // One exchange at a time: of two with the same code, the second finds it spent.
    let mut accounts = sim.accounts();
    let claim = match accounts.codes.find(code, now) {
        Found::Good(claim) => claim,
        Found::Spent(token) => {
            // Two parties know this code, so one of them stole it.
            accounts.revoke(&token, now);
            return Err(failure("invalid_grant", "the code has been used before"));
        }
        Found::Nothing => return Err(failure("invalid_grant", "the code is unknown or has expired")),
    };
    if claim.client_id != app.client_id {
        return Err(failure("invalid_grant", "the code was issued to another application"));
    }
    if claim.redirect_uri != redirect_uri {
        return Err(failure("invalid_grant", "redirect_uri differs from the one that the code was asked with"));
    }
    prove(&app, &claim, params)?;
    let expires = sim.expiry(&claim.scope);
    let grant = accounts.grant(claim.client_id, claim.user, claim.scope, expires);
    accounts.codes.spend(code, &grant.token);
    Ok(grant)
}

/// Whoever sent a challenge shows what it was made from; everybody else shows the application's secret.
fn prove(app: &Application, claim: &Claim, params: &Params) -> Result<(), ExchangeError> {
    match (&claim.challenge, params.get("code_verifier")) {
        (Some(challenge), Some(verifier)) if challenge.is_met_by(verifier) => Ok(()),
        (Some(_), Some(_)) => Err(failure("invalid_grant", "code_verifier does not match code_challenge")),
        (Some(_), None) => Err(failure("invalid_request", "code_verifier is required")),
        (None, Some(_)) => Err(failure("invalid_grant", "the code was asked for without code_challenge")),
        (None, None) if required(params, "client_secret")? == app.client_secret => Ok(()),
        (None, None) => Err(failure("invalid_client", "client_secret is wrong")),
    }
}

fn required<'p>(params: &'p Params, name: &'static str) -> Result<&'p str, ExchangeError> {
    params.get(name).ok_or_else(|| failure("invalid_request", format!("{name} is required")))
}

fn failure(code: &'static str, description: impl Into<Cow<'static, str>>) -> ExchangeError {
    ExchangeError { code, description: description.into() }
}

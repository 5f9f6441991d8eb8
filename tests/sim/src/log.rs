//! What was received, so that a test can say what was not.

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use crate::Sim;
use crate::fault::HungUp;

/// More than any picture with its wrapping, which is more than any post.
const LARGEST_BODY: usize = 3 << 20;

/// One request, in the order of arrival. Calls of `/sim/…` are not among them: no real site has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Logged {
    /// When it arrived, in Unix seconds of the site's clock.
    pub at: i64,
    /// `site` or `docs`.
    pub host: &'static str,
    /// `GET`, `POST`, …
    pub method: String,
    /// As it was sent, with its percent signs.
    pub path: String,
    /// What followed the question mark.
    pub query: Option<String>,
    /// All of them, names in lower case.
    pub headers: Vec<(String, String)>,
    /// As text, whatever it was.
    pub body: String,
    /// What was answered; 0 while it is not, or if the connection was closed instead.
    pub status: u16,
}

impl Logged {
    /// A header's first value, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// Logs a request of the site.
pub(crate) async fn site(sim: State<Sim>, request: Request, next: Next) -> Response {
    record(sim, "site", request, next).await
}

/// Logs a request of the docs host.
pub(crate) async fn docs(sim: State<Sim>, request: Request, next: Next) -> Response {
    record(sim, "docs", request, next).await
}

async fn record(State(sim): State<Sim>, host: &'static str, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, LARGEST_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let at = sim.append(entry(&sim, host, &parts, &body));
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    let hung_up = response.extensions().get::<HungUp>().is_some();
    sim.answered(at, if hung_up { 0 } else { response.status().as_u16() });
    response
}

fn entry(sim: &Sim, host: &'static str, parts: &Parts, body: &Bytes) -> Logged {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Logged {
        at: sim.now(),
        host,
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        headers: parts.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        body: String::from_utf8_lossy(body).into_owned(),
        status: 0,
    }
}

//! Misbehaviour on request: everything that networks, proxies and busy sites do to a client.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::v2::ApiError;
use crate::{Sim, html, pages};

/// Something that goes wrong from now on.
///
/// As JSON: `{"path_prefix": "/api/2.3/similar", "kind": {"throttle": {"backoff": 10}}, "times": 1}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Which paths it happens to, on both hosts; all of them without one. `/sim` is never touched.
    #[serde(default)]
    pub path_prefix: Option<String>,
    /// What happens.
    pub kind: FaultKind,
    /// How often, before it stops by itself.
    #[serde(default)]
    pub times: Option<u32>,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FaultKind {
    /// HTTP 503 with an HTML page, as from a load balancer with nothing behind it.
    Down,
    /// HTTP 200 with a sign-in page where JSON was asked for, as from a company's proxy.
    Html,
    /// The API's error with this id.
    Error {
        /// One of the documented ids, 400 to 503.
        error_id: u16,
    },
    /// HTTP 429 with `Retry-After` and no JSON.
    TooMany {
        /// Seconds.
        retry_after: u32,
    },
    /// The true answer, with a demand to pause this method. Whoever ignores it gets error 502 until the pause is over.
    Throttle {
        /// Seconds.
        backoff: u32,
    },
    /// The first half of the true answer.
    Truncated,
    /// The true answer with a number where text belongs, and text where a number belongs.
    WrongType,
    /// The true answer, late.
    Slow {
        /// Milliseconds of real time.
        ms: u64,
    },
    /// The work is done, a question is posted, and the connection closes without an answer.
    CloseBeforeAnswer,
    /// The connection closes and nothing was done.
    CloseBeforeWork,
}

impl Fault {
    /// A fault on all paths, until it is cleared.
    pub fn new(kind: FaultKind) -> Self {
        Self { path_prefix: None, kind, times: None }
    }

    /// The same, on these paths only.
    #[must_use]
    pub fn at(self, path_prefix: &str) -> Self {
        Self { path_prefix: Some(path_prefix.to_owned()), ..self }
    }

    /// The same, this often.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }
}

/// The faults that are on.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// What happens to a path now: the fault that was added first. Counts it.
    fn strike(&mut self, path: &str) -> Option<FaultKind> {
        self.0.retain(|fault| fault.times != Some(0));
        let hits = |fault: &&mut Fault| fault.path_prefix.as_deref().is_none_or(|prefix| path.starts_with(prefix));
        let fault = self.0.iter_mut().find(hits)?;
        if let Some(times) = &mut fault.times {
            *times -= 1;
        }
        Some(fault.kind.clone())
    }
}

/// On a response: there is none. The server closes the connection; a caller without one has to treat it as a
/// network failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HungUp;

/// On a request: answer, but ask for a pause of so many seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pause(pub(crate) u32);

/// Lets the next fault happen.
pub(crate) async fn inject(State(sim): State<Sim>, mut request: Request, next: Next) -> Response {
    let Some(kind) = sim.faults().strike(request.uri().path()) else {
        return next.run(request).await;
    };
    match kind {
        FaultKind::Down => html::answer(StatusCode::SERVICE_UNAVAILABLE, pages::plain("Service unavailable")),
        FaultKind::Html => html::answer(StatusCode::OK, pages::plain("Sign in to continue")),
        FaultKind::Error { error_id } => ApiError::Simulated(error_id).into_response(),
        FaultKind::TooMany { retry_after } => {
            let headers = [(header::RETRY_AFTER, retry_after.to_string())];
            (StatusCode::TOO_MANY_REQUESTS, headers, "Too many requests").into_response()
        }
        FaultKind::Throttle { backoff } => {
            request.extensions_mut().insert(Pause(backoff));
            next.run(request).await
        }
        FaultKind::Truncated => rewrite(next.run(request).await, |body| body[..body.len() / 2].to_vec()).await,
        FaultKind::WrongType => rewrite(next.run(request).await, confuse_types).await,
        FaultKind::Slow { ms } => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            next.run(request).await
        }
        FaultKind::CloseBeforeAnswer => {
            let _lost = next.run(request).await;
            hang_up()
        }
        FaultKind::CloseBeforeWork => hang_up(),
    }
}

/// Closes the connection.
pub(crate) fn hang_up() -> Response {
    let mut response = StatusCode::BAD_GATEWAY.into_response();
    response.extensions_mut().insert(HungUp);
    response
}

async fn rewrite(response: Response, change: impl FnOnce(&[u8]) -> Vec<u8>) -> Response {
    let (mut parts, body) = response.into_parts();
    match axum::body::to_bytes(body, usize::MAX).await {
        Ok(body) => {
            parts.headers.remove(header::CONTENT_LENGTH);
            Response::from_parts(parts, Body::from(change(&body)))
        }
        Err(_) => hang_up(),
    }
}

fn confuse_types(body: &[u8]) -> Vec<u8> {
    let Ok(mut json) = serde_json::from_slice::<Value>(body) else { return body.to_vec() };
    for item in json.get_mut("items").and_then(Value::as_array_mut).into_iter().flatten() {
        for value in item.as_object_mut().into_iter().flat_map(|item| item.values_mut()) {
            *value = match value {
                Value::Number(number) => Value::String(format!("number {number}")),
                Value::String(_) => Value::from(17),
                _ => continue,
            };
        }
    }
    json.to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_fits_and_only_so_often() {
        let mut faults = Faults::default();
        faults.add(Fault::new(FaultKind::Truncated).at("/api/2.3/similar").times(2));
        faults.add(Fault::new(FaultKind::Down).at("/api"));
        assert_eq!(faults.strike("/questions/1"), None);
        assert_eq!(faults.strike("/api/2.3/tags"), Some(FaultKind::Down));
        for expected in [FaultKind::Truncated, FaultKind::Truncated, FaultKind::Down] {
            assert_eq!(faults.strike("/api/2.3/similar"), Some(expected));
        }
    }

    #[test]
    fn faults_as_json() {
        let json = r#"{"path_prefix":"/api","kind":{"throttle":{"backoff":10}},"times":1}"#;
        let fault = Fault::new(FaultKind::Throttle { backoff: 10 }).at("/api").times(1);
        assert_eq!(serde_json::to_string(&fault).unwrap(), json);
        assert_eq!(serde_json::from_str::<Fault>(json).unwrap(), fault);
        assert_eq!(serde_json::from_str::<Fault>(r#"{"kind":"down"}"#).unwrap(), Fault::new(FaultKind::Down));
    }
}

//! Lets faults happen: instead of the site, or around it.

use std::time::Duration;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::{FaultKind, HungUp, OnTheWire, Pause, change, rewrite};
use crate::kind::is_v3;
use crate::v2::ApiError;
use crate::{Sim, date, html, pages};

/// Lets the next fault happen.
pub(crate) async fn inject(State(sim): State<Sim>, mut request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let Some(kind) = sim.faults().strike(&method, &path) else {
        let response = next.run(request).await;
        return if path.starts_with("/oauth") { rewritten(&sim, &method, &path, response).await } else { response };
    };
    match kind {
        FaultKind::Down => refuse(&path, StatusCode::SERVICE_UNAVAILABLE),
        FaultKind::Status { status } => refuse(&path, StatusCode::from_u16(status).unwrap_or_default()),
        FaultKind::TooManyUntold => refuse(&path, StatusCode::TOO_MANY_REQUESTS),
        FaultKind::TooMany { retry_after } => {
            with_header(refuse(&path, StatusCode::TOO_MANY_REQUESTS), header::RETRY_AFTER, &retry_after.to_string())
        }
        FaultKind::Redirect { to } => with_header(StatusCode::FOUND.into_response(), header::LOCATION, &to),
        FaultKind::Html => html::answer(StatusCode::OK, pages::plain("Sign in to continue")),
        FaultKind::Error { error_id } => ApiError::Simulated(error_id).into_response(),
        FaultKind::NoToken { error } => (StatusCode::BAD_REQUEST, Json(json!({"error": error}))).into_response(),
        FaultKind::Deep { levels } => change::deep(levels),
        FaultKind::CloseBeforeWork => hang_up(),
        FaultKind::Throttle { backoff } => {
            request.extensions_mut().insert(Pause(backoff));
            next.run(request).await
        }
        FaultKind::Slow { ms } => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            next.run(request).await
        }
        after => afterwards(&sim, after, next.run(request).await).await,
    }
}

/// What happens to the outcome of a sign-in, if this is one.
async fn rewritten(sim: &Sim, method: &Method, path: &str, response: Response) -> Response {
    if !rewrite::is_outcome(&response) {
        return response;
    }
    let kind = sim.faults().strike_outcome(method, path);
    match kind {
        Some(FaultKind::Rewrite { edits }) => rewrite::edit(response, &edits).await,
        _ => response,
    }
}

/// What happens to an answer once the site has given it.
async fn afterwards(sim: &Sim, kind: FaultKind, response: Response) -> Response {
    match kind {
        FaultKind::CloseBeforeAnswer => hang_up(),
        FaultKind::Truncated => change::bytes(response, |body| body[..body.len() / 2].to_vec()).await,
        FaultKind::Bom => change::bytes(response, |body| [b"\xef\xbb\xbf", body].concat()).await,
        FaultKind::Oversized { bytes } => {
            let more = usize::try_from(bytes).unwrap_or_default();
            change::bytes(response, |body| [body, vec![b' '; more].as_slice()].concat()).await
        }
        FaultKind::WrongType => change::json(response, change::confuse_types).await,
        FaultKind::UnknownWords => change::json(response, change::rename_words).await,
        FaultKind::MoreForEver => change::json(response, change::never_end).await,
        FaultKind::ContentType { value } => {
            // Compressed or not would depend on the type; a wrong one is sent as it is.
            with_header(OnTheWire::Plain.mark(response), header::CONTENT_TYPE, &value)
        }
        FaultKind::Skewed { seconds } => {
            with_header(response, header::DATE, &date::http(sim.now().saturating_add(seconds)))
        }
        FaultKind::CacheControl { value } if value.is_empty() => without_header(response, header::CACHE_CONTROL),
        FaultKind::CacheControl { value } => with_header(response, header::CACHE_CONTROL, &value),
        FaultKind::Uncompressed => OnTheWire::Plain.mark(response),
        FaultKind::Mislabelled => with_header(OnTheWire::Plain.mark(response), header::CONTENT_ENCODING, "gzip"),
        FaultKind::Stalled => OnTheWire::Stall.mark(response),
        FaultKind::Reset => OnTheWire::Reset.mark(response),
        // The others have happened before the site was asked.
        _ => response,
    }
}

/// Closes the connection.
pub(crate) fn hang_up() -> Response {
    let mut response = StatusCode::BAD_GATEWAY.into_response();
    response.extensions_mut().insert(HungUp);
    response
}

/// A status without an answer of the site's. API v3 has a form for that; everything else sends a page.
fn refuse(path: &str, status: StatusCode) -> Response {
    let reason = status.canonical_reason().unwrap_or("Unknown status");
    if is_v3(path) && status == StatusCode::UNAUTHORIZED {
        return (status, "Invalid access token").into_response();
    }
    if is_v3(path) {
        let kind = format!("/v3/errors/{}", html::slug(reason));
        let body = json!({"type": kind, "title": reason, "status": status.as_u16()});
        return (status, [(header::CONTENT_TYPE, "application/problem+json; charset=utf-8")], body.to_string())
            .into_response();
    }
    html::answer(status, pages::plain(reason))
}

fn with_header(mut response: Response, name: header::HeaderName, value: &str) -> Response {
    // Something that cannot be a header is not sent.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}

fn without_header(mut response: Response, name: header::HeaderName) -> Response {
    response.headers_mut().remove(name);
    response
}

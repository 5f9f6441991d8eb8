//! One request to a host without a socket, and the answer as a browser's `fetch` would give it.

use std::io::Read as _;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use flate2::read::{GzDecoder, ZlibDecoder};
use tower::ServiceExt as _;

use crate::fault::HungUp;

/// An answer, inflated.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers as they were sent.
    pub headers: HeaderMap,
    /// The body after `Content-Encoding` is undone. Broken compression ends it early.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON, `null` if it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A header's value, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Sends a request to [`app`](crate::app) or [`docs`](crate::docs).
///
/// # Errors
/// [`HungUp`] where a server would have closed the connection without an answer.
pub async fn exchange(host: &Router, request: Request<Body>) -> Result<Answer, HungUp> {
    let response = match host.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    if response.extensions().get::<HungUp>().is_some() {
        return Err(HungUp);
    }
    let (parts, body) = response.into_parts();
    let packed = axum::body::to_bytes(body, usize::MAX).await.map_err(|_| HungUp)?;
    let mut body = Vec::new();
    match parts.headers.get(header::CONTENT_ENCODING).map(|value| value.as_bytes()) {
        // What could be read before an error is kept.
        Some(b"gzip") => _ = GzDecoder::new(&packed[..]).read_to_end(&mut body),
        Some(b"deflate") => _ = ZlibDecoder::new(&packed[..]).read_to_end(&mut body),
        _ => body = packed.to_vec(),
    }
    Ok(Answer { status: parts.status, headers: parts.headers, body })
}

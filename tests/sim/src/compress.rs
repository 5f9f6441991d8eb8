//! The API never answers uncompressed: gzip, or deflate for whoever asks for that alone.

use std::io::{self, Write as _};

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use crate::fault::{HungUp, OnTheWire};
use crate::kind::is_v3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Gzip,
    Deflate,
}

/// Compresses what the API says: v2.3 whether or not it was asked to, v3 as HTTP has it. Other pages stay as they are.
pub(crate) async fn api(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let wanted = if is_v3(path) {
        accepted(request.headers())
    } else {
        is_api(path).then(|| accepted(request.headers()).unwrap_or(Encoding::Gzip))
    };
    let response = next.run(request).await;
    let is_data =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/"));
    match wanted {
        Some(encoding) if is_data && may_be_packed(&response) => compress(response, encoding).await,
        _ => response,
    }
}

/// What is not sent at all, or as it is, is left alone.
fn may_be_packed(response: &Response) -> bool {
    let marks = response.extensions();
    marks.get::<HungUp>().is_none() && marks.get() != Some(&OnTheWire::Plain)
}

/// The other roots of all kinds of sites, and the token endpoint, whose answers have confused many a library.
fn is_api(path: &str) -> bool {
    ["/api/", "/2.", "/v2.3/", "/oauth/access_token"].iter().any(|root| path.starts_with(root))
}

fn accepted(headers: &HeaderMap) -> Option<Encoding> {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let names = |name: &str| accepted.split(',').any(|part| part.split(';').next().unwrap_or_default().trim() == name);
    match (names("gzip"), names("deflate")) {
        (true, _) => Some(Encoding::Gzip),
        (false, true) => Some(Encoding::Deflate),
        (false, false) => None,
    }
}

async fn compress(response: Response, encoding: Encoding) -> Response {
    let (mut parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let (name, packed) = match encoding {
        Encoding::Gzip => ("gzip", gzip(&body)),
        Encoding::Deflate => ("deflate", deflate(&body)),
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    parts.headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    // Packing into a vector does not fail.
    Response::from_parts(parts, Body::from(packed.unwrap_or_default()))
}

fn gzip(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body)?;
    encoder.finish()
}

fn deflate(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body)?;
    encoder.finish()
}

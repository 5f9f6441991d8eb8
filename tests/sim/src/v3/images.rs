//! Pictures: uploaded with a token, kept in memory, and served to whoever has the address, as posts show them.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Router, http};
use serde_json::json;

use super::{Call, Problem, found, multipart};
use crate::{Sim, secret};

/// The largest picture, in bytes.
const LARGEST: usize = 2 << 20;

/// One picture.
#[derive(Debug)]
pub(crate) struct Image {
    format: &'static Format,
    bytes: Bytes,
}

/// The pictures of one site, by id.
pub(crate) type Images = HashMap<String, Arc<Image>>;

/// A kind of picture and how its files begin.
#[derive(Debug)]
struct Format {
    extension: &'static str,
    kind: &'static str,
    begins: fn(&[u8]) -> bool,
}

const FORMATS: &[Format] = &[
    Format { extension: "png", kind: "image/png", begins: |bytes| bytes.starts_with(b"\x89PNG\r\n\x1a\n") },
    Format { extension: "jpg", kind: "image/jpeg", begins: |bytes| bytes.starts_with(b"\xff\xd8\xff") },
    Format {
        extension: "gif",
        kind: "image/gif",
        begins: |bytes| bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a"),
    },
    Format { extension: "bmp", kind: "image/bmp", begins: |bytes| bytes.starts_with(b"BM") },
    Format {
        extension: "webp",
        kind: "image/webp",
        begins: |bytes| bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
    },
];

/// `POST /images/upload`: a form with a `file`, or the picture as it is. What it is called does not count, only what
/// it is.
pub(super) fn upload(call: &Call<'_>) -> Result<Response, Problem> {
    let bytes = sent(call)?;
    if bytes.is_empty() {
        return Err(Problem::ImageRefused("No file was uploaded."));
    }
    if bytes.len() > LARGEST {
        return Err(Problem::ImageRefused("The file is larger than 2 MiB."));
    }
    let format = FORMATS.iter().find(|format| (format.begins)(&bytes)).ok_or(Problem::UnsupportedMedia)?;
    let id = guid();
    // Teams have their pictures where the site has them.
    let site_url = call.sim.config().site_url.trim_end_matches(&call.sim.base());
    let url = format!("{site_url}/images/a/{id}.{}", format.extension);
    call.sim.images().insert(id.clone(), Arc::new(Image { format, bytes }));
    Ok(found(&json!({"id": id, "url": url})))
}

/// `GET /images/{imageId}`
pub(super) fn one(call: &Call<'_>) -> Result<Response, Problem> {
    let image = call.sim.images().get(call.place("imageId")).cloned();
    Ok(show(&*image.ok_or(Problem::NoOperation)?))
}

/// Where the addresses of pictures lead.
pub(crate) fn images() -> Router<Sim> {
    Router::new().route("/images/a/{file}", get(serve))
}

async fn serve(State(sim): State<Sim>, Path(file): Path<String>) -> Response {
    let id = file.split('.').next().unwrap_or_default();
    let image = sim.images().get(id).cloned();
    image.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |image| show(&image))
}

fn show(image: &Image) -> Response {
    let headers: [(HeaderName, &str); 2] =
        [(header::CONTENT_TYPE, image.format.kind), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (headers, image.bytes.clone()).into_response()
}

/// The bytes that a request carries.
fn sent(call: &Call<'_>) -> Result<Bytes, Problem> {
    let kind = call.parts.headers.get(header::CONTENT_TYPE).map(http::HeaderValue::as_bytes).unwrap_or_default();
    let kind = String::from_utf8_lossy(kind);
    if kind.starts_with("image/") || kind.starts_with("img/") {
        return Ok(call.body.clone());
    }
    let boundary = multipart::boundary(&kind).ok_or(Problem::UnsupportedMedia)?;
    let file = multipart::field(call.body, boundary, "file");
    file.map(|range| call.body.slice(range)).ok_or(Problem::ImageRefused("No file was uploaded."))
}

/// As pictures are numbered: 32 digits in five groups.
fn guid() -> String {
    let id = secret::fresh();
    format!("{}-{}-{}-{}-{}", &id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..])
}

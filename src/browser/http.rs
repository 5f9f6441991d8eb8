//! [`Http`] on `fetch`. Extension requests carry the site's cookies, follow redirects with their headers
//! and may be cached unless told otherwise, so they are told otherwise.

use super::js::message;
use crate::{
    model::{Picture, PictureUrl},
    ports::{Header, Http, HttpError, HttpRequest, HttpResponse, Method},
};
use gloo_net::http::{RequestBuilder, Response};
use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestRedirect,
};

/// Aborts a call whose answer nobody waits for any more.
struct AbortOnDrop(AbortController);

impl AbortOnDrop {
    fn new() -> Result<Self, HttpError> {
        AbortController::new().map(Self).map_err(|_| HttpError::Unreachable)
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The browser's `fetch`.
#[derive(Debug, Clone, Copy)]
pub struct Fetch;

impl Http for Fetch {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let method = match request.method {
            Method::Get => gloo_net::http::Method::GET,
            Method::Post => gloo_net::http::Method::POST,
            Method::Put => gloo_net::http::Method::PUT,
            Method::Delete => gloo_net::http::Method::DELETE,
        };
        let abort = AbortOnDrop::new()?;
        let mut builder = plain(request.url(), &abort).method(method);
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let built = match request.body {
            Some(body) => builder.body(Uint8Array::from(body.as_slice())),
            None => builder.build(),
        };
        let response =
            built.map_err(|_| HttpError::Unreachable)?.send().await.map_err(|error| failed(&error.to_string()))?;
        let named = |header: Header| Some((header, response.headers().get(header.name())?));
        let headers = Header::ALL.into_iter().filter_map(named).collect();
        let body = read(&response, Self::MAX_BODY).await?;
        // The bytes become the text; only what is no UTF-8 is copied.
        let body = String::from_utf8(body).unwrap_or_else(|bad| String::from_utf8_lossy(bad.as_bytes()).into_owned());
        Ok(HttpResponse { status: response.status(), headers, body })
    }

    async fn picture(&self, url: &PictureUrl) -> Result<Vec<u8>, HttpError> {
        let abort = AbortOnDrop::new()?;
        let sent = plain(url.as_str(), &abort).send().await;
        let response = sent.map_err(|error| failed(&error.to_string()))?;
        if !response.ok() {
            return Err(HttpError::Unreachable);
        }
        read(&response, Picture::MOST).await
    }
}

/// A request that says nothing of who makes it, goes where it says, and leaves nothing behind.
fn plain(url: &str, abort: &AbortOnDrop) -> RequestBuilder {
    let ends = Array::of2(&abort.0.signal(), &AbortSignal::timeout_with_u32(Fetch::PATIENCE * 1000));
    RequestBuilder::new(url)
        .credentials(RequestCredentials::Omit)
        .redirect(RequestRedirect::Error)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .cache(RequestCache::NoStore)
        .abort_signal(Some(&AbortSignal::any(&ends)))
}

/// The body, read piece by piece, so that an endless one ends at the cap.
async fn read(response: &Response, most: usize) -> Result<Vec<u8>, HttpError> {
    let lost = |thrown: JsValue| failed(&message(&thrown));
    let Some(stream) = response.body() else { return Ok(Vec::new()) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let piece = JsFuture::from(reader.read()).await.map_err(lost)?;
        if Reflect::get(&piece, &"done".into()).map_err(lost)?.is_truthy() {
            return Ok(bytes);
        }
        let value: Uint8Array = Reflect::get(&piece, &"value".into()).map_err(lost)?.unchecked_into();
        if bytes.len() + value.length() as usize > most {
            drop(reader.cancel());
            return Err(HttpError::TooLarge);
        }
        bytes.extend(value.to_vec());
    }
}

/// Browsers tell a timeout apart, and nothing else.
fn failed(message: &str) -> HttpError {
    if message.contains("TimeoutError") || message.contains("timed out") {
        HttpError::TimedOut
    } else {
        HttpError::Unreachable
    }
}

//! The company's docs: the pages that people read while the extension is open beside them.

mod layout;
mod library;

pub(crate) use library::Library;

use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};
use percent_encoding::percent_decode_str;
use url::form_urlencoded;

use crate::html;
use crate::{Sim, fault, log};
use library::Found;

/// The docs host.
pub fn docs(sim: Sim) -> Router {
    Router::new()
        .route("/search", get(search))
        .route("/feedback", post(feedback))
        .route("/assets/docs.css", get(|| async { html::css(include_str!("docs.css")) }))
        .fallback(page)
        .layer(middleware::from_fn_with_state(sim.clone(), fault::inject))
        .layer(middleware::from_fn(fault::cut))
        .layer(middleware::from_fn_with_state(sim.clone(), log::docs))
        .with_state(sim)
}

async fn page(State(sim): State<Sim>, uri: Uri) -> Response {
    let path = percent_decode_str(uri.path()).decode_utf8_lossy();
    let library = sim.library();
    let url = sim.config().docs_url.as_str();
    match library.find(&path) {
        Found::Raw(html) => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html.to_owned()).into_response(),
        Found::Index => html::answer(StatusCode::OK, layout::index(&library, url)),
        Found::Doc(path, doc) => html::answer(StatusCode::OK, layout::doc(&library, url, path, doc)),
        Found::Nothing => html::answer(StatusCode::NOT_FOUND, layout::missing(&library, url)),
    }
}

async fn search(State(sim): State<Sim>, uri: Uri) -> Response {
    let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let typed = query.into_iter().find(|(name, _)| name == "q").map(|(_, value)| value.into_owned());
    let library = sim.library();
    html::answer(StatusCode::OK, layout::results(&library, &sim.config().docs_url, &typed.unwrap_or_default()))
}

async fn feedback(State(sim): State<Sim>) -> Response {
    html::answer(StatusCode::OK, layout::thanks(&sim.library(), &sim.config().docs_url))
}

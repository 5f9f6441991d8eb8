//! The page where the real site has its Swagger UI: what can be called, for people.

use axum::http::StatusCode;
use axum::response::Response;

use super::Access;
use super::operations::OPERATIONS;
use crate::html::{self, escape};
use crate::pages::Page;

/// A row for each operation.
pub(super) fn page() -> Response {
    let mut main = String::from(
        "<h1>API v3</h1>\n<p>Send a token, or to read the key of an application, as <code>Authorization: Bearer …</code>. \
         Operations of a team are below <code>/teams/</code> and its name.</p>\n\
         <table>\n<thead><tr><th>Operation</th><th>Needs</th></tr></thead>\n<tbody>\n",
    );
    for operation in OPERATIONS {
        let needs = match operation.access {
            Access::Open => "nothing",
            Access::Read => "a key or a token",
            Access::Token => "a token",
            Access::Write => "a token with write_access",
        };
        let operation = escape(&format!("{} {}", operation.method, operation.path));
        main.push_str(&format!("<tr><td><code>{operation}</code></td><td>{needs}</td></tr>\n"));
    }
    main.push_str("</tbody>\n</table>\n");
    html::answer(StatusCode::OK, Page::new("API v3", main).alone(None))
}

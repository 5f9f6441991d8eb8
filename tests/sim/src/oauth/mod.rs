//! Signing in, and letting an application act for you: the dialog of the implicit flow.
//!
//! Whoever opens `/oauth/dialog` signs in if need be, decides, and is sent to the application's `redirect_uri` with
//! the outcome in the fragment, which no server sees. What was approved once is not asked again.

mod dialog;
mod session;

pub(crate) use session::cookie;

use axum::Router;
use axum::routing::{get, post};

use crate::{Kind, Sim};

/// The dialog where applications sign people in, and the pages to sign in and out.
pub(crate) fn router(kind: Kind) -> Router<Sim> {
    let router = Router::new()
        .route("/users/login", get(session::choose).post(session::sign_in))
        .route("/users/logout", post(session::sign_out));
    if !kind.has_oauth() {
        return router;
    }
    router
        .route("/oauth/dialog", get(dialog::open).post(dialog::decide))
        .route("/oauth/login_success", get(dialog::login_success))
}

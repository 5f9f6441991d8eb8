//! Signing in, and letting an application act for you.
//!
//! Whoever opens the dialog signs in if need be, decides, and is sent to the application's `redirect_uri` with the
//! outcome: at `/oauth` with a code, which [`token`] exchanges, at `/oauth/dialog` with a token. What was approved once
//! is not asked again.

mod ask;
mod code;
mod dialog;
mod pkce;
mod session;
mod token;

pub(crate) use code::Codes;
pub(crate) use session::{cookie, sign_in_first};

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
        .route("/oauth", get(dialog::open).post(dialog::decide))
        .route("/oauth/access_token", post(token::as_form))
        .route("/oauth/access_token/json", post(token::as_json))
        .route("/oauth/dialog", get(dialog::open).post(dialog::decide))
        .route("/oauth/login_success", get(dialog::login_success))
}

//! The one way from a page to the background.

use crate::{
    app::{Call, Failure, Remedy, Request, decode_reply},
    browser::webext,
    json,
};

/// Asks the background and waits for its answer.
///
/// # Errors
/// The background's [`Failure`], or one that says that it could not be reached.
pub(super) async fn ask<C: Call>(call: C) -> Result<C::Answer, Failure> {
    let reply = exchange(call.into()).await?;
    json::read(decode_reply(&reply)?).map_err(|_| interrupted())
}

async fn exchange(request: Request) -> Result<String, Failure> {
    let reply = webext::settled(webext::send_message(&json::write(&request))).await.ok();
    reply.and_then(|reply| reply.as_string()).ok_or_else(interrupted)
}

fn interrupted() -> Failure {
    Failure { message: "Askside was interrupted.".to_owned(), remedy: Remedy::Retry }
}

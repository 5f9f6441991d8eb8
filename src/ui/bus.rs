//! The one way from a page to the background.

use crate::{
    app::{Call, Failure, GetFocus, Remedy, Request, decode_reply},
    browser::{Browser, webext},
    json,
    ports::Clock,
    words,
};
use leptos::task::spawn_local;
use std::{cell::Cell, rc::Rc};

/// Browsers end a background that heard nothing for 30 seconds, whatever it waits for itself.
const HEARTBEAT_MS: u32 = 8_000;

/// How often a background may end under what can be repeated.
const TRIES: usize = 3;

/// Asks the background and waits for its answer.
///
/// # Errors
/// The background's [`Failure`], or one that says that it could not be reached.
pub(super) async fn ask<C: Call>(call: C) -> Result<C::Answer, Failure> {
    let reply = exchange(call.into()).await?;
    json::read(decode_reply(&reply)?).map_err(|_| interrupted())
}

/// The same for what may take longer than a background lives that nobody talks to.
///
/// # Errors
/// As [`ask`].
pub(super) async fn ask_at_length<C: Call>(call: C) -> Result<C::Answer, Failure> {
    let is_answered = Rc::new(Cell::new(false));
    let done = Rc::clone(&is_answered);
    spawn_local(async move {
        loop {
            Browser.wait(HEARTBEAT_MS).await;
            if done.get() {
                break;
            }
            drop(ask(GetFocus).await);
        }
    });
    let answer = ask(call).await;
    is_answered.set(true);
    answer
}

async fn exchange(request: Request) -> Result<String, Failure> {
    let message = json::write(&request);
    for _ in 0..if request.may_repeat() { TRIES } else { 1 } {
        let reply = webext::settled(webext::send_message(&message)).await.ok();
        if let Some(reply) = reply.and_then(|reply| reply.as_string()) {
            return Ok(reply);
        }
    }
    Err(interrupted())
}

fn interrupted() -> Failure {
    Failure { message: words::interrupted(), remedy: Remedy::Retry }
}

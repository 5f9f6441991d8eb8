//! What the public API does to whoever floods it: more than thirty calls in a second, and the address is banned.
//!
//! Nobody has promised what a banned caller sees, so it is one of two things: a page, or for whoever keeps on
//! flooding a closed connection.

use std::collections::HashMap;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use crate::{Sim, fault, html, pages};

/// Calls that one address may make in a second.
const MOST: u32 = 30;

/// Seconds that a ban lasts.
const BAN: i64 = 30;

/// The addresses that call, with what they did last.
#[derive(Debug, Default)]
pub(crate) struct Flood(HashMap<String, Caller>);

#[derive(Debug, Default)]
struct Caller {
    /// The second of the last call.
    second: i64,
    /// How many calls it had.
    calls: u32,
    banned_until: i64,
}

/// What a call meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reception {
    Served,
    /// A page instead of an answer.
    Refused,
    /// No answer at all.
    Dropped,
}

impl Flood {
    fn receive(&mut self, address: &str, now: i64) -> Reception {
        let caller = self.0.entry(address.to_owned()).or_default();
        if caller.second != now {
            (caller.second, caller.calls) = (now, 0);
        }
        caller.calls += 1;
        let floods = caller.calls > MOST;
        let was_banned = now < caller.banned_until;
        if floods && !was_banned {
            caller.banned_until = now + BAN;
            // Whoever goes on floods anew.
            caller.calls = 0;
        }
        match (was_banned, floods) {
            (false, false) => Reception::Served,
            (true, true) => Reception::Dropped,
            _ => Reception::Refused,
        }
    }
}

/// The address that a call comes from, as a proxy in front of the site says. Without one all callers are this machine.
pub(crate) fn address(headers: &HeaderMap) -> &str {
    let forwarded = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok()).unwrap_or_default();
    forwarded.split(',').next().map(str::trim).filter(|address| !address.is_empty()).unwrap_or("127.0.0.1")
}

/// Turns away whoever calls the API too fast. Pages are free.
pub(crate) async fn guard(State(sim): State<Sim>, request: Request, next: Next) -> Response {
    if sim.config().kind.locate(request.uri().path()).is_none() {
        return next.run(request).await;
    }
    let reception = sim.flood().receive(address(request.headers()), sim.now());
    match reception {
        Reception::Served => next.run(request).await,
        Reception::Refused => html::answer(StatusCode::TOO_MANY_REQUESTS, pages::plain("Too many requests")),
        Reception::Dropped => fault::hang_up(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_a_second_and_then_none_for_half_a_minute() {
        let mut flood = Flood::default();
        let mut call = |now| flood.receive("a", now);
        assert!((0..30).all(|_| call(100) == Reception::Served));
        assert!((0..31).all(|_| call(100) == Reception::Refused));
        assert_eq!(call(100), Reception::Dropped);
        assert_eq!(call(129), Reception::Refused);
        assert_eq!(call(130), Reception::Served);
        assert_eq!(flood.receive("b", 100), Reception::Served);
    }
}

//! A simulated Stack Overflow for Teams site, and the company's docs host beside it.
//!
//! It is three things: the demo that newcomers try, the test double that every client test talks to, and the site of
//! the relevance benchmark. So it keeps to what the real site is known to do, its awkward sides included, and it
//! misbehaves on request.
//!
//! * [`Sim`] is a site: content, people, clock, log.
//! * [`app`] and [`docs()`] are its two hosts, to be called without a socket ([`exchange()`]) or through [`serve()`].
//! * [`Fault`] is what may go wrong.
//!
//! Inside, arrows point one way: `v2`, `v3`, `oauth`, `pages`, `docs` and `control` are what the hosts answer with; they
//! know [`Sim`], which knows the `store`, which knows the database. `corpus` fills it, and `search` is the language that
//! both APIs search it in.

mod accounts;
mod applications;
mod clock;
mod compress;
mod config;
mod control;
mod corpus;
mod date;
mod docs;
mod exchange;
mod fault;
mod flood;
mod html;
mod kind;
mod limits;
mod links;
mod log;
mod markdown;
mod oauth;
mod pacing;
mod pages;
mod search;
mod secret;
mod serve;
mod sim;
mod store;
mod team;
mod tls;
mod v2;
mod v3;
mod writing;

pub use config::{Application, Config, Throttling};
pub use corpus::{LoadError, RowError};
pub use docs::docs;
pub use exchange::{Answer, exchange};
pub use fault::{Edit, Fault, FaultKind, HungUp};
pub use kind::Kind;
pub use limits::{Limits, WriteInterval};
pub use log::Logged;
pub use serve::{ServeError, Served, serve};
pub use sim::Sim;
pub use store::StoreError;
pub use tls::{Tls, TlsError};

use axum::{Router, middleware};

/// The site: API, sign-in, pages, those of its teams, and `/sim` if the settings have it. Where they are depends on
/// the kind of site.
pub fn app(sim: Sim) -> Router {
    let kind = sim.config().kind;
    let mut site = Router::new()
        .merge(v2::router(kind))
        .merge(v3::router(kind))
        .merge(oauth::router(kind))
        .merge(pages::router())
        .merge(v3::images());
    for team in sim.teams().iter().filter_map(|slug| sim.team(slug)) {
        site = site.nest(&team.base(), pages::of_team(&team));
    }
    if kind == Kind::Network {
        site = site.layer(middleware::from_fn_with_state(sim.clone(), flood::guard));
    }
    let site = site
        .layer(middleware::from_fn_with_state(sim.clone(), fault::inject))
        .layer(middleware::from_fn(compress::api))
        .layer(middleware::from_fn(fault::cut))
        .layer(middleware::from_fn_with_state(sim.clone(), log::site));
    let site = if sim.config().control { site.merge(control::router()) } else { site };
    site.with_state(sim)
}

/// The host of an address.
fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or_default()
}

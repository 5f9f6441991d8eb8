//! The site's own pages: what a link of the extension opens.

mod articles;
mod layout;
mod people;
mod questions;

pub(crate) use layout::{Page, plain};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;

use crate::html::{self, escape};
use crate::oauth::cookie;
use crate::store::{Id, Person, StoreError};
use crate::{Sim, date, links};

/// How many questions a page lists.
const PER_PAGE: u32 = 30;

/// Home, questions, people, and the page that says there is no such page.
pub(crate) fn router() -> Router<Sim> {
    Router::new()
        .route("/", get(questions::home))
        .route("/questions", get(questions::home))
        .route("/questions/{id}", get(questions::one))
        .route("/questions/{id}/{*slug}", get(questions::one_with_slug))
        .route("/questions/tagged/{tag}", get(questions::tagged))
        .route("/articles/{id}", get(articles::one))
        .route("/articles/{id}/{*slug}", get(articles::one_with_slug))
        .route("/q/{id}", get(questions::share))
        .route("/a/{id}", get(questions::share_answer))
        .route("/users/{id}", get(people::one))
        .route("/users/{id}/{slug}", get(people::one_with_slug))
        .route("/assets/site.css", get(|| async { html::css(include_str!("site.css")) }))
        .fallback(missing)
}

/// The same pages for the members of a team.
pub(crate) fn of_team(team: &Sim) -> Router<Sim> {
    router().layer(middleware::from_fn_with_state(team.clone(), members_only)).with_state(team.clone())
}

async fn members_only(State(team): State<Sim>, headers: HeaderMap, request: Request, next: Next) -> Response {
    if session_user(&team, &headers).is_some_and(|user| team.has_member(user)) {
        return next.run(request).await;
    }
    respond(&team, &headers, Ok(None))
}

/// Who is signed in in the browser that sent these headers.
pub(crate) fn visitor(sim: &Sim, headers: &HeaderMap) -> Option<Person> {
    sim.store().person(session_user(sim, headers)?).ok().flatten()
}

fn session_user(sim: &Sim, headers: &HeaderMap) -> Option<Id> {
    Some(sim.accounts().session(cookie(headers)?)?.user)
}

async fn missing(State(sim): State<Sim>, headers: HeaderMap) -> Response {
    respond(&sim, &headers, Ok(None))
}

/// A page, the page that says there is none, or the page that says why not.
fn respond(sim: &Sim, headers: &HeaderMap, page: Result<Option<Page>, StoreError>) -> Response {
    let (status, page) = match page {
        Ok(Some(page)) => (StatusCode::OK, page),
        Ok(None) => {
            let main = "<h1>Page not found</h1>\n<p><a href=\"/\">Newest questions</a></p>\n";
            (StatusCode::NOT_FOUND, Page::new("Page not found", main.into()))
        }
        Err(error) => {
            let main = format!("<h1>Something broke</h1>\n<p>{}</p>\n", escape(&error.to_string()));
            (StatusCode::INTERNAL_SERVER_ERROR, Page::new("Something broke", main))
        }
    };
    html::answer(status, page.render(visitor(sim, headers).as_ref()))
}

/// `asked 2 March 2026 by Amal Haddad`
fn by(sim: &Sim, verb: &str, at: i64, owner: Option<&Person>) -> String {
    let who = match owner {
        Some(person) if person.gone => escape(&person.name),
        Some(person) => {
            let link = links::person(sim.config(), person);
            format!("<a href=\"{}\">{}</a>", path(&link), escape(&person.name))
        }
        None => "somebody".to_owned(),
    };
    format!("{verb} {} by {who}", date::in_words(at))
}

fn count(number: i64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Pages link to each other by path, so that they work wherever the site is served from.
fn path(link: &str) -> &str {
    let below_host = link.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
    below_host.unwrap_or(link)
}

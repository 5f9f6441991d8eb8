//! The site's own pages: what a link of the extension opens.

mod articles;
mod ask;
mod layout;
mod people;
mod questions;
mod search;
mod settings;
mod tags;

pub(crate) use layout::{Page, plain};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use url::form_urlencoded;

use crate::accounts::Session;
use crate::html::{self, escape};
use crate::oauth::cookie;
use crate::store::{Id, Person, StoreError};
use crate::v2::Params;
use crate::{Sim, date, links};

/// How many questions a page lists.
const PER_PAGE: u32 = 30;

/// The pages of the site: its content, and what is about people's accounts.
pub(crate) fn router() -> Router<Sim> {
    content()
        .route("/users/apps", get(settings::all).post(settings::register))
        .route("/users/apps/disconnect", post(settings::disconnect))
        .route("/users/apps/tokens", post(settings::issue_token))
        .route("/assets/site.css", get(|| async { html::css(include_str!("site.css")) }))
}

/// The pages of a team for its members.
pub(crate) fn of_team(team: &Sim) -> Router<Sim> {
    content().layer(middleware::from_fn_with_state(team.clone(), members_only)).with_state(team.clone())
}

/// Posts, tags, people, and the page that says there is no such page.
fn content() -> Router<Sim> {
    Router::new()
        .route("/", get(questions::home))
        .route("/questions", get(questions::home))
        .route("/questions/ask", get(ask::form).post(ask::submit))
        .route("/questions/tagged/{tag}", get(questions::tagged))
        .route("/questions/{id}", get(questions::one))
        .route("/questions/{id}/{*slug}", get(questions::one_with_slug))
        .route("/q/{id}", get(questions::share))
        .route("/a/{id}", get(questions::share_answer))
        .route("/articles", get(articles::all))
        .route("/articles/{id}", get(articles::one))
        .route("/articles/{id}/{slug}", get(articles::one_with_slug))
        .route("/tags", get(tags::all))
        .route("/search", get(search::results))
        .route("/users/{id}", get(people::one))
        .route("/users/{id}/{slug}", get(people::one_with_slug))
        .fallback(missing)
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
    Some(session(sim, headers)?.user)
}

/// The session of the browser that sent these headers.
fn session(sim: &Sim, headers: &HeaderMap) -> Option<Session> {
    sim.accounts().session(cookie(headers)?).cloned()
}

/// The session, if a form of this site's own was sent in it.
fn sent_by(sim: &Sim, headers: &HeaderMap, fields: &Params) -> Option<Session> {
    session(sim, headers).filter(|session| fields.get("fkey") == Some(&session.form_token))
}

async fn missing(State(sim): State<Sim>, headers: HeaderMap) -> Response {
    respond(&sim, &headers, Ok(None))
}

/// A page, the page that says there is none, or the page that says why not.
fn respond(sim: &Sim, headers: &HeaderMap, page: Result<Option<Page>, StoreError>) -> Response {
    let (status, page) = match page {
        Ok(Some(page)) => (StatusCode::OK, page),
        Ok(None) => {
            let main =
                format!("<h1>Page not found</h1>\n<p><a href=\"{}/questions\">Newest questions</a></p>\n", sim.base());
            (StatusCode::NOT_FOUND, Page::new("Page not found", main))
        }
        Err(error) => {
            let main = format!("<h1>Something broke</h1>\n<p>{}</p>\n", escape(&error.to_string()));
            (StatusCode::INTERNAL_SERVER_ERROR, Page::new("Something broke", main))
        }
    };
    show(sim, headers, status, &page)
}

fn show(sim: &Sim, headers: &HeaderMap, status: StatusCode, page: &Page) -> Response {
    html::answer(status, page.render(sim, visitor(sim, headers).as_ref()))
}

/// What a form says that came from another site, or from a browser that has since signed out.
fn foreign(sim: &Sim, headers: &HeaderMap) -> Response {
    let page = Page::card("This form has expired", "<p>Open it again and send it once more.</p>\n");
    show(sim, headers, StatusCode::BAD_REQUEST, &page)
}

/// Links to the pages before and after, by the parameters that they keep.
fn paging(path: &str, kept: &[(&str, &str)], page: u32, has_more: bool) -> String {
    let link = |rel: &str, page: u32, name: &str| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(kept).append_pair("page", &page.to_string());
        format!("<a rel=\"{rel}\" href=\"{}\">{name}</a> ", escape(&format!("{path}?{}", query.finish())))
    };
    let before = if page > 1 { link("prev", page - 1, "Previous page") } else { String::new() };
    let after = if has_more { link("next", page + 1, "Next page") } else { String::new() };
    format!("<nav class=\"paging\" aria-label=\"Pages\">{before}{after}</nav>\n")
}

/// The page that a query asks for.
fn page_of(params: &Params) -> u32 {
    params.get("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 100_000)
}

/// The parameters of an address.
fn query(uri: &Uri) -> Params {
    Params::read(uri.query(), &HeaderMap::new(), &[])
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

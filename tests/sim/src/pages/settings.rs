//! `/users/apps`: the applications that somebody registered or let in, and their personal access tokens.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::{Page, foreign, sent_by, session, show};
use crate::accounts::{Scope, Session};
use crate::config::Application;
use crate::html::{escape, hidden};
use crate::oauth::sign_in_first;
use crate::v2::Params;
use crate::{Kind, Sim, date};

/// Where these settings are.
const HERE: &str = "/users/apps";

/// How long a personal access token may live, in days; 0 for ever.
const LIVES: [u32; 5] = [7, 30, 60, 90, 0];

/// Everything there is.
pub(super) async fn all(State(sim): State<Sim>, headers: HeaderMap) -> Response {
    match session(&sim, &headers) {
        Some(session) => show(&sim, &headers, StatusCode::OK, &page(&sim, &session, "")),
        None => sign_in_first(HERE),
    }
}

/// Registers an application by a name and, if it signs people in, the host that it lives on.
pub(super) async fn register(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let fields = Params::read(None, &headers, &body);
    let Some(session) = sent_by(&sim, &headers, &fields) else { return foreign(&sim, &headers) };
    let name = fields.get("name").map(str::trim).unwrap_or_default();
    let domain = fields.get("domain").map(str::trim).unwrap_or_default();
    let is_host = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    let problem = if name.is_empty() {
        "An application needs a name."
    } else if !crate::host_of(domain).chars().all(is_host) {
        "The domain is a host, such as docs.example.com."
    } else {
        sim.registered().add(session.user, name, domain);
        return Redirect::to(HERE).into_response();
    };
    let notice = format!("<p class=\"problem\" role=\"alert\">{}</p>\n", escape(problem));
    show(&sim, &headers, StatusCode::BAD_REQUEST, &page(&sim, &session, &notice))
}

/// Ends what an application was allowed, with all of its tokens.
pub(super) async fn disconnect(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let fields = Params::read(None, &headers, &body);
    let Some(session) = sent_by(&sim, &headers, &fields) else { return foreign(&sim, &headers) };
    if let Some(client_id) = fields.get("client_id").and_then(|id| id.parse().ok()) {
        sim.accounts().disconnect(session.user, client_id, sim.now());
    }
    Redirect::to(HERE).into_response()
}

/// Makes a personal access token for one team, which is shown this once.
pub(super) async fn issue_token(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let fields = Params::read(None, &headers, &body);
    let Some(session) = sent_by(&sim, &headers, &fields) else { return foreign(&sim, &headers) };
    let team = fields.get("team").and_then(|slug| sim.team(slug)).filter(|team| team.has_member(session.user));
    let days = fields.get("days").and_then(|days| days.parse().ok()).filter(|days| LIVES.contains(days));
    let (Some(team), Some(days), true) = (team, days, sim.config().kind.is_shared()) else {
        return foreign(&sim, &headers);
    };
    let may_write = fields.get("write").is_some() && sim.config().kind == Kind::Business;
    let scope = if may_write { vec![Scope::WriteAccess] } else { Vec::new() };
    let expires = (days > 0).then(|| sim.now() + i64::from(days) * 86_400);
    let grant = sim.accounts().grant_personal(session.user, &team.config().slug, scope, expires);
    let notice = format!(
        "<p class=\"notice\" role=\"status\">Your new token, which is shown only now: <code>{}</code></p>\n",
        escape(&grant.token)
    );
    show(&sim, &headers, StatusCode::OK, &page(&sim, &session, &notice))
}

fn page(sim: &Sim, session: &Session, notice: &str) -> Page {
    let content =
        if sim.config().kind.is_shared() { personal_tokens(sim, session) } else { applications(sim, session) };
    Page::new("Applications", format!("<h1>Applications</h1>\n{notice}{content}"))
}

fn applications(sim: &Sim, session: &Session) -> String {
    let own: String = sim.registered().of(session.user).map(describe).collect();
    let own = if own.is_empty() { "<p>None yet.</p>\n".to_owned() } else { own };
    let approved = sim.accounts().approvals_of(session.user);
    let mut let_in: String =
        approved.iter().map(|(client_id, scope)| approval(sim, session, *client_id, scope)).collect();
    if let_in.is_empty() {
        "<p>None yet.</p>\n".clone_into(&mut let_in);
    }
    format!(
        "<h2>Registered by you</h2>\n{own}<h2>Register an application</h2>\n\
         <form class=\"fields\" method=\"post\" action=\"{HERE}\">\n{fkey}<label for=\"name\">Name</label>\n\
         <input id=\"name\" name=\"name\" required>\n<label for=\"domain\">Domain</label>\n\
         <input id=\"domain\" name=\"domain\" aria-describedby=\"about-domain\">\n\
         <p id=\"about-domain\" class=\"hint\">The host that people are sent back to, without https://. \
         An application that only reads with its key needs none.</p>\n\
         <p><button class=\"primary\">Create API application</button></p>\n</form>\n\
         <h2>Let in by you</h2>\n{let_in}",
        fkey = hidden("fkey", &session.form_token),
    )
}

fn describe(app: &Application) -> String {
    let row = |name: &str, value: &str| format!("<dt>{name}</dt><dd><code>{}</code></dd>\n", escape(value));
    format!(
        "<section class=\"app\" aria-label=\"{name}\">\n<h3>{name}</h3>\n<dl>\n{}{}{}{}</dl>\n</section>\n",
        row("Client ID", &app.client_id.to_string()),
        row("Key", &app.key),
        row("Client secret", &app.client_secret),
        row("Domain", app.domain.first().map_or("none", String::as_str)),
        name = escape(&app.name),
    )
}

fn approval(sim: &Sim, session: &Session, client_id: u32, scope: &[Scope]) -> String {
    let name = sim.app_by_id(client_id).map_or_else(|| format!("Application {client_id}"), |app| app.name);
    let name = escape(&name);
    let may: Vec<&str> = scope.iter().map(|scope| scope.in_words()).collect();
    let may = if may.is_empty() { "Know who you are and read what you can read".to_owned() } else { may.join("; ") };
    format!(
        "<section class=\"app\" aria-label=\"{name}\">\n<h3>{name}</h3>\n<p>{}</p>\n\
         <form method=\"post\" action=\"{HERE}/disconnect\">{}{}<button>Remove {name}</button></form>\n</section>\n",
        escape(&may),
        hidden("fkey", &session.form_token),
        hidden("client_id", &client_id.to_string()),
    )
}

fn personal_tokens(sim: &Sim, session: &Session) -> String {
    let teams = sim.teams().into_iter().filter(|slug| sim.team(slug).is_some_and(|team| team.has_member(session.user)));
    let teams: String = teams.map(|slug| format!("<option>{}</option>", escape(&slug))).collect();
    let lives: String = LIVES
        .iter()
        .map(|days| match days {
            0 => "<option value=\"0\">for ever</option>".to_owned(),
            days => format!("<option value=\"{days}\">{days} days, until {}</option>", until(sim, *days)),
        })
        .collect();
    let write = if sim.config().kind == Kind::Business {
        "<p><input id=\"write\" name=\"write\" type=\"checkbox\" value=\"1\"> <label for=\"write\">May write</label></p>\n"
    } else {
        ""
    };
    format!(
        "<h2>New personal access token</h2>\n<form class=\"fields\" method=\"post\" action=\"{HERE}/tokens\">\n{}\
         <label for=\"team\">Team</label>\n<select id=\"team\" name=\"team\">{teams}</select>\n\
         <label for=\"days\">It lives</label>\n<select id=\"days\" name=\"days\">{lives}</select>\n{write}\
         <p><button class=\"primary\">Create token</button></p>\n</form>\n",
        hidden("fkey", &session.form_token),
    )
}

fn until(sim: &Sim, days: u32) -> String {
    date::in_words(sim.now() + i64::from(days) * 86_400)
}

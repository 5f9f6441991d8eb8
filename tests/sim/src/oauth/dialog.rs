//! `/oauth` and `/oauth/dialog`: who asks, for what, and what comes of it.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;

use super::ask::{Ask, DialogError, Flow, Wanted};
use super::code::Claim;
use super::session;
use crate::Sim;
use crate::accounts::{Scope, Session};
use crate::html::{self, escape, hidden};
use crate::pages::{Page, visitor};

/// Signs in, asks, or sends the browser back at once.
pub(super) async fn open(State(sim): State<Sim>, uri: Uri, headers: HeaderMap) -> Response {
    let ask = match Ask::read(&sim, Flow::of(&uri), uri.query().unwrap_or_default().as_bytes()) {
        Ok(ask) => ask,
        Err(error) => return refuse(&error),
    };
    let wanted = match ask.wanted() {
        Ok(wanted) => wanted,
        Err(error) => return ask.reject(&error),
    };
    let Some(session) = current(&sim, &headers) else {
        let back = uri.path_and_query().map_or("/", |path| path.as_str());
        return page(&ask, session::people(&sim, back));
    };
    if sim.accounts().has_approved(session.user, ask.app.client_id, &wanted.scope) {
        return grant(&sim, &ask, &session, wanted);
    }
    let visitor = visitor(&sim, &headers);
    let name = visitor.as_ref().map_or("", |person| person.name.as_str());
    let main = question(&ask, &session, name, &wanted.scope);
    page(&ask, Page::new("Authorize application", main).alone(visitor.as_ref()))
}

/// Takes the decision of the approval form.
pub(super) async fn decide(State(sim): State<Sim>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let ask = match Ask::read(&sim, Flow::of(&uri), &body) {
        Ok(ask) => ask,
        Err(error) => return refuse(&error),
    };
    let session = current(&sim, &headers).filter(|session| ask.fields.get("fkey") == Some(&session.form_token));
    let Some(session) = session else { return refuse(&DialogError::ForeignForm) };
    match (ask.fields.get("decision"), ask.wanted()) {
        (_, Err(error)) => ask.reject(&error),
        (Some("approve"), Ok(wanted)) => {
            sim.accounts().approve(session.user, ask.app.client_id, &wanted.scope);
            grant(&sim, &ask, &session, wanted)
        }
        _ => ask.deny(),
    }
}

/// The page that applications without a page of their own are sent to; it has nothing to do but to be there.
pub(super) async fn login_success() -> Response {
    html::answer(StatusCode::OK, Page::card("Connected", "<p>You may close this window.</p>\n").alone(None))
}

fn current(sim: &Sim, headers: &HeaderMap) -> Option<Session> {
    sim.accounts().session(session::cookie(headers)?).cloned()
}

fn grant(sim: &Sim, ask: &Ask, session: &Session, wanted: Wanted) -> Response {
    let Wanted { scope, challenge } = wanted;
    if ask.flow == Flow::Code {
        let claim = Claim {
            client_id: ask.app.client_id,
            redirect_uri: ask.redirect_uri.clone(),
            challenge,
            user: session.user,
            scope,
        };
        let expires = sim.now() + sim.config().code_life;
        let code = sim.accounts().codes.issue(claim, expires);
        return ask.send(&[("code", &code)], &[]);
    }
    let names = Scope::join(&scope);
    let grant = sim.grant(ask.app.client_id, session.user, scope);
    let life = grant.expires.map(|_| sim.config().token_life.to_string());
    let mut first = vec![("access_token", grant.token.as_str())];
    first.extend(life.iter().map(|life| ("expires", life.as_str())));
    let last = [("scope", names.as_str())];
    ask.send(&first, if names.is_empty() { &[] } else { &last })
}

fn question(ask: &Ask, session: &Session, name: &str, scope: &[Scope]) -> String {
    let mut main = format!(
        "<div class=\"card\">\n<h1>Authorize {app}</h1>\n<p>You are signed in as <strong>{name}</strong>. \
         <strong>{app}</strong> asks to:</p>\n<ul>\n<li>Know who you are and read what you can read</li>\n",
        app = escape(&ask.app.name),
        name = escape(name)
    );
    for scope in scope {
        main.push_str(&format!("<li>{}</li>\n", scope.in_words()));
    }
    main.push_str(&format!("</ul>\n<form method=\"post\" action=\"{}\">\n", ask.flow.path()));
    for (name, value) in ask.fields.0.iter().filter(|(name, _)| name != "fkey" && name != "decision") {
        main.push_str(&hidden(name, value));
    }
    main.push_str(&hidden("fkey", &session.form_token));
    main.push_str(
        "<p class=\"buttons\"><button class=\"primary\" name=\"decision\" value=\"approve\">Approve</button>\n\
         <button name=\"decision\" value=\"cancel\">Cancel</button></p>\n</form>\n</div>\n",
    );
    main
}

/// A page whose form may end at the application: browsers apply `form-action` to redirects as well.
fn page(ask: &Ask, html: String) -> Response {
    html::answer_with(StatusCode::OK, &html::policy(&ask.origin()), html)
}

fn refuse(error: &DialogError) -> Response {
    let reason = format!("<p>{}</p>\n", escape(&error.to_string()));
    html::answer(StatusCode::BAD_REQUEST, Page::card("This application cannot be authorized", &reason).alone(None))
}

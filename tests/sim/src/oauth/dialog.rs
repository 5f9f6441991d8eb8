//! `/oauth/dialog`: who asks, for what, and what comes of it.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use url::{Host, Url, form_urlencoded};

use super::session;
use crate::Sim;
use crate::accounts::{Scope, Session};
use crate::config::Application;
use crate::html::{self, escape};
use crate::pages::{Page, visitor};

/// What an application asks for, checked as far as it can be answered.
#[derive(Debug)]
struct Ask {
    app: Application,
    redirect_uri: Url,
    state: Option<String>,
    scope: String,
    fields: Fields,
}

/// The dialog's parameters as they were sent.
#[derive(Debug, Default)]
struct Fields(Vec<(String, String)>);

/// A request that cannot be answered at its `redirect_uri`, because that or its sender is in doubt.
#[derive(Debug, thiserror::Error)]
enum DialogError {
    #[error("no application is registered with this client_id")]
    UnknownClient,
    #[error("redirect_uri is not configured")]
    RedirectNotConfigured,
    #[error("this form has expired; go back to the application and try again")]
    ForeignForm,
}

/// Signs in, asks, or sends the browser back at once.
pub(super) async fn open(State(sim): State<Sim>, uri: Uri, headers: HeaderMap) -> Response {
    let ask = match Ask::read(&sim, uri.query().unwrap_or_default().as_bytes()) {
        Ok(ask) => ask,
        Err(error) => return refuse(&error),
    };
    let Some(session) = current(&sim, &headers) else {
        let back = uri.path_and_query().map_or("/", |path| path.as_str());
        return page(&ask, session::people(&sim, back));
    };
    let scope = match Scope::list(&ask.scope) {
        Ok(scope) => scope,
        Err(unknown) => return ask.fail("invalid_scope", &format!("unknown scope {unknown}")),
    };
    if sim.accounts().has_approved(session.user, ask.app.client_id, &scope) {
        return grant(&sim, &ask, &session, scope);
    }
    let visitor = visitor(&sim, &headers);
    let name = visitor.as_ref().map_or("", |person| person.name.as_str());
    page(&ask, Page::new("Authorize application", question(&ask, &session, name, &scope)).render(visitor.as_ref()))
}

/// Takes the decision of the approval form.
pub(super) async fn decide(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let ask = match Ask::read(&sim, &body) {
        Ok(ask) => ask,
        Err(error) => return refuse(&error),
    };
    let session = current(&sim, &headers).filter(|session| ask.fields.get("fkey") == Some(&session.form_token));
    let Some(session) = session else { return refuse(&DialogError::ForeignForm) };
    match (ask.fields.get("decision"), Scope::list(&ask.scope)) {
        (Some("approve"), Ok(scope)) => {
            sim.accounts().approve(session.user, ask.app.client_id, &scope);
            grant(&sim, &ask, &session, scope)
        }
        _ => ask.fail("access_denied", "the user did not approve the application"),
    }
}

/// The page that desktop applications are sent to, which has nothing to do but to be there.
pub(super) async fn login_success() -> Response {
    let main = "<div class=\"card\">\n<h1>Connected</h1>\n<p>You can close this window.</p>\n</div>\n";
    html::answer(StatusCode::OK, Page::new("Connected", main.into()).render(None))
}

impl Ask {
    fn read(sim: &Sim, form: &[u8]) -> Result<Self, DialogError> {
        let fields = Fields(form_urlencoded::parse(form).into_owned().collect());
        let app = fields.get("client_id").and_then(|id| sim.app_by_id(id.parse().ok()?));
        let app = app.ok_or(DialogError::UnknownClient)?;
        let redirect_uri = fields.get("redirect_uri").and_then(|uri| redirect(uri, &app.domain));
        Ok(Self {
            app,
            redirect_uri: redirect_uri.ok_or(DialogError::RedirectNotConfigured)?,
            state: fields.get("state").map(str::to_owned),
            scope: fields.get("scope").unwrap_or_default().to_owned(),
            fields,
        })
    }

    fn fail(&self, error: &str, description: &str) -> Response {
        self.send(&[("error", error), ("error_description", description)], &[])
    }

    /// Back to the application, with the outcome where only the browser sees it.
    fn send(&self, first: &[(&str, &str)], last: &[(&str, &str)]) -> Response {
        let mut fragment = form_urlencoded::Serializer::new(String::new());
        fragment.extend_pairs(first);
        fragment.extend_pairs(self.state.iter().map(|state| ("state", state)));
        fragment.extend_pairs(last);
        let mut target = self.redirect_uri.clone();
        target.set_fragment(Some(&fragment.finish()));
        match HeaderValue::from_str(target.as_str()) {
            Ok(target) => (StatusCode::FOUND, [(header::LOCATION, target)]).into_response(),
            Err(_) => refuse(&DialogError::RedirectNotConfigured),
        }
    }
}

impl Fields {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// An address on one of the application's hosts: over https, or http on this very machine.
fn redirect(uri: &str, domains: &[String]) -> Option<Url> {
    let uri = Url::parse(uri).ok()?;
    let host = uri.host_str()?;
    let loopback = match uri.host()? {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => name == "localhost",
    };
    let secure = uri.scheme() == "https" || (uri.scheme() == "http" && loopback);
    let registered = domains
        .iter()
        .any(|domain| host == domain || host.strip_suffix(domain.as_str()).is_some_and(|parent| parent.ends_with('.')));
    let anonymous = uri.username().is_empty() && uri.password().is_none();
    (secure && registered && anonymous).then_some(uri)
}

fn current(sim: &Sim, headers: &HeaderMap) -> Option<Session> {
    sim.accounts().session(session::cookie(headers)?).cloned()
}

fn grant(sim: &Sim, ask: &Ask, session: &Session, scope: Vec<Scope>) -> Response {
    let lasting = scope.contains(&Scope::NoExpiry);
    let names = Scope::join(&scope);
    let grant = sim.grant(ask.app.client_id, session.user, scope);
    let life = sim.config().token_life.to_string();
    let mut first = vec![("access_token", grant.token.as_str())];
    if !lasting {
        first.push(("expires", &life));
    }
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
    main.push_str("</ul>\n<form method=\"post\" action=\"/oauth/dialog\">\n");
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

fn hidden(name: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", escape(name), escape(value))
}

/// A page whose form may end at the application: browsers apply `form-action` to redirects as well.
fn page(ask: &Ask, html: String) -> Response {
    html::answer_with(StatusCode::OK, &html::policy(&ask.redirect_uri.origin().ascii_serialization()), html)
}

fn refuse(error: &DialogError) -> Response {
    let main = format!(
        "<div class=\"card\">\n<h1>This application cannot be authorized</h1>\n<p>{}</p>\n</div>\n",
        escape(&error.to_string())
    );
    html::answer(StatusCode::BAD_REQUEST, Page::new("Application error", main).render(None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_stay_with_the_registered_hosts() {
        let domains = ["stack.fernwick.test".to_owned(), "abc.chromiumapp.org".to_owned(), "127.0.0.1".to_owned()];
        for (uri, allowed) in [
            ("https://stack.fernwick.test/oauth/login_success", true),
            ("https://abc.chromiumapp.org/askside", true),
            ("https://x.stack.fernwick.test", true),
            ("https://STACK.fernwick.TEST/", true),
            ("http://127.0.0.1/mozoauth2/0a", true),
            ("http://stack.fernwick.test/", false),
            ("https://evilstack.fernwick.test/", false),
            ("https://stack.fernwick.test.evil.test/", false),
            ("https://chromiumapp.org/", false),
            ("https://stack.fernwick.test@evil.test/", false),
            ("https://user@stack.fernwick.test/", false),
            ("https://evil.test/https://stack.fernwick.test", false),
            ("https://evil.test\\@stack.fernwick.test/", false),
            ("javascript:alert(1)//stack.fernwick.test", false),
            ("/relative", false),
            ("", false),
        ] {
            assert_eq!(redirect(uri, &domains).is_some(), allowed, "{uri}");
        }
    }
}

//! What an application asks for, and the way back to it.

use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use url::{Host, Url, form_urlencoded};

use super::pkce::{Challenge, ChallengeError};
use crate::Sim;
use crate::accounts::Scope;
use crate::config::Application;

/// How an application wants to get its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// At once, in the fragment, which no server sees.
    Implicit,
    /// For a code in the query.
    Code,
}

/// A request of the dialog, checked as far as it can be answered.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) app: Application,
    pub(super) flow: Flow,
    /// As it was sent: the exchange has to repeat it letter by letter.
    pub(super) redirect_uri: String,
    target: Url,
    state: Option<String>,
    pub(super) fields: Fields,
}

/// What is asked for, once it is known to make sense.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) scope: Vec<Scope>,
    pub(super) challenge: Option<Challenge>,
}

/// The dialog's parameters as they were sent.
#[derive(Debug, Default)]
pub(super) struct Fields(pub(super) Vec<(String, String)>);

/// A request that cannot be answered at its `redirect_uri`, because that or its sender is in doubt.
#[derive(Debug, thiserror::Error)]
pub(super) enum DialogError {
    #[error("no application is registered with this client_id")]
    UnknownClient,
    #[error("redirect_uri is not configured")]
    RedirectNotConfigured,
    #[error("this form has expired; go back to the application and try again")]
    ForeignForm,
}

/// A request that makes no sense, which its sender is told.
#[derive(Debug, thiserror::Error)]
pub(super) enum WantedError {
    #[error("unknown scope {0}")]
    Scope(String),
    #[error(transparent)]
    Challenge(#[from] ChallengeError),
}

impl Flow {
    /// The flow that a path is for.
    pub(super) fn of(uri: &Uri) -> Self {
        if uri.path() == Self::Implicit.path() { Self::Implicit } else { Self::Code }
    }

    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Implicit => "/oauth/dialog",
            Self::Code => "/oauth",
        }
    }
}

impl Ask {
    pub(super) fn read(sim: &Sim, flow: Flow, form: &[u8]) -> Result<Self, DialogError> {
        let fields = Fields(form_urlencoded::parse(form).into_owned().collect());
        let app = fields.get("client_id").and_then(|id| sim.app_by_id(id.parse().ok()?));
        let app = app.ok_or(DialogError::UnknownClient)?;
        let redirect_uri = fields.get("redirect_uri").unwrap_or_default().to_owned();
        let target = redirect(&redirect_uri, &app.domain).ok_or(DialogError::RedirectNotConfigured)?;
        Ok(Self { app, flow, redirect_uri, target, state: fields.get("state").map(str::to_owned), fields })
    }

    /// Scope and challenge.
    pub(super) fn wanted(&self) -> Result<Wanted, WantedError> {
        let scope = Scope::list(self.fields.get("scope").unwrap_or_default()).map_err(WantedError::Scope)?;
        let challenge = match (self.flow, self.fields.get("code_challenge")) {
            (Flow::Code, Some(text)) => Some(Challenge::read(text, self.fields.get("code_challenge_method"))?),
            _ => None,
        };
        Ok(Wanted { scope, challenge })
    }

    /// The origin that the outcome goes to.
    pub(super) fn origin(&self) -> String {
        self.target.origin().ascii_serialization()
    }

    pub(super) fn deny(&self) -> Response {
        self.fail("access_denied", "the user did not approve the application")
    }

    pub(super) fn reject(&self, error: &WantedError) -> Response {
        let code = match error {
            WantedError::Scope(_) => "invalid_scope",
            WantedError::Challenge(_) => "invalid_request",
        };
        self.fail(code, &error.to_string())
    }

    fn fail(&self, error: &str, description: &str) -> Response {
        self.send(&[("error", error), ("error_description", description)], &[])
    }

    /// Back to the application with the outcome. Nothing on the way may keep the address or pass it on.
    pub(super) fn send(&self, first: &[(&str, &str)], last: &[(&str, &str)]) -> Response {
        let mut outcome = form_urlencoded::Serializer::new(String::new());
        outcome.extend_pairs(first);
        outcome.extend_pairs(self.state.iter().map(|state| ("state", state)));
        outcome.extend_pairs(last);
        let outcome = outcome.finish();
        let mut target = self.target.clone();
        match self.flow {
            Flow::Implicit => target.set_fragment(Some(&outcome)),
            Flow::Code => {
                let own = target.query().filter(|own| !own.is_empty()).map(|own| format!("{own}&{outcome}"));
                target.set_query(Some(&own.unwrap_or(outcome)));
                target.set_fragment(None);
            }
        }
        let mut response = StatusCode::FOUND.into_response();
        let headers = response.headers_mut();
        // An address that was parsed is ASCII without line ends.
        headers.extend(HeaderValue::from_str(target.as_str()).ok().map(|target| (header::LOCATION, target)));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        response
    }
}

impl Fields {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
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

//! Signing in without passwords: this site's people are made up.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use url::form_urlencoded;

use crate::Sim;
use crate::html::{self, escape};
use crate::pages::Page;

/// More people than this are too many to choose from: those with most reputation are offered.
const MOST: u32 = 100;

/// The cookie's name.
const COOKIE: &str = "acct";

/// The session id that a browser sent.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|value| value.split(';')).find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// Sends somebody who has to be signed in to the page for that, and from there back.
pub(crate) fn sign_in_first(back: &str) -> Response {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("returnurl", back).finish();
    Redirect::to(&format!("/users/login?{query}")).into_response()
}

/// The page to choose who to be.
pub(super) async fn choose(State(sim): State<Sim>, uri: Uri) -> Response {
    let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let back = query.into_iter().find(|(name, _)| name == "returnurl").map(|(_, value)| value.into_owned());
    html::answer(StatusCode::OK, people(&sim, local(back.as_deref().unwrap_or("/"))))
}

/// Everybody as a button; afterwards the browser goes back to a page of this site.
pub(super) fn people(sim: &Sim, back: &str) -> String {
    let mut main = format!(
        "<p>Nobody here has a password. Choose who to be.</p>\n\
         <form method=\"post\" action=\"/users/login\">\n<input type=\"hidden\" name=\"returnurl\" value=\"{}\">\n\
         <ul class=\"people\">\n",
        escape(back)
    );
    for person in sim.store().people(MOST).unwrap_or_default() {
        main.push_str(&format!(
            "<li><button name=\"user\" value=\"{}\" title=\"{}\">Sign in as {}</button></li>\n",
            person.id,
            escape(&person.trade),
            escape(&person.name)
        ));
    }
    main.push_str("</ul>\n</form>\n");
    Page::card("Sign in", &main).alone(None)
}

pub(super) async fn sign_in(State(sim): State<Sim>, body: Bytes) -> Response {
    let mut user = None;
    let mut back = String::from("/");
    for (name, value) in form_urlencoded::parse(&body) {
        match &*name {
            "user" => user = value.parse().ok(),
            "returnurl" => back = value.into_owned(),
            _ => {}
        }
    }
    let person = user.and_then(|id| sim.store().person(id).ok().flatten()).filter(|person| !person.gone);
    let Some(person) = person else {
        return html::answer(StatusCode::BAD_REQUEST, people(&sim, local(&back)));
    };
    let session = sim.accounts().sign_in(person.id);
    set_cookie(&sim, &session, "", Redirect::to(local(&back)).into_response())
}

pub(super) async fn sign_out(State(sim): State<Sim>, headers: HeaderMap) -> Response {
    if let Some(session) = cookie(&headers) {
        sim.accounts().sign_out(session);
    }
    set_cookie(&sim, "", "; Max-Age=0", Redirect::to("/").into_response())
}

fn set_cookie(sim: &Sim, value: &str, more: &str, mut response: Response) -> Response {
    let secure = if sim.config().site_url.starts_with("https:") { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Where to go after signing in: a path of this site and nothing that a browser reads as another.
fn local(back: &str) -> &str {
    let rest = back.strip_prefix('/').unwrap_or("/");
    if rest.starts_with(['/', '\\']) || back.chars().any(|c| c.is_control()) { "/" } else { back }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site() {
        for (back, expected) in [
            ("/", "/"),
            ("/oauth/dialog?a=b", "/oauth/dialog?a=b"),
            ("//evil.test", "/"),
            ("/\\evil.test", "/"),
            ("https://evil.test", "/"),
            ("", "/"),
            ("/a\r\nb", "/"),
            ("/\t/evil.test", "/"),
        ] {
            assert_eq!(local(back), expected, "{back}");
        }
    }

    #[test]
    fn the_cookie_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=1; acct=xyz; acct2=no"));
        assert_eq!(cookie(&headers), Some("xyz"));
        headers.insert(header::COOKIE, HeaderValue::from_static("account=no"));
        assert_eq!(cookie(&headers), None);
    }
}

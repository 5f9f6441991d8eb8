//! The dialog from the first click to a working token.

use askside_sim::{Answer, Application, Config};
use axum::body::Body;
use axum::http::Request;
use url::form_urlencoded;

use crate::support::{FORM, Site, form, query};

const BACK: &str = "https://ext.chromiumapp.org/askside";

pub(crate) fn site() -> Site {
    let mut app = Application::demo();
    app.domain = vec!["ext.chromiumapp.org".into()];
    Site::with(Config { apps: vec![app], ..Config::default() })
}

fn dialog(scope: &str) -> String {
    query("/oauth/dialog", &[("client_id", "1"), ("scope", scope), ("redirect_uri", BACK), ("state", "a b&c")])
}

/// Signs in as somebody and returns the cookie, with the place the browser goes to next.
pub(crate) async fn sign_in(site: &Site, user: &str, back: &str) -> (String, String) {
    let request = Request::post("/users/login").header("Content-Type", FORM);
    let answer = site.send(request.body(form(&[("user", user), ("returnurl", back)])).unwrap()).await;
    assert_eq!(answer.status, 303);
    let cookie = answer.header("set-cookie").unwrap();
    for property in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(cookie.contains(property), "{cookie}");
    }
    (cookie.split(';').next().unwrap().to_owned(), answer.header("location").unwrap().to_owned())
}

pub(crate) async fn open(site: &Site, cookie: &str, path: &str) -> Answer {
    site.send(Request::get(path).header("Cookie", cookie).body(Body::empty()).unwrap()).await
}

pub(crate) async fn decide(site: &Site, cookie: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let request = Request::post("/oauth/dialog").header("Content-Type", FORM).header("Cookie", cookie);
    site.send(request.body(form(&fields)).unwrap()).await
}

/// The hidden fields of the approval form, with a button pressed.
pub(crate) fn press(page: &str, decision: &str) -> Vec<(String, String)> {
    let unescape = |text: &str| {
        text.replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    };
    let form = page.split("action=\"/oauth/dialog\"").nth(1).unwrap();
    let hidden = form.split("type=\"hidden\" name=\"").skip(1).map(|field| {
        let mut quoted = field.split('"');
        (quoted.next().unwrap().to_owned(), unescape(quoted.nth(1).unwrap()))
    });
    hidden.chain([("decision".to_owned(), decision.to_owned())]).collect()
}

/// What the fragment of a redirect says, in order.
#[track_caller]
fn outcome(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.status, 302, "{}", answer.text());
    let (address, fragment) = answer.header("location").unwrap().split_once('#').unwrap();
    assert_eq!(address, BACK);
    form_urlencoded::parse(fragment.as_bytes()).into_owned().collect()
}

fn names(outcome: &[(String, String)]) -> Vec<&str> {
    outcome.iter().map(|(name, _)| name.as_str()).collect()
}

#[tokio::test]
async fn sign_in_approve_and_use_the_token() {
    let site = site();
    let first = site.page(&dialog("write_access")).await;
    assert!(first.text().contains("Sign in as Amal Haddad") && !first.text().contains("Pavel"), "{}", first.text());
    let (cookie, next) = sign_in(&site, "13", &dialog("write_access")).await;
    assert_eq!(next, dialog("write_access"));

    let asked = open(&site, &cookie, &next).await;
    let page = asked.text();
    for expected in
        ["Authorize Askside", "Amal Haddad", "Ask, answer, comment and vote as you", ">Approve<", ">Cancel<"]
    {
        assert!(page.contains(expected), "{page}");
    }
    let policy = asked.header("content-security-policy").unwrap();
    assert!(policy.contains("form-action 'self' https://ext.chromiumapp.org;"), "{policy}");

    let granted = outcome(&decide(&site, &cookie, &press(&page, "approve")).await);
    assert_eq!(names(&granted), ["access_token", "expires", "state", "scope"]);
    assert_eq!(
        (granted[1].1.as_str(), granted[2].1.as_str(), granted[3].1.as_str()),
        ("86400", "a b&c", "write_access")
    );
    let me = site.get_as(&granted[0].1, "/me").await.json();
    assert_eq!(me["items"][0]["display_name"], "Amal Haddad");

    // Approved once is approved, for as much or less, in this browser or another.
    for scope in ["write_access", ""] {
        assert!(names(&outcome(&open(&site, &cookie, &dialog(scope)).await)).contains(&"access_token"));
    }
    let (elsewhere, _) = sign_in(&site, "13", "/").await;
    assert_eq!(open(&site, &elsewhere, &dialog("write_access")).await.status, 302);
    assert_eq!(open(&site, &cookie, &dialog("write_access,no_expiry")).await.status, 200, "more is asked again");
}

#[tokio::test]
async fn no_expiry_does_not_expire() {
    let site = site();
    let (cookie, next) = sign_in(&site, "1", &dialog("no_expiry")).await;
    let page = open(&site, &cookie, &next).await.text();
    let granted = outcome(&decide(&site, &cookie, &press(&page, "approve")).await);
    assert_eq!(names(&granted), ["access_token", "state", "scope"]);
}

#[tokio::test]
async fn cancelled_is_denied_and_unknown_scopes_are_invalid() {
    let site = site();
    let (cookie, next) = sign_in(&site, "1", &dialog("")).await;
    let page = open(&site, &cookie, &next).await.text();
    let denied = outcome(&decide(&site, &cookie, &press(&page, "cancel")).await);
    assert_eq!(names(&denied), ["error", "error_description", "state"]);
    assert_eq!(denied[0].1, "access_denied");
    assert_eq!(open(&site, &cookie, &next).await.status, 200, "a no is not remembered");
    let invalid = outcome(&open(&site, &cookie, &dialog("everything")).await);
    assert_eq!(invalid[0], ("error".to_owned(), "invalid_scope".to_owned()));
}

#[tokio::test]
async fn nobody_else_can_press_the_button() {
    let site = site();
    let (mine, next) = sign_in(&site, "1", &dialog("")).await;
    let (theirs, _) = sign_in(&site, "2", "/").await;
    let fields = press(&open(&site, &mine, &next).await.text(), "approve");
    let without: Vec<_> = fields.iter().filter(|(name, _)| name != "fkey").cloned().collect();
    for (cookie, fields) in [(&theirs, &fields), (&String::from("acct=none"), &fields), (&mine, &without)] {
        let answer = decide(&site, cookie, fields).await;
        assert_eq!(answer.status, 400);
        assert!(answer.header("location").is_none());
    }
}

#[tokio::test]
async fn what_cannot_be_answered_is_a_page() {
    let site = site();
    for (client, back, text) in [
        ("2", BACK, "no application"),
        ("x", BACK, "no application"),
        ("1", "https://evil.test/", "redirect_uri is not configured"),
        ("1", "", "redirect_uri is not configured"),
        ("1", "javascript:alert(1)", "redirect_uri is not configured"),
    ] {
        let answer = site.page(&query("/oauth/dialog", &[("client_id", client), ("redirect_uri", back)])).await;
        assert_eq!(answer.status, 400);
        assert!(answer.text().contains(text), "{}", answer.text());
        assert!(answer.header("location").is_none());
    }
}

#[tokio::test]
async fn signing_out() {
    let site = site();
    let (cookie, _) = sign_in(&site, "1", "https://evil.test").await;
    assert!(open(&site, &cookie, "/").await.text().contains("Mira Okafor"));
    let request = Request::post("/users/logout").header("Cookie", &cookie).body(Body::empty()).unwrap();
    assert_eq!(site.send(request).await.status, 303);
    assert!(!open(&site, &cookie, "/").await.text().contains("Sign out"));
}

#[tokio::test]
async fn those_who_left_cannot_sign_in() {
    let site = site();
    let request = Request::post("/users/login").header("Content-Type", FORM);
    assert_eq!(site.send(request.body(form(&[("user", "18")])).unwrap()).await.status, 400);
}

//! The code flow: a code for a verifier or a secret, a token for the code, and nothing for anybody else.

use askside_sim::{Answer, Application, Config};
use axum::body::Body;
use axum::http::Request;
use serde_json::json;
use url::form_urlencoded;

use crate::oauth::{open, sign_in};
use crate::support::{FORM, Site, fails, field, form, items, query};

const BACK: &str = "https://stack.fernwick.test/oauth/login_success?from=askside";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const WITH_CHALLENGE: [(&str, &str); 2] = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];

pub(crate) fn site() -> Site {
    let second = Application { client_id: 2, key: "second".into(), name: "Second".into(), ..Application::demo() };
    Site::with(Config { apps: vec![Application::demo(), second], ..Config::default() })
}

/// Signs Amal in, approves, and returns where the browser is sent, with all that it is sent with.
async fn redirected(site: &Site, more: &[(&str, &str)]) -> Answer {
    let mut pairs = vec![("client_id", "1"), ("redirect_uri", BACK), ("state", "a b&c")];
    pairs.extend(more);
    let (cookie, next) = sign_in(site, "13", &query("/oauth", &pairs)).await;
    let asked = open(site, &cookie, &next).await;
    if asked.status == 302 {
        return asked;
    }
    let page = asked.text();
    assert!(page.contains("<form method=\"post\" action=\"/oauth\">"), "{page}");
    let fkey = page.split("name=\"fkey\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    pairs.extend([("fkey", fkey), ("decision", "approve")]);
    let request = Request::post("/oauth").header("Content-Type", FORM).header("Cookie", cookie);
    site.send(request.body(form(&pairs)).unwrap()).await
}

/// What the query of a redirect says, after the part that was there before.
#[track_caller]
fn outcome(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.status, 302, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    let added = answer.header("location").unwrap().strip_prefix(BACK).unwrap().strip_prefix('&').unwrap();
    form_urlencoded::parse(added.as_bytes()).into_owned().collect()
}

pub(crate) async fn code(site: &Site, more: &[(&str, &str)]) -> String {
    let outcome = outcome(&redirected(site, more).await);
    let names: Vec<&str> = outcome.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((names.as_slice(), outcome[1].1.as_str()), (["code", "state"].as_slice(), "a b&c"));
    outcome[0].1.clone()
}

pub(crate) async fn exchange(site: &Site, fields: &[(&str, &str)]) -> Answer {
    let request = Request::post("/oauth/access_token/json").header("Content-Type", FORM);
    site.send(request.body(form(fields)).unwrap()).await
}

/// The exchange that a good client makes.
pub(crate) fn good(code: &str) -> Vec<(&str, &str)> {
    vec![("client_id", "1"), ("code", code), ("redirect_uri", BACK), ("code_verifier", VERIFIER)]
}

fn with<'a>(fields: &[(&'a str, &'a str)], name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let replaced = fields.iter().map(|(found, old)| (*found, if *found == name { value } else { *old }));
    replaced.filter(|(found, _)| *found != name || !value.is_empty()).collect()
}

#[track_caller]
fn refused(answer: &Answer, error: &str, says: &str) {
    assert_eq!((answer.status.as_u16(), answer.json()["error"].as_str()), (400, Some(error)), "{}", answer.text());
    let description = answer.json()["error_description"].as_str().unwrap().to_owned();
    assert!(description.contains(says), "{description}");
    assert!(answer.json().get("access_token").is_none());
}

#[tokio::test]
async fn a_code_becomes_a_token() {
    let site = site();
    let mut more = WITH_CHALLENGE.to_vec();
    more.push(("scope", "write_access read_inbox"));
    let code = code(&site, &more).await;
    let answer = exchange(&site, &good(&code)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-encoding"), Some("gzip"), "always, whoever asks");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.json()["expires"], 86_400);
    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(field(&site.get_as(&token, "/me").await, "display_name"), ["Amal Haddad"]);
    let described = site.get(&format!("/access-tokens/{token}")).await;
    assert_eq!(field(&described, "scope"), [json!(["read_inbox", "write_access"])]);
}

/// Query or body, form or JSON, PKCE or secret: all of it is in use.
#[tokio::test]
async fn every_way_to_exchange() {
    let site = site();
    for (challenge, proof) in
        [(WITH_CHALLENGE.as_slice(), ("code_verifier", VERIFIER)), (&[], ("client_secret", "fernwick-askside-secret"))]
    {
        for path in ["/oauth/access_token", "/oauth/access_token/json"] {
            for in_query in [true, false] {
                let code = code(&site, challenge).await;
                let fields = [("client_id", "1"), ("code", code.as_str()), ("redirect_uri", BACK), proof];
                let (path_sent, body) =
                    if in_query { (query(path, &fields), Body::empty()) } else { (path.to_owned(), form(&fields)) };
                let request = Request::post(path_sent).header("Content-Type", FORM).body(body).unwrap();
                let answer = site.send(request).await;
                assert_eq!(answer.status, 200, "{path} {proof:?} {in_query}: {}", answer.text());
                assert_eq!(answer.header("content-encoding"), Some("gzip"));
                let token = if path.ends_with("json") {
                    answer.json()["access_token"].as_str().unwrap().to_owned()
                } else {
                    let text = answer.text();
                    let (token, expires) = text.strip_prefix("access_token=").unwrap().split_once('&').unwrap();
                    assert_eq!(expires, "expires=86400");
                    token.to_owned()
                };
                assert_eq!(site.get_as(&token, "/me").await.status, 200);
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_exchanged() {
    let site = site();
    let code = code(&site, &WITH_CHALLENGE).await;
    let fields = good(&code);
    let wrong = VERIFIER.replace('d', "e");
    for (name, value, error, says) in [
        ("code_verifier", wrong.as_str(), "invalid_grant", "does not match"),
        ("code_verifier", CHALLENGE, "invalid_grant", "does not match"),
        ("code_verifier", "", "invalid_request", "code_verifier is required"),
        ("redirect_uri", "https://stack.fernwick.test/oauth/login_success", "invalid_grant", "redirect_uri differs"),
        ("redirect_uri", "", "invalid_request", "redirect_uri is required"),
        ("client_id", "2", "invalid_grant", "another application"),
        ("client_id", "9", "invalid_client", "no application"),
        ("client_id", "", "invalid_client", "no application"),
        ("code", "nonsense", "invalid_grant", "unknown"),
        ("code", "", "invalid_request", "code is required"),
    ] {
        refused(&exchange(&site, &with(&fields, name, value)).await, error, says);
    }
    let mut typed = fields.clone();
    typed.push(("grant_type", "password"));
    refused(&exchange(&site, &typed).await, "unsupported_grant_type", "authorization_code");
    assert_eq!(exchange(&site, &fields).await.status, 200, "none of that used the code up");
    let got = site.page(&query("/oauth/access_token/json", &fields)).await;
    assert_eq!(got.status, 405, "only by POST");
}

#[tokio::test]
async fn the_secret_where_there_is_no_challenge() {
    let site = site();
    let code = code(&site, &[]).await;
    let fields = [("client_id", "1"), ("code", code.as_str()), ("redirect_uri", BACK)];
    let plus = |proof| [fields.as_slice(), &[proof]].concat();
    refused(&exchange(&site, &fields).await, "invalid_request", "client_secret is required");
    refused(&exchange(&site, &plus(("client_secret", "guess"))).await, "invalid_client", "client_secret is wrong");
    refused(&exchange(&site, &plus(("code_verifier", VERIFIER))).await, "invalid_grant", "without code_challenge");
    assert_eq!(exchange(&site, &plus(("client_secret", "fernwick-askside-secret"))).await.status, 200);
}

#[tokio::test]
async fn a_code_used_twice_kills_its_token() {
    let site = site();
    let code = code(&site, &WITH_CHALLENGE).await;
    let token = exchange(&site, &good(&code)).await.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(site.get_as(&token, "/me").await.status, 200);
    refused(&exchange(&site, &good(&code)).await, "invalid_grant", "used before");
    fails(&site.get_as(&token, "/me").await, 402, "not valid");
}

#[tokio::test]
async fn a_code_lives_for_minutes() {
    let site = site();
    let early = code(&site, &WITH_CHALLENGE).await;
    site.sim.clock_stop();
    let late = code(&site, &WITH_CHALLENGE).await;
    site.sim.clock_skip(290);
    assert_eq!(exchange(&site, &good(&early)).await.status, 200);
    site.sim.clock_skip(10);
    refused(&exchange(&site, &good(&late)).await, "invalid_grant", "expired");
}

#[tokio::test]
async fn challenges_that_prove_nothing_are_refused() {
    for (challenge, method) in [(CHALLENGE, "plain"), (CHALLENGE, ""), (VERIFIER, "S512"), ("short", "S256")] {
        let answer = redirected(&site(), &[("code_challenge", challenge), ("code_challenge_method", method)]).await;
        let outcome = outcome(&answer);
        assert_eq!(outcome[0], ("error".to_owned(), "invalid_request".to_owned()), "{challenge} {method}");
        assert!(outcome[1].1.contains("code_challenge"), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_token_is_no_wider_than_what_was_asked() {
    let site = site();
    let ask = async |scope: &'static str| {
        let code = code(&site, &[WITH_CHALLENGE.as_slice(), &[("scope", scope)]].concat()).await;
        exchange(&site, &good(&code)).await.json()["access_token"].as_str().unwrap().to_owned()
    };
    let wide = ask("write_access").await;
    let narrow = ask("identify").await;
    let write =
        [("title", "A title of a good length"), ("body", "Thirty characters are enough, or not?"), ("tags", "go")];
    fails(&site.post(&narrow, "/questions/add", &write).await, 403, "write_access");
    assert_eq!(items(&site.post(&wide, "/questions/add", &write).await).len(), 1);
    assert_eq!(items(&site.get(&format!("/access-tokens/{narrow}")).await)[0].get("scope"), None);
}

#[tokio::test]
async fn a_token_of_one_application_with_the_key_of_another() {
    let site = site();
    let code = code(&site, &WITH_CHALLENGE).await;
    let token = exchange(&site, &good(&code)).await.json()["access_token"].as_str().unwrap().to_owned();
    let request = crate::support::call("/me").header("X-API-Key", "second").header("X-API-Access-Token", &token);
    fails(&site.send(request.body(Body::empty()).unwrap()).await, 403, "application did not create token");
}

#[tokio::test]
async fn disconnecting_ends_all_of_it() {
    let site = site();
    let code = code(&site, &WITH_CHALLENGE).await;
    let token = exchange(&site, &good(&code)).await.json()["access_token"].as_str().unwrap().to_owned();
    let sibling = site.sim.issue_token("amal", &["no_expiry"]);
    let others = [site.sim.issue_token("mira", &[]), site.sim.issue_token_of(2, "amal", &[])];
    let ended = field(&site.get(&format!("/apps/{token}/de-authenticate")).await, "access_token");
    assert_eq!(ended.len(), 2, "{ended:?}");
    for dead in [&token, &sibling] {
        fails(&site.get_as(dead, "/me").await, 402, "not valid");
    }
    assert_eq!(site.get_as(&others[0], "/me").await.status, 200);
    assert_eq!(items(&site.get(&format!("/access-tokens/{}", others[1])).await).len(), 1);
    // It is asked for again.
    let (cookie, next) = sign_in(&site, "13", &query("/oauth", &[("client_id", "1"), ("redirect_uri", BACK)])).await;
    assert!(open(&site, &cookie, &next).await.text().contains("Authorize Askside"));
}

#[tokio::test]
async fn registered_applications_work_at_once() {
    let site = site();
    let app = site.sim.register("amal", "Mine", "https://mine.test/");
    let address =
        query("/oauth", &[("client_id", &app.client_id.to_string()), ("redirect_uri", "https://mine.test/x")]);
    let (cookie, next) = sign_in(&site, "13", &address).await;
    assert!(open(&site, &cookie, &next).await.text().contains("Authorize Mine"));
    let keyed = crate::support::call("/info").header("X-API-Key", &app.key).body(Body::empty()).unwrap();
    assert_eq!(site.send(keyed).await.status, 200);
}

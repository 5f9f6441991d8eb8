//! Who may call what: keys, tokens, and both.

use askside_sim::Config;
use axum::body::Body;
use serde_json::json;

use crate::support::{FORM, KEY, Site, call, fails, field, form, items, two_apps};

/// Every combination of key and token at three methods: the error id, 200 for none.
#[tokio::test]
async fn the_matrix() {
    let site = Site::with(two_apps());
    let reader = site.sim.issue_token("amal", &[]);
    let writer = site.sim.issue_token("amal", &["write_access"]);
    let foreign = site.sim.issue_token_of(2, "amal", &["write_access"]);
    let cases = [
        // key, token: /info, /me, /questions/add
        (None, None, [403, 403, 403]),
        (Some("wrong"), None, [400, 400, 400]),
        (Some(KEY), None, [200, 401, 401]),
        (None, Some(&reader), [405, 405, 405]),
        (Some(KEY), Some(&reader), [200, 200, 403]),
        (Some(KEY), Some(&writer), [200, 200, 400]), // 400: no title yet
        (Some(KEY), Some(&foreign), [403, 403, 403]),
        (Some("other-key"), Some(&foreign), [200, 200, 403]),
        (Some("other-key"), Some(&writer), [403, 403, 403]),
    ];
    let nonsense = "nonsense".to_owned();
    let all = cases.into_iter().chain([(Some(KEY), Some(&nonsense), [402, 402, 402])]);
    for (key, token, expected) in all {
        for (at, (method, verb)) in
            [("/info", "GET"), ("/me", "GET"), ("/questions/add", "POST")].into_iter().enumerate()
        {
            let fields: Vec<(&str, &str)> = key
                .map(|key| ("key", key))
                .into_iter()
                .chain(token.map(|token| ("access_token", token.as_str())))
                .collect();
            let mut by_header = call(method).method(verb);
            for (name, value) in &fields {
                let name = if *name == "key" { "X-API-Key" } else { "X-API-Access-Token" };
                by_header = by_header.header(name, *value);
            }
            let by_parameter = if verb == "GET" {
                call(&crate::support::query(method, &fields)).body(Body::empty())
            } else {
                call(method).method(verb).header("Content-Type", FORM).body(form(&fields))
            };
            for request in [by_header.body(Body::empty()), by_parameter] {
                let answer = site.send(request.unwrap()).await;
                let id = answer.json()["error_id"].as_u64().unwrap_or(200);
                assert_eq!(id, expected[at], "{key:?} {token:?} {method}: {}", answer.text());
                assert_eq!(answer.status.as_u16(), if id == 200 { 200 } else { 400 });
            }
        }
    }
}

#[tokio::test]
async fn the_texts_that_clients_match() {
    let site = Site::with(two_apps());
    let foreign = site.sim.issue_token_of(2, "amal", &[]);
    fails(
        &site.get_as(&foreign, "/info").await,
        403,
        "`key` is not valid for passed `access_token`, application did not create token.",
    );
    let bare = site.send(call("/info").body(Body::empty()).unwrap()).await;
    fails(&bare, 403, "Access token is required to query Team specific data");
    assert_eq!(bare.json()["error_name"], "access_denied");
    fails(&site.get("/no/such/method").await, 404, "no method found with this name");
}

#[tokio::test]
async fn what_is_no_method() {
    let site = Site::demo();
    for path in
        ["", "/", "/questions/abc", "/questions/1;x", "/questions/add", "/sites", "/questions/1/answers/2", "/tags/%FF"]
    {
        fails(&site.get(path).await, 404, "no method");
    }
    let token = site.sim.issue_token("amal", &["write_access"]);
    fails(&site.post(&token, "/questions", &[]).await, 404, "no method");
    let delete = call("/questions").method("DELETE").body(Body::empty()).unwrap();
    fails(&site.send(delete).await, 404, "no method");
    let preflight = call("/questions").method("OPTIONS").body(Body::empty()).unwrap();
    assert_eq!(site.send(preflight).await.status, 400, "no answer to preflight requests");
}

#[tokio::test]
async fn tokens_expire_and_are_described() {
    let site = Site::demo();
    let day = site.sim.issue_token("mira", &["write_access"]);
    let ever = site.sim.issue_token("mira", &["no_expiry"]);
    let described = items(&site.get(&format!("/access-tokens/{day};{ever};nonsense")).await);
    assert_eq!(described.len(), 2);
    assert_eq!((&described[0]["scope"], &described[0]["account_id"]), (&json!(["write_access"]), &json!(1)));
    assert_eq!(described[0]["expires_on_date"].as_i64(), Some(site.sim.now() + 86_400));
    assert!(described[1].get("expires_on_date").is_none());

    site.sim.clock_skip(86_399);
    assert_eq!(field(&site.get_as(&day, "/me").await, "display_name"), ["Mira Okafor"]);
    site.sim.clock_skip(2);
    fails(&site.get_as(&day, "/me").await, 402, "not valid");
    assert_eq!(site.get_as(&ever, "/me").await.status, 200);
    assert_eq!(items(&site.get(&format!("/access-tokens/{day}")).await), [json!(null); 0]);
}

#[tokio::test]
async fn tokens_are_invalidated() {
    let site = Site::demo();
    let token = site.sim.issue_token("mira", &[]);
    let path = format!("/access-tokens/{token}/invalidate");
    assert_eq!(field(&site.get(&path).await, "access_token"), [token.as_str()]);
    fails(&site.get_as(&token, "/me").await, 402, "not valid");
    assert!(items(&site.get(&path).await).is_empty(), "once is enough");
}

#[tokio::test]
async fn a_token_seen_over_plain_http_is_dead() {
    let site = Site::demo();
    let token = site.sim.issue_token("mira", &[]);
    let plain = axum::http::Request::get("http://stack.fernwick.test/api/2.3/me")
        .header("X-API-Key", KEY)
        .header("X-API-Access-Token", &token);
    fails(&site.send(plain.body(Body::empty()).unwrap()).await, 406, "plain HTTP");
    fails(&site.get_as(&token, "/me").await, 402, "not valid");
}

#[tokio::test]
async fn somebody_unknown_gets_an_account() {
    let site = Site::with(Config::default());
    let token = site.sim.issue_token("zoe", &["nonsense"]);
    let me = items(&site.get_as(&token, "/me").await).remove(0);
    assert_eq!((&me["display_name"], &me["user_type"]), (&json!("zoe"), &json!("registered")));
    assert_eq!(site.sim.issue_token("zoe", &[]).len(), token.len());
}

//! The kinds of sites: where each has its API, and what it asks of a caller.

use askside_sim::{Answer, Config, HungUp, Kind};
use axum::body::Body;
use axum::http::Request;

use crate::support::{FORM, KEY, Site, fails, form, items, titles};

fn site(kind: Kind) -> Site {
    Site::with(Config { kind, ..Config::default() })
}

async fn get(site: &Site, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = headers.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
    site.send(request.body(Body::empty()).unwrap()).await
}

/// 200, or the id of the error.
fn outcome(answer: &Answer) -> u64 {
    answer.json()["error_id"].as_u64().unwrap_or_else(|| answer.status.as_u16().into())
}

#[tokio::test]
async fn each_kind_has_its_own_addresses() {
    for (kind, path, expected) in [
        (Kind::Enterprise, "/api/2.3/info", 403),
        (Kind::Enterprise, "/2.3/info?team=fernwick", 404),
        (Kind::Business, "/2.3/info?team=fernwick", 403),
        (Kind::Business, "/v2.3/teams/fernwick/info", 403),
        (Kind::Business, "/api/2.3/info", 404),
        (Kind::Business, "/oauth/dialog?client_id=1", 404),
        (Kind::Network, "/2.3/info?site=fernwick", 200),
        (Kind::Network, "/2.2/info?site=fernwick", 200),
        (Kind::Network, "/2.3/no/method", 404),
        (Kind::Network, "/api/2.3/info", 404),
        (Kind::Network, "/api/v3/questions", 404),
        (Kind::Network, "/v3/teams/fernwick/questions", 404),
    ] {
        assert_eq!(outcome(&get(&site(kind), path, &[]).await), expected, "{kind:?} {path}");
    }
}

/// StackAPI for Python carries the name of a filter that it made on the public network once.
#[tokio::test]
async fn a_filter_that_clients_carry() {
    let answer = get(&site(Kind::Network), "/2.3/sites/?filter=%21%2AL1%2AAY-85YllAr2%29&pagesize=1000", &[]).await;
    assert_eq!(items(&answer), [serde_json::json!({"name": "Fernwick", "api_site_parameter": "fernwick"})]);
}

/// A personal access token is good for one team, and needs no key.
#[tokio::test]
async fn business_teams_by_personal_access_token() {
    let site = site(Kind::Business);
    let own = site.sim.issue_personal_token("amal", "fernwick", &[]);
    let private = site.sim.issue_personal_token("amal", "payments-private", &[]);
    let stranger = site.sim.issue_personal_token("mira", "payments-private", &[]);
    for (token, path, expected) in [
        (&own, "/2.3/questions?team=fernwick", 200),
        (&own, "/2.3/questions?team=stackoverflow.com/c/fernwick", 200),
        (&own, "/v2.3/teams/fernwick/questions", 200),
        (&own, "/2.3/questions", 400),
        (&own, "/2.3/access-tokens/x", 200),
        (&own, "/2.3/questions?team=payments-private", 403),
        (&own, "/v2.3/teams/payments-private/questions", 403),
        (&own, "/2.3/questions?team=nowhere", 403),
        (&private, "/2.3/questions?team=payments-private", 200),
        (&private, "/2.3/questions?team=fernwick", 403),
        (&stranger, "/2.3/questions?team=payments-private", 403),
        (&"nonsense".to_owned(), "/2.3/questions?team=fernwick", 402),
    ] {
        let bearer = format!("Bearer {token}");
        for header in [("X-API-Access-Token", token.as_str()), ("Authorization", bearer.as_str())] {
            let answer = get(&site, path, &[header]).await;
            assert_eq!(outcome(&answer), expected, "{path} {}: {}", header.0, answer.text());
        }
    }
    let missing = get(&site, "/2.3/questions", &[("X-API-Access-Token", &own)]).await;
    fails(&missing, 400, "team");
    let link = items(&get(&site, "/2.3/questions?team=fernwick", &[("X-API-Access-Token", &own)]).await)[0]["link"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(link.starts_with("https://stack.fernwick.test/c/fernwick/questions/"), "{link}");
}

#[tokio::test]
async fn a_team_token_in_an_address_is_dead() {
    let site = site(Kind::Business);
    let token = site.sim.issue_personal_token("amal", "fernwick", &[]);
    let address = format!("/2.3/me?team=fernwick&access_token={token}");
    fails(&get(&site, &address, &[]).await, 406, "in an address");
    fails(&get(&site, "/2.3/me?team=fernwick", &[("X-API-Access-Token", &token)]).await, 402, "not valid");
}

#[tokio::test]
async fn basic_teams_only_read() {
    let fields = [
        ("title", "May a basic team be written to?"),
        ("body", "It may not, says the manual of the vendor."),
        ("tags", "go"),
    ];
    for (kind, expected) in [(Kind::Business, 200), (Kind::Basic, 403)] {
        let site = site(kind);
        let token = site.sim.issue_personal_token("amal", "fernwick", &["write_access"]);
        let request = Request::post("/2.3/questions/add?team=fernwick")
            .header("X-API-Access-Token", &token)
            .header("Content-Type", FORM);
        assert_eq!(outcome(&site.send(request.body(form(&fields)).unwrap()).await), expected, "{kind:?}");
        assert_eq!(outcome(&get(&site, "/v2.3/teams/fernwick/me", &[("X-API-Access-Token", &token)]).await), 200);
    }
}

#[tokio::test]
async fn the_public_network_wants_a_site_and_nothing_else() {
    let site = site(Kind::Network);
    let token = site.sim.issue_token("amal", &[]);
    for (query, expected) in [
        ("?site=fernwick".to_owned(), 200),
        ("?site=fernwick.test".to_owned(), 200),
        (String::new(), 400),
        ("?site=elsewhere".to_owned(), 400),
        (format!("?site=fernwick&key={KEY}"), 200),
        ("?site=fernwick&key=nonsense".to_owned(), 400),
        (format!("?site=fernwick&access_token={token}"), 405),
        (format!("?site=fernwick&access_token={token}&key={KEY}"), 200),
    ] {
        let answer = get(&site, &format!("/2.3/questions{query}"), &[]).await;
        assert_eq!(outcome(&answer), expected, "{query}: {}", answer.text());
    }
    fails(&get(&site, "/2.3/questions", &[]).await, 400, "site");
    fails(&get(&site, "/2.3/me?site=fernwick", &[]).await, 401, "access_token");
    assert_eq!(outcome(&get(&site, "/2.3/filters/create?include=question.body", &[]).await), 200, "of no site");
}

#[tokio::test]
async fn without_a_key_the_quota_is_by_address() {
    let site = Site::with(Config { kind: Kind::Network, keyless_quota: 3, ..Config::default() });
    let path = "/2.3/info?site=fernwick";
    let from = async |address: &str| get(&site, path, &[("X-Forwarded-For", address)]).await;
    for left in [2, 1, 0] {
        let answer = from("192.0.2.1").await.json();
        assert_eq!((answer["quota_max"].as_u64(), answer["quota_remaining"].as_u64()), (Some(3), Some(left)));
    }
    fails(&from("192.0.2.1").await, 502, "too many requests from this IP");
    assert_eq!(from("192.0.2.2").await.status, 200);
    assert_eq!(get(&site, &format!("{path}&key={KEY}"), &[]).await.json()["quota_max"], 10_000);
}

#[tokio::test]
async fn more_than_thirty_calls_a_second_are_a_ban() {
    let site = site(Kind::Network);
    site.sim.clock_stop();
    let call = async || {
        let request = Request::get("/2.3/info?site=fernwick").body(Body::empty()).unwrap();
        site.try_send(request).await.map(|answer| answer.status.as_u16())
    };
    for _ in 0..30 {
        assert_eq!(call().await, Ok(200));
    }
    assert_eq!(call().await, Ok(429));
    assert_eq!(site.page("/").await.status, 200, "pages are free");
    for _ in 0..30 {
        assert_eq!(call().await, Ok(429));
    }
    assert_eq!(call().await, Err(HungUp), "whoever goes on is not even refused");
    site.sim.clock_skip(29);
    assert_eq!(call().await, Ok(429));
    site.sim.clock_skip(1);
    assert_eq!(call().await, Ok(200));
}

#[tokio::test]
async fn an_enterprise_site_ignores_site_parameters() {
    let site = Site::demo();
    let plain = titles(&site.get("/questions?pagesize=3").await);
    assert_eq!(titles(&site.get("/questions?pagesize=3&site=stackoverflow").await), plain);
}

/// API v3 has the same doors: teams by their path, and on a shared host no word on whose they are.
#[tokio::test]
async fn teams_through_v3() {
    let enterprise = site(Kind::Enterprise);
    let business = site(Kind::Business);
    let network = site(Kind::Network);
    let token = |site: &Site, user: &str| site.sim.issue_token(user, &[]);
    let personal = |user: &str, team: &str| business.sim.issue_personal_token(user, team, &[]);
    for (site, credential, path, status, total) in [
        (&enterprise, token(&enterprise, "amal"), "/api/v3/teams/payments-private/questions", 200, Some(5)),
        (&enterprise, token(&enterprise, "mira"), "/api/v3/teams/payments-private/questions", 403, None),
        (&enterprise, KEY.to_owned(), "/api/v3/teams/payments-private/questions", 403, None),
        (&enterprise, token(&enterprise, "amal"), "/api/v3/teams/nowhere/questions", 403, None),
        (&enterprise, "nonsense".to_owned(), "/api/v3/teams/payments-private/questions", 401, None),
        (&business, personal("amal", "payments-private"), "/v3/teams/payments-private/questions", 200, Some(5)),
        (&business, personal("amal", "fernwick"), "/v3/teams/payments-private/questions", 401, None),
        (&business, personal("mira", "payments-private"), "/v3/teams/payments-private/questions", 401, None),
        (&business, token(&business, "amal"), "/v3/teams/payments-private/questions", 401, None),
        (&business, personal("amal", "fernwick"), "/v3/questions", 404, None),
        (&network, token(&network, "amal"), "/v3/teams/fernwick/questions", 404, None),
    ] {
        let answer = get(site, path, &[("Authorization", &format!("Bearer {credential}"))]).await;
        assert_eq!((answer.status.as_u16(), answer.json()["totalCount"].as_u64()), (status, total), "{path}");
    }
}

/// Tests in another process get their tokens here.
#[tokio::test]
async fn personal_tokens_by_control() {
    let site = site(Kind::Business);
    let request = Request::post("/sim/tokens").body(Body::from(r#"{"user": "amal", "team": "fernwick"}"#));
    let token = site.send(request.unwrap()).await.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(outcome(&get(&site, "/v2.3/teams/fernwick/me", &[("X-API-Access-Token", &token)]).await), 200);
}

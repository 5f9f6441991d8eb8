//! Sign-ins that end other than they should, in the browser's address and at the token endpoint.

use askside_sim::{Edit, Fault, FaultKind};
use serde_json::json;

use crate::codes;
use crate::oauth::{self, decide, open, press, sign_in};
use crate::support::{Site, query};

fn rewrite(edits: &[Edit]) -> Fault {
    Fault::new(FaultKind::Rewrite { edits: edits.to_vec() }).at("/oauth")
}

fn set(key: &str, value: &str) -> Edit {
    Edit::Set(key.into(), value.into())
}

/// Amal opens the dialog and approves, if she has not before; where the browser is sent, or what it is shown instead.
async fn sent_to(site: &Site) -> String {
    let back = [("client_id", "1"), ("redirect_uri", "https://ext.chromiumapp.org/askside"), ("state", "s1")];
    let (cookie, next) = sign_in(site, "13", &query("/oauth/dialog", &back)).await;
    let mut answer = open(site, &cookie, &next).await;
    if answer.text().contains("Authorize Askside") {
        answer = decide(site, &cookie, &press(&answer.text(), "approve")).await;
    }
    answer.header("location").map_or_else(|| answer.text(), str::to_owned)
}

#[tokio::test]
async fn only_the_last_step_is_rewritten_and_counts() {
    let site = oauth::site();
    site.sim.fault(rewrite(&[Edit::Drop("state".into()), set("expires", "never")]).times(1));
    let first = sent_to(&site).await;
    assert!(first.starts_with("https://ext.chromiumapp.org/askside#access_token="), "{first}");
    assert!(first.contains("&expires=never") && !first.contains("state="), "{first}");
    let second = sent_to(&site).await;
    assert!(second.contains("&expires=86400&state=s1"), "{second}");
}

#[tokio::test]
async fn the_outcome_goes_elsewhere() {
    let site = oauth::site();
    for (edits, start) in [
        (vec![Edit::To("http://evil.test:8080/x".into())], "http://evil.test:8080/x#access_token="),
        (vec![Edit::Swap], "https://ext.chromiumapp.org/askside?access_token="),
        (vec![Edit::Script], "<!doctype html>"),
    ] {
        site.sim.fault(rewrite(&edits).times(1));
        let sent = sent_to(&site).await;
        assert!(sent.starts_with(start), "{edits:?}: {sent}");
    }
}

#[tokio::test]
async fn what_a_code_is_exchanged_for() {
    let site = codes::site();
    let exchange = async |fault: Fault| {
        let code = codes::code(&site, &codes::WITH_CHALLENGE).await;
        site.sim.fault(fault.at("/oauth/access_token").times(1));
        let answer = codes::exchange(&site, &codes::good(&code)).await;
        (answer.status.as_u16(), answer.text())
    };
    let foreign = site.sim.issue_token_of(2, "amal", &[]);
    let (status, text) = exchange(rewrite(&[set("access_token", &foreign), set("expires", "-1")])).await;
    assert_eq!((status, text), (200, json!({"access_token": foreign, "expires": -1}).to_string()));
    let (_, twice) = exchange(rewrite(&[Edit::Repeat("access_token".into())])).await;
    assert_eq!(twice.matches("\"access_token\":").count(), 2, "{twice}");
    let (status, refusal) = exchange(Fault::new(FaultKind::NoToken { error: "invalid_grant".into() })).await;
    assert_eq!((status, refusal), (400, json!({"error": "invalid_grant"}).to_string()));
    let (status, page) = exchange(Fault::new(FaultKind::Html)).await;
    assert!(status == 200 && page.starts_with("<!doctype html>"), "{page}");
}

#[tokio::test]
async fn the_site_knows_what_has_to_stay_secret() {
    let site = codes::site();
    let code = codes::code(&site, &codes::WITH_CHALLENGE).await;
    let answer = codes::exchange(&site, &codes::good(&code)).await.json();
    let token = answer["access_token"].as_str().unwrap().to_owned();
    site.get(&format!("/access-tokens/{token}/invalidate")).await;
    assert_eq!((site.sim.tokens(), site.sim.codes()), (vec![token], vec![code]), "alive or not");
}

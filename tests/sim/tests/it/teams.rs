//! Private teams: theirs is theirs, and the site's is not in it.

use axum::body::Body;
use axum::http::Request;

use crate::support::{FORM, Site, fails, form, items, titles};

const TEAM: &str = "payments-private";

/// Amal is a member, Mira is not.
#[tokio::test]
async fn members_see_their_team_and_nobody_else_does() {
    let site = Site::demo();
    let member = site.sim.issue_token("amal", &["write_access"]);
    let stranger = site.sim.issue_token("mira", &["write_access"]);
    let inside = titles(&site.get_as(&member, &format!("/questions?team={TEAM}")).await);
    assert_eq!(inside.len(), 5, "{inside:?}");
    for method in ["/questions", "/search/advanced?q=chargeback", "/tags", "/info", "/me", "/questions/1"] {
        let separator = if method.contains('?') { '&' } else { '?' };
        let method = format!("{method}{separator}team={TEAM}");
        assert_eq!(site.get_as(&member, &method).await.status, 200, "{method}");
        fails(&site.get_as(&stranger, &method).await, 403, "not a member");
        fails(&site.get(&method).await, 403, "Access token is required to query Team specific data");
    }
    fails(&site.get_as(&member, "/questions?team=no-such-team").await, 403, "not a member");
    for question in &inside {
        let query = crate::support::query("/search/advanced", &[("title", question.as_str())]);
        assert!(!titles(&site.get_as(&member, &query).await).contains(question), "{question} is not the site's");
    }
}

#[tokio::test]
async fn what_is_written_in_a_team_stays_there() {
    let site = Site::demo();
    let member = site.sim.issue_token("luca", &["write_access"]);
    let title = "Is anybody else seeing a zebra in the settlement file?";
    let fields = [
        ("title", title),
        ("body", "It is in the third line, and it has stripes."),
        ("tags", "settlement"),
        ("team", TEAM),
    ];
    let posted = items(&site.post(&member, "/questions/add", &fields).await).remove(0);
    let link = posted["link"].as_str().unwrap();
    assert!(link.starts_with("https://stack.fernwick.test/c/payments-private/questions/"), "{link}");
    assert_eq!(titles(&site.get_as(&member, &format!("/search/advanced?q=zebra&team={TEAM}")).await), [title]);
    assert!(items(&site.get("/search/advanced?q=zebra").await).is_empty());
}

#[tokio::test]
async fn pages_of_a_team_are_for_its_members() {
    let site = Site::demo();
    let sign_in = async |user: &'static str| {
        let request = Request::post("/users/login").header("Content-Type", FORM).body(form(&[("user", user)]));
        let answer = site.send(request.unwrap()).await;
        answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
    };
    let (luca, mira) = (sign_in("8").await, sign_in("1").await);
    for path in ["", "/questions/1", "/questions/1/any-slug", "/users/8"] {
        let open = async |cookie: &str| {
            let request = Request::get(format!("/c/{TEAM}{path}")).header("Cookie", cookie);
            site.send(request.body(Body::empty()).unwrap()).await
        };
        assert_eq!(open(&luca).await.status, 200, "{path}");
        if path.is_empty() {
            assert!(open(&luca).await.text().contains("href=\"/c/payments-private/questions/"));
        }
        for cookie in [&mira, "acct=nobody"] {
            assert_eq!(open(cookie).await.status, 404, "{path}");
        }
    }
    assert!(!site.page("/").await.text().contains("chargeback"));
}

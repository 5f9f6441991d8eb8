//! Each kind of site has its own addresses, credentials and versions.

use super::{Desk, KEY};
use askside::{
    api::{ApiError, Why, calls},
    model::{Connection, Secret, UserAction},
};
use askside_sim::Config;

/// Versions, hosts and headers of a read that both versions have, and of one that only v2.3 has.
#[tokio::test]
async fn credentials_go_where_each_kind_wants_them() {
    let team = |desk: Desk| {
        let site = format!("{}/c/payments-private", Config::SITE_URL).parse().unwrap();
        Desk { connection: Connection { site, ..desk.connection }, ..desk }
    };
    for (name, desk, expected) in [
        ("key alone", Desk::enterprise(), ["/api/v3/questions authorization", "/api/2.3/similar x-api-key"]),
        (
            "signed in",
            Desk::signed_in(),
            ["/api/v3/questions authorization", "/api/2.3/similar x-api-key x-api-access-token"],
        ),
        (
            "private team",
            team(Desk::enterprise().with_token("ruth")),
            [
                "/api/v3/teams/payments-private/questions authorization",
                "/api/2.3/similar x-api-key x-api-access-token team",
            ],
        ),
        (
            "business",
            Desk::business(),
            ["/v3/teams/fernwick/questions authorization", "/2.3/similar x-api-access-token team"],
        ),
        ("public", Desk::network(), ["/2.3/questions site", "/2.3/similar site"]),
    ] {
        desk.list(&calls::questions().sized(15)).await;
        desk.list(&calls::similar("Rolling back a deploy")).await;
        let shown: Vec<String> = desk
            .calls()
            .iter()
            .filter(|call| !call.path.contains("/filters/"))
            .map(|call| {
                let query = crate::world::pairs(call.query.as_deref().unwrap_or_default());
                let headers = ["x-api-key", "x-api-access-token", "authorization"];
                let headers = headers.into_iter().filter(|name| call.header(name).is_some()).map(str::to_owned);
                let selectors = query.into_iter().map(|(key, _)| key).filter(|key| key == "team" || key == "site");
                let all: Vec<String> = [call.path.clone()].into_iter().chain(headers).chain(selectors).collect();
                all.join(" ")
            })
            .collect();
        assert_eq!(shown, expected, "{name}");
    }
}

#[tokio::test]
async fn a_public_sites_key_is_in_the_query_and_a_token_never_leaves_for_it() {
    let mut desk = Desk::network();
    desk.connection.key = Some(Secret::new(KEY));
    desk.token = Some(Secret::new("somebody's"));
    desk.list(&calls::questions()).await;
    for call in desk.calls() {
        assert!(call.query.as_deref().unwrap_or_default().contains(&format!("key={KEY}")), "{call:?}");
        assert!(!format!("{call:?}").contains("somebody's"));
    }
    let denied = [
        desk.client().send(&calls::me()).await.map(drop),
        desk.client().send(&calls::upvote(askside::model::QuestionId(1), &UserAction::pressed())).await.map(drop),
    ];
    for error in denied {
        assert!(matches!(error, Err(ApiError::Unavailable(_))), "{error:?}");
    }
}

/// A team's questions are its own.
#[tokio::test]
async fn a_private_team_is_another_site() {
    let main = Desk::signed_in().with_token("ruth");
    let site = format!("{}/c/payments-private", Config::SITE_URL).parse().unwrap();
    let of_all = main.list(&calls::questions().sized(100)).await;
    let team = Desk { connection: Connection { site, ..main.connection.clone() }, shared: Default::default(), ..main };
    let of_team = team.list(&calls::questions().sized(100)).await;
    assert!(!of_team.is_empty() && of_team.len() < 20 && of_all.len() > 50);
    assert!(of_team.iter().all(|question| !of_all.iter().any(|other| other.title == question.title)));
    let stranger = Desk { connection: team.connection, ..Desk::enterprise().with_token("mira") };
    let error = stranger.client().list(&calls::questions()).await.unwrap_err();
    assert!(matches!(error.why(), Some(Why::Denied | Why::SignIn | Why::NotFound)), "{error:?}");
}

#[tokio::test]
async fn what_needs_a_person_is_not_even_asked_without_one() {
    let desk = Desk::enterprise();
    assert_eq!(desk.client().list(&calls::inbox()).await.unwrap_err().why(), Some(Why::SignIn));
    assert_eq!(desk.calls(), []);
}

/// A key of one application and a token of another do not go together, and v2.3 says so.
#[tokio::test]
async fn key_and_token_belong_together() {
    let mut desk = Desk::signed_in();
    desk.connection.key = Some(Secret::new("nonsense"));
    assert_eq!(desk.client().list(&calls::me()).await.unwrap_err().why(), Some(Why::Key));
    let mut desk = Desk::signed_in();
    desk.token = Some(Secret::new("nonsense"));
    assert_eq!(desk.client().list(&calls::me()).await.unwrap_err().why(), Some(Why::SignIn));
    assert_eq!(desk.client().list(&calls::questions()).await.unwrap_err().why(), Some(Why::SignIn), "v3 in plain text");
}

#[tokio::test]
async fn what_no_version_can_say_is_not_offered() {
    let keyless = |desk: Desk| Desk { connection: Connection { key: None, ..desk.connection }, ..desk };
    for (name, desk, expected) in [
        ("key alone", Desk::enterprise(), [true, true]),
        ("token alone", keyless(Desk::signed_in()), [true, false]),
        ("business", Desk::business(), [true, true]),
        ("public", Desk::network(), [true, true]),
    ] {
        let client = desk.client();
        let offered = [client.offers(&calls::questions()).await, client.offers(&calls::linking_to("d.test")).await];
        assert_eq!(offered, expected, "{name}");
        assert_eq!(desk.paths(), [""; 0], "{name}: asking costs no call");
    }
}

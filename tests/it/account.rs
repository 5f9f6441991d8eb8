//! Connecting, signing in, staying signed in, and where the token never goes.

use crate::platform::{AMAL, MIRA, Person};
use crate::world::{ELSEWHERE, KEY, PAGE, SITE, World, form};
use askside::{
    app::{Connect, ConnectForm, FindRelated, GetOverview, PostDraft, Remedy, ReviewDraft, SignIn, SignOut},
    auth::Scope,
    model::Typed,
    ports::Area,
};
use askside_sim::FaultKind;

#[tokio::test]
async fn a_good_connection_is_kept() {
    let world = World::new();
    assert_eq!(world.remedy(SignIn(Scope::Read)).await, Remedy::SetUp);
    world.done(Connect(form(" Stack.Fernwick.TEST/questions/12 "))).await;
    assert_eq!(world.paths(), ["/info"]);
    let overview = world.done(GetOverview).await;
    assert_eq!(overview.site().unwrap().origin(), SITE);
    assert_eq!((overview.account(), overview.drafts.len()), (None, 0));
    assert_eq!(overview.redirect_host, "abcdefghijklmnop.chromiumapp.org");
}

/// What is typed, and what goes wrong; what is offered, and how many calls it took to know.
#[tokio::test]
async fn a_bad_connection_is_not_kept() {
    let elsewhere = || Remedy::Grant(ELSEWHERE.parse().unwrap());
    let cases = [
        (ConnectForm { key: Typed("wrong".into()), ..form(SITE) }, None, Remedy::SetUp, 1),
        (ConnectForm { key: Typed("two words".into()), ..form(SITE) }, None, Remedy::SetUp, 0),
        (ConnectForm { key: Typed::default(), ..form(SITE) }, None, Remedy::SetUp, 0),
        (ConnectForm { client_id: "one".into(), ..form(SITE) }, None, Remedy::SetUp, 0),
        (form("http://stack.fernwick.test"), None, Remedy::SetUp, 0),
        (form("https://stack.fernwick.test@elsewhere.test"), None, Remedy::SetUp, 0),
        (form(ELSEWHERE), None, elsewhere(), 0),
        (form(SITE), Some(FaultKind::Html), Remedy::SetUp, 1),
        (form(SITE), Some(FaultKind::Down), Remedy::Retry, 3),
        (form(SITE), Some(FaultKind::CloseBeforeWork), Remedy::Retry, 3),
        (form(SITE), Some(FaultKind::Truncated), Remedy::Retry, 1),
        (form(SITE), Some(FaultKind::Error { error_id: 500 }), Remedy::Retry, 2),
    ];
    for connected in [false, true] {
        let world = if connected { World::signed_in(Scope::Read).await } else { World::new() };
        let (before, kept) = (world.done(GetOverview).await, world.dump(Area::Local));
        for (typed, fault, remedy, calls) in cases.clone() {
            fault.clone().into_iter().for_each(|kind| world.fault(kind, "/info", 9));
            assert_eq!(world.remedy(Connect(typed.clone())).await, remedy, "{typed:?} {fault:?}");
            world.sim.clear_faults();
            assert_eq!(world.calls().len(), calls, "{typed:?}");
            assert_eq!(world.dump(Area::Local), kept, "{typed:?} {fault:?}");
            assert_eq!(world.done(GetOverview).await, before, "what was there stays: {typed:?} {fault:?}");
        }
    }
}

#[tokio::test]
async fn a_site_that_wants_a_token_first_is_a_site() {
    for error_id in [401, 403] {
        let world = World::new();
        world.fault(FaultKind::Error { error_id }, "/info", 1);
        world.done(Connect(form(SITE))).await;
        assert_eq!(world.sign_in_as(AMAL, Scope::Read).await.name, "Amal Haddad");
    }
}

#[tokio::test]
async fn signing_in_names_the_account() {
    let world = World::new();
    world.done(Connect(form(SITE))).await;
    let account = world.sign_in_as(AMAL, Scope::Read).await;
    assert_eq!((account.user_id, account.name.as_str()), (13, "Amal Haddad"));
    assert_eq!(world.done(GetOverview).await.account(), Some(&account));
    world.done(SignOut).await;
    let overview = world.done(GetOverview).await;
    assert!(overview.account().is_none() && overview.site().is_some());
}

#[tokio::test]
async fn whatever_goes_wrong_nobody_is_signed_in() {
    let wrong_client = ConnectForm { client_id: "7".into(), ..form(SITE) };
    for (typed, person, fault, says) in [
        (form(SITE), Person::Cancels("Amal Haddad"), None, "You did not allow Askside"),
        (form(SITE), Person::ClosesWindow, None, "page was closed"),
        (form(SITE), Person::Approves("Nobody At All"), None, "page was closed"),
        (wrong_client, AMAL, None, "could not be loaded"),
        (form(SITE), AMAL, Some(FaultKind::Down), "web page instead of data"),
        (form(SITE), AMAL, Some(FaultKind::CloseBeforeAnswer), "did not answer"),
        (form(SITE), AMAL, Some(FaultKind::Error { error_id: 402 }), "no longer accepts your sign-in"),
    ] {
        let world = World::new();
        world.done(Connect(typed)).await;
        world.sits_down(person);
        fault.clone().into_iter().for_each(|kind| world.fault(kind, "/me", 9));
        let failure = world.ask(SignIn(Scope::Read)).await.unwrap_err();
        world.sim.clear_faults();
        assert!(failure.message.contains(says), "{person:?}: {failure:?}");
        assert!(world.done(GetOverview).await.account().is_none(), "{person:?} {fault:?}");
        world.done(Connect(form(SITE))).await;
        assert_eq!(world.sign_in_as(AMAL, Scope::Read).await.name, "Amal Haddad", "the next try starts anew");
    }
}

#[tokio::test]
async fn after_a_cancelled_sign_in_the_same_is_offered_again() {
    for scope in [Scope::Read, Scope::Write] {
        for person in [Person::Cancels("Amal Haddad"), Person::ClosesWindow] {
            let world = World::new();
            world.done(Connect(form(SITE))).await;
            world.sits_down(person);
            assert_eq!(world.remedy(SignIn(scope)).await, Remedy::SignIn(scope), "{person:?}");
        }
    }
}

#[tokio::test]
async fn reading_first_and_writing_when_it_is_needed() {
    let world = World::signed_in(Scope::Read).await;
    let asked = || {
        world
            .sim
            .log()
            .iter()
            .filter(|e| e.method == "GET" && e.path == "/oauth/dialog")
            .filter_map(|e| e.query.clone())
            .collect::<Vec<_>>()
    };
    assert!(asked().iter().all(|query| !query.contains("write")), "{:?}", asked());
    let id = world.draft("Why is there nothing to return to?").await;
    assert_eq!(world.remedy(ReviewDraft(id.clone())).await, Remedy::SignIn(Scope::Write));
    world.done(SignIn(Scope::Write)).await;
    assert!(asked().last().unwrap().contains("scope=write_access"));
    world.done(ReviewDraft(id)).await;
}

#[tokio::test]
async fn another_account_is_no_renewal() {
    let world = World::signed_in(Scope::Read).await;
    let before = world.done(GetOverview).await;
    world.sits_down(MIRA);
    assert_eq!(world.remedy(SignIn(Scope::Write)).await, Remedy::SignOut);
    assert_eq!(world.done(GetOverview).await, before);
    world.done(SignOut).await;
    assert_eq!(world.done(SignIn(Scope::Write)).await.name, "Mira Okafor");
}

#[tokio::test]
async fn an_expired_token_is_not_sent() {
    let world = World::signed_in(Scope::Write).await;
    let tab = world.open_doc(PAGE).await;
    world.done(FindRelated(tab)).await;
    world.calls();
    world.pass(86_401);
    world.sits_down(AMAL); // in a browser that the site does not know
    assert_eq!(world.remedy(FindRelated(tab)).await, Remedy::SignIn(Scope::Read));
    assert_eq!(world.paths(), [""; 0]);
    assert!(world.done(GetOverview).await.account().is_none());
    world.done(SignIn(Scope::Read)).await;
    world.done(FindRelated(tab)).await;
}

/// The site's clock is ahead, or an administrator revoked it.
#[tokio::test]
async fn a_token_that_the_site_refuses_is_forgotten() {
    for tags_known in [false, true] {
        let world = World::signed_in(Scope::Read).await;
        let tab = world.open_doc(PAGE).await;
        if tags_known {
            world.done(FindRelated(tab)).await;
            world.pass(61);
        }
        let token = world.calls().last().and_then(|call| call.header("x-api-access-token").map(str::to_owned));
        world.sim.clock_skip(86_401);
        world.sits_down(AMAL); // in a browser that the site does not know
        assert_eq!(world.remedy(FindRelated(tab)).await, Remedy::SignIn(Scope::Read));
        assert!(world.done(GetOverview).await.account().is_none());
        assert!(token.is_none_or(|token| !world.dump(Area::Session).contains(&token)));
        world.calls();
        assert_eq!(world.remedy(FindRelated(tab)).await, Remedy::SignIn(Scope::Read));
        assert_eq!(world.paths(), [""; 0], "it is not tried again");
    }
}

#[tokio::test]
async fn a_restart_signs_out_and_stays_connected() {
    let world = World::signed_in(Scope::Write).await;
    let id = world.draft("Why is there nothing to return to?").await;
    world.restart();
    world.sits_down(AMAL); // in a browser that the site does not know
    let overview = world.done(GetOverview).await;
    assert_eq!(overview.site().unwrap().origin(), SITE);
    assert!(overview.account().is_none());
    assert_eq!(overview.drafts.len(), 1, "no work is lost");
    assert_eq!(world.remedy(ReviewDraft(id)).await, Remedy::SignIn(Scope::Write));
}

#[tokio::test]
async fn a_site_taken_away_is_asked_for_again() {
    let world = World::signed_in(Scope::Read).await;
    world.grant(ELSEWHERE);
    world.done(Connect(form(ELSEWHERE))).await;
    let overview = world.done(GetOverview).await;
    assert_eq!(overview.site().unwrap().origin(), ELSEWHERE);
    assert!(overview.account().is_none(), "a token belongs to its site");
    world.calls();
    world.revoke(ELSEWHERE);
    let tab = world.open_doc(PAGE).await;
    assert_eq!(world.remedy(FindRelated(tab)).await, Remedy::Grant(ELSEWHERE.parse().unwrap()));
    assert_eq!(world.paths(), [""; 0]);
}

#[tokio::test]
async fn credentials_travel_in_headers_and_the_token_is_never_on_disk() {
    let world = World::signed_in(Scope::Read).await;
    let id = world.draft("Why is there nothing to return to?").await;
    world.done(FindRelated(world.open_doc(PAGE).await)).await;
    world.done(SignIn(Scope::Write)).await;
    let digest = world.done(ReviewDraft(id.clone())).await.0.digest;
    world.done(PostDraft(id, digest)).await;

    let log = world.sim.log();
    let mut tokens: Vec<&str> = log.iter().filter_map(|entry| entry.header("x-api-access-token")).collect();
    tokens.sort_unstable();
    tokens.dedup();
    assert_eq!(tokens.len(), 2, "one for reading and one for writing");
    assert!(tokens.iter().all(|token| !world.dump(Area::Local).contains(token)));
    for entry in &log {
        let api = entry.path.starts_with("/api/");
        for secret in tokens.iter().copied().chain([KEY]) {
            let place = [&entry.path, entry.query.as_ref().unwrap_or(&entry.body), &entry.body];
            assert!(!place.iter().any(|text| text.contains(secret)), "{} {}", entry.method, entry.path);
            let holders = entry.headers.iter().filter(|(_, value)| value.contains(secret));
            assert!(
                holders.clone().all(|(name, _)| api && (name.starts_with("x-api-") || name == "authorization")),
                "{} {}",
                entry.method,
                entry.path
            );
        }
        assert!(!api || entry.header("cookie").is_none());
    }
}

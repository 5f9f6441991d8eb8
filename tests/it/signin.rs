//! Every way in, every way home: what is sent, what is believed, what is kept, and for how long.

use crate::platform::{AMAL, MIRA, Person};
use crate::world::{ELSEWHERE, KEY, PAGE, SITE, World, form, pairs};
use askside::{
    app::{
        Connect, ConnectForm, Disconnect, Door, FindRelated, GetOverview, Missing, PostDraft, Remedy, ReviewDraft,
        SignIn, SignOut, StartDraft, Switch,
    },
    auth::Scope,
    model::{Flow, Home, Typed, Way},
    ports::Area,
};
use askside_sim::{Application, Config, Edit, Fault, FaultKind, Kind};
use futures_util::FutureExt;

const WAYS: [(Flow, Home); 4] =
    [(Flow::Implicit, Home::Window), (Flow::Implicit, Home::Tab), (Flow::Code, Home::Window), (Flow::Code, Home::Tab)];

fn through(flow: Flow, home: Home) -> ConnectForm {
    ConnectForm { door: Door::SignIn(flow, home), ..form(SITE) }
}

/// Connected, nobody signed in, and a sign-in's outcome that is tampered with.
async fn tampered(flow: Flow, home: Home, edits: Vec<Edit>) -> World {
    let world = World::new();
    world.done(Connect(through(flow, home))).await;
    world.sim.fault(Fault::new(FaultKind::Rewrite { edits }).at("/oauth"));
    world
}

/// What is in memory of sessions and sign-ins.
fn kept(world: &World) -> String {
    let kept = world.dump(Area::Session);
    kept.lines().filter(|line| line.starts_with("session ") || line.starts_with("sign-in")).collect()
}

#[tokio::test]
async fn both_grants_come_home_both_ways() {
    for (flow, home) in WAYS {
        let world = World::new();
        world.done(Connect(through(flow, home))).await;
        let account = world.done(SignIn(Scope::Read)).await;
        assert_eq!(account.name, "Amal Haddad", "{flow:?} {home:?}");
        let active = world.done(GetOverview).await.active.unwrap();
        assert_eq!((active.way, active.scope, active.missing), (Way::SignIn(1, flow, home), Some(Scope::Read), None));
        assert!(active.expires.is_some_and(|end| end > world.now()));
        assert!(!world.dump(Area::Session).contains("sign-in="), "a state serves once");
        assert_eq!(world.app().ports().tabs.tabs.0.borrow().len(), 0, "the tab is closed");

        let log = world.sim.log();
        let trades: Vec<_> = log.iter().filter(|entry| entry.path == "/oauth/access_token/json").collect();
        assert_eq!(trades.len(), usize::from(flow == Flow::Code));
        for trade in trades {
            let sent: Vec<String> = pairs(&trade.body).into_iter().map(|(name, _)| name).collect();
            assert_eq!(sent, ["client_id", "code", "redirect_uri", "code_verifier"], "no client secret");
            assert_eq!((trade.method.as_str(), trade.query.as_deref()), ("POST", None));
            let shown = format!("{:?}", world.app().ledger());
            let said = pairs(&trade.body);
            assert!(shown.contains("/oauth/access_token/json"), "{shown}");
            assert!(
                said.iter().filter(|(name, _)| name.starts_with("code")).all(|(_, secret)| !shown.contains(secret))
            );
        }
        world.done(FindRelated(world.open_doc(PAGE).await)).await;
        let tokens = world.sim.tokens();
        assert_eq!(tokens.len(), 1);
        for entry in world.sim.log() {
            let address = format!("{}?{}", entry.path, entry.query.unwrap_or_default());
            assert!(!address.contains(&tokens[0]) && !entry.body.contains(&tokens[0]), "{address}");
        }
        assert!(!world.dump(Area::Local).contains(&tokens[0]));
    }
}

/// What a redirect may be made of, and what is said of it. Nothing of it is used or kept.
#[tokio::test]
async fn no_other_answer_is_believed() {
    let drop = |key: &str| Edit::Drop(key.into());
    let set = |key: &str, value: &str| Edit::Set(key.into(), value.into());
    let add = |key: &str, value: &str| Edit::Add(key.into(), value.into());
    let (not_ours, not_started, malformed) = ("not ours", "was started", "malformed");
    for (flow, home) in WAYS {
        let own = if flow == Flow::Code { "code" } else { "access_token" };
        let mut cases = vec![
            (vec![drop("state")], not_started),
            (vec![set("state", "00000000000000000000000000000000")], not_started),
            (vec![Edit::Repeat("state".into())], malformed),
            (vec![add("%73tate", "0")], malformed),
            (vec![drop(own)], malformed),
            (vec![Edit::Repeat(own.into())], malformed),
            (vec![add("error", "access_denied")], malformed),
            (vec![set(own, "a%20b%0d%0acdefgh")], malformed),
            (vec![Edit::Swap], not_ours),
        ];
        if flow == Flow::Implicit {
            cases.push((vec![set("expires", "-1")], malformed));
            cases.push((vec![set("expires", "soon")], malformed));
            cases.push((vec![add("code", "code12345678")], malformed));
        }
        for (edits, says) in cases {
            let shown = format!("{flow:?} {home:?} {edits:?}");
            let world = tampered(flow, home, edits).await;
            let failure = world.ask(SignIn(Scope::Read)).await.unwrap_err();
            assert!(failure.message.contains(says), "{shown}: {failure:?}");
            assert_eq!(failure.remedy, Remedy::SignIn(Scope::Read), "{shown}");
            let asked = world.sim.log().iter().any(|entry| entry.path.ends_with("/me"));
            assert!(!asked && kept(&world).is_empty(), "{shown}: {}", kept(&world));
            world.sim.clear_faults();
            assert_eq!(world.done(SignIn(Scope::Read)).await.name, "Amal Haddad", "{shown}");
        }
    }
}

/// A narrower scope is taken for what it is, and a token that the API does not take is not kept.
#[tokio::test]
async fn a_token_is_verified_before_it_is_kept() {
    let set = |key: &str, value: &str| vec![Edit::Set(key.into(), value.into())];
    let world = tampered(Flow::Implicit, Home::Window, set("scope", "")).await;
    world.done(SignIn(Scope::Write)).await;
    assert_eq!(world.done(GetOverview).await.active.unwrap().scope, Some(Scope::Read));

    let world = World::new();
    world.done(Connect(form(SITE))).await;
    let other = world.sim.register("mira", "Somebody else's", "elsewhere.test");
    let foreign = world.sim.issue_token_of(other.client_id, "mira", &["write_access"]);
    for (token, says) in [(foreign.as_str(), "does not know this key"), ("0123456789abcdef", "no longer accepts")] {
        world.sim.fault(Fault::new(FaultKind::Rewrite { edits: set("access_token", token) }).at("/oauth").times(1));
        let failure = world.ask(SignIn(Scope::Read)).await.unwrap_err();
        assert!(failure.message.contains(says), "{failure:?}");
        assert!(kept(&world).is_empty(), "{}", kept(&world));
    }
    // Verification that the site puts off leaves nobody signed in either.
    world.fault(FaultKind::TooMany { retry_after: 60 }, "/me", 1);
    assert!(matches!(world.remedy(SignIn(Scope::Read)).await, Remedy::Wait(_)));
    assert!(kept(&world).is_empty(), "{}", kept(&world));
    world.pass(61);
    world.done(SignIn(Scope::Read)).await;
}

#[tokio::test]
async fn the_token_endpoint_is_not_believed_either() {
    for (fault, says) in [
        (FaultKind::NoToken { error: "invalid_grant".into() }, "refused the sign-in"),
        (FaultKind::Html, "malformed"),
        (FaultKind::Truncated, "malformed"),
        (FaultKind::CloseBeforeAnswer, "did not answer"),
        (FaultKind::Status { status: 500 }, "malformed"),
    ] {
        let world = World::new();
        world.done(Connect(through(Flow::Code, Home::Window))).await;
        world.sim.fault(Fault::new(fault.clone()).at("/oauth/access_token").times(1));
        let failure = world.ask(SignIn(Scope::Read)).await.unwrap_err();
        assert!(failure.message.contains(says), "{fault:?}: {failure:?}");
        assert!(kept(&world).is_empty(), "{}", kept(&world));
        let trades = world.sim.log().iter().filter(|entry| entry.path == "/oauth/access_token/json").count();
        assert_eq!(trades, 1, "a code serves once");
        world.done(SignIn(Scope::Read)).await;
    }
}

/// After an expiry, a restart or a refusal the browser's own sign-in at the site brings a new token, and what was
/// being done goes on.
#[tokio::test]
async fn a_session_is_renewed_without_the_person() {
    for flow in [Flow::Implicit, Flow::Code] {
        let world = World::new();
        world.done(Connect(through(flow, Home::Window))).await;
        world.done(SignIn(Scope::Write)).await;
        let tab = world.open_doc(PAGE).await;
        let id = world.draft("Why is there nothing to return to?").await;

        world.pass(86_401);
        world.done(FindRelated(tab)).await;
        world.restart();
        world.done(FindRelated(tab)).await;
        world.sim.clock_skip(86_401); // the site ends it before its time
        world.pass(61);
        world.done(FindRelated(tab)).await;
        let digest = world.done(ReviewDraft(id.clone())).await.0.digest;
        world.done(PostDraft(id, digest)).await;
        assert_eq!(world.done(GetOverview).await.account().unwrap().name, "Amal Haddad");

        // Four minutes before its end it is renewed while it still serves.
        let before = world.sim.tokens().len();
        world.pass(86_400 - 240);
        world.done(FindRelated(world.open_doc(PAGE).await)).await;
        assert_eq!(world.sim.tokens().len(), before + 1);
    }
}

#[tokio::test]
async fn a_renewal_asks_for_no_more_and_takes_nobody_else() {
    // Nobody ever allowed to post: that is not asked for behind the person's back.
    let world = World::signed_in(Scope::Read).await;
    let id = world.draft("Why is there nothing to return to?").await;
    assert_eq!(world.remedy(ReviewDraft(id)).await, Remedy::SignIn(Scope::Write));
    assert!(world.sim.log().iter().all(|e| !e.query.as_deref().unwrap_or_default().contains("write_access")));

    // Somebody else has signed in to the site since.
    world.pass(86_401);
    world.sits_down(MIRA);
    world.app().ports().identity.visits_the_site().await;
    let tab = world.open_doc(PAGE).await;
    assert_eq!(world.remedy(FindRelated(tab)).await, Remedy::SignIn(Scope::Read));
    assert!(world.done(GetOverview).await.account().is_none());
    // One try: the next calls do not make the browser load the page again and again.
    let pages = || world.sim.log().iter().filter(|entry| entry.path == "/oauth/dialog").count();
    let before = pages();
    assert_eq!(world.remedy(FindRelated(tab)).await, Remedy::SignIn(Scope::Read));
    assert_eq!(pages(), before);
    assert_eq!(world.remedy(SignIn(Scope::Read)).await, Remedy::SignOut);
}

#[tokio::test]
async fn signing_out_ends_the_token_on_the_site() {
    for fails in [false, true] {
        let world = World::signed_in(Scope::Write).await;
        let token = world.sim.tokens().remove(0);
        if fails {
            world.fault(FaultKind::CloseBeforeWork, "/access-tokens", 9);
        }
        assert_eq!(world.done(SignOut).await, !fails, "whether the site was told");
        assert!(kept(&world).is_empty(), "{}", kept(&world));
        assert_eq!(world.sim.is_alive(&token), fails);
        assert_eq!(world.remedy(FindRelated(world.open_doc(PAGE).await)).await, Remedy::SignIn(Scope::Read));
        assert_eq!(world.sim.tokens().len(), 1, "who signed out is not signed in again behind their back");
        assert!(!format!("{:?}", world.app().ledger()).contains(&token));
    }
}

#[tokio::test]
async fn disconnecting_takes_askside_out_of_the_account() {
    let world = World::signed_in(Scope::Write).await;
    let token = world.sim.tokens().remove(0);
    let id = world.done(GetOverview).await.active.unwrap().id;
    world.done(FindRelated(world.open_doc(PAGE).await)).await;
    assert!(world.done(Disconnect(id.clone())).await);
    assert!(!world.sim.is_alive(&token));
    assert!(world.done(GetOverview).await.active.is_none());
    let left = world.dump(Area::Local);
    assert!(!left.contains(KEY) && !left.contains("tags "), "{left}");
    assert_eq!(world.remedy(Connect(form(SITE))).await, Remedy::Grant(SITE.parse().unwrap()), "the host is given back");
    world.grant(SITE);
    world.done(Connect(form(SITE))).await;
    world.done(SignIn(Scope::Read)).await;
    let asked = world.sim.log().iter().filter(|entry| entry.method == "POST" && entry.path == "/oauth/dialog").count();
    assert_eq!(asked, 2, "approved anew: {:?}", world.sim.log());
    assert_eq!(world.remedy(Disconnect(id)).await, Remedy::SetUp);
}

#[tokio::test]
async fn a_key_alone_reads_and_says_what_writing_lacks() {
    for keep_key in [false, true] {
        let world = World::new();
        let typed = ConnectForm { door: Door::Key, client_id: String::new(), keep_key, ..form(SITE) };
        world.done(Connect(typed.clone())).await;
        let tab = world.open_doc(PAGE).await;
        assert!(!world.done(FindRelated(tab)).await.hits.is_empty());
        let failure = world.ask(StartDraft(tab)).await.unwrap_err();
        assert!(
            failure.message.contains("a key alone only reads") || failure.message.contains("A key alone"),
            "{failure:?}"
        );
        assert_eq!(world.dump(Area::Local).contains(KEY), keep_key);
        world.restart();
        assert_eq!(world.done(GetOverview).await.active.unwrap().missing, (!keep_key).then_some(Missing::Key));
        if keep_key {
            world.done(FindRelated(tab)).await;
        } else {
            let failure = world.ask(FindRelated(tab)).await.unwrap_err();
            assert!(failure.message.contains("was not kept on this computer"), "{failure:?}");
            assert_eq!(failure.remedy, Remedy::SetUp);
            world.done(Connect(typed)).await;
            world.done(FindRelated(tab)).await;
            let overview = world.done(GetOverview).await;
            assert!(overview.others.is_empty(), "what is entered again corrects what was there");
        }
    }
}

/// A Business team: tokens that people make, which are nowhere but in memory.
#[tokio::test]
async fn a_pasted_token_says_whose_it_is_and_what_it_may() {
    let team = "https://stackoverflowteams.com/c/fernwick";
    let config = Config { kind: Kind::Business, slug: "fernwick".to_owned(), ..Config::default() };
    let world = World::with(config);
    world.grant("https://api.stackoverflowteams.com");
    let typed = |token: &str| ConnectForm { site: team.into(), token: Typed(token.into()), ..ConnectForm::default() };
    assert_eq!(world.remedy(Connect(typed(""))).await, Remedy::SetUp);
    assert_eq!(world.remedy(Connect(typed("two words"))).await, Remedy::SetUp);
    assert_eq!(world.remedy(Connect(typed("0123456789abcdef"))).await, Remedy::SignIn(Scope::Read));
    assert!(world.done(GetOverview).await.active.is_none());

    let reads = world.sim.issue_personal_token("amal", "fernwick", &[]);
    world.done(Connect(typed(&reads))).await;
    let active = world.done(GetOverview).await.active.unwrap();
    assert_eq!((active.account.unwrap().name.as_str(), active.scope), ("Amal Haddad", Some(Scope::Read)));
    let id = world.draft("Why is there nothing to return to?").await;
    let failure = world.ask(ReviewDraft(id.clone())).await.unwrap_err();
    assert!(failure.message.starts_with("Your token only reads"), "{failure:?}");

    let writes = world.sim.issue_personal_token("amal", "fernwick", &["write_access"]);
    world.done(Connect(typed(&writes))).await;
    let overview = world.done(GetOverview).await;
    assert_eq!((overview.active.unwrap().scope, overview.others.len()), (Some(Scope::Write), 0));
    world.done(ReviewDraft(id)).await;

    // Somebody else's lies beside it.
    let miras = world.sim.issue_personal_token("mira", "fernwick", &[]);
    world.done(Connect(typed(&miras))).await;
    let overview = world.done(GetOverview).await;
    assert_eq!(overview.account().unwrap().name, "Mira Okafor");
    assert_eq!(overview.others[0].account.as_ref().unwrap().name, "Amal Haddad");

    world.restart();
    let failure = world.ask(FindRelated(world.open_doc(PAGE).await)).await.unwrap_err();
    assert!(failure.message.contains("not kept on this computer"), "{failure:?}");
    let disk = world.dump(Area::Local);
    assert!([&reads, &writes, &miras].iter().all(|token| !disk.contains(token.as_str())));
    for entry in world.sim.log() {
        let address = format!("{}?{}", entry.path, entry.query.unwrap_or_default());
        assert!([&reads, &writes, &miras].iter().all(|token| !address.contains(token.as_str())), "{address}");
    }
}

#[tokio::test]
async fn two_sites_lie_side_by_side() {
    let world = World::signed_in(Scope::Read).await;
    world.grant(ELSEWHERE);
    world.done(Connect(form(ELSEWHERE))).await;
    world.sits_down(MIRA);
    world.done(SignIn(Scope::Read)).await;
    let overview = world.done(GetOverview).await;
    assert_eq!(
        (overview.site().unwrap().origin().as_str(), overview.account().unwrap().name.as_str()),
        (ELSEWHERE, "Mira Okafor")
    );
    let other = overview.others[0].clone();
    assert_eq!((other.site.origin().as_str(), other.account.unwrap().name.as_str()), (SITE, "Amal Haddad"));
    world.done(Switch(other.id)).await;
    world.calls();
    world.done(FindRelated(world.open_doc(PAGE).await)).await;
    assert_eq!(world.done(GetOverview).await.account().unwrap().name, "Amal Haddad");
    let tokens: Vec<_> =
        world.calls().iter().filter_map(|call| call.header("x-api-access-token").map(str::to_owned)).collect();
    assert!(
        !tokens.is_empty() && tokens.iter().all(|token| *token == world.sim.tokens()[0]),
        "each token to its own site"
    );
}

/// The worker dies while the person is at the page: the next one goes on with the same tab.
#[tokio::test]
async fn a_tab_outlives_the_worker() {
    let world = World::new();
    world.done(Connect(through(Flow::Implicit, Home::Tab))).await;
    world.sits_down(Person::Hesitates);
    let mut waiting = Box::pin(world.ask(SignIn(Scope::Read)));
    for _ in 0..100 {
        assert!((&mut waiting).now_or_never().is_none());
    }
    assert_eq!(world.app().ports().tabs.tabs.0.borrow().len(), 1);
    drop(waiting);
    world.app().ports().identity.decides(AMAL);
    assert_eq!(world.done(SignIn(Scope::Read)).await.name, "Amal Haddad");
    let dialogs = world.sim.log().iter().filter(|e| e.method == "GET" && e.path == "/oauth/dialog").count();
    assert_eq!(dialogs, 2, "one page, before and after the log-in");
}

#[tokio::test]
async fn a_policy_sets_the_site_up() {
    let world = World::new();
    let key = Application::demo().key;
    let says = |policy: &str| world.policy(policy);
    says(&format!(r#"{{"siteUrl":"{SITE}","signIn":"code","clientId":1,"apiKey":"{key}","lockSite":true}}"#));
    let overview = world.done(GetOverview).await;
    let active = overview.active.unwrap();
    assert!(active.managed && overview.locked);
    assert_eq!(active.way, Way::SignIn(1, Flow::Code, Home::Window));
    world.done(SignIn(Scope::Read)).await;
    world.done(FindRelated(world.open_doc(PAGE).await)).await;
    assert_eq!(world.remedy(Connect(form(SITE))).await, Remedy::AskAdmin);
    assert_eq!(world.remedy(Disconnect(active.id)).await, Remedy::SetUp);
    world.restart();
    assert_eq!(world.done(FindRelated(world.open_doc(PAGE).await)).await.sent.len(), 4, "the key is the policy's");
    assert!(!world.dump(Area::Local).contains(&key) && !world.dump(Area::Session).contains(&key));

    for (policy, says_) in [
        (r#"{"siteUrl":"http://stack.fernwick.test"}"#, "https://"),
        (r#"{"siteUrl":"stack.fernwick.test","signIn":"magic"}"#, "signIn"),
        (r#"{"siteUrl":"stack.fernwick.test","signIn":"token"}"#, "signIn"),
        (r#"{"siteUrl":"stack.fernwick.test"}"#, "client id"),
        (r#"{"siteUrl":7}"#, "siteUrl"),
    ] {
        says(policy);
        let failure = world.ask(FindRelated(world.open_doc(PAGE).await)).await.unwrap_err();
        assert!(failure.message.contains(says_), "{policy}: {failure:?}");
        assert_eq!(failure.remedy, Remedy::AskAdmin, "{policy}");
    }
}

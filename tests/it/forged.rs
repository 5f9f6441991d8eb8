//! Sign-ins that are replayed, misattributed or cut off, in each flow and on each way home: nobody is signed in by
//! them, what they brought is used for nothing, and the next sign-in is like the first.

use crate::world::{PAGE, SITE, World, form};
use askside::{
    app::{Call, Connect, ConnectForm, Disconnect, Door, FindRelated, GetOverview, Request, SignIn, SignOut},
    auth::Scope,
    model::{Flow, Home},
    ports::Area,
};
use askside_sim::{Edit, Fault, FaultKind, Logged};
use std::{collections::HashSet, future::poll_fn, pin::pin, task::Poll};

const DOORS: [(Flow, Home); 4] =
    [(Flow::Implicit, Home::Window), (Flow::Implicit, Home::Tab), (Flow::Code, Home::Window), (Flow::Code, Home::Tab)];

fn by(flow: Flow, home: Home) -> ConnectForm {
    ConnectForm { door: Door::SignIn(flow, home), ..form(SITE) }
}

/// Connected, and Amal approved us once; nobody is signed in.
async fn approved(flow: Flow, home: Home) -> World {
    let world = World::new();
    world.done(Connect(by(flow, home))).await;
    world.done(SignIn(Scope::Read)).await;
    world.restart();
    world.calls();
    world
}

fn rewrite(edits: &[Edit]) -> Fault {
    Fault::new(FaultKind::Rewrite { edits: edits.to_vec() }).at("/oauth")
}

fn set(key: &str, value: &str) -> Edit {
    Edit::Set(key.into(), value.into())
}

/// What comes of a sign-in with this going wrong, and what the API was sent for it.
async fn refused(world: &World, fault: Fault) -> (String, Vec<Logged>) {
    world.sim.fault(fault);
    let failure = world.ask(SignIn(Scope::Read)).await.unwrap_err();
    world.sim.clear_faults();
    assert!(world.done(GetOverview).await.account().is_none(), "{failure:?}");
    for token in world.sim.tokens() {
        assert!(!world.dump(Area::Session).contains(&token) && !failure.message.contains(&token), "{failure:?}");
    }
    (failure.message, world.calls())
}

/// What was good once is good for nothing: the state of an earlier sign-in, and its code.
#[tokio::test]
async fn nothing_serves_twice() {
    for (flow, home) in DOORS {
        let world = approved(flow, home).await;
        let earlier = states(&world).remove(0);
        let (message, calls) = refused(&world, rewrite(&[set("state", &earlier)])).await;
        assert!(message.contains("does not belong to the sign-in that was started"), "{flow:?} {home:?}: {message}");
        assert_eq!(calls, []);
        if flow == Flow::Code {
            let used = exchanges(&world).remove(0);
            let (message, calls) = refused(&world, rewrite(&[set("code", &used)]).times(1)).await;
            assert!(message.contains("used before"), "{home:?}: {message}");
            assert_eq!(calls, []);
        }
        let nothing = ["access_token", "code", "state", "expires", "scope"].map(|key| Edit::Drop(key.into()));
        let (message, calls) = refused(&world, rewrite(&nothing)).await;
        assert!(message.contains("came back without an answer"), "{flow:?} {home:?}: {message}");
        assert_eq!(calls, []);
        world.done(SignIn(Scope::Read)).await;
    }
}

/// What the site says of a token, in the redirect or for a code.
#[tokio::test]
async fn lifetimes_and_scopes_are_read_as_they_are() {
    for (flow, home) in DOORS {
        for expires in ["-1", "0", "soon", "", "1600000000", "99999999999999999999999"] {
            let world = approved(flow, home).await;
            let (message, calls) = refused(&world, rewrite(&[set("expires", expires)])).await;
            assert!(message.contains("answer is malformed"), "{flow:?} {expires}: {message}");
            assert_eq!(calls, [], "{flow:?} {expires}");
        }
        let world = approved(flow, home).await;
        let soon = world.now().0 + 500;
        for (edits, scope, ends) in [
            (vec![], Scope::Write, Some(86_400)),
            (vec![Edit::Drop("expires".into())], Scope::Write, None),
            (vec![set("expires", &soon.to_string())], Scope::Write, Some(500)),
            (vec![set("scope", "")], Scope::Read, Some(86_400)),
            (vec![set("scope", "read_inbox,no_write_access")], Scope::Read, Some(86_400)),
        ] {
            // Of a token for a code the site says less.
            world.restart();
            let at = if flow == Flow::Code { "/oauth/access_token" } else { "/oauth" };
            world.sim.fault(rewrite(&edits).at(at));
            world.done(SignIn(Scope::Write)).await;
            world.sim.clear_faults();
            let active = world.done(GetOverview).await.active.unwrap();
            // A tab is looked at every now and then, so a moment has passed.
            let ends_in = active.expires.map(|end| (end.0 - world.now().0 + 9) / 10 * 10);
            assert_eq!((active.scope, ends_in), (Some(scope), ends), "{flow:?} {edits:?}");
        }
    }
}

/// Tokens that work, but not for us.
#[tokio::test]
async fn only_our_own_token_is_kept() {
    for (flow, home) in DOORS {
        let world = approved(flow, home).await;
        let at = if flow == Flow::Code { "/oauth/access_token" } else { "/oauth" };
        let elsewhere = world.sim.register("mira", "Somebody else's", "elsewhere.test");
        let foreign = world.sim.issue_token_of(elsewhere.client_id, "amal", &["write_access"]);
        let another = world.sim.issue_token("mira", &["write_access"]);
        for (token, says) in [
            (foreign.as_str(), "does not know this key"),
            (another.as_str(), "another account"),
            ("0123456789abcdef0123456789abcdef", "no longer accepts your sign-in"),
        ] {
            let (message, calls) = refused(&world, rewrite(&[set("access_token", token)]).at(at)).await;
            assert!(message.contains(says), "{flow:?} {token}: {message}");
            assert_eq!(calls.len(), 1, "it is asked whose it is, and for nothing else: {flow:?} {token}");
        }
    }
}

/// The worker ends after each of its steps; the next one signs in as if nothing had been.
#[tokio::test]
async fn a_sign_in_may_be_cut_off_anywhere() {
    for (flow, home) in DOORS {
        for steps in 1.. {
            let world = World::new();
            world.done(Connect(by(flow, home))).await;
            if cut(&world, SignIn(Scope::Read), steps).await.is_some() {
                assert!(steps > 8, "{flow:?} {home:?}: a sign-in has more than {steps} steps");
                break;
            }
            let signed_in = world.done(GetOverview).await.account().is_some();
            let verified = world.calls().iter().any(|call| call.path.ends_with("/me") && call.status == 200);
            assert!(verified || !signed_in, "{flow:?} {home:?} {steps}: a token is kept that nobody looked at");
            assert_eq!(world.done(SignIn(Scope::Read)).await.name, "Amal Haddad", "{flow:?} {home:?} {steps}");
            let codes = exchanges(&world);
            assert_eq!(codes.iter().collect::<HashSet<_>>().len(), codes.len(), "{steps}: a code was sent twice");
            assert!(!world.dump(Area::Session).contains(states(&world).last().unwrap()), "{steps}: a state is kept");
        }
    }
}

/// The same for signing out: what the worker left undone does not sign anybody in again, and can be done again.
#[tokio::test]
async fn a_sign_out_may_be_cut_off_anywhere() {
    for steps in 1.. {
        let world = World::signed_in(Scope::Read).await;
        let tab = world.open_doc(PAGE).await;
        if cut(&world, SignOut, steps).await.is_some() {
            assert!(steps > 4, "a sign-out has more than {steps} steps");
            break;
        }
        if world.done(GetOverview).await.account().is_none() {
            assert!(world.ask(FindRelated(tab)).await.is_err(), "{steps}: signed in again behind their back");
        }
        world.done(SignOut).await;
        let tokens = world.sim.tokens();
        assert!(tokens.len() == 1 && !world.dump(Area::Session).contains(&tokens[0]), "{steps}");
        assert!(!world.sim.is_alive(&tokens[0]), "{steps}: the token lives on");
    }
}

/// Who took the site away from Askside before can leave all the same. The site is not told: it is not asked at all.
#[tokio::test]
async fn leaving_needs_no_site() {
    for disconnects in [false, true] {
        let world = World::signed_in(Scope::Read).await;
        let id = world.done(GetOverview).await.active.unwrap().id;
        world.revoke(SITE);
        assert!(!if disconnects { world.done(Disconnect(id)).await } else { world.done(SignOut).await });
        assert_eq!(world.calls(), []);
        assert!(!world.dump(Area::Session).contains(&world.sim.tokens()[0]));
    }
}

/// Whoever leaves has left, however far a renewal has got meanwhile, and is not brought back behind their back.
#[tokio::test]
async fn a_renewal_does_not_undo_a_leave() {
    for disconnects in [false, true] {
        for steps in 0.. {
            let world = World::signed_in(Scope::Read).await;
            let tab = world.open_doc(PAGE).await;
            world.pass(86_400 - 60);
            let id = world.done(GetOverview).await.active.unwrap().id;
            let leave: Request = if disconnects { Disconnect(id).into() } else { SignOut.into() };
            let under_way = overtaken(&world, FindRelated(tab).into(), steps, leave).await;
            let kept = world.dump(Area::Session);
            for (at, token) in world.sim.tokens().iter().enumerate() {
                assert!(!kept.contains(token), "after {steps} steps of a renewal: {kept}");
                // The first has a minute to live when it is replaced, and is left to end by itself.
                assert!(at == 0 || !world.sim.is_alive(token), "after {steps} steps of a renewal a token lives on");
            }
            let before = world.sim.tokens().len();
            assert!(world.ask(FindRelated(tab)).await.is_err() && world.sim.tokens().len() == before, "{steps}");
            if !under_way {
                assert!(steps > 8, "a renewal has more than {steps} steps");
                break;
            }
        }
    }
}

/// Lets a call take so many steps, and from then on another beside it, until both are through. Whether the first was
/// still under way when the second began.
async fn overtaken(world: &World, first: Request, steps: usize, second: Request) -> bool {
    let (mut first, mut second) = (pin!(world.app().handle(first)), pin!(world.app().handle(second)));
    let (mut turns, mut ended, mut left) = (0, None, false);
    poll_fn(|context| {
        context.waker().wake_by_ref();
        if turns >= steps && !left {
            left = second.as_mut().poll(context).is_ready();
        }
        if ended.is_none() && first.as_mut().poll(context).is_ready() {
            ended = Some(turns);
        }
        turns += 1;
        if left && ended.is_some() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    ended.is_some_and(|turn| turn >= steps)
}

/// Lets a call take so many steps and no more; none if it would have taken another.
async fn cut<C: Call>(world: &World, call: C, steps: usize) -> Option<()> {
    let mut call = pin!(world.ask(call));
    let mut left = steps;
    poll_fn(|context| match left.checked_sub(1) {
        None => Poll::Ready(None),
        Some(fewer) => {
            left = fewer;
            call.as_mut().poll(context).map(|_| Some(()))
        }
    })
    .await
}

/// The states that the dialog was opened with.
fn states(world: &World) -> Vec<String> {
    let log = world.sim.log();
    let opened = log.iter().filter(|entry| ["/oauth", "/oauth/dialog"].contains(&entry.path.as_str()));
    opened.filter_map(|entry| pair(entry.query.as_deref()?, "state")).collect()
}

/// The codes that were sent to the token endpoint.
fn exchanges(world: &World) -> Vec<String> {
    let log = world.sim.log();
    let sent = log.iter().filter(|entry| entry.path == "/oauth/access_token/json");
    sent.filter_map(|entry| pair(&entry.body, "code")).collect()
}

fn pair(pairs: &str, wanted: &str) -> Option<String> {
    crate::world::pairs(pairs).into_iter().find(|(key, _)| key == wanted).map(|(_, value)| value)
}

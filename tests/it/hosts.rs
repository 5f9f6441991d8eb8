//! Which pages are read: those that the person asks for, those of the hosts they watch, and none of those they denied.

use crate::world::{PAGE, World};
use askside::{
    app::{
        AddToDraft, Disconnect, FindRelated, FindWith, FollowTab, GetHosts, GetOverview, Leave, Remedy, SetHost,
        StartDraft,
    },
    auth::Scope,
    model::{HostAccess, HostRule, PageSnapshot, TabId},
    ports::TabError,
    related::{Ask, Group, Sent},
};
use askside_sim::Config;

const DOCS: &str = "docs.fernwick.test";

fn rule(host: &str, access: HostAccess) -> HostRule {
    HostRule { host: host.into(), access, managed: false }
}

#[tokio::test]
async fn a_page_that_only_comes_up_is_read_where_its_host_is_watched() {
    let world = World::signed_in(Scope::Read).await;
    let tab = world.open_doc(PAGE).await;
    let on_click = rule(DOCS, HostAccess::OnClick);
    assert_eq!(world.remedy(FollowTab(tab)).await, Remedy::Watch(on_click.clone()));
    assert_eq!(world.done(FindRelated(tab)).await.host, Some(on_click.clone()));
    // The browser has to agree.
    assert_eq!(world.remedy(SetHost(DOCS.into(), HostAccess::Watched)).await, Remedy::Watch(on_click));
    assert_eq!(world.remedy(FollowTab(tab)).await, Remedy::Watch(rule(DOCS, HostAccess::OnClick)));
    world.grant(DOCS);
    world.done(SetHost(DOCS.to_uppercase(), HostAccess::Watched)).await;
    let watched = rule(DOCS, HostAccess::Watched);
    assert_eq!(world.done(FollowTab(tab)).await.host, Some(watched.clone()));
    assert_eq!(world.done(GetHosts).await, [watched]);

    // Other hosts are none of ours, nor is a tab that the browser tells nothing of.
    let page = PageSnapshot { url: format!("https://other.test{PAGE}"), ..world.doc(PAGE).await };
    let other = world.open(Ok(page));
    assert_eq!(world.remedy(FollowTab(other)).await, Remedy::Watch(rule("other.test", HostAccess::OnClick)));
    assert_eq!(world.remedy(FollowTab(world.open(Err(TabError::NotGranted)))).await, Remedy::Invoke);

    // What is no longer wanted is given back.
    world.done(SetHost(DOCS.into(), HostAccess::OnClick)).await;
    assert!(!world.app().ports().permissions.0.borrow().contains(DOCS));
    assert_eq!(world.done(GetHosts).await, []);
    assert!(matches!(world.remedy(FollowTab(tab)).await, Remedy::Watch(_)));
}

/// What nobody watches is not held on to because somebody denied it.
#[tokio::test]
async fn a_denied_host_goes_with_its_site() {
    let host = Config::SITE_URL.trim_start_matches("https://");
    for (access, stays) in [(HostAccess::Watched, true), (HostAccess::Denied, false)] {
        let world = World::signed_in(Scope::Read).await;
        world.done(SetHost(host.into(), access)).await;
        let id = world.done(GetOverview).await.active.unwrap().id;
        world.done(Disconnect(id)).await;
        assert_eq!(world.app().ports().permissions.0.borrow().contains(host), stays, "{access:?}");
    }
}

/// The site's own host is needed to ask it, whatever becomes of its pages.
#[tokio::test]
async fn the_host_of_the_site_stays_granted() {
    let world = World::signed_in(Scope::Read).await;
    let host = Config::SITE_URL.trim_start_matches("https://");
    for access in [HostAccess::Watched, HostAccess::Denied, HostAccess::OnClick] {
        world.done(SetHost(host.into(), access)).await;
        world.done(FindRelated(world.open_doc(PAGE).await)).await;
    }
}

#[tokio::test]
async fn nothing_is_read_on_a_denied_host() {
    let world = World::signed_in(Scope::Write).await;
    let tab = world.open_doc(PAGE).await;
    let draft = world.done(StartDraft(tab)).await;
    world.grant(DOCS);
    world.done(SetHost(DOCS.into(), HostAccess::Watched)).await;
    world.done(SetHost(DOCS.into(), HostAccess::Denied)).await;
    world.calls();
    let allow = Remedy::Allow(rule(DOCS, HostAccess::Denied));
    assert_eq!(world.remedy(FindRelated(tab)).await, allow);
    assert_eq!(world.remedy(FollowTab(tab)).await, allow);
    assert_eq!(world.remedy(FindWith(tab, vec![Ask::Similar("x".into())])).await, allow);
    assert_eq!(world.remedy(StartDraft(tab)).await, allow);
    assert_eq!(world.remedy(AddToDraft(draft.id, tab)).await, allow);
    assert_eq!(world.paths(), [] as [&str; 0]);
    world.done(SetHost(DOCS.into(), HostAccess::OnClick)).await;
    world.done(FindRelated(tab)).await;
}

#[tokio::test]
async fn a_policy_goes_before_the_person_and_a_refusal_before_a_permission() {
    let world = World::signed_in(Scope::Read).await;
    let tab = world.open_doc(PAGE).await;
    world.policy(r#"{"watchHosts":["*.fernwick.test"]}"#);
    let host = world.done(FollowTab(tab)).await.host.unwrap();
    assert!(host.managed && host.access == HostAccess::Watched, "{host:?}");
    world.policy(r#"{"watchHosts":["*.fernwick.test"],"denyHosts":["DOCS.fernwick.test"]}"#);
    world.grant(DOCS);
    world.done(SetHost(DOCS.into(), HostAccess::Watched)).await;
    assert_eq!(world.remedy(FindRelated(tab)).await, Remedy::AskAdmin);
    assert_eq!(world.remedy(FollowTab(tab)).await, Remedy::AskAdmin);
    world.policy(r#"{"denyHosts":["*"]}"#);
    assert_eq!(world.remedy(FollowTab(tab)).await, Remedy::AskAdmin);
    // What the person denied stays denied, whatever the policy watches.
    world.policy(r#"{"watchHosts":["*"]}"#);
    world.done(SetHost(DOCS.into(), HostAccess::Denied)).await;
    assert!(matches!(world.remedy(FollowTab(tab)).await, Remedy::Allow(_)));
}

/// The tab goes to another page between the look at its address and the reading.
#[tokio::test]
async fn a_page_that_slips_in_is_not_used() {
    let world = World::signed_in(Scope::Read).await;
    let tab = world.open_doc(PAGE).await;
    world.done(SetHost("intranet.test".into(), HostAccess::Denied)).await;
    let secret = PageSnapshot { url: "https://intranet.test/salaries".into(), ..world.doc(PAGE).await };
    world.app().ports().tabs.slips.replace(Some((tab, secret)));
    assert!(matches!(world.remedy(FindRelated(tab)).await, Remedy::Allow(_)));
    assert_eq!(world.paths(), [] as [&str; 0]);
}

#[tokio::test]
async fn a_page_that_is_left_is_asked_about_no_further() {
    let world = World::signed_in(Scope::Read).await;
    let tab = world.open_doc(PAGE).await;
    world.done(FindRelated(tab)).await;
    let all = world.paths().len();
    world.pass(61);
    let (found, ()) = tokio::join!(world.ask(FindRelated(tab)), world.done(Leave(tab)));
    assert_eq!(found.unwrap_err().remedy, Remedy::OtherPage);
    assert!(world.paths().len() < all);
    // Only that one.
    let other = world.open_doc(PAGE).await;
    let (found, (), again) =
        tokio::join!(world.ask(FindRelated(other)), world.done(Leave(tab)), world.ask(FindRelated(tab)));
    assert_eq!(found.unwrap().hits, again.unwrap().hits);
}

#[tokio::test]
async fn the_person_chooses_what_to_ask() {
    let world = World::signed_in(Scope::Read).await;
    let tab = world.open_doc(PAGE).await;
    let asks = vec![Ask::Similar("trellis rollback".into()), Ask::Search(vec!["TRL-118".into()])];
    let found = world.done(FindWith(tab, asks.clone())).await;
    assert_eq!(found.sent.iter().map(|sent| sent.0.clone()).collect::<Vec<_>>(), asks);
    assert!(found.sent.iter().all(|Sent(_, found)| found.is_some_and(|found| found > 0)), "{:?}", found.sent);
    assert_eq!(world.paths().iter().filter(|path| *path != "/filters/create").count(), 2);
    // Nothing asked, nothing found, and nothing said to the site.
    assert_eq!(world.done(FindWith(tab, Vec::new())).await.hits, []);
    let many = vec![Ask::Similar("x".into()); 99];
    assert!(world.done(FindWith(tab, many)).await.sent.len() < 10);
}

#[tokio::test]
async fn the_button_counts_what_is_close() {
    let world = World::signed_in(Scope::Read).await;
    let tab = world.open_doc(PAGE).await;
    let close = world.done(FindRelated(tab)).await.hits.iter().filter(|hit| hit.group != Group::Topic).count();
    let counted = |tab: TabId| world.app().ports().tabs.counts.borrow().get(&tab).copied();
    assert!(close > 0);
    assert_eq!(counted(tab), Some(close));
    world.done(Leave(tab)).await;
    assert_eq!(counted(tab), Some(0));
}

//! The line of tags: what is asked of the site for it, and what is not.

use crate::world::{SITE, World, form};
use askside::{
    app::{Connect, ConnectForm, Door, FindTags, FoundTags, GetTags},
    auth::Scope,
    model::{SiteTags, Synonym, Typed},
};
use askside_sim::{Config, FaultKind, Limits};

fn names(site: &SiteTags, which: impl Fn(&askside::model::Tag) -> bool) -> Vec<&str> {
    site.tags.iter().filter(|tag| which(tag)).map(|tag| tag.name.as_str()).collect()
}

#[tokio::test]
async fn rules_about_tags_are_asked_for_once_a_day() {
    let limits = Limits { required_tags: vec!["docs".to_owned(), "ops".to_owned()], ..Limits::default() };
    let world = World::signed_in_to(Config { limits, ..Config::default() }, Scope::Read).await;
    let site = world.done(GetTags).await;
    assert!(site.tags.iter().any(|tag| tag.name == "trellis" && tag.count > 1), "{site:?}");
    assert!(site.synonyms.contains(&Synonym { from: "k8s".to_owned(), to: "kubernetes".to_owned() }), "{site:?}");
    let mut required = names(&site, |tag| tag.required);
    required.sort_unstable();
    required.dedup();
    assert_eq!(required, ["docs", "ops"]);
    assert!(names(&site, |tag| tag.reserved).contains(&"pinned"), "{site:?}");
    assert!(!site.moderates && site.whole);
    let asked = world.paths();
    assert_eq!(asked.iter().filter(|path| path.starts_with("/tags")).count(), 4, "{asked:?}");

    assert_eq!(world.done(GetTags).await, site);
    assert_eq!(world.paths(), [""; 0]);
    world.pass(3600);
    assert_eq!(world.done(GetTags).await, site);
    assert_eq!(world.paths(), ["/me"], "whose rights may change");
    world.pass(86_400);
    world.sign_in_as(crate::platform::AMAL, Scope::Read).await;
    world.calls();
    world.done(GetTags).await;
    assert_eq!(world.paths().iter().filter(|path| path.starts_with("/tags")).count(), 4);
}

#[tokio::test]
async fn what_cannot_be_a_tag_is_not_sent() {
    let world = World::signed_in(Scope::Read).await;
    for typed in ["", "two words", "a@b.test", "<b>", "AKIAIOSFODNN7EXAMPLE", &"x".repeat(36)] {
        assert_eq!(world.done(FindTags(typed.to_owned())).await, FoundTags(Vec::new(), true, false), "{typed}");
    }
    assert_eq!(world.paths(), [""; 0]);
    let FoundTags(tags, is_whole, is_sent) = world.done(FindTags("tre".to_owned())).await;
    assert!(is_whole && is_sent && tags.iter().any(|tag| tag.name == "trellis"), "{tags:?}");
    assert!(tags.iter().all(|tag| tag.name.starts_with("tre")), "{tags:?}");
    assert_eq!(world.paths().last().map(String::as_str), Some("/tags"));
}

/// A site that lets only v3 be called, and an application's key alone: what is there is offered.
#[tokio::test]
async fn what_a_site_does_not_have_is_done_without() {
    let world = World::signed_in(Scope::Read).await;
    for path in ["/tags/required", "/tags/moderator-only", "/tags/synonyms"] {
        world.fault(FaultKind::Error { error_id: 404 }, path, 9);
    }
    let site = world.done(GetTags).await;
    assert!(!site.tags.is_empty() && site.synonyms.is_empty(), "{site:?}");

    let world = World::new();
    world.done(Connect(ConnectForm { door: Door::Key, client_id: String::new(), ..form(SITE) })).await;
    let site = world.done(GetTags).await;
    assert!(!site.tags.is_empty() && !site.synonyms.is_empty() && !site.moderates, "{site:?}");

    let world = World::new();
    let token = Typed(world.sim.issue_token("amal", &["write_access"]));
    world.done(Connect(ConnectForm { door: Door::Token, token, key: Typed::default(), ..form(SITE) })).await;
    world.calls();
    assert_eq!(world.done(GetTags).await.synonyms, []);
    let FoundTags(tags, ..) = world.done(FindTags("tre".to_owned())).await;
    assert!(tags.iter().any(|tag| tag.name == "trellis"), "{tags:?}");
    let paths = world.paths();
    assert!(paths.iter().all(|path| path.starts_with("/api/v3")), "{paths:?}");
}

#[tokio::test]
async fn a_site_that_is_down_is_asked_again() {
    let world = World::signed_in(Scope::Read).await;
    world.fault(FaultKind::CloseBeforeAnswer, "/tags/synonyms", 9);
    world.ask(GetTags).await.unwrap_err();
    world.sim.clear_faults();
    assert!(!world.done(GetTags).await.synonyms.is_empty());
}

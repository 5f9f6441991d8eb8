//! What a browser sent twice: found, told as long as it is there, and deleted.

use crate::draft::{TITLE, reviewed};
use crate::network::Mishap;
use crate::platform::AMAL;
use crate::world::World;
use askside::{
    app::{DeleteDouble, GetDraft, LookUpPost, PostDraft, Posted, Remedy, SignIn},
    auth::Scope,
    model::Doubles,
};
use askside_sim::{Config, Fault, FaultKind, Limits};

/// That it is there is known, and must not hide that nothing more can be known without signing in again.
#[tokio::test]
async fn a_token_refused_while_doubles_are_looked_for_is_forgotten() {
    let world = World::signed_in(Scope::Write).await;
    let (id, digest) = reviewed(&world, TITLE).await;
    world.fault(FaultKind::Html, "/me/questions", 1);
    let unchecked = |told: &Posted| matches!(told, Posted::Here(_, Doubles::Unchecked(_)));
    assert!(unchecked(&world.done(PostDraft(id.clone(), digest)).await));
    world.sim.clock_skip(86_401);
    world.sits_down(AMAL); // in a browser that the site does not know
    assert!(unchecked(&world.done(LookUpPost(id.clone())).await));
    assert!(matches!(world.remedy(LookUpPost(id.clone())).await, Remedy::SignIn(_)));
    world.done(SignIn(Scope::Write)).await;
    let Posted::Here(_, doubles) = world.done(LookUpPost(id)).await else { panic!("it is there") };
    assert_eq!(doubles, Doubles::Found(Vec::new()));
}

/// A double that is deleted is no longer told, whether or not the answer to that came.
#[tokio::test]
async fn a_double_that_is_gone_is_not_told_again() {
    let limits = Limits { refuse_duplicates: false, ..Limits::default() };
    let naive = Config { limits, knows_request_ids: false, ..Config::default() };
    let world = World::signed_in_to(naive, Scope::Write).await;
    let (id, digest) = reviewed(&world, TITLE).await;
    world.app().ports().http.1.befalls(Some(Mishap::Repeated));
    let Posted::Here(post, Doubles::Found(doubles)) = world.done(PostDraft(id.clone(), digest)).await else {
        panic!("it is there")
    };
    let [double] = &doubles[..] else { panic!("{doubles:?}") };
    let kept = world.done(GetDraft(id.clone())).await;
    world.pass(60);
    assert_eq!(
        world.done(LookUpPost(id.clone())).await,
        Posted::Here(post.clone(), Doubles::Found(doubles.clone())),
        "still there"
    );
    assert_eq!(world.done(GetDraft(id.clone())).await, kept, "and nothing to be kept anew");
    for address in [format!("/api/v3/questions/{}", double.id.0), format!("/api/2.3/questions/{}/delete", double.id.0)]
    {
        world.sim.fault(Fault::new(FaultKind::CloseBeforeAnswer).at(&address));
    }
    world.ask(DeleteDouble(id.clone(), double.id)).await.unwrap_err();
    world.sim.clear_faults();
    assert_eq!(world.questions_titled(TITLE).await, 1);
    assert_eq!(world.done(LookUpPost(id)).await, Posted::Here(post, Doubles::Found(Vec::new())));
}

//! What is kept of a draft while it is written: what its author allowed, and who is shown it.

use crate::platform::{AMAL, MIRA};
use crate::world::{ELSEWHERE, World, form, writing};
use askside::{
    app::{Connect, Focus, GetDraft, GetFocus, GetOverview, Remedy, ReviewDraft, SaveDraft, SignIn, SignOut},
    auth::Scope,
    model::Writing,
};

const TITLE: &str = "Why is there nothing to return to after adopting?";

/// What looks like a secret is posted when its author says so, unless the organisation says that it never is.
#[tokio::test]
async fn a_secret_is_waived_by_its_author_or_barred_by_a_policy() {
    let world = World::signed_in(Scope::Write).await;
    let id = world.draft(TITLE).await;
    let Writing { body, .. } = writing(TITLE);
    let leaking = |revision, text: &str, waived: &[&str]| {
        let writing = Writing { body: format!("{body} {text}"), ..writing(TITLE) };
        SaveDraft(id.clone(), revision, writing, waived.iter().map(|&waiver| waiver.to_owned()).collect())
    };
    let secret = "password=hunter2";
    world.done(leaking(9, secret, &[])).await;
    assert_eq!(world.remedy(ReviewDraft(id.clone())).await, Remedy::Mend);
    assert_eq!(world.paths(), [""; 0]);
    world.done(leaking(10, secret, &["hunter2"])).await;
    world.done(ReviewDraft(id.clone())).await;

    // What was taken out of the text is not kept beside it.
    world.done(leaking(11, "", &["hunter2"])).await;
    assert_eq!(world.done(GetDraft(id.clone())).await.waived, Some(Vec::new()));

    world.policy(r#"{"blockSecrets":true}"#);
    world.done(leaking(12, secret, &["hunter2"])).await;
    let refused = world.ask(ReviewDraft(id.clone())).await.unwrap_err();
    assert!(refused.message.contains("your organisation lets none be posted"), "{refused:?}");
    world.done(leaking(13, "mail a@b.test", &["a@b.test"])).await;
    world.done(ReviewDraft(id)).await;
}

#[track_caller]
fn titles(drafts: &[askside::app::DraftSummary]) -> Vec<&str> {
    drafts.iter().map(|draft| draft.1.as_str()).collect()
}

#[tokio::test]
async fn a_draft_is_shown_to_its_author_on_its_site_and_to_nobody_else() {
    let world = World::signed_in(Scope::Read).await;
    let id = world.draft(TITLE).await;
    assert_eq!(titles(&world.done(GetOverview).await.drafts), [TITLE]);
    assert_eq!(world.done(GetFocus).await, Focus::Draft(id.clone()));

    world.done(SignOut).await;
    assert_eq!(world.done(GetOverview).await.drafts, []);
    world.sign_in_as(MIRA, Scope::Read).await;
    assert_eq!(world.done(GetOverview).await.drafts, [], "another account");
    assert_eq!(world.done(GetFocus).await, Focus::Related, "a draft in front of its author stays there");
    world.done(SignOut).await;
    world.sign_in_as(AMAL, Scope::Read).await;
    assert_eq!(titles(&world.done(GetOverview).await.drafts), [TITLE], "back again");
    assert_eq!(world.done(GetFocus).await, Focus::Draft(id));

    world.grant(ELSEWHERE);
    world.done(Connect(form(ELSEWHERE))).await;
    world.done(SignIn(Scope::Read)).await;
    assert_eq!(world.done(GetOverview).await.drafts, [], "another site");
    assert_eq!(world.done(GetFocus).await, Focus::Related);
}

//! From a page to a post: nothing leaves before it was read and confirmed, nothing is lost, nothing is sent twice.

use crate::platform::{AMAL, MIRA};
use crate::world::{ELSEWHERE, PAGE, SITE, World, form, is_post, pairs, writing};
use askside::{
    app::{
        Connect, FindRelated, GetDraft, GetLimits, GetOverview, LookUpPost, PostDraft, Posted, Remedy, ReviewDraft,
        SaveDraft, SignIn, SignOut, StartDraft,
    },
    auth::Scope,
    draft::{self, Secrets, check},
    model::{Digest, Doubles, DraftId, DraftStatus, Writing},
    ports::{Locks, Ports},
};
use askside_sim::{Config, Fault, FaultKind, Limits, WriteInterval};
use proptest::prelude::*;
use tokio::task::yield_now;

pub(crate) const TITLE: &str = "Why is there <nothing> to return to & what is \"adopt\"?";

/// A draft that was reviewed, with the digest of its review; nothing in the calls yet.
pub(crate) async fn reviewed(world: &World, title: &str) -> (DraftId, Digest) {
    let id = world.draft(title).await;
    let digest = world.done(ReviewDraft(id.clone())).await.0.digest;
    world.calls();
    (id, digest)
}

async fn status(world: &World, id: &DraftId) -> DraftStatus {
    world.done(GetDraft(id.clone())).await.status
}

/// How many posts went out since the last look; previews are none.
fn posts(world: &World) -> usize {
    world.calls().iter().filter(|call| is_post(call)).count()
}

#[tokio::test]
async fn a_review_shows_the_last_keystroke() {
    let world = World::signed_in(Scope::Write).await;
    let id = world.draft("What was typed first").await;
    // Saving takes its time.
    let busy = world.app().ports().locks().hold("drafts").await;
    let last = world.ask(SaveDraft(id.clone(), 99, writing("What was typed last"), Vec::new()));
    let late = async {
        for _ in 0..99 {
            yield_now().await;
        }
        drop(busy);
    };
    let (_, review, ()) = tokio::join!(last, world.ask(ReviewDraft(id)), late);
    assert_eq!(review.unwrap().0.writing.title, "What was typed last");
}

#[test]
fn whatever_order_saves_arrive_in_the_highest_revision_wins() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (world, tab) = runtime.block_on(async {
        let world = World::signed_in(Scope::Read).await;
        let tab = world.open_doc(PAGE).await;
        (world, tab)
    });
    let revisions = prop::collection::vec(1u32..40, 1..12);
    proptest!(ProptestConfig::with_cases(64), |(revisions in revisions)| {
        runtime.block_on(async {
            let id = world.done(StartDraft(tab)).await.id;
            for revision in &revisions {
                world.done(SaveDraft(id.clone(), *revision, writing(&revision.to_string()), Vec::new())).await;
            }
            let (draft, highest) = (world.done(GetDraft(id)).await, *revisions.iter().max().unwrap());
            prop_assert_eq!((draft.revision, draft.writing.title), (highest, highest.to_string()));
            Ok(())
        })?;
    });
}

#[tokio::test]
async fn a_review_shows_everything_and_writes_nothing() {
    let world = World::signed_in(Scope::Write).await;
    let id = world.draft(TITLE).await;
    for _ in 0..2 {
        let screen = world.done(ReviewDraft(id.clone())).await;
        assert_eq!((screen.0.site.origin(), screen.0.account.name.as_str()), (SITE.to_owned(), "Amal Haddad"));
        assert_eq!(screen.0.writing, writing(TITLE));
        assert!(screen.1.contains("rolled back <strong>once</strong>"), "{}", screen.1);
        let calls = world.calls();
        let [call] = calls.as_slice() else { panic!("{calls:?}") };
        assert!(
            call.method == "POST" && pairs(&call.body).contains(&("preview".to_owned(), "true".to_owned())),
            "{call:?}"
        );
    }
    assert_eq!(world.questions_titled(TITLE).await, 0);
    assert_eq!(status(&world, &id).await, DraftStatus::Editing);
}

#[tokio::test]
async fn a_reader_cannot_review_or_post() {
    let world = World::signed_in(Scope::Write).await;
    let (id, digest) = reviewed(&world, TITLE).await;
    world.done(SignOut).await;
    world.done(SignIn(Scope::Read)).await;
    world.calls();
    assert_eq!(world.remedy(ReviewDraft(id.clone())).await, Remedy::SignIn(Scope::Write));
    assert_eq!(world.remedy(PostDraft(id.clone(), digest)).await, Remedy::SignIn(Scope::Write));
    assert_eq!(world.paths(), [""; 0]);
    assert_eq!(status(&world, &id).await, DraftStatus::Editing);
}

/// What the site would refuse as well is not even previewed.
#[tokio::test]
async fn an_unready_draft_is_mended_first() {
    let world = World::signed_in(Scope::Write).await;
    let id = world.draft(TITLE).await;
    let good = writing(TITLE);
    for (revision, unready) in [
        Writing { title: "Too short".to_owned(), ..good.clone() },
        Writing { body: "> only a quote".to_owned(), ..good.clone() },
        Writing { tags: vec!["two words".to_owned()], ..good.clone() },
        Writing { tags: Vec::new(), ..good },
    ]
    .into_iter()
    .enumerate()
    {
        world.done(SaveDraft(id.clone(), 10 + u32::try_from(revision).unwrap(), unready.clone(), Vec::new())).await;
        assert_eq!(world.remedy(ReviewDraft(id.clone())).await, Remedy::Mend, "{unready:?}");
    }
    assert_eq!(world.paths(), [""; 0]);
}

#[tokio::test]
async fn what_was_confirmed_is_posted_once() {
    let world = World::signed_in(Scope::Write).await;
    let (id, digest) = reviewed(&world, TITLE).await;
    let Posted::Here(post, doubles) = world.done(PostDraft(id.clone(), digest.clone())).await else {
        panic!("nowhere")
    };
    assert_eq!(doubles, Doubles::Found(Vec::new()));
    let url = post.url.clone();
    let calls = world.calls();
    let sent: Vec<_> = calls.iter().filter(|call| is_post(call)).collect();
    let [sent] = sent.as_slice() else { panic!("{calls:?}") };
    let fields = pairs(&sent.body);
    let Writing { title, body, tags } = writing(TITLE);
    for (name, value) in [("title", title), ("body", body), ("tags", tags.join(";")), ("request_id", id.0.clone())] {
        assert!(fields.contains(&(name.to_owned(), value)), "{name}: {fields:?}");
    }
    let page = world.page_of_site(url.strip_prefix(SITE).unwrap()).await;
    assert!(page.status == 200 && page.text().contains("Why is there &lt;nothing&gt; to return to"), "{url}");

    let there = DraftStatus::Posted(post, doubles);
    assert_eq!(status(&world, &id).await, there);
    assert_eq!(world.done(GetOverview).await.drafts, []);
    assert_eq!(world.remedy(PostDraft(id.clone(), digest)).await, Remedy::Open(url.clone()));
    assert_eq!(world.remedy(ReviewDraft(id.clone())).await, Remedy::Open(url.clone()));
    let late = SaveDraft(id.clone(), 99, writing("Another question altogether"), Vec::new());
    assert_eq!(world.remedy(late).await, Remedy::Open(url.clone()), "what cannot be kept is not called kept");
    assert_eq!(status(&world, &id).await, there);
    assert_eq!(posts(&world), 0);
}

#[tokio::test]
async fn what_changed_since_the_review_is_not_posted() {
    let world = World::signed_in(Scope::Write).await;
    let (id, digest) = reviewed(&world, TITLE).await;
    world.done(SaveDraft(id.clone(), 9, writing("Something else that nobody reviewed"), Vec::new())).await;
    assert_eq!(world.remedy(PostDraft(id.clone(), digest)).await, Remedy::Review);

    let (other, digest) = reviewed(&world, "Who am I now, after the others left?").await;
    world.done(SignOut).await;
    world.sign_in_as(MIRA, Scope::Write).await;
    world.calls();
    assert_eq!(world.remedy(PostDraft(other.clone(), digest)).await, Remedy::Review);
    assert_eq!(world.paths(), [""; 0]);
    for id in [id, other] {
        assert_eq!(status(&world, &id).await, DraftStatus::Editing);
    }
}

#[tokio::test]
async fn a_refusal_goes_back_to_editing_in_the_sites_words() {
    let taken = "A question with that title already exists";
    let world = World::signed_in(Scope::Write).await;
    let (mine, digest) = reviewed(&world, TITLE).await;
    let (theirs, first) = reviewed(&world, TITLE).await;
    world.done(PostDraft(theirs, first)).await;
    let refused = world.ask(PostDraft(mine.clone(), digest)).await.unwrap_err();
    assert!(refused.message.contains(taken), "{refused:?}");
    assert_eq!(status(&world, &mine).await, DraftStatus::Editing);
    let refused = world.ask(ReviewDraft(mine.clone())).await.unwrap_err();
    assert!(refused.message.contains(taken), "{refused:?}");
    assert_eq!(world.questions_titled(TITLE).await, 1);

    let better = "Why is there nothing to return to after adopting?";
    world.done(SaveDraft(mine.clone(), 9, writing(better), Vec::new())).await;
    let digest = world.done(ReviewDraft(mine.clone())).await.0.digest;
    world.done(PostDraft(mine, digest)).await;
    assert_eq!(world.questions_titled(better).await, 1);
}

/// To repeat what was refused is no help.
#[tokio::test]
async fn a_refused_draft_is_to_be_mended() {
    let world = World::signed_in(Scope::Write).await;
    let id = world.draft(TITLE).await;
    world.fault(FaultKind::Error { error_id: 407 }, "/questions/add", 1);
    assert_eq!(world.remedy(ReviewDraft(id)).await, Remedy::Mend);
}

/// A limit that only this site has is told by its refusal, and before the site is asked from then on.
#[tokio::test]
async fn a_rule_that_a_refusal_told_is_known_the_next_time() {
    let limits = Limits { title: 60..=150, tags: 3..=5, ..Limits::default() };
    let world = World::signed_in_to(Config { limits, ..Config::default() }, Scope::Write).await;
    let id = world.draft(TITLE).await;
    let told = world.ask(ReviewDraft(id.clone())).await.unwrap_err();
    assert_eq!(told.message, "The site refused the title: Title must be at least 60 characters.");
    assert_eq!(told.remedy, Remedy::Mend);
    world.calls();
    let other = world.draft("Another title that is too short").await;
    let told = world.ask(ReviewDraft(other.clone())).await.unwrap_err();
    let known = "This site wants at least 60 characters in the title; it has 31.";
    assert_eq!((told.message, told.remedy), (format!("The question is not ready: {known}"), Remedy::Mend));
    // The editor says the same.
    let limits = world.done(GetLimits).await;
    let said = check(&world.done(GetDraft(other)).await, Secrets::Warned, &limits);
    assert_eq!(said.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>(), [known]);
    assert_eq!(world.paths(), [""; 0]);

    let title = "Why is there nothing to return to after all of those deploys?";
    world.done(SaveDraft(id.clone(), 9, writing(title), Vec::new())).await;
    let told = world.ask(ReviewDraft(id.clone())).await.unwrap_err();
    assert_eq!(told.message, "The site refused the tags: Please enter at least 3 tags.");
    assert_eq!(world.done(GetDraft(id)).await.writing, writing(title));
    world.pass(86_400);
    assert_eq!(world.done(GetLimits).await, draft::Limits::default(), "sites change");
}

#[tokio::test]
async fn a_token_refused_at_the_last_moment_loses_nothing() {
    let world = World::signed_in(Scope::Write).await;
    let (id, digest) = reviewed(&world, TITLE).await;
    world.sim.clock_skip(86_401);
    assert!(matches!(world.remedy(PostDraft(id.clone(), digest.clone())).await, Remedy::SignIn(_)));
    assert_eq!(status(&world, &id).await, DraftStatus::Editing);
    world.done(SignIn(Scope::Write)).await;
    world.done(PostDraft(id, digest)).await;
    assert_eq!(world.questions_titled(TITLE).await, 1);
}

/// After each of these nobody here can know what happened, until the site is asked.
#[tokio::test]
async fn a_lost_answer_is_looked_up_before_anything_is_sent_again() {
    for (kind, arrived) in [
        (FaultKind::CloseBeforeAnswer, true),
        (FaultKind::Truncated, true),
        (FaultKind::WrongType, true),
        (FaultKind::CloseBeforeWork, false),
        (FaultKind::Down, false),
        (FaultKind::Html, false),
        (FaultKind::Error { error_id: 500 }, false),
        (FaultKind::Error { error_id: 409 }, false),
    ] {
        let world = World::signed_in(Scope::Write).await;
        let (id, digest) = reviewed(&world, TITLE).await;
        world.fault(kind.clone(), "/questions/add", 1);
        assert_eq!(world.remedy(PostDraft(id.clone(), digest.clone())).await, Remedy::LookUp(id.clone()), "{kind:?}");
        assert!(matches!(status(&world, &id).await, DraftStatus::Sending(..)), "{kind:?}");
        assert_eq!(posts(&world), 1, "{kind:?}");
        world.restart();
        world.sign_in_as(AMAL, Scope::Write).await;

        for call in
            [world.remedy(PostDraft(id.clone(), digest.clone())).await, world.remedy(ReviewDraft(id.clone())).await]
        {
            assert_eq!(call, Remedy::LookUp(id.clone()), "{kind:?}");
        }
        world.sim.fault(Fault::new(FaultKind::CloseBeforeWork).at("/api"));
        assert_eq!(world.remedy(LookUpPost(id.clone())).await, Remedy::Retry, "{kind:?}");
        world.sim.clear_faults();
        assert!(matches!(status(&world, &id).await, DraftStatus::Sending(..)), "{kind:?}: still nobody knows");
        assert_eq!(posts(&world), 0, "{kind:?}");

        match (world.done(LookUpPost(id.clone())).await, arrived) {
            (Posted::Here(post, doubles), true) => {
                assert_eq!(doubles, Doubles::Found(Vec::new()));
                assert_eq!(status(&world, &id).await, DraftStatus::Posted(post, doubles), "{kind:?}");
            }
            (Posted::Early(until), false) => {
                world.pass(world.now().until(until));
                assert_eq!(world.done(LookUpPost(id.clone())).await, Posted::Nowhere, "{kind:?}");
                assert_eq!(status(&world, &id).await, DraftStatus::Editing, "{kind:?}");
                assert!(matches!(world.done(PostDraft(id, digest)).await, Posted::Here(..)), "{kind:?}");
            }
            (found, _) => panic!("{kind:?}: {found:?}"),
        }
        assert_eq!(world.questions_titled(TITLE).await, 1, "{kind:?}");
    }
}

/// Browsers end the worker when they like: the mark is kept before the request leaves.
#[tokio::test]
async fn a_worker_that_dies_while_it_posts_leaves_the_mark() {
    let mut world = World::signed_in(Scope::Write).await;
    let (id, digest) = reviewed(&world, TITLE).await;
    tokio::select! {
        biased;
        () = world.posting() => {}
        posted = world.ask(PostDraft(id.clone(), digest)) => panic!("it lived: {posted:?}"),
    }
    world.kill_worker();
    assert!(matches!(status(&world, &id).await, DraftStatus::Sending(..)));
    assert!(matches!(world.done(LookUpPost(id)).await, Posted::Here(..)));
    assert_eq!(world.questions_titled(TITLE).await, 1);
}

#[tokio::test]
async fn a_second_press_while_the_first_is_on_its_way_is_refused() {
    let world = World::signed_in(Scope::Write).await;
    let (id, digest) = reviewed(&world, TITLE).await;
    let second = async {
        world.posting().await;
        world.remedy(PostDraft(id.clone(), digest.clone())).await
    };
    let (first, second) = tokio::join!(world.ask(PostDraft(id.clone(), digest.clone())), second);
    assert!(matches!(first, Ok(Posted::Here(..))), "{first:?}");
    let DraftStatus::Posted(post, _) = status(&world, &id).await else { panic!("not posted") };
    assert_eq!(second, Remedy::Open(post.url), "it waited, and was told");
    assert_eq!(posts(&world), 1);
}

/// Two surfaces, one draft, the same moment.
#[tokio::test]
async fn two_presses_at_once_post_once() {
    let world = World::signed_in(Scope::Write).await;
    let (id, digest) = reviewed(&world, TITLE).await;
    let press = || world.ask(PostDraft(id.clone(), digest.clone()));
    let (first, second) = tokio::join!(press(), press());
    assert_eq!(posts(&world), 1, "{first:?} {second:?}");
}

/// A surface that saves as it closes must not make a draft look unsent.
#[tokio::test]
async fn a_save_that_was_under_way_does_not_take_the_mark_away() {
    for turns in 0..8 {
        let world = World::signed_in(Scope::Write).await;
        let (id, digest) = reviewed(&world, TITLE).await;
        world.fault(FaultKind::CloseBeforeAnswer, "/questions/add", 1);
        let save = async {
            for _ in 0..turns {
                yield_now().await;
            }
            world.ask(SaveDraft(id.clone(), 99, writing("One last word about it"), Vec::new())).await
        };
        let (post, saved) = tokio::join!(world.ask(PostDraft(id.clone(), digest)), save);
        let (sent, now) = (posts(&world), status(&world, &id).await);
        assert!(sent == 0 || matches!(now, DraftStatus::Sending(..)), "{turns}: {post:?} {saved:?} {now:?}");
    }
}

#[tokio::test]
async fn a_site_that_wants_time_between_posts_gets_it() {
    let world =
        World::signed_in_to(Config { write_interval: WriteInterval::every(60), ..Config::default() }, Scope::Write)
            .await;
    let (first, digest) = reviewed(&world, "The first of two questions").await;
    world.done(PostDraft(first, digest)).await;
    let (second, digest) = reviewed(&world, TITLE).await;
    let Remedy::Wait(until) = world.remedy(PostDraft(second.clone(), digest.clone())).await else {
        panic!("not asked to wait")
    };
    assert!((55..=62).contains(&world.now().until(until)), "{:?}", world.now().until(until));
    assert_eq!(status(&world, &second).await, DraftStatus::Editing);
    world.calls();
    world.pass(world.now().until(until) - 6);
    assert_eq!(world.remedy(PostDraft(second.clone(), digest.clone())).await, Remedy::Wait(until));
    assert_eq!(world.paths(), [""; 0]);
    world.done(FindRelated(world.open_doc(PAGE).await)).await; // reading goes on
    world.pass(6);
    assert!(matches!(world.done(PostDraft(second, digest)).await, Posted::Here(..)));
}

#[tokio::test]
async fn a_draft_belongs_to_its_site() {
    let world = World::signed_in(Scope::Write).await;
    let (id, digest) = reviewed(&world, TITLE).await;
    world.grant(ELSEWHERE);
    world.done(Connect(form(ELSEWHERE))).await;
    world.done(SignIn(Scope::Write)).await;
    world.calls();
    for remedy in [
        world.remedy(ReviewDraft(id.clone())).await,
        world.remedy(PostDraft(id.clone(), digest)).await,
        world.remedy(LookUpPost(id.clone())).await,
    ] {
        assert_eq!(remedy, Remedy::SetUp);
    }
    assert_eq!(world.paths(), [""; 0]);
    assert_eq!(world.done(GetDraft(id)).await.writing, writing(TITLE), "it is kept");
}

#[tokio::test]
async fn who_looks_up_anothers_post_is_not_told_that_it_is_nowhere() {
    let world = World::signed_in(Scope::Write).await;
    let (id, digest) = reviewed(&world, TITLE).await;
    world.fault(FaultKind::CloseBeforeAnswer, "/questions/add", 1);
    world.ask(PostDraft(id.clone(), digest)).await.unwrap_err();
    world.done(SignOut).await;
    world.sign_in_as(MIRA, Scope::Write).await;
    assert_ne!(world.ask(LookUpPost(id.clone())).await, Ok(Posted::Nowhere));
    assert_ne!(status(&world, &id).await, DraftStatus::Editing);
}

//! Posting exactly once, told truthfully: whatever a person, a site, a network and a browser do between any two steps.
//!
//! A model of what happened stands beside the application. After every step the site itself is asked what is on it, and
//! what the application says and keeps is held against that. `PROPTEST_CASES=10000` makes ten thousand runs.

use crate::network::Mishap;
use crate::world::{PAGE, World, writing};
use askside::{
    app::{
        DeleteDouble, DiscardDraft, Failure, GetDraft, LookUpPost, PostDraft, Posted, Remedy, ReviewDraft, SaveDraft,
        SettlePost, SignIn, SignOut, StartDraft,
    },
    auth::Scope,
    model::{Digest, Doubles, DraftId, DraftStatus, QuestionId, TabId, Writing},
};
use askside_sim::{Config, FaultKind, Limits};
use proptest::prelude::*;
use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    future::poll_fn,
    pin::pin,
    task::Poll,
};

/// Runs, unless `PROPTEST_CASES` says how many.
const CASES: u32 = 48;

const DAY: i64 = 86_400;

/// What the person does.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Save,
    Review,
    Post,
    LookUp,
    /// Looks at the site, and says what is there.
    Settle,
    DeleteDouble,
    Discard,
    SignOut,
}

/// What happens.
#[derive(Debug, Clone)]
enum Step {
    Does(Deed),
    /// In two windows at once.
    Both(Deed, Deed),
    /// The worker is killed after the deed made so many steps.
    Dies(Deed, usize),
    /// The site or the way there fails, so often.
    Fails(FaultKind, &'static str, u32),
    Befalls(Mishap),
    /// Seconds pass.
    Passes(i64),
    /// The computer's clock is set.
    Jumps(i64),
    /// The browser is closed and opened again.
    Restarts,
    /// What is under way arrives.
    Arrives,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        2 => Just(Deed::Save),
        4 => Just(Deed::Review),
        8 => Just(Deed::Post),
        5 => Just(Deed::LookUp),
        2 => Just(Deed::Settle),
        1 => Just(Deed::DeleteDouble),
        1 => Just(Deed::Discard),
        1 => Just(Deed::SignOut),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let fault = prop::sample::select(vec![
        FaultKind::Down,
        FaultKind::Html,
        FaultKind::Error { error_id: 401 },
        FaultKind::Error { error_id: 402 },
        FaultKind::Error { error_id: 403 },
        FaultKind::Error { error_id: 407 },
        FaultKind::Error { error_id: 409 },
        FaultKind::Error { error_id: 500 },
        FaultKind::Error { error_id: 502 },
        FaultKind::Status { status: 504 },
        FaultKind::TooMany { retry_after: 20 },
        FaultKind::Throttle { backoff: 10 },
        FaultKind::Truncated,
        FaultKind::WrongType,
        FaultKind::MoreForEver,
        FaultKind::Reset,
        FaultKind::CloseBeforeAnswer,
        FaultKind::CloseBeforeWork,
    ]);
    let path = prop::sample::select(vec!["/questions/add", "/questions/add", "/me/questions", "/me"]);
    prop_oneof![
        10 => deed().prop_map(Step::Does),
        2 => (deed(), deed()).prop_map(|(one, other)| Step::Both(one, other)),
        5 => (deed(), 0usize..60).prop_map(|(deed, steps)| Step::Dies(deed, steps)),
        5 => (fault, path, 1u32..3).prop_map(|(kind, path, times)| Step::Fails(kind, path, times)),
        2 => prop::sample::select(vec![Mishap::Repeated, Mishap::Late]).prop_map(Step::Befalls),
        3 => prop::sample::select(vec![1, 6, 31, 200]).prop_map(Step::Passes),
        1 => prop::sample::select(vec![-7200, -200, 200, 7200]).prop_map(Step::Jumps),
        1 => Just(Step::Restarts),
        1 => Just(Step::Arrives),
    ]
}

/// A deed, with what it is done to.
#[derive(Debug, Clone)]
enum Plan {
    Save(SaveDraft),
    Review(ReviewDraft),
    Post(PostDraft),
    LookUp(LookUpPost),
    Settle(SettlePost),
    Delete(DeleteDouble),
    Discard(DiscardDraft),
    SignOut,
}

/// What the person is told.
enum Told {
    Nothing,
    Review(Digest, String),
    Outcome(Posted),
}

/// One draft, and what is known of it.
struct Run<'w> {
    world: &'w mut World,
    /// In every title of this run and of no other.
    mark: String,
    id: DraftId,
    edits: u32,
    /// What may have been kept last: two texts after a save that died.
    texts: Vec<Writing>,
    /// What the person last saw under review.
    seen: Option<(Digest, String)>,
    /// The titles under which the person pressed the button.
    confirmed: BTreeSet<String>,
    /// How often the browser may have repeated a post.
    repeats: usize,
}

impl<'w> Run<'w> {
    async fn begin(world: &'w mut World, tab: TabId, number: usize) -> Self {
        // Whatever was before is long ago.
        world.sim.clear_faults();
        world.pass(2 * DAY);
        world.app().ports().clock.jump(world.sim.now() - world.now().0);
        world.done(SignIn(Scope::Write)).await;
        let draft = world.done(StartDraft(tab)).await;
        let mark = format!("Run {number} asks");
        let mut run = Self {
            world,
            mark,
            id: draft.id,
            edits: 0,
            texts: vec![draft.writing],
            seen: None,
            confirmed: BTreeSet::new(),
            repeats: 0,
        };
        run.make(Deed::Save).await;
        run.make(Deed::Review).await;
        run
    }

    async fn step(&mut self, step: Step) {
        let platform = self.world.app().ports().clone();
        match step {
            Step::Does(deed) => self.make(deed).await,
            Step::Both(one, other) => {
                let (one, other) = (self.plan(one).await, self.plan(other).await);
                let (first, second) = tokio::join!(self.carry_out(&one), self.carry_out(&other));
                // What was said first may have been true then: that it was nowhere, or there so often.
                let deletes = [&one, &other].iter().any(|plan| matches!(plan, Some(Plan::Delete(_))));
                let was_true = |told: Result<Told, Failure>| match told {
                    Ok(Told::Outcome(Posted::Nowhere)) => Ok(Told::Nothing),
                    Ok(Told::Outcome(Posted::Here(..))) if deletes => Ok(Told::Nothing),
                    told => told,
                };
                self.note(one, was_true(first)).await;
                self.note(other, was_true(second)).await;
            }
            Step::Dies(deed, steps) => {
                let plan = self.plan(deed).await;
                match partly(self.carry_out(&plan), steps).await {
                    Some(outcome) => self.note(plan, outcome).await,
                    None => self.world.kill_worker(),
                }
            }
            Step::Fails(kind, path, times) => {
                platform.http.1.befalls(None);
                self.world.fault(kind, path, times);
            }
            Step::Befalls(mishap) => {
                // A repetition is answered as the post was, or refused for being one.
                self.world.sim.clear_faults();
                self.repeats += usize::from(mishap == Mishap::Repeated);
                platform.http.1.befalls(Some(mishap));
            }
            Step::Passes(seconds) => {
                platform.http.deliver(self.world.sim.now() + seconds).await;
                self.world.pass(seconds);
            }
            Step::Jumps(seconds) => {
                // No clock but the computer's tells a worker's successor how long ago something was.
                platform.http.deliver(i64::MAX).await;
                platform.clock.jump(seconds);
            }
            Step::Restarts => {
                self.world.kill_worker();
                self.world.restart();
            }
            Step::Arrives => platform.http.deliver(i64::MAX).await,
        }
        self.check().await;
    }

    /// What a deed is, as things stand; nothing if there is nothing to do it to.
    async fn plan(&mut self, deed: Deed) -> Option<Plan> {
        let plan = match deed {
            Deed::Save => {
                self.edits += 1;
                let writing = writing(&format!("{} for the {}th time", self.mark, self.edits));
                self.texts.push(writing.clone());
                Plan::Save(SaveDraft(self.id.clone(), self.edits, writing, Vec::new()))
            }
            Deed::Review => Plan::Review(ReviewDraft(self.id.clone())),
            Deed::Post => {
                let (digest, title) = self.seen.clone()?;
                self.confirmed.insert(title);
                Plan::Post(PostDraft(self.id.clone(), digest))
            }
            Deed::LookUp => Plan::LookUp(LookUpPost(self.id.clone())),
            Deed::Settle => {
                let DraftStatus::Sending(_) = self.status().await else { return None };
                let there = self.on_site().await;
                Plan::Settle(SettlePost(self.id.clone(), there.last().map(|(id, _)| *id)))
            }
            Deed::DeleteDouble => {
                let DraftStatus::Posted(_, Doubles::Found(doubles)) = self.status().await else { return None };
                Plan::Delete(DeleteDouble(self.id.clone(), doubles.first()?.id))
            }
            Deed::Discard if matches!(self.status().await, DraftStatus::Sending(_)) => {
                Plan::Discard(DiscardDraft(self.id.clone()))
            }
            Deed::Discard => return None,
            Deed::SignOut => Plan::SignOut,
        };
        Some(plan)
    }

    async fn carry_out(&self, plan: &Option<Plan>) -> Result<Told, Failure> {
        let world = &*self.world;
        let nothing = |()| Told::Nothing;
        match plan.clone() {
            None => Ok(Told::Nothing),
            Some(Plan::Save(call)) => world.ask(call).await.map(nothing),
            Some(Plan::Review(call)) => {
                world.ask(call).await.map(|screen| Told::Review(screen.0.digest, screen.0.writing.title))
            }
            Some(Plan::Post(call)) => world.ask(call).await.map(Told::Outcome),
            Some(Plan::LookUp(call)) => world.ask(call).await.map(Told::Outcome),
            Some(Plan::Settle(call)) => world.ask(call).await.map(Told::Outcome),
            Some(Plan::Delete(call)) => world.ask(call).await.map(Told::Outcome),
            Some(Plan::Discard(call)) => world.ask(call).await.map(nothing),
            Some(Plan::SignOut) => world.ask(SignOut).await.map(|_| Told::Nothing),
        }
    }

    /// Holds what was told against what is.
    async fn note(&mut self, plan: Option<Plan>, told: Result<Told, Failure>) {
        match (plan, told) {
            (Some(Plan::Save(call)), Ok(_)) => {
                let at = self.texts.iter().position(|text| *text == call.2).unwrap_or_default();
                self.texts.drain(..at); // what was kept before is no more
            }
            (Some(Plan::Discard(_)), told) => assert!(told.is_err(), "with it would go what is known of the post"),
            (_, Ok(Told::Review(digest, title))) => self.seen = Some((digest, title)),
            (_, Ok(Told::Outcome(posted))) => self.judge(posted).await,
            (_, Err(failure)) => {
                if let Remedy::SignIn(_) = failure.remedy {
                    drop(self.world.ask(SignIn(Scope::Write)).await);
                }
            }
            (_, Ok(Told::Nothing)) => {}
        }
    }

    async fn judge(&self, posted: Posted) {
        let there = self.on_site().await;
        let ids: BTreeSet<QuestionId> = there.iter().map(|(id, _)| *id).collect();
        match posted {
            Posted::Here(post, doubles) => {
                assert!(ids.contains(&post.id), "{post:?} is not there: {there:?}");
                if let Doubles::Found(doubles) = doubles {
                    let told: BTreeSet<QuestionId> = doubles.iter().map(|double| double.id).collect();
                    let others: BTreeSet<QuestionId> = ids.into_iter().filter(|id| *id != post.id).collect();
                    assert_eq!(told, others, "the doubles");
                }
            }
            Posted::Nowhere => assert!(ids.is_empty() && self.is_quiet(), "{there:?}"),
            Posted::Early(until) => assert!(self.world.now().until(until) <= 150, "nobody waits for so long"),
            Posted::Unclear(close, mine) => {
                assert!(close.iter().all(|post| ids.contains(&post.id)), "{close:?} {there:?}");
                assert!(mine.ends_with("?tab=questions"), "{mine}");
            }
        }
    }

    /// What must hold whatever was told.
    async fn check(&mut self) {
        let draft = self.world.done(GetDraft(self.id.clone())).await;
        assert!(self.texts.contains(&draft.writing), "lost: {:?}, kept: {:?}", self.texts, draft.writing);
        self.texts = vec![draft.writing];
        let there = self.on_site().await;
        assert!(there.len() <= 1 + self.repeats, "more than once: {there:?}");
        for (_, title) in &there {
            assert!(self.confirmed.contains(title), "nobody confirmed {title}");
        }
        match draft.status {
            DraftStatus::Editing => assert!(there.is_empty() && self.is_quiet(), "it says it is not there: {there:?}"),
            DraftStatus::Sending(_) => {}
            DraftStatus::Posted(post, _) => assert!(there.iter().any(|(id, _)| *id == post.id), "{post:?}: {there:?}"),
        }
    }

    /// The network is well again, and the person sees it through: in the end everybody knows what is there.
    async fn finish(mut self) {
        let platform = self.world.app().ports().clone();
        self.world.sim.clear_faults();
        platform.http.1.befalls(None);
        platform.http.deliver(i64::MAX).await;
        self.world.pass(DAY / 2);
        drop(self.world.ask(SignIn(Scope::Write)).await);
        // The first may find that the token is dead, which the second says, and whoever reads that signs in again.
        for deed in [Deed::LookUp, Deed::LookUp, Deed::LookUp, Deed::Settle] {
            self.make(deed).await;
            self.check().await;
        }
        let mut status = self.status().await;
        while let DraftStatus::Posted(post, Doubles::Found(doubles)) = &status
            && let Some(double) = doubles.first()
        {
            assert_ne!(post.id, double.id);
            let deleted = self.world.done(DeleteDouble(self.id.clone(), double.id)).await;
            self.judge(deleted).await;
            status = self.status().await;
        }
        let there = self.on_site().await;
        match status {
            DraftStatus::Editing => assert_eq!(there, []),
            DraftStatus::Posted(_, Doubles::Found(_)) => assert_eq!(there.len(), 1, "{there:?}"),
            status => panic!("nobody knows: {status:?} {there:?}"),
        }
        self.world.done(DiscardDraft(self.id.clone())).await;
    }

    async fn status(&self) -> DraftStatus {
        self.world.done(GetDraft(self.id.clone())).await.status
    }

    /// Whether nothing is under way.
    fn is_quiet(&self) -> bool {
        self.world.app().ports().http.1.is_empty()
    }

    /// The questions of this run on the site, the newest first.
    async fn on_site(&self) -> Vec<(QuestionId, String)> {
        self.world.newest_questions().await.into_iter().filter(|(_, title)| title.starts_with(&self.mark)).collect()
    }

    async fn make(&mut self, deed: Deed) {
        let plan = self.plan(deed).await;
        let outcome = self.carry_out(&plan).await;
        self.note(plan, outcome).await;
    }
}

/// Works so many steps, and dies then.
async fn partly<T>(work: impl Future<Output = T>, mut steps: usize) -> Option<T> {
    let mut work = pin!(work);
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if steps == 0 => Poll::Ready(None),
        Poll::Pending => {
            steps -= 1;
            Poll::Pending
        }
    })
    .await
}

#[test]
fn posted_once_and_told_truthfully_whatever_happens() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    // A site that knows what it was sent before, and one that takes whatever comes.
    let naive = Limits { refuse_duplicates: false, ..Limits::default() };
    let sites = [Config::default(), Config { limits: naive, knows_request_ids: false, ..Config::default() }];
    let worlds = sites.map(|site| {
        runtime.block_on(async {
            let world = World::signed_in_to(site, Scope::Write).await;
            let tab = world.open_doc(PAGE).await;
            (world, tab)
        })
    });
    let worlds = worlds.map(RefCell::new);
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    let config =
        ProptestConfig { cases, max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() };
    let number = Cell::new(0);
    let steps = prop::collection::vec(step(), 1..14);
    proptest!(config, |(site in 0usize..2, steps in steps)| {
        number.set(number.get() + 1);
        let (world, tab) = &mut *worlds[site].borrow_mut();
        runtime.block_on(async {
            let mut run = Run::begin(world, *tab, number.get()).await;
            for step in steps {
                run.step(step).await;
            }
            run.finish().await;
        });
    });
}

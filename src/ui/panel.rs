//! The panel's state, what may be asked of it, and its frame.
//!
//! One [`Screen`] holds everything shown, one [`Go`] names everything that can be asked. A late answer
//! never paints: each `Go` takes a number, and only the latest may set the screen.

use super::{
    account::{connected, set_up, sign_in},
    bus::{ask, ask_at_length},
    controls::{Kind, button, skeleton},
    draft::{deleted, editor, lost_answer, outcome, saved},
    drafts::{drafts, unposted},
    failure::failure_note,
    mine::my_questions,
    related::related,
    review::{deletion, review},
    similar::answered,
    sites::{self, sites},
};
use crate::{
    app::{
        AddToDraft, AppError, Connect, ConnectForm, DeleteDouble, DeleteQuestion, Deletion, DiscardDraft, Disconnect,
        Door, Failure, FindRelated, Focus, GetDraft, GetFocus, GetMyQuestions, GetOverview, ListDrafts, LookUpPost,
        MyQuestions, Overview, PAGE, PostDraft, Posted, Related, Remedy, RestoreDraft, ReviewDeletion, ReviewDraft,
        ReviewScreen, SaveChange, SeeAnswers, SetAside, SettlePost, SignIn, SignOut, Standing, StartChange, StartDraft,
        Switch, TakeUp, next_look,
    },
    auth::Scope,
    browser::{self, ActiveTab, Browser, to_js, webext},
    draft::Secrets,
    model::{ConnectionId, Digest, Draft, DraftId, DraftStatus, Post, Question, QuestionId, Way},
    ports::{Clock, TabError},
};
use leptos::{prelude::*, task::spawn_local};
use serde::Serialize;

/// What the panel shows below its header.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Screen {
    /// Something is on its way.
    Loading,
    /// Something failed; `Go` is what to do once the remedy worked.
    Failed(Failure, Go),
    /// The connection form with what was typed, and why that did not do.
    SetUp(ConnectForm, Option<Failure>),
    /// Connected for the first time: what to do now.
    Connected,
    /// Connected, nobody signed in.
    SignIn,
    /// All connections, and what just became of one.
    Sites(Option<&'static str>),
    /// The questions related to the page.
    Related(Related),
    /// The drafts, and the one that was just thrown away.
    Drafts(Vec<Draft>, Option<DraftId>),
    /// The person's own questions.
    Mine(MyQuestions),
    /// A draft being written.
    Editing(Draft),
    /// A draft being reviewed, or on its way to the site.
    Reviewing(ReviewScreen, Posting),
    /// A question that may be deleted, or is about to be.
    Deleting(Deletion, Posting),
    /// A change is on the site.
    Saved(Post),
    /// A question is no longer there.
    Deleted,
    /// A draft whose answer was lost.
    LostAnswer(DraftId),
    /// What became of a post.
    Outcome(DraftId, Posted),
    /// A draft that was not needed, and the question that has its answer.
    Answered(DraftId, Question),
}

/// Whether the button that writes has been pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Posting {
    /// Not yet.
    No,
    /// It has.
    Yes,
}

/// Everything that can be asked of the panel.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Go {
    /// Show what the person last asked for outside of the panel.
    Focus,
    /// Show the questions related to the tab in front.
    Related,
    /// Start a draft from the tab in front.
    StartDraft,
    /// Add what is selected in the tab in front to a draft, and show it.
    AddToDraft(DraftId),
    /// Show a draft.
    Draft(DraftId),
    /// Show the person's own questions.
    Mine,
    /// All their answers were seen.
    SeeAll,
    /// Show all drafts.
    Drafts,
    /// Throw a draft away.
    Discard(DraftId),
    /// Bring back what was thrown away.
    Restore(DraftId),
    /// Review a draft.
    Review(DraftId),
    /// Post what was reviewed, or save that change.
    Post(ReviewScreen),
    /// Change one of the person's own questions.
    Change(QuestionId),
    /// Ask before one of them is deleted.
    AskDelete(QuestionId),
    /// Delete the one that was shown.
    Delete(Deletion),
    /// Ask the site whether a draft is there.
    LookUp(DraftId),
    /// Say which question of the site a draft became, or that it became none.
    Settle(DraftId, Option<QuestionId>),
    /// Delete a question that the browser sent once too often.
    DeleteDouble(DraftId, QuestionId),
    /// Set a draft aside: this question has its answer.
    Answered(DraftId, Question),
    /// Go on with a draft that was set aside.
    TakeUp(DraftId),
    /// Show the connection form, for a connection to be mended or for a new one.
    SetUp(Option<Standing>),
    /// Connect, then sign in where one does.
    Connect(ConnectForm),
    /// Show all connections.
    Sites,
    /// Use another connection.
    Switch(ConnectionId),
    /// Take Askside out of an account, and forget the connection.
    Disconnect(ConnectionId),
    /// Sign in, then go on.
    SignIn(Scope, Box<Go>),
    /// Sign out.
    SignOut,
}

/// The panel, as its views hold it.
#[derive(Clone, Copy)]
pub(super) struct Panel {
    overview: RwSignal<Option<Overview>>,
    screen: RwSignal<Screen>,
    status: RwSignal<String>,
    previewing: RwSignal<bool>,
    latest: StoredValue<u32>,
}

impl Panel {
    /// Where things stand, once known.
    pub(super) fn overview(self) -> Option<Overview> {
        self.overview.get()
    }

    /// What the organisation says about keys and passwords.
    pub(super) fn secrets(self) -> Secrets {
        self.overview.with_untracked(|overview| overview.as_ref().map_or(Secrets::Warned, |it| it.secrets))
    }

    /// Whether the preview is shown where there is no room for it beside the field: for all drafts alike.
    pub(super) fn previewing(self) -> RwSignal<bool> {
        self.previewing
    }

    /// Says `text` to screen readers, once.
    pub(super) fn say(self, text: String) {
        self.status.set(text);
    }

    /// The person went to the answers of a question of theirs.
    pub(super) fn saw(self, question: QuestionId) {
        spawn_local(async move {
            // What cannot be noted stays new.
            drop(ask(SeeAnswers(Some(question))).await);
            self.look_over().await;
        });
    }

    async fn look_over(self) {
        if let Ok(overview) = ask(GetOverview).await {
            self.overview.try_set(Some(overview));
        }
    }

    /// Asks now and then what became of the person's questions, while somebody is signed in and the panel can be seen.
    async fn keep_looking(self) {
        let (mut looks, mut pause) = (0, 0);
        loop {
            let seconds = next_look(looks, pause);
            Browser.wait(u32::try_from(seconds * 1000).unwrap_or(u32::MAX)).await;
            let is_signed_in = self.overview.with_untracked(|it| it.as_ref().is_some_and(|it| it.account().is_some()));
            if document().hidden() || !is_signed_in {
                continue;
            }
            looks += 1;
            pause = match ask(GetMyQuestions).await {
                Ok(mine) => {
                    if self.screen.with_untracked(|screen| matches!(screen, Screen::Mine(shown) if *shown != mine)) {
                        self.screen.set(Screen::Mine(mine));
                    }
                    0
                }
                Err(Failure { remedy: Remedy::Wait(until), .. }) => Browser.now().until(until),
                Err(_) => 0,
            };
            self.look_over().await;
        }
    }

    /// Does what was asked and shows what came of it.
    pub(super) fn go(self, go: Go) {
        let mine = self.latest.get_value() + 1;
        self.latest.set_value(mine);
        self.screen.set(match &go {
            Go::Post(screen) => Screen::Reviewing(screen.clone(), Posting::Yes),
            Go::Delete(deletion) => Screen::Deleting(deletion.clone(), Posting::Yes),
            _ => Screen::Loading,
        });
        spawn_local(async move {
            let outcome = perform(go.clone()).await;
            let overview = ask(GetOverview).await.ok();
            if self.latest.try_get_value() != Some(mine) {
                return;
            }
            let screen = outcome.unwrap_or_else(|failure| failed(failure, go, overview.as_ref()));
            if let Screen::Related(related) = &screen {
                self.say(super::related::announcement(related.hits.len()));
            }
            self.overview.set(overview);
            self.screen.set(screen);
        });
    }

    /// Carries out a remedy, then does again what failed. No remedy posts: what was about to be is reviewed once more.
    pub(super) fn remedy(self, remedy: Remedy, again: Go) {
        let again = match again {
            Go::Post(screen) => Go::Review(screen.0.draft),
            Go::Delete(deletion) => Go::AskDelete(deletion.question.id),
            again => again,
        };
        match remedy {
            Remedy::SetUp => self.go(Go::SetUp(self.overview.get_untracked().and_then(|overview| overview.active))),
            Remedy::SignIn(scope) => self.go(Go::SignIn(scope, Box::new(again))),
            Remedy::SignOut => self.go(Go::SignOut),
            Remedy::LookUp(id) => self.go(Go::LookUp(id)),
            Remedy::Open(url) => open_tab(url),
            Remedy::Grant(site) => spawn_local(async move {
                if browser::request_permission(&site).await {
                    self.go(again);
                }
            }),
            Remedy::Mend => match again {
                Go::Review(id) => self.go(Go::Draft(id)),
                Go::SignIn(_, then) => self.remedy(Remedy::Mend, *then), // it was what came after that failed
                again => self.go(again),
            },
            Remedy::Wait(_)
            | Remedy::Retry
            | Remedy::Review
            | Remedy::Invoke
            | Remedy::OtherPage
            | Remedy::AskAdmin => self.go(again),
        }
    }
}

/// Does what was asked; the background does the work.
async fn perform(go: Go) -> Result<Screen, Failure> {
    match go {
        Go::Focus => match ask(GetFocus).await? {
            Focus::Related => Box::pin(perform(Go::Related)).await,
            Focus::Draft(id) => Box::pin(perform(Go::Draft(id))).await,
            Focus::Failed(failure) => Err(failure),
        },
        Go::Related => Ok(Screen::Related(ask(FindRelated(front_tab().await?.id)).await?)),
        Go::AddToDraft(id) => Ok(Screen::Editing(ask(AddToDraft(id, front_tab().await?.id)).await?)),
        Go::StartDraft => Ok(Screen::Editing(ask(StartDraft(front_tab().await?.id)).await?)),
        Go::Draft(id) => {
            let draft = ask(GetDraft(id)).await?;
            Ok(match draft.status.clone() {
                DraftStatus::Editing => Screen::Editing(draft),
                DraftStatus::Sending(..) => Screen::LostAnswer(draft.id),
                DraftStatus::Posted(post, doubles) => Screen::Outcome(draft.id, Posted::Here(post, doubles)),
            })
        }
        Go::Discard(id) => {
            ask(DiscardDraft(id.clone())).await?;
            Ok(Screen::Drafts(ask(ListDrafts).await?, Some(id)))
        }
        Go::Restore(id) => {
            ask(RestoreDraft(id)).await?;
            Box::pin(perform(Go::Drafts)).await
        }
        Go::Mine => Ok(Screen::Mine(ask(GetMyQuestions).await?)),
        Go::SeeAll => {
            ask(SeeAnswers(None)).await?;
            Box::pin(perform(Go::Mine)).await
        }
        Go::Drafts => Ok(Screen::Drafts(ask(ListDrafts).await?, None)),
        Go::Review(id) => Ok(Screen::Reviewing(ask(ReviewDraft(id)).await?, Posting::No)),
        Go::Change(id) => Ok(Screen::Editing(ask(StartChange(id)).await?)),
        Go::AskDelete(id) => Ok(Screen::Deleting(ask(ReviewDeletion(id)).await?, Posting::No)),
        Go::Delete(Deletion { question, digest, .. }) => {
            ask_at_length(DeleteQuestion(question.id, digest)).await?;
            Ok(Screen::Deleted)
        }
        Go::Post(ReviewScreen(review, ..)) if review.target.is_some() => {
            Ok(Screen::Saved(ask_at_length(SaveChange(review.draft, review.digest)).await?))
        }
        Go::Post(ReviewScreen(review, ..)) => {
            let (id, digest): (DraftId, Digest) = (review.draft, review.digest);
            Ok(Screen::Outcome(id.clone(), ask_at_length(PostDraft(id, digest)).await?))
        }
        Go::LookUp(id) => Ok(Screen::Outcome(id.clone(), ask(LookUpPost(id)).await?)),
        Go::Settle(id, is) => Ok(Screen::Outcome(id.clone(), ask(SettlePost(id, is)).await?)),
        Go::DeleteDouble(id, double) => Ok(Screen::Outcome(id.clone(), ask(DeleteDouble(id, double)).await?)),
        Go::Answered(id, question) => {
            ask(SetAside(id.clone())).await?;
            Ok(Screen::Answered(id, question))
        }
        Go::TakeUp(id) => {
            ask(TakeUp(id.clone())).await?;
            Box::pin(perform(Go::Draft(id))).await
        }
        Go::SetUp(mended) => Ok(Screen::SetUp(mended.as_ref().map_or_else(blank, typed_before), None)),
        Go::Connect(form) => {
            // Whatever fails, what was typed stays: it is most likely what is wrong.
            let connected = async {
                ask(Connect(form.clone())).await?;
                let active = ask(GetOverview).await?.active;
                let signs_in = active.is_some_and(|active| matches!(active.way, Way::SignIn(..)));
                if signs_in { ask(SignIn(Scope::Read)).await.map(drop) } else { Ok(()) }
            };
            Ok(match connected.await {
                Ok(()) => Screen::Connected,
                Err(failure) => Screen::SetUp(form, Some(failure)),
            })
        }
        Go::Sites => all_sites(None).await,
        Go::Switch(id) => {
            ask(Switch(id)).await?;
            all_sites(None).await
        }
        Go::Disconnect(id) => {
            let told = ask(Disconnect(id)).await?;
            all_sites((!told).then_some(NOT_TOLD)).await
        }
        Go::SignIn(scope, then) => {
            ask(SignIn(scope)).await?;
            Box::pin(perform(*then)).await
        }
        Go::SignOut => {
            let told = ask(SignOut).await?;
            Ok(Screen::Sites(Some(if told { "You are signed out." } else { NOT_TOLD })))
        }
    }
}

/// All connections; the form for the first one where there is none, and nothing to be told.
async fn all_sites(note: Option<&'static str>) -> Result<Screen, Failure> {
    let none = ask(GetOverview).await?.active.is_none() && note.is_none();
    Ok(if none { Screen::SetUp(blank(), None) } else { Screen::Sites(note) })
}

/// Said when the token is gone from here and the site could not be told.
const NOT_TOLD: &str = "Askside has forgotten the token. The site could not be told: there it ends by itself, or in your account's settings.";

/// An empty connection form.
fn blank() -> ConnectForm {
    ConnectForm { keep_key: true, ..ConnectForm::default() }
}

/// The form as it was for a connection that is there; its secrets have to be entered again.
fn typed_before(one: &Standing) -> ConnectForm {
    let (door, client_id) = match one.way {
        Way::SignIn(client_id, flow, home) => (Door::SignIn(flow, home), client_id.to_string()),
        Way::Key => (Door::Key, String::new()),
        Way::Token => (Door::Token, String::new()),
        Way::Open => (Door::default(), String::new()),
    };
    ConnectForm { site: one.site.to_string(), door, client_id, keep_key: door != Door::Key, ..blank() }
}

/// The screen for a failure. That nothing is set up, or that nobody is signed in, has a screen of its own.
fn failed(failure: Failure, go: Go, overview: Option<&Overview>) -> Screen {
    match (&failure.remedy, overview) {
        (_, Some(Overview { active: None, .. })) => Screen::SetUp(blank(), None),
        (Remedy::SignIn(Scope::Read), Some(overview))
            if overview.account().is_none() && matches!(go, Go::Related | Go::Focus) =>
        {
            Screen::SignIn
        }
        _ => Screen::Failed(failure, go),
    }
}

async fn front_tab() -> Result<ActiveTab, Failure> {
    browser::active_tab().await.ok_or_else(|| AppError::Tab(TabError::Gone).failure())
}

/// Opens an https address, or our own page, in a tab of its own.
pub(super) fn open_tab(url: String) {
    if url != PAGE && url != sites::PAGE && !url.starts_with("https://") {
        return;
    }
    #[derive(Serialize)]
    struct Tab {
        url: String,
    }
    spawn_local(async move { drop(webext::settled(webext::tabs_create(&to_js(&Tab { url }))).await) });
}

/// Whether this is the popup of the toolbar button: the quick look.
pub(super) fn is_popup() -> bool {
    window().location().search().is_ok_and(|query| query == "?popup")
}

/// The panel.
#[component]
pub(super) fn Root() -> impl IntoView {
    let panel = Panel {
        overview: RwSignal::new(None),
        screen: RwSignal::new(Screen::Loading),
        status: RwSignal::new(String::new()),
        previewing: RwSignal::new(false),
        latest: StoredValue::new(0),
    };
    if window().location().search().is_ok_and(|query| query == "?sites") {
        panel.go(Go::Sites);
    } else if is_popup() {
        panel.go(Go::Related); // the click was on the toolbar: it asks about this page
    } else {
        panel.go(Go::Focus);
        spawn_local(panel.keep_looking());
        browser::on_session_change(move |key| {
            if key == "focus" {
                panel.go(Go::Focus);
            }
        });
    }
    let shown = move |screen: Screen| match screen {
        Screen::Loading => skeleton(),
        Screen::Failed(failure, go) => {
            let back = button(Kind::Quiet, "Related questions", move |_| panel.go(Go::Related));
            view! { {unposted(panel)}{failure_note(panel, failure, go)}{back} }.into_any()
        }
        Screen::SetUp(typed, failure) => set_up(panel, &typed, failure),
        Screen::Connected => view! { {unposted(panel)}{connected(panel)} }.into_any(),
        Screen::SignIn => view! { {unposted(panel)}{sign_in(panel)} }.into_any(),
        Screen::Sites(note) => sites(panel, note),
        Screen::Related(found) => related(panel, found),
        Screen::Mine(mine) => my_questions(panel, mine),
        Screen::Drafts(all, gone) => drafts(panel, all, gone.as_ref()),
        Screen::Editing(draft) => editor(panel, draft),
        Screen::Reviewing(screen, posting) => review(panel, screen, posting),
        Screen::Deleting(shown, posting) => deletion(panel, shown, posting),
        Screen::Saved(post) => saved(panel, post),
        Screen::Deleted => deleted(panel),
        Screen::LostAnswer(id) => lost_answer(panel, id),
        Screen::Outcome(id, posted) => outcome(panel, id, posted),
        Screen::Answered(id, question) => answered(panel, id, question),
    };
    // What was looked at when a screen was made does not make it anew: what is typed there stays.
    let body = move || {
        let screen = panel.screen.get();
        untrack(move || shown(screen))
    };
    view! {
        <header><h1>{"Askside"}</h1>{move || place(panel)}</header>
        <main>{body}</main>
        <p class="sr-only" role="status">{panel.status}</p>
    }
}

/// Names the site and the account on every screen.
fn place(panel: Panel) -> AnyView {
    let Some(overview) = panel.overview() else { return ().into_any() };
    let Some(active) = overview.active else { return ().into_any() };
    let who = active.account.clone().map(|account| view! { <span class="who">{account.name}</span> });
    let mine = match overview.unseen {
        0 => "My questions".to_owned(),
        n => format!("My questions ({n} new)"),
    };
    // Whose they are has to be known.
    let mine = active.account.is_some().then_some((mine, Go::Mine));
    let ways = [("Drafts".to_owned(), Go::Drafts), ("Sites".to_owned(), Go::Sites)];
    let ways: Vec<AnyView> = mine
        .into_iter()
        .chain(ways)
        .map(|(name, go)| button(Kind::Quiet, name, move |_| panel.go(go.clone())))
        .collect();
    view! { <span class="host">{active.site.name()}</span>{who}<nav aria-label="Askside">{ways}</nav> }.into_any()
}

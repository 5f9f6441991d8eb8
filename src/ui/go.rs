//! Everything that can be asked of the panel, and how it is done: by asking the background.

use super::{
    bus::{ask, ask_at_length},
    screen::{Posting, Screen},
};
use crate::{
    app::{
        AddToDraft, AppError, Connect, ConnectForm, DeleteDouble, DeleteQuestion, Deletion, DiscardDraft, Disconnect,
        Door, Failure, FindRelated, FindWith, Focus, FollowTab, GetDraft, GetFocus, GetKeys, GetMyQuestions,
        GetOverview, ListDrafts, LookUpPost, Overview, PostDraft, Posted, ReadQuestion, Remedy, RestoreDraft,
        ReviewDeletion, ReviewDraft, ReviewScreen, SaveChange, Search, SeeAnswers, SetAside, SettlePost, SignIn,
        SignOut, Standing, StartChange, StartDraft, StartDraftOf, Switch, TakeUp,
    },
    auth::Scope,
    browser::{self, ActiveTab},
    model::{AnswerId, ConnectionId, Digest, DraftId, DraftStatus, Question, QuestionId, Way},
    ports::TabError,
    related::Ask,
    search::Order,
    words,
};

/// A question to be read, and what was known of it where it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// Which.
    pub(super) id: QuestionId,
    /// Its title, shown until the rest is there.
    pub(super) title: String,
    /// The answer that was found, to begin with.
    pub(super) answer: Option<AnswerId>,
}

/// What is searched for, as it was typed, and what its results are sorted by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Sought {
    /// In the syntax of the search box; empty to be shown what that is.
    pub(super) text: String,
    /// The order.
    pub(super) order: Order,
}

/// Everything that can be asked of the panel.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Go {
    /// Show what the person last asked for outside of the panel.
    Focus,
    /// Show the questions related to the tab in front.
    Related,
    /// Show the questions related to the page that came to the front, if it may be read unasked.
    Follow,
    /// Show the questions that the site finds by just these.
    FindWith(Vec<Ask>),
    /// Show the keys.
    Keys,
    /// Show a question and its answers, over what is shown now.
    Read(Reading),
    /// Show what a search finds, over what is shown now.
    Search(Sought),
    /// Start a draft from the tab in front.
    StartDraft,
    /// Start a draft of what was searched for.
    AskFor(String),
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
/// Does what was asked; the background does the work.
pub(super) async fn perform(go: Go) -> Result<Screen, Failure> {
    match go {
        Go::Focus => match ask(GetFocus).await? {
            Focus::Related => Box::pin(perform(Go::Related)).await,
            Focus::Draft(id) => Box::pin(perform(Go::Draft(id))).await,
            Focus::Failed(failure) => Err(failure),
        },
        Go::Related => Ok(Screen::Related(ask(FindRelated(front_tab().await?.id)).await?)),
        Go::Read(which) => {
            let thread = ask(ReadQuestion(which.id)).await?;
            Ok(Screen::Reading(which, Some(Ok(thread))))
        }
        Go::Search(sought) => {
            let found = ask(Search(sought.text.clone(), sought.order, 1)).await;
            Ok(Screen::Search(sought, Some(found)))
        }
        Go::AskFor(text) => Ok(Screen::Editing(ask(StartDraftOf(text)).await?)),
        Go::Follow => Ok(Screen::Related(ask(FollowTab(front_tab().await?.id)).await?)),
        Go::FindWith(asks) => Ok(Screen::Related(ask(FindWith(front_tab().await?.id, asks)).await?)),
        Go::Keys => Ok(Screen::Keys(ask(GetKeys).await?)),
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
            all_sites((!told).then(words::site_not_told)).await
        }
        Go::SignIn(scope, then) => {
            ask(SignIn(scope)).await?;
            Box::pin(perform(*then)).await
        }
        Go::SignOut => {
            let told = ask(SignOut).await?;
            Ok(Screen::Sites(Some(if told { words::signed_out() } else { words::site_not_told() })))
        }
    }
}

/// All connections; the form for the first one where there is none, and nothing to be told.
async fn all_sites(note: Option<String>) -> Result<Screen, Failure> {
    let none = ask(GetOverview).await?.active.is_none() && note.is_none();
    Ok(if none { Screen::SetUp(blank(), None) } else { Screen::Sites(note) })
}

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
pub(super) fn failed(failure: Failure, go: Go, overview: Option<&Overview>) -> Screen {
    match (&failure.remedy, overview) {
        (_, Some(Overview { active: None, .. })) => Screen::SetUp(blank(), None),
        (Remedy::SignIn(Scope::Read), Some(overview))
            if overview.account().is_none() && matches!(go, Go::Related | Go::Follow | Go::Focus) =>
        {
            Screen::SignIn
        }
        (Remedy::Watch(_) | Remedy::Allow(_), _) => Screen::Unread(failure),
        (Remedy::Invoke | Remedy::OtherPage | Remedy::AskAdmin, _) if go == Go::Follow => Screen::Unread(failure),
        _ => match go {
            Go::Read(which) => Screen::Reading(which, Some(Err(failure))),
            go => Screen::Failed(failure, go),
        },
    }
}

async fn front_tab() -> Result<ActiveTab, Failure> {
    browser::active_tab().await.ok_or_else(|| AppError::Tab(TabError::Gone).failure())
}

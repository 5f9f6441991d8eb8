//! What the panel can show, and which view shows it.

use super::{
    account::{connected, set_up, sign_in},
    controls::skeleton,
    draft::{deleted, editor, lost_answer, outcome, saved},
    drafts::{drafts, unposted},
    failure::failure_note,
    go::{Go, Reading, Sought},
    keys::keys_view,
    mine::my_questions,
    panel::Panel,
    related::{looking, related, unread},
    results::results,
    review::{deletion, review},
    similar::answered,
    sites::sites,
    thread::reading,
};
use crate::{
    app::{ConnectForm, Deletion, Failure, Keys, MyQuestions, Posted, Related, ReviewScreen, Searched, Thread},
    model::{Draft, DraftId, Post, Question},
};
use leptos::prelude::*;

/// What the panel shows below its header.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Screen {
    /// Something is on its way.
    Loading,
    /// The questions related to the page of this title are being found.
    Looking(String),
    /// The page in front was not read, and why.
    Unread(Failure),
    /// Something failed; `Go` is what to do once the remedy worked.
    Failed(Failure, Go),
    /// The connection form with what was typed, and why that did not do.
    SetUp(ConnectForm, Option<Failure>),
    /// Connected for the first time: what to do now.
    Connected,
    /// Connected, nobody signed in.
    SignIn,
    /// All connections, and what just became of one.
    Sites(Option<String>),
    /// The questions related to the page.
    Related(Related),
    /// The drafts, and the one that was just thrown away.
    Drafts(Vec<Draft>, Option<DraftId>),
    /// A question that is read where it is; none while it is on its way.
    Reading(Reading, Option<Result<Thread, Failure>>),
    /// What a search found; none while it is on its way.
    Search(Sought, Option<Result<Searched, Failure>>),
    /// The keys, to be read and changed.
    Keys(Keys),
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

/// The lists that the header leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// The questions related to the page.
    Related,
    /// The person's own questions.
    Mine,
    /// The drafts.
    Drafts,
    /// The connections.
    Sites,
}

/// Whether the button that writes has been pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Posting {
    /// Not yet.
    No,
    /// It has.
    Yes,
}
impl Screen {
    /// Whether one comes back to it from a question that was opened there.
    pub(super) fn is_kept(&self) -> bool {
        matches!(self, Self::Related(_) | Self::Mine(_) | Self::Reading(_, Some(Ok(_))) | Self::Search(_, Some(Ok(_))))
    }

    /// Which of the header's ways leads there, or that none does; where nothing is said, the one that led here stays.
    pub(super) fn way(&self) -> Option<Option<Way>> {
        Some(match self {
            Self::Related(_) | Self::Looking(_) | Self::Unread(_) => Some(Way::Related),
            Self::Mine(_) | Self::Deleting(..) | Self::Deleted => Some(Way::Mine),
            Self::Drafts(..) | Self::Editing(_) | Self::Reviewing(..) => Some(Way::Drafts),
            Self::Sites(_) | Self::SetUp(..) => Some(Way::Sites),
            Self::Search(..) => None,
            _ => return None,
        })
    }

    /// Whether the search box stands above it; none leaves it as it is.
    pub(super) fn searches(&self) -> Option<bool> {
        match self {
            Self::Related(_) | Self::Looking(_) | Self::Unread(_) | Self::Search(..) | Self::Failed(_, Go::Related) => {
                Some(true)
            }
            Self::Loading => None,
            _ => Some(false),
        }
    }

    /// Whether nothing is written or decided on it, so that a slip of a key loses nothing.
    pub(super) fn is_read_only(&self) -> bool {
        matches!(
            self,
            Self::Looking(_)
                | Self::Unread(_)
                | Self::Related(_)
                | Self::Mine(_)
                | Self::Reading(..)
                | Self::Search(..)
                | Self::Drafts(..)
        )
    }

    /// Whether it is about the page in front.
    pub(super) fn is_beside(&self) -> bool {
        let beside = |go: &Go| matches!(go, Go::Related | Go::Follow | Go::FindWith(_) | Go::Focus);
        match self {
            Self::Loading | Self::Looking(_) | Self::Unread(_) | Self::Related(_) => true,
            Self::Failed(_, go) => beside(go),
            _ => false,
        }
    }

    /// Its view.
    pub(super) fn view(self, panel: Panel) -> AnyView {
        match self {
            Self::Loading => skeleton(),
            Self::Looking(title) => looking(title),
            Self::Unread(failure) => unread(panel, failure),
            Self::Keys(keys) => keys_view(panel, &keys),
            Self::Failed(failure, go) => view! { {unposted(panel)}{failure_note(panel, failure, go)} }.into_any(),
            Self::SetUp(typed, failure) => set_up(panel, &typed, failure),
            Self::Connected => view! { {unposted(panel)}{connected(panel)} }.into_any(),
            Self::SignIn => view! { {unposted(panel)}{sign_in(panel)} }.into_any(),
            Self::Sites(note) => sites(panel, note),
            Self::Related(found) => related(panel, found),
            Self::Reading(which, thread) => reading(panel, which, thread),
            Self::Search(sought, found) => results(panel, &sought, found),
            Self::Mine(mine) => my_questions(panel, mine),
            Self::Drafts(all, gone) => drafts(panel, all, gone.as_ref()),
            Self::Editing(draft) => editor(panel, draft),
            Self::Reviewing(screen, posting) => review(panel, screen, posting),
            Self::Deleting(shown, posting) => deletion(panel, shown, posting),
            Self::Saved(post) => saved(post),
            Self::Deleted => deleted(panel),
            Self::LostAnswer(id) => lost_answer(panel, id),
            Self::Outcome(id, posted) => outcome(panel, id, posted),
            Self::Answered(id, question) => answered(panel, id, question),
        }
    }
}

//! A vote and a bookmark, beside the post that they are for: each button does what it says, once, and takes it back.
//!
//! What is shown is what the site said last: a press that fails changes nothing but says why.

use super::{
    bus::ask,
    controls::{Kind, Local, block, button, text},
    decision::toggle,
    go::{Go, Reading},
    panel::Panel,
    screen::Screen,
};
use crate::{
    app::{Failure, Mark, SetBookmark, Standing, Vote},
    auth::Scope,
    model::{Author, Details, PostId, Way},
    words,
};
use leptos::{prelude::*, task::spawn_local};

/// What the person did to a post, as far as is known.
#[derive(Clone, Copy)]
pub(super) struct Marks {
    panel: Panel,
    post: PostId,
    /// Nobody votes for what they wrote.
    is_own: bool,
    state: Local<State>,
}

struct State {
    score: i64,
    is_up: bool,
    is_kept: bool,
    /// Something is on its way.
    is_busy: bool,
    /// Why the last press came to nothing.
    why: String,
}

impl Marks {
    /// Those of a post. Where the site does not tell of a vote, there is none until somebody says otherwise.
    pub(super) fn of(panel: Panel, post: PostId, author: Option<&Author>, score: i64, details: &Details) -> Self {
        let account = standing(panel).and_then(|active| active.account);
        let is_own = account.is_some_and(|account| author.is_some_and(|author| author.1 == Some(account.user_id)));
        let (is_up, is_kept) = (details.upvoted == Some(true), details.bookmarked == Some(true));
        let state = Local::new(State { score, is_up, is_kept, is_busy: false, why: String::new() });
        Self { panel, post, is_own, state }
    }

    /// The post's score, now and after each vote.
    pub(super) fn score(self) -> i64 {
        self.state.shown(|state| state.score)
    }

    /// The buttons, where the person let Askside write. `name` tells them apart.
    pub(super) fn buttons(self, name: &str) -> AnyView {
        if standing(self.panel).and_then(|active| active.scope) != Some(Scope::Write) {
            return ().into_any();
        }
        let mut all = Vec::new();
        if !self.is_own {
            let is_up = move || self.state.shown(|state| state.is_up);
            all.push(toggle(move || words::upvote(&self.score().to_string()), name, is_up, move || self.vote()));
        }
        if matches!(self.post, PostId::Question(_)) {
            let is_kept = move || self.state.shown(|state| state.is_kept);
            all.push(toggle(words::bookmark, name, is_kept, move || self.keep()));
        }
        all.push((move || text("hint", self.state.shown(|state| state.why.clone()))).into_any());
        block("marks", all)
    }

    fn vote(self) {
        let Some(is_up) = self.begins(|state| state.is_up) else { return };
        spawn_local(async move {
            let voted = ask(Vote(self.post, if is_up { Mark::Unset } else { Mark::Set })).await;
            let told = if is_up { words::vote_taken_back() } else { words::vote_counts() };
            self.ends(voted, told, |state, score| {
                state.score = score;
                state.is_up = !is_up;
            });
        });
    }

    fn keep(self) {
        let PostId::Question(id) = self.post else { return };
        let Some(is_kept) = self.begins(|state| state.is_kept) else { return };
        spawn_local(async move {
            let kept = ask(SetBookmark(id, if is_kept { Mark::Unset } else { Mark::Set })).await;
            let told = if is_kept { words::bookmark_gone() } else { words::bookmark_kept() };
            self.ends(kept, told, |state, ()| state.is_kept = !is_kept);
        });
    }

    /// How things stand, if nothing is on its way; from here on something is.
    fn begins(self, read: impl FnOnce(&State) -> bool) -> Option<bool> {
        let begins = |state: &mut State| (!std::mem::replace(&mut state.is_busy, true)).then(|| read(state));
        self.state.quietly(begins).flatten()
    }

    fn ends<T>(self, outcome: Result<T, Failure>, told: String, apply: impl FnOnce(&mut State, T)) {
        self.state.change(|state| {
            state.is_busy = false;
            match outcome {
                Ok(answer) => {
                    state.why = String::new();
                    apply(state, answer);
                    self.panel.amend(|screen| {
                        let Screen::Reading(_, Some(Ok(thread))) = screen else { return };
                        if let Some((score, details)) = thread.marks_of(self.post) {
                            *score = state.score;
                            (details.upvoted, details.bookmarked) = (Some(state.is_up), Some(state.is_kept));
                        }
                    });
                    self.panel.say(told);
                }
                Err(failure) => {
                    self.panel.say(failure.message.clone());
                    state.why = failure.message;
                }
            }
        });
    }
}

/// The way to the buttons, for whoever could let Askside write and has not: the question is read again with them.
pub(super) fn ask_leave(panel: Panel, which: Reading) -> AnyView {
    let asks = |active: &Standing| matches!(active.way, Way::SignIn(..)) && active.scope == Some(Scope::Read);
    if !standing(panel).is_some_and(|active| asks(&active)) {
        return ().into_any();
    }
    button(Kind::Quiet, words::allow_votes(), move |_| {
        panel.go(Go::SignIn(Scope::Write, Box::new(Go::Read(which.clone()))));
    })
}

fn standing(panel: Panel) -> Option<Standing> {
    panel.overview().and_then(|overview| overview.active)
}

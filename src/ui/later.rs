//! What is asked of the background only once somebody wants it, and shown where they wanted it.

use super::{
    bus::ask,
    controls::{Kind, Local, block, button, text},
};
use crate::{app::Call, words};
use leptos::{prelude::*, task::spawn_local};
use std::rc::Rc;

/// A call and what came of it. It is made once, and again only after it failed.
pub(super) struct Later<C: Call + 'static> {
    call: StoredValue<C, LocalStorage>,
    state: Local<State<C::Answer>>,
}

enum State<T> {
    Idle,
    Asked,
    Told(Rc<T>),
    Failed(String),
}

impl<C: Call> Clone for Later<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C: Call> Copy for Later<C> {}

impl<C: Call + Clone> Later<C> {
    /// Nobody wants it yet.
    pub(super) fn new(call: C) -> Self {
        Self { call: StoredValue::new_local(call), state: Local::new(State::Idle) }
    }

    /// Somebody wants it; `then` is done when it is there.
    pub(super) fn want(self, then: impl FnOnce(&C::Answer) + 'static) {
        let is_new = |state: &mut State<_>| matches!(state, State::Idle | State::Failed(_));
        if self.state.quietly(is_new) != Some(true) {
            return;
        }
        self.state.change(|state| *state = State::Asked);
        let call = self.call.with_value(C::clone);
        spawn_local(async move {
            let answer = ask(call).await.map(Rc::new).map_err(|failure| failure.message);
            let told = answer.as_ref().ok().map(Rc::clone);
            self.state.change(|state| *state = answer.map_or_else(State::Failed, State::Told));
            if let Some(answer) = told {
                then(&answer);
            }
        });
    }

    /// `before` until it is there, then what `show` makes of it.
    pub(super) fn view(
        self,
        before: impl Fn() -> AnyView + Send + 'static,
        show: impl Fn(&C::Answer) -> AnyView + Send + 'static,
    ) -> AnyView {
        let shown = move || {
            self.state.shown(|state| match state {
                State::Idle => before(),
                State::Asked => block("", vec![before(), text("hint", words::loading_text())]),
                State::Told(answer) => show(answer),
                State::Failed(why) => {
                    let again = button(Kind::Plain, words::try_again(), move |_| self.want(|_| ()));
                    block("actions", vec![text("hint", why.clone()), again])
                }
            })
        };
        shown.into_any()
    }
}

//! What was asked for a page: each query as a chip that says what came of it, and that the person may change or take away.

use super::{
    controls::{Local, focus},
    go::Go,
    panel::Panel,
    related::describe,
};
use crate::{
    related::{Ask, MAX_ASKS, Sent},
    words,
};
use leptos::{
    ev::{Event, KeyboardEvent},
    prelude::*,
};
use wasm_bindgen::JsCast;
use web_sys::HtmlDetailsElement;

struct Chips {
    sent: Vec<Sent>,
    /// The one that is being changed; the place after the last is for a new one.
    changed: Option<usize>,
}

/// The queries of a page, unfolded as the person left them.
pub(super) fn chips(panel: Panel, sent: Vec<Sent>) -> AnyView {
    let state = Local::new(Chips { sent, changed: None });
    let list = move || {
        let (count, changed) = state.shown(|state| (state.sent.len(), state.changed));
        let mut items: Vec<AnyView> = (0..count).map(|at| chip(panel, state, at, changed == Some(at))).collect();
        if count < MAX_ASKS {
            items.push(if changed == Some(count) { field(panel, state, count) } else { add(state, count) });
        }
        items
    };
    let open = panel.asks.get_untracked();
    let toggle = move |event: Event| {
        if let Some(details) = event.target().and_then(|target| target.dyn_into::<HtmlDetailsElement>().ok()) {
            panel.asks.set(details.open());
            if details.open() {
                details.scroll_into_view_with_bool(false); // out from under the bar
            }
        }
    };
    view! {
        <details class="sent" open=open on:toggle=toggle>
            <summary>{words::what_was_sent()}</summary>
            <ul class="chips">{list}</ul>
        </details>
    }
    .into_any()
}

fn chip(panel: Panel, state: Local<Chips>, at: usize, is_changed: bool) -> AnyView {
    if is_changed {
        return field(panel, state, at);
    }
    let sent = state.quietly(|state| state.sent.get(at).cloned()).flatten();
    let Some(sent) = sent else { return ().into_any() };
    let (query, found) = describe(&sent);
    let remove = move |_| {
        state.quietly(|state| state.sent.remove(at));
        go(panel, state);
    };
    let text = if sent.0.words().is_some() {
        let change = move |_| edit(state, at);
        view! { <button type="button" class="quiet" dir="auto" aria-label=words::label_about(&words::change(), &query) on:click=change>{query.clone()}</button> }
            .into_any()
    } else {
        view! { <span dir="auto">{query.clone()}</span> }.into_any()
    };
    view! {
        <li class="chip">
            {text}<span>{found}</span>
            <button type="button" class="quiet" aria-label=words::label_about(&words::take_away(), &query) on:click=remove>{"×"}</button>
        </li>
    }
    .into_any()
}

fn add(state: Local<Chips>, at: usize) -> AnyView {
    let add = move |_| edit(state, at);
    view! { <li><button type="button" class="quiet" on:click=add>{words::ask_something_else()}</button></li> }
        .into_any()
}

/// The words of a query, to be changed: Enter asks, Escape leaves it as it was.
fn field(panel: Panel, state: Local<Chips>, at: usize) -> AnyView {
    let before = state.quietly(|state| state.sent.get(at).map(|sent| sent.0.clone())).flatten();
    let ask = before.unwrap_or(Ask::Search(Vec::new()));
    let typed = ask.words().unwrap_or_default();
    let press = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            if let Some(ask) = ask.reworded(&event_target_value(&event)) {
                state.quietly(|state| {
                    if at < state.sent.len() {
                        state.sent[at] = Sent(ask, None)
                    } else {
                        state.sent.push(Sent(ask, None))
                    }
                });
                go(panel, state);
            }
        }
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            state.change(|state| state.changed = None);
            focus(".sent summary");
        }
        _ => {}
    };
    view! {
        <li class="chip">
            <input name="query" aria-label=words::what_to_ask() dir="auto" autocomplete="off" spellcheck="false" prop:value=typed on:keydown=press/>
        </li>
    }
    .into_any()
}

fn edit(state: Local<Chips>, at: usize) {
    state.change(|state| state.changed = Some(at));
    focus("input[name=query]");
}

fn go(panel: Panel, state: Local<Chips>) {
    let asks = state.quietly(|state| state.sent.iter().map(|sent| sent.0.clone()).collect());
    panel.asks.set(true);
    asks.into_iter().for_each(|asks| panel.go(Go::FindWith(asks)));
}

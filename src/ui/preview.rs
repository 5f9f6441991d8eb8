//! The body as its readers will see it, beside the field it is written in; in the field's place where there is no room.
//!
//! Rendered only while it is shown. Nothing in it loads, and nothing in it is edited.

use super::html::fill;
use crate::{draft::preview, words};
use leptos::{ev, html::Div, prelude::*};

/// From this many pixels on there is room for both; `panel.css` has the same number.
const ROOM: f64 = 640.0;

/// What is shown where there is no room for both.
pub(super) fn switch(previewing: RwSignal<bool>) -> AnyView {
    let choice = |label: String, is: bool| {
        let pressed = move || if previewing.get() == is { "true" } else { "false" };
        view! { <button type="button" aria-pressed=pressed on:click=move |_| previewing.set(is)>{label}</button> }
            .into_any()
    };
    let choices = vec![choice(words::write(), false), choice(words::preview(), true)];
    view! { <div class="switch" role="group" aria-label=words::show_which()>{choices}</div> }.into_any()
}

/// The preview of `body`.
pub(super) fn pane(body: RwSignal<String>, previewing: RwSignal<bool>) -> AnyView {
    let pane = NodeRef::<Div>::new();
    let has_room = RwSignal::new(has_room());
    let resized = window_event_listener(ev::resize, move |_| has_room.set(self::has_room()));
    on_cleanup(move || resized.remove());
    Effect::new(move || {
        let shown = has_room.get() || previewing.get();
        if let Some(pane) = pane.get().filter(|_| shown) {
            fill(pane.into(), body.with(|body| preview(body)));
        }
    });
    view! {
        <div class="preview prose" role="region" aria-label=words::preview() data-empty=words::nothing_to_show() dir="auto"
            tabindex="0" node_ref=pane></div>
    }
    .into_any()
}

/// Shows the field, if its preview stands in its place, then does `then`.
pub(super) fn write(previewing: RwSignal<bool>, then: impl FnOnce() + 'static) {
    if previewing.get_untracked() {
        previewing.set(false);
        request_animation_frame(then); // it is there again with the next frame
    } else {
        then();
    }
}

fn has_room() -> bool {
    window().inner_width().ok().and_then(|width| width.as_f64()).is_some_and(|width| width >= ROOM)
}

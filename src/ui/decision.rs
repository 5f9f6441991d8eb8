//! A button whose press others will see: it posts, changes or deletes something on the site.
//!
//! A press counts only as a decision of somebody who could have read what it does. It comes from a hand and not from a
//! script, and for as long as reading takes the button was there and the page had the focus: before that the button is
//! disabled. A key that is still held from the editor presses nothing. Browsers guard their own prompts in the same way.
//! That nothing lies over the button needs no look: what does gets the click, and nobody else's page can frame ours.

use super::controls::{Kind, press_class};
use crate::{browser::Browser, ports::Clock};
use leptos::{
    ev::{self, KeyboardEvent, MouseEvent},
    prelude::*,
    task::spawn_local,
};

/// Milliseconds in which nobody reads a button: a press that soon was meant for what was there before.
const READING: u32 = 700;

/// A button that does something on the site.
pub(super) fn decision(kind: Kind, label: impl Into<String>, press: impl Fn() + 'static) -> AnyView {
    fn inner(kind: Kind, label: String, press: Box<dyn Fn()>) -> AnyView {
        let (is_read, since) = (RwSignal::new(false), StoredValue::new(0.0));
        let begin = move || {
            let start = now();
            since.set_value(start);
            is_read.set(false);
            spawn_local(async move {
                Browser.wait(READING).await;
                if since.try_get_value() == Some(start) {
                    is_read.try_set(true);
                }
            });
        };
        begin();
        let focus = window_event_listener(ev::focus, move |_| begin());
        on_cleanup(move || focus.remove());
        let click = move |event: MouseEvent| {
            // The clock of events: a click may have waited for its turn since before the button was there.
            let is_late = event.time_stamp() - since.get_value() >= f64::from(READING);
            if is_late && event.is_trusted() && !document().hidden() && document().has_focus().unwrap_or(false) {
                press();
            }
        };
        let held = move |event: KeyboardEvent| {
            if event.repeat() {
                event.prevent_default();
            }
        };
        view! {
            <button type="button" class=press_class(kind) prop:disabled=move || !is_read.get() on:click=click on:keydown=held>
                {label}
            </button>
        }
        .into_any()
    }
    inner(kind, label.into(), Box::new(press))
}

/// Milliseconds since the page was opened, on the clock of its events.
fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

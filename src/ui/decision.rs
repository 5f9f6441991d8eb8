//! A button whose press others will see: it posts, changes or deletes something on the site.
//!
//! A press counts only as a decision of somebody who could have read what it does. It comes from a hand and not from a
//! script, and for as long as reading takes the button was there and the page had the focus: before that the button is
//! disabled. A key that is still held from the editor presses nothing. Browsers guard their own prompts in the same way.
//! That nothing lies over the button needs no look: what does gets the click, and nobody else's page can frame ours.

use super::controls::{Kind, press_class};
use crate::{browser::Browser, ports::Clock, words};
use leptos::{
    ev::{self, KeyboardEvent, MouseEvent},
    prelude::*,
    task::spawn_local,
};

/// Milliseconds in which nobody reads a button: a press that soon was meant for what was there before.
const READING: u32 = 700;

/// A button that does something on the site. `about` tells it apart from others with the same label; empty where there are none.
pub(super) fn decision(kind: Kind, label: String, about: &str, press: impl Fn() + 'static) -> AnyView {
    inner(kind, Box::new(move || label.clone()), about.to_owned(), None, Box::new(press))
}

/// A button that does something on the site and takes it back; pressed while it is done. `about` tells it apart from
/// others with the same label.
pub(super) fn toggle(
    label: impl Fn() -> String + Send + 'static,
    about: &str,
    is_pressed: impl Fn() -> bool + Send + 'static,
    press: impl Fn() + 'static,
) -> AnyView {
    inner(Kind::Plain, Box::new(label), about.to_owned(), Some(Box::new(is_pressed)), Box::new(press))
}

fn inner(
    kind: Kind,
    label: Box<dyn Fn() -> String + Send>,
    about: String,
    is_pressed: Option<Box<dyn Fn() -> bool + Send>>,
    press: Box<dyn Fn()>,
) -> AnyView {
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
    let label = StoredValue::new_local(label);
    let label = move || label.with_value(|label| label());
    let name = move || (!about.is_empty()).then(|| words::label_about(&label(), &about));
    let pressed = move || is_pressed.as_ref().map(|is_pressed| if is_pressed() { "true" } else { "false" });
    view! {
        <button type="button" class=press_class(kind) aria-label=name aria-pressed=pressed
            prop:disabled=move || !is_read.get() on:click=click on:keydown=held>
            {label}
        </button>
    }
    .into_any()
}

/// Milliseconds since the page was opened, on the clock of its events.
fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

//! The few controls that every view is made of. One type each keeps the module small: a framework's
//! element is compiled anew for every closure that it is given.

use crate::{browser::Browser, model::Timestamp, ports::Clock, words};
use leptos::{
    ev::MouseEvent,
    prelude::*,
    reactive::graph::{Observer, Source},
    task::spawn_local,
};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, NodeList};

/// How much a button matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The one thing to do here.
    Primary,
    /// Something else to do.
    Plain,
    /// A way elsewhere.
    Quiet,
}

/// A heading and what belongs under it.
pub(super) fn section(heading: impl Into<String>, parts: Vec<AnyView>) -> AnyView {
    let heading: String = heading.into();
    view! { <section class="stack"><h2>{heading}</h2>{parts}</section> }.into_any()
}

/// What stands together.
pub(super) fn block(class: &'static str, parts: Vec<AnyView>) -> AnyView {
    view! { <div class=class>{parts}</div> }.into_any()
}

/// A paragraph.
pub(super) fn text(class: &'static str, text: impl Into<String>) -> AnyView {
    let text: String = text.into();
    view! { <p class=class>{text}</p> }.into_any()
}

/// A sentence with a view in it: `told` makes it of a mark that stands for the view.
pub(super) fn sentence(told: impl Fn(&str) -> String, view: AnyView) -> AnyView {
    let told = told("\u{fffc}");
    let (before, after) = told.split_once('\u{fffc}').unwrap_or((&told, ""));
    view! { {before.to_owned()}{view}{after.to_owned()} }.into_any()
}

/// A list of items, each of several parts.
pub(super) fn list(class: &'static str, items: Vec<Vec<AnyView>>) -> AnyView {
    let items: Vec<AnyView> = items.into_iter().map(|parts| view! { <li>{parts}</li> }.into_any()).collect();
    view! { <ul class=class>{items}</ul> }.into_any()
}

/// All that one view remembers, read and told of as one: a signal for each part of it would be compiled anew.
pub(super) struct Local<T: 'static> {
    state: StoredValue<T, LocalStorage>,
    changes: RwSignal<usize>,
}

impl<T> Clone for Local<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Local<T> {}

impl<T: 'static> Local<T> {
    pub(super) fn new(state: T) -> Self {
        Self { state: StoredValue::new_local(state), changes: RwSignal::new(0) }
    }

    /// What is shown of it, now and after each change.
    pub(super) fn shown<R>(self, read: impl FnOnce(&T) -> R) -> R {
        self.changes.track();
        self.state.with_value(read)
    }

    /// Reads or writes what nothing shows; none if the view is gone.
    pub(super) fn quietly<R>(self, work: impl FnOnce(&mut T) -> R) -> Option<R> {
        self.state.try_update_value(work)
    }

    /// Changes it, for all who show it; none if the view is gone.
    pub(super) fn change<R>(self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let changed = self.quietly(change);
        if changed.is_some() {
            self.changes.update(|changes| *changes += 1);
        }
        changed
    }
}

/// Reads what outlives whoever shows it, now and after each change. A signal remembers all who ever read it, and would
/// keep some of their memory, so who is gone takes itself out.
pub(super) fn lasting<T: Send + Sync + 'static, R>(signal: RwSignal<T>, read: impl FnOnce(&T) -> R) -> R {
    if let Some(reader) = Observer::get() {
        on_cleanup(move || signal.remove_subscriber(&reader));
    }
    signal.with(read)
}

/// A button.
pub(super) fn button(kind: Kind, label: impl Into<String>, press: impl Fn(MouseEvent) + 'static) -> AnyView {
    any_button(kind, label.into(), None, None, Box::new(press))
}

/// A button whose label people wrote, in whatever direction.
pub(super) fn written_button(label: String, press: impl Fn(MouseEvent) + 'static) -> AnyView {
    any_button(Kind::Quiet, label, None, Some("auto"), Box::new(press))
}

/// A button among others with the same label: `about` tells them apart for whoever cannot see what they stand beside; empty
/// where there are none.
pub(super) fn button_about(
    kind: Kind,
    label: impl Into<String>,
    about: &str,
    press: impl Fn(MouseEvent) + 'static,
) -> AnyView {
    let label: String = label.into();
    let name = (!about.is_empty()).then(|| words::label_about(&label, about));
    any_button(kind, label, name, None, Box::new(press))
}

fn any_button(
    kind: Kind,
    label: String,
    name: Option<String>,
    dir: Option<&'static str>,
    press: Box<dyn Fn(MouseEvent)>,
) -> AnyView {
    view! { <button type="button" class=press_class(kind) aria-label=name dir=dir on:click=press>{label}</button> }
        .into_any()
}

/// What the style sheet calls a kind of button.
pub(super) fn press_class(kind: Kind) -> &'static str {
    match kind {
        Kind::Primary => "primary",
        Kind::Plain => "",
        Kind::Quiet => "quiet",
    }
}

/// A labelled line of text, with the sentence that says what is wrong with it.
pub(super) fn field(
    name: &'static str,
    label: impl Into<String>,
    placeholder: impl Into<String>,
    value: RwSignal<String>,
    problem: RwSignal<String>,
    input: Rc<dyn Fn()>,
) -> AnyView {
    let (label, placeholder): (String, String) = (label.into(), placeholder.into());
    view! {
        <label>
            {label}
            <input name=name placeholder=placeholder autocomplete="off" spellcheck="false" dir="auto" prop:value=value
                aria-invalid=move || if problem.with(String::is_empty) { "false" } else { "true" }
                aria-describedby=format!("{name}-problem")
                on:input:target=move |event| {
                    value.set(event.target().value());
                    input();
                }/>
        </label>
        <p class="problem" id=format!("{name}-problem")>{problem}</p>
    }
    .into_any()
}

/// A labelled line for a secret: shown as dots, and no business of a password manager, which would keep it on disk.
pub(super) fn secret(name: &'static str, label: impl Into<String>, value: RwSignal<String>) -> AnyView {
    let label: String = label.into();
    view! {
        <label>
            {label}
            <input name=name class="secret" autocomplete="off" spellcheck="false" autocapitalize="off" prop:value=value
                on:input:target=move |event| value.set(event.target().value())/>
        </label>
    }
    .into_any()
}

/// A box to tick.
pub(super) fn check(label: impl Into<String>, value: RwSignal<bool>) -> AnyView {
    let label: String = label.into();
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=value on:change:target=move |event| value.set(event.target().checked())/>
            {label}
        </label>
    }
    .into_any()
}

/// One of a few, by its place in the list.
pub(super) fn choice<S: Into<String>>(
    name: &'static str,
    label: impl Into<String>,
    options: impl IntoIterator<Item = S>,
    value: RwSignal<usize>,
) -> AnyView {
    let label: String = label.into();
    let options: Vec<AnyView> = options
        .into_iter()
        .enumerate()
        .map(|(at, option)| {
            let option: String = option.into();
            view! {
                <label class="check">
                    <input type="radio" name=name prop:checked=move || value.get() == at on:change=move |_| value.set(at)/>
                    {option}
                </label>
            }
            .into_any()
        })
        .collect();
    view! { <fieldset><legend>{label}</legend>{options}</fieldset> }.into_any()
}

/// A picture of 16 by 16, drawn for Askside, that says nothing beside the words it stands in for.
pub(super) fn icon(path: &'static str) -> AnyView {
    view! { <svg viewBox="0 0 16 16" aria-hidden="true"><path fill-rule="evenodd" d=path/></svg> }.into_any()
}

/// The pictures there are.
pub(super) mod icons {
    /// A pin.
    pub const PIN: &str =
        "M5 1h6v1.3h-.8l.4 4L12.5 8v1.4H8.7V15H7.3V9.4H3.5V8l1.9-1.7.4-4H5zm2.2 1.3-.5 4.7-1 1h4.6l-1-1-.5-4.7z";
    /// Two sheets.
    pub const COPY: &str = "M5 1h9v10h-2.7V9.7h1.4V2.3H6.3v1H5zM2 4.3h8.3V15H2zm1.3 1.3v8.1H9V5.6z";
    /// A tick.
    pub const DONE: &str = "m6.2 12.6-4-4 1-1 3 3 6.6-6.7 1 1z";
    /// An arrow that goes round.
    pub const AGAIN: &str = "M8 2.5a5.5 5.5 0 1 1-5.2 3.7l1.3.4A4.2 4.2 0 1 0 8 3.8V6L4.5 3.2 8 .4z";
    /// A keyboard.
    pub const KEYS: &str = "M1 4h14v8.6H1zm1.3 1.3v6h11.4v-6zM3.5 6.3h1.3v1.3H3.5zm2.4 0h1.3v1.3H5.9zm2.4 0h1.3v1.3H8.3zm2.4 0H12v1.3h-1.3zM4.7 9h6.6v1.3H4.7z";
    /// A frame, and an arrow out of it.
    pub const OUT: &str = "M9 2h5v5h-1.3V4.2L7.5 9.4l-.9-.9 5.2-5.2H9zM3 4h4v1.3H4.3v6.4h6.4V9H12v4H3z";
}

/// A button with a picture, and the words for it.
pub(super) fn icon_button(
    path: &'static str,
    label: impl Into<String>,
    press: impl Fn(MouseEvent) + 'static,
) -> AnyView {
    let label: String = label.into();
    let press: Box<dyn Fn(MouseEvent)> = Box::new(press);
    view! { <button type="button" class="icon" aria-label=label.clone() title=label on:click=press>{icon(path)}</button> }
        .into_any()
}

/// What a press does that copies a text, and whether there was one.
fn copier(text: Box<dyn Fn() -> String>) -> (RwSignal<bool>, impl Fn(MouseEvent) + 'static) {
    let done = RwSignal::new(false);
    let press = move |_| {
        drop(window().navigator().clipboard().write_text(&text()));
        done.set(true);
    };
    (done, press)
}

/// Copies a text at a press on a picture, and says so in the same way. `about` is what the text belongs to.
pub(super) fn copy_icon(label: impl Into<String>, about: &str, text: String) -> AnyView {
    let (label, about): (String, _) = (label.into(), about.to_owned());
    let (done, press) = copier(Box::new(move || text.clone()));
    let title = label.clone();
    let name = move || {
        if done.get() { words::label_about(&words::copied(), &about) } else { words::label_about(&label, &about) }
    };
    let picture = move || icon(if done.get() { icons::DONE } else { icons::COPY });
    view! { <button type="button" class="icon" aria-label=name title=title on:click=press>{picture}</button> }
        .into_any()
}

/// Copies a text, and says so. `about` tells it apart from others of its kind; empty where there are none.
pub(super) fn copy(label: impl Into<String>, about: &str, text: impl Fn() -> String + 'static) -> AnyView {
    fn inner(label: String, about: String, text: Box<dyn Fn() -> String>) -> AnyView {
        let (done, press) = copier(text);
        let label = move || if done.get() { words::copied() } else { label.clone() };
        let shown = label.clone();
        let name = move || if about.is_empty() { label() } else { words::label_about(&label(), &about) };
        view! { <button type="button" class="quiet" aria-label=name on:click=press>{shown}</button> }.into_any()
    }
    inner(label.into(), about.to_owned(), Box::new(text))
}

/// How many seconds are left until a moment, told every second; then `over` is called, if this is still shown.
pub(super) fn countdown(
    until: Timestamp,
    told: impl Fn(i64) -> String + Send + 'static,
    over: impl Fn() + 'static,
) -> AnyView {
    let left = RwSignal::new(Browser.now().until(until));
    spawn_local(async move {
        while left.try_get_untracked().is_some_and(|left| left > 0) {
            Browser.wait(1000).await;
            left.try_set(Browser.now().until(until));
        }
        if left.try_get_untracked().is_some() {
            over();
        }
    });
    view! { <p class="hint" role="timer">{move || told(left.get())}</p> }.into_any()
}

/// Moves the focus to the first element that `selector` finds, once what is shown has been drawn.
pub(super) fn focus(selector: &'static str) {
    focus_on(selector.to_owned());
}

/// The same by a selector that was made.
pub(super) fn focus_on(selector: String) {
    request_animation_frame(move || {
        if let Ok(Some(element)) = document().query_selector(&selector) {
            drop(element.unchecked_ref::<HtmlElement>().focus());
        }
    });
}

/// The elements of a list that a selector found.
pub(super) fn elements(found: Result<NodeList, JsValue>) -> Vec<Element> {
    let Ok(found) = found else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

/// A link out of the panel; only https addresses become one.
pub(super) fn link_out(url: String, text: String) -> AnyView {
    let href = url.starts_with("https://").then_some(url);
    view! { <a href=href target="_blank" rel="noopener noreferrer" dir="auto">{text}</a> }.into_any()
}

/// A list of short texts, such as tags, each in a `span` of `class`.
pub(super) fn spans(class: &'static str, texts: impl IntoIterator<Item = String>) -> AnyView {
    texts
        .into_iter()
        .map(|text| view! { <span class=class dir="auto">{text}</span> }.into_any())
        .collect::<Vec<_>>()
        .into_any()
}

/// The shape of a list that is on its way.
pub(super) fn skeleton() -> AnyView {
    view! { <div class="skeleton">{progress(words::loading())}<i></i><i></i><i></i><i></i></div> }.into_any()
}

/// A bar for what takes long: nobody sees it, or hears of it, within a second.
pub(super) fn progress(name: String) -> AnyView {
    view! { <progress aria-label=name></progress> }.into_any()
}

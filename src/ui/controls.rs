//! The few controls that every view is made of. One type each keeps the module small: a framework's
//! element is compiled anew for every closure that it is given.

use leptos::{ev::MouseEvent, prelude::*};
use std::rc::Rc;

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

/// A button.
pub(super) fn button(kind: Kind, label: impl Into<String>, press: impl Fn(MouseEvent) + 'static) -> AnyView {
    fn inner(class: &'static str, label: String, press: Box<dyn Fn(MouseEvent)>) -> AnyView {
        view! { <button type="button" class=class on:click=press>{label}</button> }.into_any()
    }
    let class = match kind {
        Kind::Primary => "primary",
        Kind::Plain => "",
        Kind::Quiet => "quiet",
    };
    inner(class, label.into(), Box::new(press))
}

/// A labelled line of text, with the sentence that says what is wrong with it.
pub(super) fn field(
    name: &'static str,
    label: &'static str,
    placeholder: &'static str,
    value: RwSignal<String>,
    problem: RwSignal<String>,
    input: Rc<dyn Fn()>,
) -> AnyView {
    view! {
        <label>
            {label}
            <input name=name placeholder=placeholder autocomplete="off" spellcheck="false" prop:value=value
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

/// A link out of the panel; only https addresses become one.
pub(super) fn link_out(url: String, text: String) -> AnyView {
    let href = url.starts_with("https://").then_some(url);
    view! { <a href=href target="_blank" rel="noopener noreferrer">{text}</a> }.into_any()
}

/// A list of short texts, such as tags, each in a `span` of `class`.
pub(super) fn spans(class: &'static str, texts: impl IntoIterator<Item = String>) -> AnyView {
    texts.into_iter().map(|text| view! { <span class=class>{text}</span> }.into_any()).collect::<Vec<_>>().into_any()
}

//! The field for Markdown: plain text with a toolbar and shortcuts over the commands of [`crate::draft::edit`].
//!
//! Every change goes through the browser's own editing, so that its undo takes it back. Tab leaves the field, as in
//! any other.

use super::{
    html,
    image::{Offer, question, take},
    panel::Panel,
    preview,
};
use crate::{
    draft::{Command, Edit, byte_of, edit, pasted, shortcut, units_of},
    model::{DraftId, Site},
    words,
};
use leptos::{
    ev::{ClipboardEvent, DragEvent, KeyboardEvent},
    prelude::*,
};
use std::{ops::Range, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, HtmlElement, HtmlTextAreaElement};

/// A sign, and a name with the keys that do the same.
type Tool = (Command, fn() -> String, fn() -> String);

/// What the toolbar holds.
const TOOLS: [Tool; 9] = [
    (Command::Bold, words::sign_bold, words::tool_bold),
    (Command::Italic, words::sign_italic, words::tool_italic),
    (Command::Code, || "<>".to_owned(), words::tool_code),
    (Command::Link, words::sign_link, words::tool_link),
    (Command::Quote, words::sign_quote, words::tool_quote),
    (Command::Bullets, || "•".to_owned(), words::tool_bullets),
    (Command::Numbers, || "1.".to_owned(), words::tool_numbers),
    (Command::Outdent, words::sign_outdent, words::tool_outdent),
    (Command::Indent, words::sign_indent, words::tool_indent),
];

/// The labelled field and its preview, with the sentence that says what is wrong with it.
pub(super) fn markdown(
    panel: Panel,
    draft: DraftId,
    site: &Site,
    value: RwSignal<String>,
    problem: RwSignal<String>,
    input: Rc<dyn Fn()>,
) -> AnyView {
    let (previewing, offered) = (panel.previewing(), RwSignal::new(None));
    let drop_in = move |event: DragEvent| {
        if take(offered, event.data_transfer()) {
            event.prevent_default();
        }
    };
    // Without this, a browser opens the file.
    let over = |event: DragEvent| {
        let files = event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0));
        if files {
            event.prevent_default();
        }
    };
    let keys = move |event: KeyboardEvent| {
        let command = match event.key().as_str() {
            _ if event.is_composing() || event.alt_key() => None,
            key if event.ctrl_key() || event.meta_key() => shortcut(key, event.shift_key()),
            "Enter" if !event.shift_key() => Some(Command::Break),
            _ => None,
        };
        let done = command.is_some_and(perform);
        // A browser's own meaning of the key, such as its address bar, is not meant even where nothing is to be done.
        if done || command.is_some_and(|command| command != Command::Break) {
            event.prevent_default();
        }
    };
    view! {
        <div class="markdown" class:previewing=previewing>
            <label for="body">{words::body_field()}</label>
            {preview::switch(previewing)}
            {toolbar()}
            <div class="sides">
                <textarea id="body" name="body" rows="12" dir="auto" prop:value=value
                    aria-invalid=move || if problem.with(String::is_empty) { "false" } else { "true" }
                    aria-describedby="body-problem" on:keydown=keys on:paste=move |event| paste(&event, offered) on:dragover=over on:drop=drop_in
                    on:input:target=move |event| {
                        value.set(event.target().value());
                        input();
                    }></textarea>
                {preview::pane(value, previewing)}
            </div>
        </div>
        {question(panel, draft, site, offered)}
        <p class="problem" id="body-problem">{problem}</p>
    }
    .into_any()
}

/// Pastes what a page or a program holds as Markdown, where that says more, and asks about a picture. Ctrl+Shift+V has
/// the browser offer plain text alone.
fn paste(event: &ClipboardEvent, offered: RwSignal<Option<Offer>>) {
    if take(offered, event.clipboard_data()) {
        return event.prevent_default();
    }
    let offered = |kind: &str| event.clipboard_data().and_then(|data| data.get_data(kind).ok()).unwrap_or_default();
    let (html, Some((text, at))) = (offered("text/html"), selected("body")) else { return };
    if let Some(with) = pasted(&offered("text/plain"), &html::read(&html), &text[..at.start]) {
        event.prevent_default();
        let end = at.start + with.len();
        apply("body", &Edit { at, with, select: end..end });
    }
}

/// One stop for Tab; the arrows go from tool to tool (ARIA Authoring Practices, toolbar).
fn toolbar() -> AnyView {
    let current = RwSignal::new(0);
    let walk = move |event: KeyboardEvent| {
        let last = TOOLS.len() - 1;
        let (on, back) =
            if words::direction() == "rtl" { ("ArrowLeft", "ArrowRight") } else { ("ArrowRight", "ArrowLeft") };
        let next = match (event.key().as_str(), current.get_untracked()) {
            (key, at) if key == on => (at + 1) % TOOLS.len(),
            (key, at) if key == back => at.checked_sub(1).unwrap_or(last),
            ("Home", _) => 0,
            ("End", _) => last,
            _ => return,
        };
        event.prevent_default();
        current.set(next);
        if let Ok(Some(tool)) = document().query_selector(&format!("[role=toolbar] :nth-child({})", next + 1)) {
            drop(tool.unchecked_ref::<HtmlElement>().focus());
        }
    };
    let tool = |(at, (command, sign, name)): (usize, Tool)| {
        let press = move |_| {
            current.set(at);
            perform(command);
        };
        let stop = move || if current.get() == at { "0" } else { "-1" };
        view! { <button type="button" title=name() aria-label=name() tabindex=stop on:click=press>{sign()}</button> }
            .into_any()
    };
    let tools: Vec<AnyView> = TOOLS.into_iter().enumerate().map(tool).collect();
    view! {
        <div class="tools" role="toolbar" aria-label=words::formatting() aria-controls="body" on:keydown=walk>
            {tools}
        </div>
    }
    .into_any()
}

/// Does `command` in the field; whether it did anything.
fn perform(command: Command) -> bool {
    let Some((text, selection)) = selected("body") else { return false };
    select("body", &selection);
    let edit = edit(command, &text, selection);
    edit.iter().for_each(|edit| apply("body", edit));
    edit.is_some()
}

/// The text of the field of this name, and the bytes of it that are selected.
pub(super) fn selected(name: &str) -> Option<(String, Range<usize>)> {
    let area = named(name)?;
    let text = area.value();
    let place = |units: Option<Option<u32>>| byte_of(&text, units.flatten().unwrap_or_default());
    let selection = place(area.selection_start().ok())..place(area.selection_end().ok());
    Some((text, selection))
}

/// Changes the field of this name, so that the browser's undo takes it back.
pub(super) fn apply(name: &str, edit: &Edit) {
    select(name, &edit.at);
    // Deprecated, and the only way to change a field that every browser can undo.
    if let Ok(document) = document().dyn_into::<HtmlDocument>() {
        let command = if edit.with.is_empty() { "delete" } else { "insertText" };
        drop(document.exec_command_with_show_ui_and_value(command, false, &edit.with));
    }
    select(name, &edit.select);
}

/// Selects bytes of the field of this name, and goes there.
pub(super) fn select(name: &str, bytes: &Range<usize>) {
    let Some(area) = named(name) else { return };
    let text = area.value();
    drop(area.focus());
    drop(area.set_selection_range(units_of(&text, bytes.start), units_of(&text, bytes.end)));
}

/// A field; a line of text has all that is used here of a text area.
fn named(name: &str) -> Option<HtmlTextAreaElement> {
    document().query_selector(&format!("[name={name}]")).ok().flatten().map(JsCast::unchecked_into)
}

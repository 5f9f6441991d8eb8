//! The line of tags: plain text, with the site's tags to choose from (ARIA Authoring Practices, combobox with a list).
//!
//! Only an arrow and then Enter or Tab, or a click, takes a tag: whatever else is typed stays as it is.

use super::{
    bus::ask,
    controls::Local,
    markdown::{apply, selected},
    panel::Panel,
};
use crate::{
    app::{FindTags, FoundTags, GetTags},
    draft::{Choice, Note, TagIndex, Typeahead, split_tags, take_tag, word_at},
    text::lower,
    words,
};
use leptos::{ev::KeyboardEvent, prelude::*, task::spawn_local};
use std::{ops::Range, rc::Rc};

/// The name of the field.
const NAME: &str = "tags";

/// The field.
#[derive(Clone, Copy)]
struct Field {
    panel: Panel,
    /// What left the device.
    sent: Local<Vec<(String, String)>>,
    state: Local<State>,
}

/// What is known, and what is shown of it.
#[derive(Default)]
struct State {
    known: TagIndex,
    asked: Typeahead<()>,
    is_open: bool,
    choices: Vec<Choice>,
    active: Option<usize>,
}

/// The labelled field, with what the site makes of the tags in it, and the sentence that says what is wrong with them.
/// What it sends is added to `sent`.
pub(super) fn tags(
    panel: Panel,
    value: RwSignal<String>,
    problem: RwSignal<String>,
    sent: Local<Vec<(String, String)>>,
    input: Rc<dyn Fn()>,
) -> AnyView {
    let field = Field { panel, sent, state: Local::new(State::default()) };
    spawn_local(async move {
        // Without them the site is asked for each beginning.
        if let Ok(known) = ask(GetTags).await {
            field.state.change(|state| state.known.know(known));
            field.paint();
        }
    });
    let remarks = move || {
        let tags = value.with(|line| split_tags(line));
        field.state.shown(|state| state.known.remarks(&tags)).join(" ")
    };
    let typed = move |line: String| {
        value.set(line);
        input();
        let is_open = word().is_some_and(|(line, word)| !line[word].is_empty());
        field.state.change(|state| (state.active, state.is_open) = (None, is_open));
        field.paint();
        field.ask();
    };
    view! {
        <div class="combobox">
            <label for=NAME>{words::tags_field()}</label>
            <input id=NAME name=NAME role="combobox" autocomplete="off" autocapitalize="off" spellcheck="false" dir="auto" prop:value=value
                aria-autocomplete="list" aria-controls="tags-list" aria-describedby="tags-problem tags-remarks"
                aria-expanded=move || if field.state.shown(|state| state.choices.is_empty()) { "false" } else { "true" }
                aria-activedescendant=move || field.state.shown(|state| state.active).map(option)
                aria-invalid=move || if problem.with(String::is_empty) { "false" } else { "true" }
                on:keydown=move |event| field.key(&event)
                on:blur=move |_| field.close()
                on:input:target=move |event| typed(event.target().value())/>
            <ul id="tags-list" class="choices" role="listbox" aria-label=words::tags_of_site()
                hidden=move || field.state.shown(|state| state.choices.is_empty())
                on:mousedown=|event| event.prevent_default()>{move || field.options()}</ul>
        </div>
        <p class="hint remarks" id="tags-remarks">{remarks}</p>
        <p class="problem" id="tags-problem">{problem}</p>
    }
    .into_any()
}

/// The line, and where in it the word is that is typed.
fn word() -> Option<(String, Range<usize>)> {
    let (line, selection) = selected(NAME)?;
    let word = word_at(&line, selection.end);
    Some((line, word))
}

/// The id of a choice's element.
fn option(at: usize) -> String {
    format!("tags-{at}")
}

impl Field {
    /// Shows what there is to choose for the word that is typed now, however late an answer is. What is being chosen
    /// from does not move.
    fn paint(self) {
        let Some((line, word)) = word() else { return };
        let others = split_tags(&format!("{} {}", &line[..word.start], &line[word.end..]));
        let mut told = None;
        self.state.change(|state| {
            if state.active.is_none() {
                let choices = if state.is_open { state.known.choices(&line[word], &others) } else { Vec::new() };
                told = (choices.len() != state.choices.len()).then_some(choices.len());
                state.choices = choices;
            }
        });
        if let Some(count) = told {
            self.panel.say(match count {
                0 => String::new(),
                n => words::tags_to_choose(n),
            });
        }
    }

    fn close(self) {
        self.state.change(|state| (state.is_open, state.active, state.choices) = (false, None, Vec::new()));
    }

    /// Asks the site for what begins like the word that is typed now, unless that is known.
    fn ask(self) {
        let Some((line, word)) = word() else { return };
        let beginning = lower(&line[word]);
        let asks =
            |state: &mut State| state.is_open && !state.known.knows_all(&beginning) && state.asked.asks(&beginning);
        if self.state.quietly(asks) != Some(true) {
            return;
        }
        spawn_local(async move {
            let found = ask(FindTags(beginning.clone())).await.ok();
            let line = found.as_ref().filter(|found| found.2).map(|found| words::query_found(found.0.len()));
            let learn = |state: &mut State| {
                state.asked.answered(None);
                if let Some(FoundTags(tags, whole, _)) = found {
                    state.known.learn(&beginning, tags, whole);
                }
            };
            if self.state.change(learn).is_some() {
                self.sent.change(|sent| sent.extend(line.map(|found| (words::query_tags_like(&beginning), found))));
                self.paint();
                self.ask();
            }
        });
    }

    fn key(self, event: &KeyboardEvent) {
        let (count, active) = self.state.quietly(|state| (state.choices.len(), state.active)).unwrap_or_default();
        let choose = |at: usize| self.state.change(|state| state.active = Some(at));
        match (event.key().as_str(), active) {
            _ if event.is_composing() || event.ctrl_key() || event.meta_key() => return,
            ("ArrowDown", _) if count == 0 => {
                self.state.change(|state| state.is_open = true);
                self.paint();
                self.ask();
            }
            ("ArrowDown", at) => drop(choose(at.map_or(0, |at| (at + 1) % count))),
            ("ArrowUp", at) if count > 0 => drop(choose(at.and_then(|at| at.checked_sub(1)).unwrap_or(count - 1))),
            ("Enter", Some(at)) => self.take(at),
            ("Tab", Some(at)) if !event.shift_key() => self.take(at),
            ("Escape", _) if count > 0 => self.close(),
            ("ArrowLeft" | "ArrowRight" | "Home" | "End", _) => return self.close(),
            _ => return,
        }
        event.prevent_default();
    }

    /// Writes the tag that was chosen, unless nobody but a moderator may.
    fn take(self, at: usize) {
        let choice = self.state.quietly(|state| state.choices.get(at).cloned()).flatten();
        let (Some(choice), Some((line, word))) = (choice, word()) else { return };
        if choice.note == Some(Note::Reserved) {
            return self.panel.say(words::tag_only_moderators(&choice.name));
        }
        self.close();
        apply(NAME, &take_tag(&line, word, &choice.name));
    }

    fn options(self) -> Vec<AnyView> {
        let (choices, active) = self.state.shown(|state| (state.choices.clone(), state.active));
        let row = |(at, choice): (usize, Choice)| {
            let questions = match choice.count {
                0 => String::new(),
                n => words::questions(n),
            };
            let note = match &choice.note {
                None => String::new(),
                Some(Note::OtherName(typed)) => words::tag_other_name(typed),
                Some(Note::Required) => words::tag_one_required(),
                Some(Note::Reserved) => words::tag_for_moderators(),
            };
            let is = |yes: bool| if yes { "true" } else { "false" };
            view! {
                <li id=option(at) role="option" aria-selected=is(active == Some(at))
                    aria-disabled=is(choice.note == Some(Note::Reserved)) on:click=move |_| self.take(at)>
                    <span class="tag" dir="auto">{choice.name}</span><span>{questions}</span><span>{note}</span>
                </li>
            }
            .into_any()
        };
        choices.into_iter().enumerate().map(row).collect()
    }
}

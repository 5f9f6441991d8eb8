//! The search box: a line in the site's own syntax, with what can be written in it to choose from (ARIA Authoring
//! Practices, combobox with a list).
//!
//! Only Enter and the button search. While somebody types, nothing is asked of the site but how a tag may go on.

use super::{
    bus::ask,
    controls::{Kind, Local, block, button, button_about, lasting, list, section, text, written_button},
    go::{Go, Sought},
    markdown::{apply, selected},
    panel::Panel,
};
use crate::{
    app::{FindTags, ForgetSearches, FoundTags, GetSearches, GetTags},
    draft::{Choice, Edit, TagIndex, Typeahead},
    search::{OPERATORS, Operator, Typed, typed_at},
    text::lower,
    words,
};
use leptos::{ev::KeyboardEvent, prelude::*, task::spawn_local};
use std::ops::Range;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The name of the field, and its id.
const NAME: &str = "search";

/// Earlier searches that are offered at once.
const MOST_PAST: usize = 4;

/// The box.
#[derive(Clone, Copy)]
struct Field {
    panel: Panel,
    state: Local<State>,
}

/// What is known, and what is offered of it.
#[derive(Default)]
struct State {
    tags: TagIndex,
    /// Whether the site's tags were asked for.
    has_tags: bool,
    asked: Typeahead<()>,
    past: Vec<String>,
    is_open: bool,
    offers: Vec<Offer>,
    active: Option<usize>,
}

/// Something to choose.
#[derive(Clone, PartialEq)]
enum Offer {
    Past(String),
    Operator(Operator),
    Tag(Choice),
}

/// The search box, for all screens that it stands above.
pub(super) fn search_box(panel: Panel) -> AnyView {
    let field = Field { panel, state: Local::new(State::default()) };
    let value = panel.typed();
    let typed = move |text: String| {
        value.set(text);
        field.open();
    };
    view! {
        <div class="search combobox" role="search">
            <input id=NAME name=NAME type="search" role="combobox" dir="auto" autocomplete="off" autocapitalize="off" spellcheck="false"
                aria-label=words::search_your_site() placeholder=words::search_your_site() enterkeyhint="search" prop:value=move || lasting(value, String::clone)
                aria-autocomplete="list" aria-controls="search-list"
                aria-expanded=move || if field.state.shown(|state| state.offers.is_empty()) { "false" } else { "true" }
                aria-activedescendant=move || field.state.shown(|state| state.active).map(option)
                on:keydown=move |event| field.key(&event)
                on:click=move |_| if value.with_untracked(String::is_empty) { field.open() }
                on:blur=move |_| field.close()
                on:input:target=move |event| typed(event.target().value())/>
            {button(Kind::Plain, words::search(), move |_| field.submit())}
            <ul id="search-list" class="choices" role="listbox" aria-label=words::what_to_search_for()
                hidden=move || field.state.shown(|state| state.offers.is_empty())
                on:mousedown=|event| event.prevent_default()>{move || field.options()}</ul>
        </div>
    }
    .into_any()
}

/// What is typed, and where the cursor stands.
fn place() -> Option<(String, usize)> {
    selected(NAME).map(|(text, Range { end, .. })| (text, end))
}

/// The id of an offer's element.
fn option(at: usize) -> String {
    format!("search-{at}")
}

impl Field {
    fn open(self) {
        self.state.change(|state| (state.active, state.is_open) = (None, true));
        self.paint();
        self.learn();
    }

    fn close(self) {
        self.state.change(|state| (state.is_open, state.active, state.offers) = (false, None, Vec::new()));
    }

    fn submit(self) {
        self.close();
        let text = self.panel.typed().get_untracked();
        self.panel.go(Go::Search(Sought { text, ..Sought::default() }));
    }

    /// Shows what there is to choose for what is typed now, however late an answer is. What is being chosen from does
    /// not move.
    fn paint(self) {
        let Some((text, at)) = place() else { return };
        let mut told = None;
        self.state.change(|state| {
            if state.active.is_none() {
                let offers = if state.is_open { state.offers(&text, at) } else { Vec::new() };
                told = (offers.len() != state.offers.len()).then_some(offers.len());
                state.offers = offers;
            }
        });
        if let Some(count) = told {
            self.panel.say(if count == 0 { String::new() } else { words::suggestions(count) });
        }
    }

    /// Fetches what may be offered for what is typed now and is not known yet.
    fn learn(self) {
        let Some((text, at)) = place() else { return };
        let Typed::Tag(range) = typed_at(&text, at) else {
            spawn_local(async move {
                if let Ok(past) = ask(GetSearches).await {
                    self.state.change(|state| state.past = past);
                    self.paint();
                }
            });
            return;
        };
        if self.state.quietly(|state| std::mem::replace(&mut state.has_tags, true)) == Some(false) {
            spawn_local(async move {
                // Without them the site is asked for each beginning.
                if let Ok(known) = ask(GetTags).await {
                    self.state.change(|state| state.tags.know(known));
                    self.paint();
                }
            });
        }
        let beginning = lower(&text[range]);
        let asks = |state: &mut State| !state.tags.knows_all(&beginning) && state.asked.asks(&beginning);
        if self.state.quietly(asks) != Some(true) {
            return;
        }
        spawn_local(async move {
            let found = ask(FindTags(beginning.clone())).await.ok();
            let learn = |state: &mut State| {
                state.asked.answered(None);
                if let Some(FoundTags(tags, whole, _)) = found {
                    state.tags.learn(&beginning, tags, whole);
                }
                state.is_open
            };
            if self.state.change(learn) == Some(true) {
                self.paint();
                self.learn();
            }
        });
    }

    fn key(self, event: &KeyboardEvent) {
        let (count, active) = self.state.quietly(|state| (state.offers.len(), state.active)).unwrap_or_default();
        let is_empty = self.panel.typed().with_untracked(String::is_empty);
        match (event.key().as_str(), active) {
            _ if event.is_composing() || event.ctrl_key() || event.meta_key() || event.alt_key() => return,
            ("ArrowDown", at) if count > 0 => self.choose(at.map_or(0, |at| (at + 1) % count)),
            ("ArrowUp", at) if count > 0 => self.choose(at.and_then(|at| at.checked_sub(1)).unwrap_or(count - 1)),
            ("ArrowDown", _) if is_empty => self.open(),
            ("ArrowDown", _) => focus_first_result(),
            ("Enter", Some(at)) => self.take(at),
            ("Enter", None) => self.submit(),
            ("Tab", Some(at)) if !event.shift_key() => self.take(at),
            ("Escape", _) if count > 0 => self.close(),
            ("Escape", _) if is_empty => self.panel.back(),
            ("Escape", _) => self.panel.typed().set(String::new()),
            ("ArrowLeft" | "ArrowRight" | "Home" | "End", _) => return self.close(),
            _ => return,
        }
        event.prevent_default();
    }

    fn choose(self, at: usize) {
        self.state.change(|state| state.active = Some(at));
        if let Some(element) = document().get_element_by_id(&option(at)) {
            element.scroll_into_view_with_bool(false);
        }
    }

    /// Writes what was chosen; an earlier search is searched for at once.
    fn take(self, at: usize) {
        let offer = self.state.quietly(|state| state.offers.get(at).cloned()).flatten();
        let (Some(offer), Some((text, at))) = (offer, place()) else { return };
        self.close();
        let with = match offer {
            Offer::Past(text) => return self.panel.go(Go::Search(Sought { text, ..Sought::default() })),
            Offer::Operator(operator) => operator.writes.to_owned(),
            Offer::Tag(tag) => format!("{}] ", tag.name),
        };
        let (with, cursor) = typed_at(&text, at).replaced(&text, &with);
        apply(NAME, &Edit { at: 0..text.len(), with, select: cursor..cursor });
    }

    fn options(self) -> Vec<AnyView> {
        let (offers, active) = self.state.shown(|state| (state.offers.clone(), state.active));
        let row = |(at, offer): (usize, Offer)| {
            let (class, name, says) = match offer {
                Offer::Past(text) => ("name", text, words::searched_before()),
                Offer::Operator(Operator { example, finds, .. }) => ("tag", example.to_owned(), finds()),
                Offer::Tag(Choice { name, count: 0, .. }) => ("tag", name, String::new()),
                Offer::Tag(Choice { name, count, .. }) => ("tag", name, words::questions(count)),
            };
            view! {
                <li id=option(at) role="option" aria-selected=if active == Some(at) { "true" } else { "false" }
                    on:click=move |_| self.take(at)>
                    <span class=class dir="auto">{name}</span><span>{says}</span>
                </li>
            }
            .into_any()
        };
        offers.into_iter().enumerate().map(row).collect()
    }
}

impl State {
    fn offers(&self, text: &str, at: usize) -> Vec<Offer> {
        let typed = typed_at(text, at);
        if let Typed::Tag(range) = &typed {
            return self.tags.choices(&text[range.clone()], &[]).into_iter().map(Offer::Tag).collect();
        }
        let goes_on = |past: &&String| past.starts_with(text.trim_start()) && **past != text;
        let past = self.past.iter().filter(goes_on).take(MOST_PAST).cloned().map(Offer::Past);
        past.chain(typed.operators(text).into_iter().map(Offer::Operator)).collect()
    }
}

fn focus_first_result() {
    if let Ok(Some(result)) = document().query_selector(".hits h3 a") {
        drop(result.unchecked_into::<HtmlElement>().focus());
    }
}

/// What can be searched for, and what was: shown where nothing was typed.
pub(super) fn guide(panel: Panel) -> AnyView {
    let past = Local::new(Vec::<String>::new());
    let learn = move |told: Vec<String>| {
        past.change(|past| *past = told);
    };
    let forget = move |which: Option<String>| {
        spawn_local(async move {
            if let Ok(left) = ask(ForgetSearches(which)).await {
                learn(left);
                super::controls::focus("#search");
            }
        });
    };
    spawn_local(async move { ask(GetSearches).await.into_iter().for_each(learn) });
    let line = move |one: String| {
        let sought = Sought { text: one.clone(), ..Sought::default() };
        let again = written_button(one.clone(), move |_| panel.go(Go::Search(sought.clone())));
        let text = one.clone();
        vec![again, button_about(Kind::Quiet, words::forget(), &one, move |_| forget(Some(text.clone())))]
    };
    let searches = move || {
        let all = past.shown(Vec::clone);
        (!all.is_empty()).then(|| {
            let clear = button(Kind::Plain, words::forget_all(), move |_| forget(None));
            let lines = list("past", all.into_iter().map(line).collect());
            section(words::your_searches(), vec![text("hint", words::kept_on_device()), lines, clear])
        })
    };
    let operators = OPERATORS.map(|operator| {
        vec![view! { <code dir="ltr">{operator.example}</code> }.into_any(), text("hint", (operator.finds)())]
    });
    let language = section(words::what_you_can_write(), vec![list("operators", operators.into())]);
    block("stack", vec![(move || searches()).into_any(), language])
}

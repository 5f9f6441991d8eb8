//! The keys: arrows go through a list, single letters do what the list of keys says, and that list.
//!
//! A letter is the page's only where nobody types: never in a field, never with a modifier.

use super::{
    bus::ask,
    controls::{Kind, block, button, check, elements, focus, section, text},
    go::{Go, Sought},
    panel::{Panel, is_popup, open_tab},
};
use crate::{
    app::{Deed, GetKeys, Keys, SaveKeys},
    browser::shortcuts_page,
    words,
};
use leptos::{
    ev::{self, KeyboardEvent},
    prelude::*,
    task::spawn_local,
};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What is folded away takes no focus.
const FOLDED: &str = "details:not([open])";

/// The field to search in.
const SEARCH: &str = "input[type=search]";

/// What arrows go through.
const ITEMS: &str = "main .hits h3 a";

impl Panel {
    /// Listens to the keys from now on.
    pub(super) fn listen(self) {
        spawn_local(async move {
            if let Ok(keys) = ask(GetKeys).await {
                self.keys.set(keys);
            }
        });
        window_event_listener(ev::keydown, move |event: KeyboardEvent| {
            if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing() {
                return;
            }
            let key = event.key();
            if key == "Escape" && self.can_go_back() {
                event.prevent_default();
                return self.back();
            }
            let deed = match key.as_str() {
                "ArrowDown" => Some(Deed::Next),
                "ArrowUp" => Some(Deed::Previous),
                _ => self.keys.with_untracked(|keys| keys.deed(&key, &event.code())),
            };
            if deed.is_some_and(|deed| self.does(deed)) {
                event.prevent_default();
            }
        });
    }

    /// Does what a key stands for; whether there was anything to do.
    fn does(self, deed: Deed) -> bool {
        match deed {
            Deed::Next => step(1),
            Deed::Previous => step(-1),
            Deed::Search => focuses(SEARCH) || self.goes_to_search(),
            Deed::Pin | Deed::Copy | Deed::Open => {
                let row = document().active_element().and_then(|at| at.closest("li").ok().flatten());
                let name = format!("[data-key={}] :is(a, button)", name_of(deed));
                let control = row.and_then(|row| row.query_selector(&name).ok().flatten());
                control.is_some_and(|control| control.dyn_into::<HtmlElement>().map(|one| one.click()).is_ok())
            }
            Deed::Ask => self.goes(Go::StartDraft),
            Deed::Related => self.goes(Go::Related),
            Deed::Help => self.goes(Go::Keys),
        }
    }

    /// From a screen without the search box to the one that is nothing else.
    fn goes_to_search(self) -> bool {
        let goes = self.goes(Go::Search(Sought::default()));
        if goes {
            focus(SEARCH);
        }
        goes
    }

    /// Goes there, unless something is written or decided here.
    fn goes(self, go: Go) -> bool {
        let is_free = self.screen.with_untracked(super::screen::Screen::is_read_only);
        if is_free {
            self.go(go);
        }
        is_free
    }
}

/// The name of a deed, as controls carry it.
fn name_of(deed: Deed) -> &'static str {
    match deed {
        Deed::Pin => "pin",
        Deed::Copy => "copy",
        _ => "open",
    }
}

/// Whether the focus is where letters are text.
fn is_typing() -> bool {
    document().active_element().is_some_and(|at| {
        at.matches("textarea, select, [contenteditable], input:not([type=checkbox]):not([type=radio])").unwrap_or(true)
    })
}

/// Gives the focus to what `selector` finds, if it finds anything.
fn focuses(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    found.is_some_and(|found| found.dyn_into::<HtmlElement>().is_ok_and(|field| field.focus().is_ok()))
}

/// Moves the focus through the list, from its ends into it and not beyond.
fn step(by: i32) -> bool {
    let mut items = elements(document().query_selector_all(ITEMS));
    items.retain(|item| item.closest(FOLDED).is_ok_and(|fold| fold.is_none()));
    let active = document().active_element();
    let inside = |item: &&Element| {
        let row = item.closest("li").ok().flatten();
        active.as_ref().is_some_and(|active| row.is_some_and(|row| row.contains(Some(active))))
    };
    let at = items.iter().position(|item| inside(&item));
    let next = match (at, by) {
        (None, 1) => items.first(),
        (None, _) => None,
        (Some(at), 1) => items.get(at + 1),
        (Some(at), _) => at.checked_sub(1).and_then(|at| items.get(at)),
    };
    next.is_some_and(|next| next.unchecked_ref::<HtmlElement>().focus().is_ok())
}

/// The list of keys, each of which can be changed.
pub(super) fn keys_view(panel: Panel, keys: &Keys) -> AnyView {
    let (on, problem) = (RwSignal::new(keys.on), RwSignal::new(String::new()));
    panel.keys.set(keys.clone());
    Effect::new(move |before: Option<bool>| {
        let now = on.get();
        if before.is_some_and(|before| before != now) {
            save(panel, Keys { on: now, ..panel.keys.get_untracked() });
        }
        now
    });
    let rows: Vec<AnyView> = keys.keys.iter().map(|(deed, key)| row(panel, *deed, *key, problem)).collect();
    let back = button(Kind::Quiet, words::back(), move |_| panel.back());
    let browser = button(Kind::Plain, words::change_shortcuts(), move |_| open_tab(shortcuts_page()));
    section(
        words::keys(),
        vec![
            block("actions", vec![back]),
            check(words::single_keys(), on),
            view! { <table class="keys"><tbody>{rows}</tbody></table> }.into_any(),
            view! { <p class="problem" role="alert">{problem}</p> }.into_any(),
            text("hint", words::other_keys()),
            text("hint", words::keys_anywhere()),
            if is_popup() { ().into_any() } else { block("actions", vec![browser]) },
        ],
    )
}

fn row(panel: Panel, deed: Deed, key: char, problem: RwSignal<String>) -> AnyView {
    let name = match deed {
        Deed::Next => words::key_next(),
        Deed::Previous => words::key_previous(),
        Deed::Search => words::search(),
        Deed::Ask => words::key_ask(),
        Deed::Related => words::key_related(),
        Deed::Pin => words::key_pin(),
        Deed::Copy => words::key_copy(),
        Deed::Open => words::key_open(),
        Deed::Help => words::key_help(),
    };
    let change = move |event: ev::Event| {
        let keys = panel.keys.get_untracked().with(deed, &event_target_value(&event));
        problem.set(keys.as_ref().map_or_else(ToString::to_string, |_| String::new()));
        keys.into_iter().for_each(|keys| save(panel, keys));
    };
    view! {
        <tr>
            <th scope="row">{name.clone()}</th>
            <td><input aria-label=words::key_for(&name) autocomplete="off" spellcheck="false" prop:value=key.to_string() on:change=change/></td>
        </tr>
    }
    .into_any()
}

fn save(panel: Panel, keys: Keys) {
    panel.keys.set(keys.clone());
    spawn_local(async move {
        if let Err(failure) = ask(SaveKeys(keys)).await {
            panel.say(failure.message);
        }
    });
}

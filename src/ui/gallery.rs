//! The gallery: every component in every state that it can be in, to be looked at and to be compared with how it was.
//!
//! It is in no release: `./build.sh gallery` builds it, as `gallery.html` beside the panel. It calls the views that the
//! panel calls, over data made by hand, at a moment that does not pass. `?state=list/empty` shows one state alone, `&dark`
//! and `&light` choose the colours. Its own headings are for developers, and in English.

mod account;
mod background;
mod controls;
mod data;
mod reading;
mod writing;

use super::panel::Panel;
use crate::{browser::Browser, model::Timestamp, ports::Clock};
use js_sys::{Reflect, global};
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Element, Event, HtmlElement};

/// Where the gallery is.
const PAGE: &str = "/gallery.html";

/// When it is there: 4 March 2026, 10:00 UTC.
const MOMENT: Timestamp = Timestamp(1_772_618_400);

/// Milliseconds between two looks for what an [`Act`] needs, and how many there are.
const LOOK: u32 = 50;
const LOOKS: u32 = 60;

/// Something to look at.
struct State {
    /// Its group and its own name, with a slash between. In those that end in `waiting`, the background never answers.
    name: &'static str,
    view: fn(Panel) -> AnyView,
    /// What somebody did to it.
    acts: &'static [Act],
}

/// What somebody does, as soon as what it is done to is there.
#[derive(Clone, Copy)]
enum Act {
    /// Waits until this is there.
    See(&'static str),
    /// Presses it.
    Press(&'static str),
    /// Writes into it.
    Type(&'static str, &'static str),
}

/// A state that nobody did anything to.
fn state(name: &'static str, view: fn(Panel) -> AnyView) -> State {
    State { name, view, acts: &[] }
}

impl State {
    /// The same after somebody did this.
    fn after(self, acts: &'static [Act]) -> Self {
        Self { acts, ..self }
    }
}

fn all() -> Vec<State> {
    let groups = [controls::states(), reading::states(), writing::states(), account::states()];
    groups.into_iter().flatten().collect()
}

/// Whether this page is the gallery.
pub(super) fn is_here() -> bool {
    window().location().pathname().is_ok_and(|path| path == PAGE)
}

/// Mounts the gallery into the page's body, and has it go along with the page's address.
pub(super) fn mount() {
    stop_the_clock();
    background::stand_in(|| chosen(&query()).is_none_or(|name| !name.ends_with("waiting")));
    let name = document().query_selector("#frame h1").ok().flatten();
    if let Some(frame) = document().get_element_by_id("frame") {
        frame.remove();
    }
    // Each turn is made anew, even of a state that is shown.
    let turns = RwSignal::new(0);
    window_event_listener(ev::popstate, move |_| turns.update(|turns| *turns += 1));
    leptos::mount::mount_to_body(move || {
        let name = StoredValue::new_local(name);
        let shown = move |_| untrack(move || name.with_value(|name| turn(&query(), name.as_ref())));
        view! { <For each=move || [turns.get()] key=|turn| *turn children=shown/> }
    });
}

/// What an address asks for.
fn turn(query: &str, name: Option<&Element>) -> Vec<AnyView> {
    choose_colours(query);
    let mut states = all();
    if let Some(chosen) = chosen(query) {
        states.retain(|state| state.name == chosen);
    }
    states.into_iter().map(|state| section(state, name.cloned())).collect()
}

fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// The state that the address asks for.
fn chosen(query: &str) -> Option<&str> {
    query.trim_start_matches('?').split('&').find_map(|part| part.strip_prefix("state="))
}

fn choose_colours(query: &str) {
    let has = |word: &str| query.trim_start_matches('?').split('&').any(|part| part == word);
    let scheme = ["dark", "light"].into_iter().find(|scheme| has(scheme)).unwrap_or_default();
    if let Some(root) = document().document_element() {
        drop(root.unchecked_into::<HtmlElement>().style().set_property("color-scheme", scheme));
    }
}

/// Ages and what is left of a time are the same on every day.
fn stop_the_clock() {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds are far below 2^53")]
    let now = Closure::<dyn Fn() -> f64>::new(|| MOMENT.0 as f64 * 1000.0);
    if let Ok(date) = Reflect::get(&global(), &"Date".into()) {
        drop(Reflect::set(&date, &"now".into(), &now.into_js_value()));
    }
}

/// A state under its name, as wide as a panel where all are shown. `name` stands at the head of every panel.
fn section(State { name: state, view, acts }: State, name: Option<Element>) -> AnyView {
    let panel = Panel::new();
    panel.know(Some(data::overview()));
    let shown = view(panel);
    let is_header = state.starts_with("header/");
    let shown =
        if is_header { view! { {shown}<main></main> }.into_any() } else { view! { <main>{shown}</main> }.into_any() };
    spawn_local(async move {
        Browser.wait(0).await; // until it is in the page
        let Ok(Some(section)) = document().query_selector(&format!("[data-state='{state}']")) else { return };
        if let (Ok(Some(header)), Some(name)) = (section.query_selector("header"), name) {
            drop(name.clone_node_with_deep(true).and_then(|name| header.prepend_with_node_1(&name)));
        }
        for act in acts {
            act.on(&section).await;
        }
        drop(section.set_attribute("data-done", ""));
    });
    let width = if chosen(&query()).is_some() { "none" } else { "400px" };
    view! { <div data-state=state style:max-inline-size=width><aside><h1>{state}</h1></aside>{shown}</div> }.into_any()
}

impl Act {
    async fn on(self, section: &Element) {
        let (Self::See(selector) | Self::Press(selector) | Self::Type(selector, _)) = self;
        for _ in 0..LOOKS {
            if !section.is_connected() {
                return; // another is shown
            }
            if let Ok(Some(found)) = section.query_selector(selector) {
                return self.does(found.unchecked_ref());
            }
            Browser.wait(LOOK).await;
        }
        // Where all are shown they share the focus, and ids.
        if chosen(&query()).is_some() {
            leptos::logging::error!("nothing in this state is {selector}");
        }
    }

    fn does(self, element: &HtmlElement) {
        match self {
            Self::See(_) => {}
            Self::Press(_) => element.click(),
            Self::Type(_, text) => {
                drop(element.focus());
                drop(Reflect::set(element, &"value".into(), &text.into()));
                for kind in ["input", "change"] {
                    drop(Event::new(kind).map(|event| element.dispatch_event(&event)));
                }
            }
        }
    }
}

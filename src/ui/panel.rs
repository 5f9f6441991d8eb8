//! The panel's state, what may be asked of it, and its frame.
//!
//! One [`Screen`] holds everything shown, one [`Go`] names everything that can be asked. A late answer
//! never paints: each `Go` takes a number, and only the latest may set the screen.

use super::{
    bus::ask,
    follow::Front,
    go::{Go, Sought, failed, perform},
    header::place,
    screen::{Posting, Screen, Way},
    search::search_box,
    sites,
};
use crate::{
    app::{
        Failure, GetMyQuestions, GetOverview, Keys, Overview, PAGE, Pin, Remedy, SeeAnswers, Unpin, next_look,
        searched_by,
    },
    browser::{self, Browser, to_js, webext},
    draft::Secrets,
    model::{HostAccess, Question, QuestionId},
    ports::Clock,
};
use leptos::{prelude::*, task::spawn_local};
use serde::Serialize;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The panel, as its views hold it.
#[derive(Clone, Copy)]
pub(super) struct Panel {
    overview: RwSignal<Option<Overview>>,
    pub(super) screen: RwSignal<Screen>,
    status: RwSignal<String>,
    previewing: RwSignal<bool>,
    pins: RwSignal<Vec<Question>>,
    way: Memo<Option<Way>>,
    typed: RwSignal<String>,
    pub(super) latest: StoredValue<u32>,
    /// Whether the focus is to come back, and the heading that was told last.
    arrival: StoredValue<(bool, String)>,
    trail: StoredValue<Vec<Place>>,
    /// The page that was looked at last, and how often the page in front changed.
    pub(super) front: StoredValue<Option<Front>>,
    pub(super) load: StoredValue<u32>,
    /// Whether what is shown, or on its way, is about the page in front.
    beside: StoredValue<bool>,
    /// Whether what was asked is unfolded.
    pub(super) asks: RwSignal<bool>,
    /// What single keys do.
    pub(super) keys: RwSignal<Keys>,
}

/// A screen that something was opened from.
struct Place {
    screen: Screen,
    /// The page it was about.
    front: Option<Front>,
    /// How far it was scrolled down, in pixels.
    scrolled: f64,
    /// The id of what had the focus.
    focused: String,
}

impl Panel {
    /// Nothing is known yet, and nothing was asked.
    pub(super) fn new() -> Self {
        let screen = RwSignal::new(Screen::Loading);
        Self {
            overview: RwSignal::new(None),
            screen,
            way: Memo::new(move |before| screen.with(Screen::way).unwrap_or(before.copied().flatten())),
            typed: RwSignal::new(String::new()),
            arrival: StoredValue::new((false, String::new())),
            status: RwSignal::new(String::new()),
            previewing: RwSignal::new(false),
            pins: RwSignal::new(Vec::new()),
            latest: StoredValue::new(0),
            trail: StoredValue::new(Vec::new()),
            front: StoredValue::new(None),
            load: StoredValue::new(0),
            beside: StoredValue::new(false),
            asks: RwSignal::new(false),
            keys: RwSignal::new(Keys::default()),
        }
    }

    /// Where things stand, once known.
    pub(super) fn overview(self) -> Option<Overview> {
        self.overview.get()
    }

    /// The questions that the person keeps at hand.
    pub(super) fn pins(self) -> RwSignal<Vec<Question>> {
        self.pins
    }

    /// Keeps a question at hand, or no longer.
    pub(super) fn pin(self, question: Question, is_kept: bool) {
        spawn_local(async move {
            let done = if is_kept { ask(Pin(question)).await } else { ask(Unpin(question.id)).await };
            match done {
                Ok(()) => self.look_over().await,
                Err(failure) => self.say(failure.message),
            }
        });
    }

    /// What the organisation says about keys and passwords.
    pub(super) fn secrets(self) -> Secrets {
        self.overview.with_untracked(|overview| overview.as_ref().map_or(Secrets::Warned, |it| it.secrets))
    }

    /// Which of the header's ways led here.
    pub(super) fn way(self) -> Option<Way> {
        self.way.get()
    }

    /// What stands in the search box.
    pub(super) fn typed(self) -> RwSignal<String> {
        self.typed
    }

    /// Changes what is kept of what is shown, and shows nothing anew: whoever comes back to it finds it so.
    pub(super) fn amend(self, amend: impl FnOnce(&mut Screen)) {
        self.screen.update_untracked(amend);
    }

    /// Whether the preview is shown where there is no room for it beside the field: for all drafts alike.
    pub(super) fn previewing(self) -> RwSignal<bool> {
        self.previewing
    }

    /// Says `text` to screen readers, once.
    pub(super) fn say(self, text: String) {
        self.status.set(text);
    }

    /// The person went to the answers of a question, which may be one of theirs.
    fn saw(self, question: QuestionId) {
        if self.overview.with_untracked(|overview| overview.as_ref().is_none_or(|overview| overview.unseen == 0)) {
            return;
        }
        self.trail.update_value(|trail| {
            for place in trail {
                if let Screen::Mine(mine) = &mut place.screen {
                    mine.questions
                        .iter_mut()
                        .filter(|mine| mine.question.id == question)
                        .for_each(|mine| mine.unseen = 0);
                }
            }
        });
        spawn_local(async move {
            // What cannot be noted stays new.
            drop(ask(SeeAnswers(Some(question))).await);
            self.look_over().await;
        });
    }

    async fn look_over(self) {
        if let Ok(overview) = ask(GetOverview).await {
            self.know(Some(overview));
        }
    }

    /// Shows where things stand, if that is news: each time that the header is made anew costs memory for good.
    pub(super) fn know(self, overview: Option<Overview>) {
        let pins = overview.as_ref().map(|overview| overview.pins.clone()).unwrap_or_default();
        if self.pins.try_with_untracked(|known| *known != pins) == Some(true) {
            self.pins.set(pins);
        }
        if self.overview.try_with_untracked(|known| *known != overview) == Some(true) {
            self.overview.set(overview);
        }
    }

    /// Asks now and then what became of the person's questions, while somebody is signed in and the panel can be seen.
    async fn keep_looking(self) {
        let (mut looks, mut pause) = (0, 0);
        loop {
            let seconds = next_look(looks, pause);
            Browser.wait(u32::try_from(seconds * 1000).unwrap_or(u32::MAX)).await;
            let is_signed_in = self.overview.with_untracked(|it| it.as_ref().is_some_and(|it| it.account().is_some()));
            if document().hidden() || !is_signed_in {
                continue;
            }
            looks += 1;
            pause = match ask(GetMyQuestions).await {
                Ok(mine) => {
                    if self.screen.with_untracked(|screen| matches!(screen, Screen::Mine(shown) if *shown != mine)) {
                        self.screen.set(Screen::Mine(mine));
                    }
                    0
                }
                Err(Failure { remedy: Remedy::Wait(until), .. }) => Browser.now().until(until),
                Err(_) => 0,
            };
            self.look_over().await;
        }
    }

    /// Does what was asked and shows what came of it.
    pub(super) fn go(self, go: Go) {
        let mine = self.next();
        let is_beside = matches!(go, Go::Related | Go::Follow | Go::FindWith(_) | Go::Focus);
        self.beside.set_value(is_beside);
        self.say(String::new()); // what was said of the last screen
        match &go {
            Go::Read(which) => {
                self.keep_place();
                self.saw(which.id);
            }
            Go::Keys => self.keep_place(),
            Go::Search(sought) => {
                self.typed.set(sought.text.clone());
                if !self.screen.with_untracked(|screen| matches!(screen, Screen::Search(..))) {
                    self.keep_place();
                }
            }
            Go::SignIn(_, then) if matches!(**then, Go::Read(_) | Go::Search(_)) => {} // that it is for, and the way back from there
            _ => self.trail.set_value(Vec::new()),
        }
        self.screen.set(match &go {
            Go::Post(screen) => Screen::Reviewing(screen.clone(), Posting::Yes),
            Go::Delete(deletion) => Screen::Deleting(deletion.clone(), Posting::Yes),
            Go::Read(which) => Screen::Reading(which.clone(), None),
            Go::Search(sought) => Screen::Search(sought.clone(), None),
            Go::Follow => Screen::Looking(self.front_title()),
            _ => Screen::Loading,
        });
        spawn_local(async move {
            if is_beside {
                self.front.set_value(self.in_front().await);
            }
            let outcome = perform(go.clone()).await;
            let overview = ask(GetOverview).await.ok();
            let now = if is_beside { self.in_front().await } else { None };
            if self.latest.try_get_value() != Some(mine) {
                return;
            }
            if now.is_some_and(|now| self.is_left_for(&now)) {
                return self.go(Go::Follow); // it was left before the browser said so
            }
            let screen = outcome.unwrap_or_else(|failure| failed(failure, go, overview.as_ref()));
            self.beside.update_value(|beside| *beside &= screen.is_beside());
            if let Screen::Related(related) = &screen {
                self.say(super::related::announcement(related.hits.len()));
            }
            self.know(overview);
            self.screen.set(screen);
        });
    }

    /// Before a screen takes the place of another: nobody is left without the focus, and everybody hears what is there.
    /// Focus that goes with the old screen is given to the new heading, which screen readers then read; where it stays,
    /// the heading is said.
    fn arrive(self) {
        let is_somewhere = || document().active_element().is_some_and(|element| element.tag_name() != "BODY");
        let had_focus = is_somewhere();
        self.arrival.update_value(|(is_owed, _)| *is_owed |= had_focus);
        // After what the screen itself gives the focus to.
        request_animation_frame(move || {
            let Ok(Some(heading)) = document().query_selector("main :is(h2, [role=alert])") else { return };
            let name = heading.text_content().unwrap_or_default();
            let Some((is_owed, told)) =
                self.arrival.try_update_value(|arrival| std::mem::replace(arrival, (false, name.clone())))
            else {
                return;
            };
            if is_somewhere() || !is_owed {
                // An alert says itself.
                let is_heading = heading.tag_name() == "H2";
                if is_heading && told != name && self.status.with_untracked(String::is_empty) {
                    self.say(name);
                }
                return;
            }
            drop(heading.set_attribute("tabindex", "-1"));
            drop(heading.unchecked_into::<HtmlElement>().focus());
        });
    }

    /// The number of what is asked for now: what was asked for before paints no more.
    pub(super) fn next(self) -> u32 {
        self.latest.update_value(|latest| *latest += 1);
        self.latest.get_value()
    }

    /// Whether what is shown, or on its way, is about the page in front.
    pub(super) fn is_beside(self) -> bool {
        self.beside.get_value()
    }

    /// Whether there is anything to go back to.
    pub(super) fn can_go_back(self) -> bool {
        self.trail.with_value(|trail| !trail.is_empty())
    }

    /// Notes where the person is, to come back there.
    fn keep_place(self) {
        let screen = self.screen.get_untracked();
        if screen.is_kept() {
            let focused = document().active_element().map(|element| element.id()).unwrap_or_default();
            let scrolled = window().scroll_y().unwrap_or_default();
            let front = self.front.get_value();
            self.trail.update_value(|trail| trail.push(Place { screen, front, scrolled, focused }));
        }
    }

    /// Goes back to where a question was opened: what was shown is there at once, as it was left.
    pub(super) fn back(self) {
        let Some(Place { screen, front, scrolled, focused }) = self.trail.try_update_value(Vec::pop).flatten() else {
            return self.go(Go::Related);
        };
        let is_beside = screen.is_beside();
        self.beside.set_value(is_beside);
        if is_beside && self.front.with_value(|now| *now != front) {
            return self.go(Go::Follow); // the person went on to another page meanwhile
        }
        self.next();
        self.say(String::new());
        self.typed.set(if let Screen::Search(sought, _) = &screen { sought.text.clone() } else { String::new() });
        self.screen.set(screen);
        request_animation_frame(move || {
            window().scroll_to_with_x_and_y(0.0, scrolled);
            if let Some(element) = document().get_element_by_id(&focused) {
                drop(element.unchecked_into::<HtmlElement>().focus());
            }
        });
    }

    /// Carries out a remedy, then does again what failed. No remedy posts: what was about to be is reviewed once more.
    pub(super) fn remedy(self, remedy: Remedy, again: Go) {
        let again = match again {
            Go::Post(screen) => Go::Review(screen.0.draft),
            Go::Delete(deletion) => Go::AskDelete(deletion.question.id),
            again => again,
        };
        match remedy {
            Remedy::SetUp => self.go(Go::SetUp(self.overview.get_untracked().and_then(|overview| overview.active))),
            Remedy::SignIn(scope) => self.go(Go::SignIn(scope, Box::new(again))),
            Remedy::SignOut => self.go(Go::SignOut),
            Remedy::LookUp(id) => self.go(Go::LookUp(id)),
            Remedy::Open(url) => open_tab(url),
            Remedy::Grant(site) => spawn_local(async move {
                if browser::request_permission(&site.permission()).await {
                    self.go(again);
                }
            }),
            Remedy::Watch(_) => self.go(Go::Related),
            Remedy::Allow(rule) => self.set_host(rule, HostAccess::OnClick, Go::Related),
            Remedy::Mend => match again {
                Go::Review(id) => self.go(Go::Draft(id)),
                Go::SignIn(_, then) => self.remedy(Remedy::Mend, *then), // it was what came after that failed
                again => self.go(again),
            },
            Remedy::Wait(_)
            | Remedy::Retry
            | Remedy::Review
            | Remedy::Invoke
            | Remedy::OtherPage
            | Remedy::AskAdmin => self.go(again),
        }
    }
}
/// Opens an https address, or our own page, in a tab of its own.
pub(super) fn open_tab(url: String) {
    if url != PAGE && url != sites::PAGE && url != browser::shortcuts_page() && !url.starts_with("https://") {
        return;
    }
    #[derive(Serialize)]
    struct Tab {
        url: String,
    }
    spawn_local(async move { drop(webext::settled(webext::tabs_create(&to_js(&Tab { url }))).await) });
}

/// Whether this is the popup of the toolbar button: the quick look.
pub(super) fn is_popup() -> bool {
    window().location().search().is_ok_and(|query| query == "?popup")
}

/// The panel.
#[component]
pub(super) fn Root() -> impl IntoView {
    let panel = Panel::new();
    let screen = panel.screen;
    let query = window().location().search().unwrap_or_default();
    if query == "?sites" {
        panel.go(Go::Sites);
    } else if let Some(text) = searched_by(&query) {
        panel.go(Go::Search(Sought { text, ..Sought::default() })); // Enter was pressed in the address bar
    } else if is_popup() {
        panel.go(Go::Related); // the click was on the toolbar: it asks about this page
    } else {
        panel.go(Go::Focus);
        spawn_local(panel.keep_looking());
        panel.follow_tabs();
        browser::on_session_change(move |key| {
            if key == "focus" {
                panel.go(Go::Focus);
            }
        });
    }
    panel.listen();
    // What was looked at when a screen was made does not make it anew: what is typed there stays.
    let body = move || {
        let screen = panel.screen.get();
        panel.arrive();
        untrack(move || screen.view(panel))
    };
    // Made once for all the screens that it stands above: what is typed there stays, and so does the focus.
    let searches = Memo::new(move |before| screen.with(Screen::searches).or(before.copied()).unwrap_or_default());
    let search = move || searches.get().then(|| search_box(panel));
    view! {
        <header>{move || place(panel)}</header>
        <main>{search}{body}</main>
        <p class="sr-only" role="status">{panel.status}</p>
    }
}

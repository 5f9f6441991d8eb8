//! Questions that may be asked already, below the title that is typed, to be read where they are.
//!
//! What and when to ask is [`Typeahead`]'s to say: this waits for a pause in the typing, asks and shows. A press ends a
//! draft happily, or says in it how it differs.

use super::{
    SafeHtml,
    bus::ask,
    controls::{Kind, Local, button, copy, link_out, section, text},
    decision::decision,
    go::Go,
    markdown::{apply, selected},
    panel::Panel,
    preview::write,
    related::{describe, facts},
};
use crate::{
    app::{FindSimilar, Mark, ReadQuestion, Similar, Thread, Vote},
    auth::Scope,
    browser::Browser,
    draft::{Typeahead, differs},
    model::{DraftId, PostId, Question},
    ports::Clock,
    related::{Ranked, subject_of},
    words,
};
use leptos::{prelude::*, task::spawn_local};

/// Milliseconds without a key that are a pause.
const PAUSE: u32 = 400;

/// The list below a title.
#[derive(Clone, Copy)]
pub(super) struct Suggested {
    panel: Panel,
    title: RwSignal<String>,
    sent: Local<Vec<(String, String)>>,
    state: Local<State>,
}

struct State {
    draft: DraftId,
    asked: Typeahead<Vec<Ranked>>,
    shown: Vec<Ranked>,
}

impl Suggested {
    /// Nothing yet; what is sent is added to `sent`.
    pub(super) fn below(
        panel: Panel,
        draft: DraftId,
        title: RwSignal<String>,
        sent: Local<Vec<(String, String)>>,
    ) -> Self {
        let state = Local::new(State { draft, asked: Typeahead::default(), shown: Vec::new() });
        Self { panel, title, sent, state }
    }

    /// The title changed.
    pub(super) fn typed(self) {
        let typed = self.state.quietly(|state| state.asked.types()).unwrap_or_default();
        spawn_local(async move {
            Browser.wait(PAUSE).await;
            if self.state.quietly(|state| state.asked.rests(typed)) == Some(true) {
                self.look();
            }
        });
    }

    /// Shows what is known of the title as it is now, and asks if nothing is.
    fn look(self) {
        let Some(title) = self.title.try_get_untracked() else { return };
        let Some(subject) = subject_of(&title) else { return self.show(Vec::new()) };
        if let Some(hits) = self.known(&subject) {
            return self.show(hits);
        }
        if self.state.quietly(|state| state.asked.asks(&subject)) != Some(true) {
            return;
        }
        spawn_local(async move {
            let Some(draft) = self.state.quietly(|state| state.draft.clone()) else { return };
            let (hits, sent) = match ask(FindSimilar(draft, title)).await {
                Ok(Similar(hits, sent)) => (Some(hits), sent.iter().map(describe).collect()),
                Err(failure) => (None, vec![(words::query_similar(), failure.message)]),
            };
            if self.state.quietly(|state| state.asked.answered(hits)).is_some() {
                self.sent.change(|all| all.extend(sent));
                self.look();
            }
        });
    }

    /// The title has the focus again: what came while it had not is shown.
    pub(super) fn returned(self) {
        if let Some(hits) = subject_of(&self.title.get_untracked()).and_then(|subject| self.known(&subject)) {
            self.show(hits);
        }
    }

    fn known(self, subject: &str) -> Option<Vec<Ranked>> {
        self.state.quietly(|state| state.asked.answer(subject).cloned()).flatten()
    }

    /// What is the same stays as it is, and open where it was opened. For whoever went on to something else nothing
    /// moves: a list that appears above takes what is about to be pressed from under the pointer.
    fn show(self, hits: Vec<Ranked>) {
        let at = document().active_element().and_then(|element| element.get_attribute("name"));
        if at.as_deref() != Some("title") {
            return;
        }
        let ids = |hits: &[Ranked]| hits.iter().map(|hit| hit.question.id).collect::<Vec<_>>();
        if self.state.quietly(|state| ids(&state.shown) == ids(&hits)) == Some(false) {
            self.panel.say(match hits.len() {
                0 => String::new(),
                n => words::similar_count(n),
            });
            self.state.change(|state| state.shown = hits);
        }
    }

    /// The list.
    pub(super) fn view(self) -> AnyView {
        let list = move || {
            let hits = self.state.shown(|state| state.shown.clone());
            if hits.is_empty() {
                return ().into_any();
            }
            let rows: Vec<AnyView> = hits.into_iter().map(|hit| self.row(hit.question)).collect();
            view! { <section class="similar" aria-label=words::similar_questions()><p class="hint">{words::asked_before()}</p>{rows}</section> }
                .into_any()
        };
        list.into_any()
    }

    /// A question; its text is asked for once it is opened.
    fn row(self, question: Question) -> AnyView {
        let thread: Local<Option<Result<Thread, String>>> = Local::new(None);
        let id = question.id;
        let open = move |_| {
            if thread.quietly(|thread| thread.is_none()) == Some(true) {
                thread.change(|thread| *thread = Some(Err(words::loading())));
                spawn_local(async move {
                    let read = ask(ReadQuestion(id)).await.map_err(|failure| failure.message);
                    thread.change(|thread| *thread = Some(read));
                });
            }
        };
        let answers = match (question.answers, question.accepted) {
            (0, _) => words::no_answer(),
            (n, false) => words::answers(n),
            (n, true) => format!("✓ {}", words::answers_one_accepted(n)),
        };
        let facts = format!("{answers} · {}", facts(&question, Browser.now()));
        let (title, link, has_answer) = (question.title.clone(), question.link.clone(), question.answers > 0);
        let (answering, other) = (question.clone(), question);
        let answers_this = button(Kind::Plain, words::this_answers_it(), move |_| {
            let draft = self.state.quietly(|state| state.draft.clone());
            draft.into_iter().for_each(|draft| self.panel.go(Go::Answered(draft, answering.clone())));
        });
        let differs = button(Kind::Plain, words::mine_differs(), move |_| {
            if let Some((body, _)) = selected("body") {
                let edit = differs(&body, &other);
                write(self.panel.previewing(), move || apply("body", &edit));
            }
        });
        view! {
            <details on:toggle=open>
                <summary><span dir="auto">{title}</span><span class="facts">{facts}</span></summary>
                <div class="stack">
                    <div class="actions">{has_answer.then_some(answers_this)}{differs}{link_out(link, words::open_on_site())}</div>
                    {move || told_of(thread.shown(Option::clone))}
                </div>
            </details>
        }
        .into_any()
    }
}

/// A question and its best answer, or why they are not there.
fn told_of(thread: Option<Result<Thread, String>>) -> AnyView {
    let thread = match thread {
        None => return ().into_any(),
        Some(Err(why)) => return view! { <p class="hint">{why}</p> }.into_any(),
        Some(Ok(thread)) => thread,
    };
    let answer = thread.best().map(|best| {
        let name = if best.accepted { words::accepted_answer() } else { words::best_answer() };
        view! { <p class="group">{name}</p><SafeHtml html=best.body.clone()/> }.into_any()
    });
    let why = thread.answers.err().map(|failure| text("hint", failure.message));
    view! { <SafeHtml html=thread.asked.body/>{answer}{why} }.into_any()
}

/// The end of a draft whose question is answered.
pub(super) fn answered(panel: Panel, draft: DraftId, question: Question) -> AnyView {
    let Question { id, title, link, .. } = question;
    let (note, address) = (RwSignal::new(String::new()), link.clone());
    let may_write = panel.overview().and_then(|overview| overview.active?.scope) == Some(Scope::Write);
    let vote = decision(Kind::Plain, words::vote_it_up(), "", move || {
        spawn_local(async move {
            let voted = ask(Vote(PostId::Question(id), Mark::Set)).await;
            note.try_set(voted.map_or_else(|failure| failure.message, |_| words::vote_counts()));
        });
    });
    let again = button(Kind::Plain, words::back_to_draft(), move |_| panel.go(Go::TakeUp(draft.clone())));
    let parts = vec![
        link_out(link, title),
        view! {
            <div class="actions">
                {may_write.then_some(vote)}{copy(words::copy_link(), "", move || address.clone())}
                <span class="hint" role="status">{note}</span>
            </div>
        }
        .into_any(),
        text("", words::draft_kept_a_day()),
        view! { <div class="actions">{again}</div> }.into_any(),
    ];
    section(words::answered_already(), parts)
}

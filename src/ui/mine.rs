//! The person's own questions: what became of what they asked.

use super::{
    controls::{Kind, block, button, button_about, copy, link_out, list, section, spans, text},
    go::Go,
    panel::Panel,
    related::{badge, facts, opened},
};
use crate::{
    app::{Mine, MyQuestions},
    browser::Browser,
    model::Timestamp,
    ports::Clock,
    words,
};
use leptos::prelude::*;

/// The list, the latest activity first.
pub(super) fn my_questions(panel: Panel, mine: MyQuestions) -> AnyView {
    let MyQuestions { questions, all } = mine;
    let now = Browser.now();
    let overview = panel.overview();
    let active = overview.as_ref().and_then(|overview| overview.active.as_ref());
    let (site, writes) = active.map_or_else(Default::default, |active| (active.site.name(), active.way.writes()));
    let mut parts = vec![text("hint", words::mine_on(&site))];
    let mut actions = Vec::new();
    if questions.iter().any(|mine| mine.unseen > 0) {
        actions.push(button(Kind::Plain, words::mark_all_read(), move |_| panel.go(Go::SeeAll)));
    }
    if questions.is_empty() {
        parts.push(text("", words::nothing_asked_yet()));
    } else {
        parts.push(list("hits", questions.into_iter().map(|mine| row(panel, mine, now, writes)).collect()));
    }
    parts.push(link_out(all, words::all_on_site()));
    parts.push(block("actions", actions));
    section(words::my_questions(), parts)
}

fn row(panel: Panel, mine: Mine, now: Timestamp, writes: bool) -> Vec<AnyView> {
    let Mine { question, unseen, inbox } = mine;
    let (id, url) = (question.id, question.link.clone());
    let news = RwSignal::new(news(unseen, inbox));
    let facts = facts(&question, now);
    let title = question.title.clone();
    let mut actions = vec![copy(words::copy_link(), &title, move || url.clone())];
    if writes {
        actions.push(button_about(Kind::Quiet, words::edit(), &title, move |_| panel.go(Go::Change(id))));
        actions.push(button_about(Kind::Quiet, words::delete(), &title, move |_| panel.go(Go::AskDelete(id))));
    }
    let parts = vec![
        view! { <h3 dir="auto">{opened(panel, id, question.title, question.link)}</h3> }.into_any(),
        view! { <p class="news">{news}</p> }.into_any(),
        block("facts", vec![spans("tag", question.tags), spans("", [facts])]),
        block("actions", actions),
    ];
    vec![badge(question.answers, question.accepted), block("", parts)]
}

/// What is new about a question, in words.
fn news(unseen: u32, inbox: u32) -> String {
    let answers = (unseen > 0).then(|| words::new_answers(unseen));
    let messages = (inbox > 0).then(|| words::new_messages(inbox));
    words::listed(&answers.into_iter().chain(messages).collect::<Vec<_>>())
}

//! The list: questions related to the page, each with its reasons, and what was sent to find them.

use super::{
    controls::{Kind, Local, button, spans},
    drafts::unposted,
    go::{Go, Reading},
    panel::{Panel, is_popup},
};
use crate::{
    app::Related,
    browser::{self, ActiveTab, Browser, to_js, webext},
    model::{Question, QuestionId, Timestamp, age},
    ports::Clock,
    related::{Ask, Ranked, Reason, Sent},
};
use leptos::{ev::MouseEvent, prelude::*, task::spawn_local};
use serde::Serialize;
use std::{cell::Cell, rc::Rc};

/// The questions related to a page.
pub(super) fn related(panel: Panel, found: Related) -> AnyView {
    let Related { page, hits, sent } = found;
    let now = Browser.now();
    let list = if hits.is_empty() {
        view! { <p class="empty">{"Nobody seems to have asked about this yet. Be the first."}</p> }.into_any()
    } else {
        let (linking, others): (Vec<Ranked>, Vec<Ranked>) =
            hits.into_iter().partition(|hit| hit.reasons.contains(&Reason::Link));
        if linking.is_empty() {
            rows(panel, others, now)
        } else {
            view! { {group(panel, "Links to this page", linking, now)} {group(panel, "On the same subject", others, now)} }.into_any()
        }
    };
    view! {
        {unposted(panel)}
        <h2 class="page">"Related to " <b>{page.title}</b></h2>
        {list}
        {sent_queries(&sent)}
        <div class="actions bar">
            {button(Kind::Primary, "Ask a question", move |_| panel.go(Go::StartDraft))}
            {button(Kind::Quiet, "Read the page again", move |_| panel.go(Go::Related))}
            {is_popup().then(side_panel_button)}
        </div>
    }
    .into_any()
}

/// What a screen reader hears once the list is there.
pub(super) fn announcement(hits: usize) -> String {
    match hits {
        0 => "No related questions".to_owned(),
        1 => "1 related question".to_owned(),
        n => format!("{n} related questions"),
    }
}

/// Questions under a name, which says why they are there.
fn group(panel: Panel, name: &'static str, hits: Vec<Ranked>, now: Timestamp) -> Option<AnyView> {
    let named = |rows| view! { <section aria-label=name><p class="group">{name}</p>{rows}</section> }.into_any();
    (!hits.is_empty()).then(|| named(rows(panel, hits, now)))
}

fn rows(panel: Panel, hits: Vec<Ranked>, now: Timestamp) -> AnyView {
    let rows: Vec<AnyView> = hits.into_iter().map(|hit| row(panel, hit, now)).collect();
    view! { <ol class="hits">{rows}</ol> }.into_any()
}

/// How many answers there are, and whether one is accepted.
pub(super) fn badge(answers: u32, accepted: bool) -> AnyView {
    let (class, mark, says) = match (accepted, answers) {
        (true, _) => ("badge accepted", format!("✓ {answers}"), format!("{answers} answers, one accepted")),
        (false, n) => ("badge", n.to_string(), format!("{n} answers")),
    };
    view! { <span class=class role="img" aria-label=says.clone() title=says>{mark}</span> }.into_any()
}

fn row(panel: Panel, hit: Ranked, now: Timestamp) -> AnyView {
    let Ranked { question, reasons, .. } = hit;
    let facts = facts(&question, now);
    let Question { id, title, link, tags, accepted, answers, .. } = question;
    view! {
        <li>
            {badge(answers, accepted)}
            <article>
                <h3>{opened(panel, id, title, link)}</h3>
                <p class="reasons">{reasons.iter().filter_map(because).take(2).collect::<Vec<_>>().join(" · ")}</p>
                <p class="facts">{spans("tag", tags)}{spans("", [facts])}</p>
            </article>
        </li>
    }
    .into_any()
}

/// The title of a question, which opens it here; on the site where the person asks for another tab.
pub(super) fn opened(panel: Panel, id: QuestionId, title: String, link: String) -> AnyView {
    let which = Reading { id, title: title.clone(), answer: None };
    opens(panel, format!("q{}", id.0), Some(which), title.into_any(), link)
}

/// The same for any post: what cannot be read here opens on the site. `key` is its id on the page.
pub(super) fn opens(panel: Panel, key: String, which: Option<Reading>, shown: AnyView, link: String) -> AnyView {
    let open = move |event: MouseEvent| {
        let Some(which) = &which else { return };
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            panel.go(Go::Read(which.clone()));
        }
    };
    let href = link.starts_with("https://").then_some(link);
    view! { <a id=key href=href target="_blank" rel="noopener noreferrer" on:click=open>{shown}</a> }.into_any()
}

/// What left the device for this page.
fn sent_queries(sent: &[Sent]) -> AnyView {
    what_was_sent(Local::new(sent.iter().map(describe).collect()))
}

/// What left the device: in words, and what came of it.
pub(super) fn what_was_sent(sent: Local<Vec<(String, String)>>) -> AnyView {
    let line = |(query, found)| view! { <li><q>{query}</q>{found}</li> }.into_any();
    let lines = move || sent.shown(Vec::clone).into_iter().map(line).collect::<Vec<AnyView>>();
    let is_empty = move || sent.shown(Vec::is_empty);
    view! {
        <details class="sent" hidden=is_empty><summary>{"What was sent to your site"}</summary><ul>{lines}</ul></details>
    }
    .into_any()
}

/// A query in words, and what came of it.
pub(super) fn describe(Sent(ask, found): &Sent) -> (String, String) {
    let query = match ask {
        Ask::Linking(address) => format!("links to: {}", address.trim_matches('*')),
        Ask::Similar(title) => format!("similar to: {title}"),
        Ask::Search(terms) => terms.join(" "),
    };
    (query, found.map_or(" failed".to_owned(), |n| format!(" {n} found")))
}

/// A reason in words; none for what the group's name says.
fn because(reason: &Reason) -> Option<String> {
    let (what, terms) = match reason {
        Reason::Link => return None,
        Reason::Code(terms) => ("mentions", terms),
        Reason::Title(terms) => ("title has", terms),
        Reason::Tags(terms) => ("tagged", terms),
        Reason::Text(terms) => ("text has", terms),
    };
    Some(format!("{what} {}", terms.join(", ")))
}

/// A score in words.
pub(super) fn votes(score: i64) -> String {
    if score == 1 { "1 vote".to_owned() } else { format!("{score} votes") }
}

/// Votes, age and author in one line.
pub(super) fn facts(question: &Question, now: Timestamp) -> String {
    let votes = votes(question.score);
    let age = age(question.created.until(now));
    let owner = question.owner.as_ref().map_or(String::new(), |owner| format!(" · {}", owner.0));
    let closed = if question.closed { " · closed" } else { "" };
    format!("{votes} · {age}{owner}{closed}")
}

/// The way from the quick look to the panel that stays.
fn side_panel_button() -> AnyView {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Options {
        window_id: i32,
    }
    // Known before the click: browsers open the panel only in the click itself.
    let tab = Rc::new(Cell::new(Option::<ActiveTab>::None));
    let front = Rc::clone(&tab);
    spawn_local(async move { front.set(browser::active_tab().await) });
    button(Kind::Quiet, "Open side panel", move |_| {
        let Some(tab) = tab.get() else { return };
        spawn_local(async move {
            if webext::settled(webext::side_panel_open(&to_js(&Options { window_id: tab.window_id }))).await.is_ok() {
                drop(window().close());
            }
        });
    })
}

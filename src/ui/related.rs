//! The list: questions related to the page, each with its reasons, and what was sent to find them.

use super::{
    chips::chips,
    controls::{
        Kind, Local, block, button, copy_icon, focus_on, icon, icon_button, icons, lasting, sentence, skeleton, spans,
        text,
    },
    drafts::unposted,
    failure::wording,
    go::{Go, Reading},
    panel::{Panel, is_popup},
};
use crate::{
    app::{Failure, Related, Remedy},
    browser::{self, Browser, to_js, webext},
    model::{HostAccess, HostRule, Question, QuestionId, Timestamp, age},
    ports::Clock,
    related::{Ask, Group, Ranked, Reason, Sent},
    words,
};
use leptos::{ev::MouseEvent, prelude::*, task::spawn_local};
use serde::Serialize;
use std::{cell::Cell, rc::Rc};

/// Questions shown before somebody asks for more.
const FIRST: usize = 10;

/// The questions related to a page.
pub(super) fn related(panel: Panel, found: Related) -> AnyView {
    let Related { page, hits, sent, host, kept } = found;
    let now = Browser.now();
    let pins = panel.pins();
    let list = if hits.is_empty() {
        let ask = button(Kind::Plain, words::ask_about_page(), move |_| panel.go(Go::StartDraft));
        view! { <div class="empty"><p>{words::nobody_asked_yet()}</p>{ask}</div> }.into_any()
    } else {
        groups(panel, hits, now)
    };
    view! {
        {unposted(panel)}
        {heading(page.title)}
        {host.map(|rule| watching(panel, rule))}
        {kept_since(kept, now)}
        {move || pinned(panel, lasting(pins, Vec::clone), now)}
        {list}
        {chips(panel, sent)}
        <div class="actions bar">
            {button(Kind::Primary, words::ask_question(), move |_| panel.go(Go::StartDraft))}
            {icon_button(icons::AGAIN, words::read_again(), move |_| panel.go(Go::Related))}
            {icon_button(icons::KEYS, words::keys(), move |_| panel.go(Go::Keys))}
            {is_popup().then(side_panel_button)}
        </div>
    }
    .into_any()
}

/// That what is shown is not what the site says now, if it is so.
pub(super) fn kept_since(kept: Option<Timestamp>, now: Timestamp) -> Option<AnyView> {
    let note = words::shown_from_copy(&age(kept?.until(now)));
    Some(view! { <p class="notice" role="status">{note}</p> }.into_any())
}

/// The same while it is on its way.
pub(super) fn looking(title: String) -> AnyView {
    let heading = (!title.is_empty()).then(|| heading(title));
    view! { {heading}{skeleton()} }.into_any()
}

/// What the list is beside.
fn heading(title: String) -> AnyView {
    let title = view! { <b dir="auto">{title}</b> }.into_any();
    view! { <h2 class="page">{sentence(words::related_to, title)}</h2> }.into_any()
}

/// A page in front that was not read: why, and what can be done about it.
pub(super) fn unread(panel: Panel, failure: Failure) -> AnyView {
    let Failure { message, remedy } = failure;
    let (advice, label) = wording(&remedy);
    let host = if let Remedy::Watch(rule) = &remedy { Some(rule.clone()) } else { None };
    let label = label.or_else(|| (remedy == Remedy::Invoke).then(words::read_this_page));
    let press = label.map(|label| button(Kind::Plain, label, move |_| panel.remedy(remedy.clone(), Go::Related)));
    let parts = vec![
        view! { <h2 class="page">{message}</h2> }.into_any(),
        if advice.is_empty() { ().into_any() } else { text("hint", advice) },
        block("actions", press.into_iter().collect()),
        host.map(|rule| watching(panel, rule)).into_any(),
    ];
    view! { {unposted(panel)}<div class="stack">{parts}</div> }.into_any()
}

/// Whether pages of a host are read as they come up, and the way to have none of them read.
fn watching(panel: Panel, rule: HostRule) -> AnyView {
    let is_watched = rule.access == HostAccess::Watched;
    if rule.managed {
        let note = words::watched_by_policy(&rule.host);
        return text("hint", note);
    }
    let (host, deny) = (rule.host.clone(), rule.clone());
    let access = if is_watched { HostAccess::OnClick } else { HostAccess::Watched };
    let turn = move |_| panel.set_host(rule.clone(), access, Go::Follow);
    let never = button(Kind::Quiet, words::never_read_host(), move |_| {
        panel.set_host(deny.clone(), HostAccess::Denied, Go::Follow);
    });
    view! {
        <div class="watching">
            <button type="button" role="switch" aria-checked=if is_watched { "true" } else { "false" } on:click=turn>
                {words::watch_host(&host)}
            </button>
            {never}
        </div>
    }
    .into_any()
}

/// The questions that the person keeps at hand, folded.
fn pinned(panel: Panel, pins: Vec<Question>, now: Timestamp) -> AnyView {
    if pins.is_empty() {
        return ().into_any();
    }
    let name = words::pinned_count(pins.len());
    let rows: Vec<AnyView> =
        pins.into_iter().map(|question| row(panel, question, &[], String::new(), "p", now)).collect();
    view! { <details class="pinned"><summary>{name}</summary><ol class="hits">{rows}</ol></details> }.into_any()
}

/// The questions by group, the first of them at once.
fn groups(panel: Panel, mut hits: Vec<Ranked>, now: Timestamp) -> AnyView {
    let is_one = hits.iter().all(|hit| hit.group == hits[0].group);
    let rest = hits.split_off(hits.len().min(FIRST));
    let shown = move |hits: Vec<Ranked>| {
        let group = |of: Group, name: String| {
            let own: Vec<Ranked> = hits.iter().filter(|hit| hit.group == of).cloned().collect();
            if is_one && of == Group::Related {
                (!own.is_empty()).then(|| rows(panel, own, now))
            } else {
                group(panel, name, own, now)
            }
        };
        let groups = [
            group(Group::Linking, words::group_linking()),
            group(Group::Related, words::group_related()),
            group(Group::Topic, words::group_topic()),
        ];
        groups.into_iter().flatten().collect::<Vec<AnyView>>()
    };
    let (count, first) = (rest.len(), shown(hits));
    if count == 0 {
        return first.into_any();
    }
    let more = RwSignal::new(false);
    let rest = move || {
        if !more.get() {
            let label = words::show_count_more(count);
            let first = rest.first().map(|hit| hit.question.id.0);
            return button(Kind::Quiet, label, move |_| {
                more.set(true);
                first.into_iter().for_each(|id| focus_on(format!("#q{id}")));
            });
        }
        shown(rest.clone()).into_any()
    };
    view! { {first}{rest} }.into_any()
}

/// What a screen reader hears once the list is there.
pub(super) fn announcement(hits: usize) -> String {
    if hits == 0 { words::no_related_questions() } else { words::related_questions(hits) }
}

/// Questions under a name, which says why they are there.
fn group(panel: Panel, name: String, hits: Vec<Ranked>, now: Timestamp) -> Option<AnyView> {
    if hits.is_empty() {
        return None;
    }
    let (label, rows) = (name.clone(), rows(panel, hits, now));
    Some(view! { <section aria-label=label><p class="group">{name}</p>{rows}</section> }.into_any())
}

fn rows(panel: Panel, hits: Vec<Ranked>, now: Timestamp) -> AnyView {
    let rows: Vec<AnyView> = hits
        .into_iter()
        .map(|Ranked { question, reasons, marks, .. }| {
            let reasons = reasons.iter().filter_map(because).take(2).collect::<Vec<_>>().join(" · ");
            row(panel, question, &marks, reasons, "q", now)
        })
        .collect();
    view! { <ol class="hits">{rows}</ol> }.into_any()
}

/// How many answers there are, and whether one is accepted.
pub(super) fn badge(answers: u32, accepted: bool) -> AnyView {
    let (class, mark, says) = match (accepted, answers) {
        (true, _) => ("badge accepted", format!("✓ {answers}"), words::answers_one_accepted(answers)),
        (false, n) => ("badge", n.to_string(), words::answers(n)),
    };
    view! { <span class=class role="img" aria-label=says.clone() title=says>{mark}</span> }.into_any()
}

/// A question of a list: its title opens it here. `list` tells the lists apart that it may be in.
fn row(
    panel: Panel,
    question: Question,
    marks: &[(u32, u32)],
    reasons: String,
    list: &'static str,
    now: Timestamp,
) -> AnyView {
    let facts = facts(&question, now);
    let Question { id, title, link, tags, accepted, answers, .. } = question.clone();
    let content = marked(&title, marks);
    let actions = actions(panel, &title, &link, Some(question));
    view! {
        <li>
            {badge(answers, accepted)}
            <article>
                <h3 dir="auto">{opens(panel, format!("{list}{}", id.0), Some(Reading { id, title, answer: None }), content, link)}</h3>
                <p class="reasons">{reasons}</p>
                <div class="facts">{spans("tag", tags)}{spans("", [facts])}</div>
            </article>
            {actions}
        </li>
    }
    .into_any()
}

/// What can be done with a row, by its buttons and their keys. Only a question can be pinned.
pub(super) fn actions(panel: Panel, title: &str, link: &str, question: Option<Question>) -> AnyView {
    let pin = question.map(|question| keyed("pin", pin(panel, question)));
    let copy = keyed("copy", copy_icon(words::copy_link(), title, link.to_owned()));
    block("row", pin.into_iter().chain([copy, keyed("open", on_the_site(title, link))]).collect())
}

/// What a key does to the row that it is in.
fn keyed(key: &'static str, control: AnyView) -> AnyView {
    view! { <span data-key=key>{control}</span> }.into_any()
}

fn on_the_site(title: &str, link: &str) -> AnyView {
    let href = link.starts_with("https://").then(|| link.to_owned());
    let name = words::label_about(&words::on_the_site(), title);
    view! { <a href=href target="_blank" rel="noopener noreferrer" class="icon" title=words::on_the_site() aria-label=name>{icon(icons::OUT)}</a> }.into_any()
}

/// Keeps a question at hand, or no longer.
fn pin(panel: Panel, question: Question) -> AnyView {
    let (id, pins, name) = (question.id, panel.pins(), question.title.clone());
    let is_pinned = move |pins: &Vec<Question>| pins.iter().any(|pin| pin.id == id);
    let press = move |_| panel.pin(question.clone(), !pins.with_untracked(is_pinned));
    let pressed = move || if lasting(pins, is_pinned) { "true" } else { "false" };
    view! { <button type="button" class="icon" title=words::pin() aria-pressed=pressed aria-label=words::label_about(&words::pin(), &name) on:click=press>{icon(icons::PIN)}</button> }
        .into_any()
}

/// A title, or another line of text, with what matched marked.
pub(super) fn marked(title: &str, marks: &[(u32, u32)]) -> AnyView {
    let (mut parts, mut at) = (Vec::new(), 0);
    for (from, to) in marks.iter().map(|(from, to)| (*from as usize, *to as usize)) {
        // What came from elsewhere may not fit.
        let (Some(before), Some(mark)) = (title.get(at..from), title.get(from..to)) else { break };
        parts.push(before.to_owned().into_any());
        parts.push(view! { <mark>{mark.to_owned()}</mark> }.into_any());
        at = to;
    }
    parts.push(title.get(at..).unwrap_or_default().to_owned().into_any());
    parts.into_any()
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

/// What left the device: in words, and what came of it.
pub(super) fn what_was_sent(sent: Local<Vec<(String, String)>>) -> AnyView {
    let line = |(query, found)| view! { <li><q dir="auto">{query}</q>" "{found}</li> }.into_any();
    let lines = move || sent.shown(Vec::clone).into_iter().map(line).collect::<Vec<AnyView>>();
    let is_empty = move || sent.shown(Vec::is_empty);
    view! {
        <details class="sent" hidden=is_empty><summary>{words::what_was_sent()}</summary><ul>{lines}</ul></details>
    }
    .into_any()
}

/// A query in words, and what came of it.
pub(super) fn describe(Sent(ask, found): &Sent) -> (String, String) {
    let query = match ask {
        Ask::Linking(address) => words::query_links_to(address.trim_matches('*')),
        Ask::Similar(title) => words::query_similar_to(title),
        Ask::Search(terms) => terms.join(" "),
    };
    (query, found.map_or_else(words::query_failed, words::query_found))
}

/// A reason in words; none for what the group's name says.
fn because(reason: &Reason) -> Option<String> {
    Some(match reason {
        Reason::Link => return None,
        Reason::Code(terms) => words::because_code(&words::listed(terms)),
        Reason::Title(terms) => words::because_title(&words::listed(terms)),
        Reason::Tags(terms) => words::because_tags(&words::listed(terms)),
        Reason::Text(terms) => words::because_text(&words::listed(terms)),
    })
}

/// Votes, age and author in one line.
pub(super) fn facts(question: &Question, now: Timestamp) -> String {
    let votes = words::votes(question.score);
    let age = age(question.created.until(now));
    let owner = question.owner.as_ref().map_or(String::new(), |owner| format!(" · {}", owner.0));
    let closed = if question.closed { format!(" · {}", words::closed()) } else { String::new() };
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
    let window_id = Rc::new(Cell::new(None));
    let front = Rc::clone(&window_id);
    spawn_local(async move { front.set(browser::active_tab().await.map(|tab| tab.window_id)) });
    button(Kind::Quiet, words::open_side_panel(), move |_| {
        let Some(window_id) = window_id.get() else { return };
        spawn_local(async move {
            if webext::settled(webext::side_panel_open(&to_js(&Options { window_id }))).await.is_ok() {
                drop(window().close());
            }
        });
    })
}

//! The drafts: all that is written and not posted, found again, thrown away, brought back, and taken along as Markdown.

use super::{
    controls::{Kind, block, button, button_about, copy, field, focus, list, section, spans, text, written_button},
    go::Go,
    panel::Panel,
};
use crate::{
    app::DraftSummary,
    browser::{Browser, download},
    draft::{export, file_name, matches, name, standing},
    model::{Draft, DraftId, DraftStatus, age},
    ports::Clock,
    words,
};
use leptos::prelude::*;
use std::{rc::Rc, sync::Arc};

/// How many drafts are shown beside something else.
const FEW: usize = 3;

/// The latest of the drafts that are not posted yet: nothing written is ever out of sight.
pub(super) fn unposted(panel: Panel) -> AnyView {
    let drafts = panel.overview().map(|overview| overview.drafts).unwrap_or_default();
    let count = drafts.len();
    if count == 0 {
        return ().into_any();
    }
    let way = |DraftSummary(id, name)| vec![written_button(name, move |_| panel.go(Go::Draft(id.clone())))];
    let mut rows: Vec<Vec<AnyView>> = drafts.into_iter().take(FEW).map(way).collect();
    if count > FEW {
        rows.push(vec![button(Kind::Quiet, words::all_drafts(count), move |_| panel.go(Go::Drafts))]);
    }
    notice(words::drafts(), words::your_drafts(), list("", rows))
}

/// A list that stands out, under its name.
fn notice(name: String, heading: String, list: AnyView) -> AnyView {
    view! { <section class="notice" aria-label=name><b role="status">{heading}</b>{list}</section> }.into_any()
}

/// All drafts. `gone` was just thrown away: its way back has the focus.
pub(super) fn drafts(panel: Panel, all: Vec<Draft>, gone: Option<&DraftId>) -> AnyView {
    let mut parts = Vec::new();
    let (mut discarded, mut kept) = (Vec::new(), Vec::new());
    for draft in all {
        match draft.discarded {
            Some(_) if gone == Some(&draft.id) => discarded.insert(0, way_back(panel, draft)),
            Some(_) => discarded.push(way_back(panel, draft)),
            None => kept.push(draft),
        }
    }
    if !discarded.is_empty() {
        parts.push(notice(words::discarded(), words::discarded_kept(), list("", discarded)));
    }
    if gone.is_some() {
        focus("section.notice button");
    }
    if kept.is_empty() {
        parts.push(text("", words::nothing_waiting()));
    } else {
        parts.push(search(panel, kept.into()));
    }
    section(words::drafts(), parts)
}

/// What was thrown away, and the way back.
fn way_back(panel: Panel, draft: Draft) -> Vec<AnyView> {
    let (name, id) = (name(&draft), draft.id);
    let undo = button_about(Kind::Plain, words::undo(), &name, move |_| panel.go(Go::Restore(id.clone())));
    vec![view! { <span dir="auto">{name}</span>" " }.into_any(), undo]
}

/// The drafts that a search finds, and what to do with all of them.
fn search(panel: Panel, drafts: Arc<[Draft]>) -> AnyView {
    let query = RwSignal::new(String::new());
    let (shown, counted) = (Arc::clone(&drafts), Arc::clone(&drafts));
    let rows = move || {
        let found = query.with(|query| shown.iter().filter(|one| matches(one, query)).cloned().collect::<Vec<_>>());
        list("sites", found.into_iter().map(|draft| row(panel, draft)).collect())
    };
    let told = move || {
        let (found, all) =
            (query.with(|query| counted.iter().filter(|one| matches(one, query)).count()), counted.len());
        if found == all { String::new() } else { words::drafts_found(all, &found.to_string()) }
    };
    let export = move || drafts.iter().map(export).collect::<Vec<_>>().join("\n---\n\n");
    let none = RwSignal::new(String::new());
    view! {
        {field("find", words::find_draft(), words::find_draft_hint(), query, none, Rc::new(|| {}))}
        <p class="hint" role="status">{told}</p>
        {rows}
        {block("actions", take_along([words::copy_all_markdown(), words::save_all_file()], "", "drafts.md".to_owned(), export))}
    }
    .into_any()
}

fn row(panel: Panel, draft: Draft) -> Vec<AnyView> {
    let (name, id, discarded) = (name(&draft), draft.id.clone(), draft.id.clone());
    let (label, open) = match draft.status {
        DraftStatus::Editing => (words::continue_draft(), Go::Draft(id)),
        DraftStatus::Sending(_) => (words::look_for_it_on_site(), Go::LookUp(id)),
        DraftStatus::Posted(..) => (words::check_again(), Go::LookUp(id)),
    };
    let mut actions = vec![button_about(Kind::Plain, label, &name, move |_| panel.go(open.clone()))];
    // What may be on its way is not thrown away: with it would go all that is known of it.
    if !matches!(draft.status, DraftStatus::Sending(_)) {
        let press = move |_| panel.go(Go::Discard(discarded.clone()));
        actions.push(button_about(Kind::Quiet, words::discard(), &name, press));
    }
    let (source, standing) = (&draft.source.title, &standing(&draft));
    let facts = match draft.changed {
        Some(at) => words::draft_from_changed(source, &age(at.until(Browser.now())), standing),
        None => words::draft_from(source, standing),
    };
    let tags = block("facts", vec![spans("tag", draft.writing.tags.clone())]);
    let file = file_name(&draft);
    let mut parts = vec![view! { <p class="name" dir="auto">{name.clone()}</p> }.into_any(), text("hint", facts), tags];
    actions.extend(take_along([words::copy_markdown(), words::save_file()], &name, file, move || export(&draft)));
    parts.push(block("actions", actions));
    parts
}

/// What makes a text leave the panel, and nothing else: into the clipboard, or into a file.
fn take_along(
    [copies, saves]: [String; 2],
    about: &str,
    file: String,
    text: impl Fn() -> String + Clone + 'static,
) -> Vec<AnyView> {
    let saved = text.clone();
    let save = button_about(Kind::Quiet, saves, about, move |_| download(&file, &saved()));
    vec![copy(copies, about, text), save]
}

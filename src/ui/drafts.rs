//! The drafts: all that is written and not posted, found again, thrown away, brought back, and taken along as Markdown.

use super::{
    controls::{Kind, block, button, button_about, copy, field, focus, list, section, spans, text},
    go::Go,
    panel::Panel,
};
use crate::{
    app::DraftSummary,
    browser::{Browser, download},
    draft::{export, file_name, matches, name, standing},
    model::{Draft, DraftId, DraftStatus, age},
    ports::Clock,
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
    let way = |name: String, go: Go| vec![button(Kind::Quiet, name, move |_| panel.go(go.clone()))];
    let few = drafts.into_iter().take(FEW);
    let mut rows: Vec<Vec<AnyView>> = few.map(|DraftSummary(id, name)| way(name, Go::Draft(id))).collect();
    if count > FEW {
        rows.push(way(format!("All {count} drafts"), Go::Drafts));
    }
    notice("Drafts", "Your drafts", list("", rows))
}

/// A list that stands out, under its name.
fn notice(name: &'static str, heading: &'static str, list: AnyView) -> AnyView {
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
        parts.push(notice("Discarded", "Discarded, and kept for an hour", list("", discarded)));
    }
    if gone.is_some() {
        focus("[aria-label=Discarded] button");
    }
    if kept.is_empty() {
        parts.push(text("", "Nothing is waiting to be posted."));
    } else {
        parts.push(search(panel, kept.into()));
    }
    section("Drafts", parts)
}

/// What was thrown away, and the way back.
fn way_back(panel: Panel, draft: Draft) -> Vec<AnyView> {
    let (name, id) = (name(&draft), draft.id);
    let undo = button_about(Kind::Plain, "Undo", &name, move |_| panel.go(Go::Restore(id.clone())));
    vec![format!("{name} ").into_any(), undo]
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
        if found == all { String::new() } else { format!("{found} of {all} drafts") }
    };
    let export = move || drafts.iter().map(export).collect::<Vec<_>>().join("\n---\n\n");
    let none = RwSignal::new(String::new());
    view! {
        {field("find", "Find a draft", "Words of its title, text or tags", query, none, Rc::new(|| {}))}
        <p class="hint" role="status">{told}</p>
        {rows}
        {block("actions", take_along(["Copy all as Markdown", "Save all as a file"], "", "drafts.md".to_owned(), export))}
    }
    .into_any()
}

fn row(panel: Panel, draft: Draft) -> Vec<AnyView> {
    let (name, id, discarded) = (name(&draft), draft.id.clone(), draft.id.clone());
    let (label, open) = match draft.status {
        DraftStatus::Editing => ("Continue", Go::Draft(id)),
        DraftStatus::Sending(_) => ("Look for it on the site", Go::LookUp(id)),
        DraftStatus::Posted(..) => ("Check again", Go::LookUp(id)),
    };
    let mut actions = vec![button_about(Kind::Plain, label, &name, move |_| panel.go(open.clone()))];
    // What may be on its way is not thrown away: with it would go all that is known of it.
    if !matches!(draft.status, DraftStatus::Sending(_)) {
        let press = move |_| panel.go(Go::Discard(discarded.clone()));
        actions.push(button_about(Kind::Quiet, "Discard", &name, press));
    }
    let changed = draft.changed.map_or(String::new(), |at| format!(", changed {}", age(at.until(Browser.now()))));
    let facts = format!("From “{}”{changed}: {}.", draft.source.title, standing(&draft));
    let tags = block("facts", vec![spans("tag", draft.writing.tags.clone())]);
    let file = file_name(&draft);
    let mut parts = vec![text("name", name.clone()), text("hint", facts), tags];
    actions.extend(take_along(["Copy as Markdown", "Save as file"], &name, file, move || export(&draft)));
    parts.push(block("actions", actions));
    parts
}

/// What makes a text leave the panel, and nothing else: into the clipboard, or into a file.
fn take_along(
    labels: [&'static str; 2],
    about: &str,
    file: String,
    text: impl Fn() -> String + Clone + 'static,
) -> Vec<AnyView> {
    let saved = text.clone();
    let save = button_about(Kind::Quiet, labels[1], about, move |_| download(&file, &saved()));
    vec![copy(labels[0], about, text), save]
}

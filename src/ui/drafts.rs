//! The drafts: all that is written and not posted, found again, thrown away, brought back, and taken along as Markdown.

use super::{
    controls::{Kind, button, button_about, copy, field, focus, spans},
    panel::{Go, Panel},
};
use crate::{
    app::DraftSummary,
    browser::{Browser, download},
    draft::{export, file_name, matches, name, standing},
    model::{Draft, DraftId, DraftStatus, age},
    ports::Clock,
};
use leptos::prelude::*;
use std::rc::Rc;

/// How many drafts are shown beside something else.
const FEW: usize = 3;

/// The latest of the drafts that are not posted yet: nothing written is ever out of sight.
pub(super) fn unposted(panel: Panel) -> AnyView {
    let drafts = panel.overview().map(|overview| overview.drafts).unwrap_or_default();
    if drafts.is_empty() {
        return ().into_any();
    }
    let (count, item) = (drafts.len(), |button| view! { <li>{button}</li> }.into_any());
    let mut rows: Vec<AnyView> = drafts
        .into_iter()
        .take(FEW)
        .map(|DraftSummary(id, name)| item(button(Kind::Quiet, name, move |_| panel.go(Go::Draft(id.clone())))))
        .collect();
    if count > FEW {
        rows.push(item(button(Kind::Quiet, format!("All {count} drafts"), move |_| panel.go(Go::Drafts))));
    }
    view! { <section class="notice" aria-label="Drafts"><b>{"Not posted yet"}</b><ul>{rows}</ul></section> }.into_any()
}

/// All drafts. `gone` was just thrown away: its way back has the focus.
pub(super) fn drafts(panel: Panel, all: Vec<Draft>, gone: Option<&DraftId>) -> AnyView {
    let (discarded, kept): (Vec<Draft>, Vec<Draft>) = all.into_iter().partition(|draft| draft.discarded.is_some());
    if gone.is_some() {
        focus(".discarded button");
    }
    let elsewhere = button(Kind::Quiet, "Related questions", move |_| panel.go(Go::Related));
    view! {
        <section class="stack">
            <h2>{"Drafts"}</h2>
            {way_back(panel, discarded, gone)}
            {list(panel, kept)}
            <div class="actions">{elsewhere}</div>
        </section>
    }
    .into_any()
}

/// What was thrown away and can be brought back, the latest first.
fn way_back(panel: Panel, mut discarded: Vec<Draft>, gone: Option<&DraftId>) -> AnyView {
    if discarded.is_empty() {
        return ().into_any();
    }
    discarded.sort_by_key(|draft| (gone != Some(&draft.id), std::cmp::Reverse(draft.discarded)));
    let row = |draft: Draft| {
        let (name, id) = (name(&draft), draft.id);
        let undo = button_about(Kind::Plain, "Undo", &name, move |_| panel.go(Go::Restore(id.clone())));
        view! { <li>{name}" "{undo}</li> }.into_any()
    };
    let rows: Vec<AnyView> = discarded.into_iter().map(row).collect();
    view! {
        <section class="notice discarded" aria-label="Discarded">
            <b role="status">{"Discarded, and kept for an hour"}</b>
            <ul>{rows}</ul>
        </section>
    }
    .into_any()
}

/// The drafts that a search finds, and what to do with all of them.
fn list(panel: Panel, drafts: Vec<Draft>) -> AnyView {
    if drafts.is_empty() {
        return view! { <p class="empty">{"Nothing is waiting to be posted."}</p> }.into_any();
    }
    let query = RwSignal::new(String::new());
    let drafts = StoredValue::new(drafts);
    let found = Memo::new(move |_| {
        let of = |all: &Vec<Draft>| query.with(|query| all.iter().filter(|one| matches(one, query)).cloned().collect());
        drafts.with_value(of)
    });
    let told = move || {
        let (shown, all) = (found.with(Vec::len), drafts.with_value(Vec::len));
        if shown == all { String::new() } else { format!("{shown} of {all} drafts") }
    };
    let rows = move || found.get().into_iter().map(|draft| row(panel, draft)).collect::<Vec<_>>();
    let text = move || found.with(|found| found.iter().map(export).collect::<Vec<_>>().join("\n---\n\n"));
    let none = RwSignal::new(String::new());
    view! {
        {field("find", "Find a draft", "Words of its title, text or tags", query, none, Rc::new(|| {}))}
        <p class="hint" role="status">{told}</p>
        <ul class="sites">{rows}</ul>
        {take_along("these drafts", "drafts.md".to_owned(), text)}
    }
    .into_any()
}

fn row(panel: Panel, draft: Draft) -> AnyView {
    let (name, id, discarded) = (name(&draft), draft.id.clone(), draft.id.clone());
    let (label, open) = match draft.status {
        DraftStatus::Editing => ("Continue", Go::Draft(id)),
        DraftStatus::Sending(_) => ("Look for it on the site", Go::LookUp(id)),
        DraftStatus::Posted(..) => ("Check again", Go::LookUp(id)),
    };
    // What may be on its way is not thrown away: with it would go all that is known of it.
    let discard = (!matches!(draft.status, DraftStatus::Sending(_)))
        .then(|| button_about(Kind::Quiet, "Discard", &name, move |_| panel.go(Go::Discard(discarded.clone()))));
    let changed = draft.changed.map_or(String::new(), |at| format!(", changed {}", age(at.until(Browser.now()))));
    let facts = format!("From “{}”{changed}: {}.", draft.source.title, standing(&draft));
    let tags = draft.writing.tags.clone();
    let (title, file) = (name.clone(), file_name(&draft));
    view! {
        <li>
            <p><b>{title}</b></p>
            <p class="hint">{facts}</p>
            <p class="facts">{spans("tag", tags)}</p>
            <div class="actions">
                {button_about(Kind::Plain, label, &name, move |_| panel.go(open.clone()))}
                {take_along(&name, file, move || export(&draft))}
                {discard}
            </div>
        </li>
    }
    .into_any()
}

/// What makes a text leave the panel, and nothing else: into the clipboard, or into a file.
fn take_along(about: &str, file: String, text: impl Fn() -> String + Clone + 'static) -> AnyView {
    let (copied, saved) = (text.clone(), text);
    view! {
        {copy("Copy as Markdown", about, copied)}
        {button_about(Kind::Quiet, "Save as file", about, move |_| download(&file, &saved()))}
    }
    .into_any()
}

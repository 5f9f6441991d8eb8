//! The header: where questions go and as whom, on every screen, and the ways to the lists.

use super::{go::Go, panel::Panel, screen::Way};
use crate::words;
use leptos::prelude::*;

/// Names the site and the account on every screen.
pub(super) fn place(panel: Panel) -> AnyView {
    let Some(overview) = panel.overview() else { return ().into_any() };
    let Some(active) = overview.active else { return ().into_any() };
    let drafts = count(overview.drafts.len(), None);
    // Whose they are has to be known.
    let mine = active
        .account
        .is_some()
        .then(|| (words::my_questions(), count(overview.unseen as usize, Some(words::count_new)), Way::Mine));
    let ways: Vec<AnyView> = [(words::related(), None, Way::Related)]
        .into_iter()
        .chain(mine)
        .chain([(words::drafts(), drafts, Way::Drafts), (words::sites(), None, Way::Sites)])
        .map(|(name, count, way)| lead(panel, name, count, way))
        .collect();
    let site = active.site.name();
    let who = active.account.map(|account| {
        view! { <span class="who" dir="auto" title=account.name.clone()>{account.name.clone()}</span> }
    });
    view! {
        <span class="host" dir="ltr" title=site.clone()>{site.clone()}</span>
        {who}
        <nav aria-label="Askside">{ways}</nav>
    }
    .into_any()
}

/// A way to a list.
fn lead(panel: Panel, name: String, count: Option<AnyView>, way: Way) -> AnyView {
    let go = move |_| {
        panel.go(match way {
            Way::Related => Go::Related,
            Way::Mine => Go::Mine,
            Way::Drafts => Go::Drafts,
            Way::Sites => Go::Sites,
        });
    };
    let current = move || (panel.way() == Some(way)).then_some("page");
    view! { <button type="button" aria-current=current on:click=go>{name}{count}</button> }.into_any()
}

/// How many there are; of what `told` says of the number only that is in sight where the panel is narrow.
fn count(count: usize, told: Option<fn(usize) -> String>) -> Option<AnyView> {
    let number = count.to_string();
    let told = told.map_or_else(|| number.clone(), |told| told(count));
    let (before, after) = told.split_once(&number).unwrap_or_default();
    let kind = |text: &str| view! { <span class="kind">{text.to_owned()}</span> }.into_any();
    (count > 0).then(|| view! { <span>" (" {kind(before)} {number} {kind(after)} ")"</span> }.into_any())
}

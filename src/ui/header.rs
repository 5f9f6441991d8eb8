//! The header: where questions go and as whom, on every screen, and the ways to the lists.

use super::{go::Go, panel::Panel, screen::Way};
use leptos::prelude::*;

/// Names the site and the account on every screen.
pub(super) fn place(panel: Panel) -> AnyView {
    let Some(overview) = panel.overview() else { return ().into_any() };
    let Some(active) = overview.active else { return ().into_any() };
    let drafts = count(overview.drafts.len(), "");
    // Whose they are has to be known.
    let mine = active.account.is_some().then(|| ("My questions", count(overview.unseen as usize, " new"), Way::Mine));
    let ways: Vec<AnyView> = [("Related", None, Way::Related)]
        .into_iter()
        .chain(mine)
        .chain([("Drafts", drafts, Way::Drafts), ("Sites", None, Way::Sites)])
        .map(|(name, count, way)| lead(panel, name, count, way))
        .collect();
    let site = active.site.name();
    let who = active.account.map(|account| {
        view! { <span class="who" title=account.name.clone()>{account.name.clone()}</span> }
    });
    view! {
        <span class="host" title=site.clone()>{site.clone()}</span>
        {who}
        <nav aria-label="Askside">{ways}</nav>
    }
    .into_any()
}

/// A way to a list.
fn lead(panel: Panel, name: &'static str, count: Option<AnyView>, way: Way) -> AnyView {
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

/// How many there are; `kind` is left out of sight where the panel is narrow.
fn count(count: usize, kind: &'static str) -> Option<AnyView> {
    (count > 0).then(|| view! { <span>" (" {count.to_string()} <span class="kind">{kind}</span> ")"</span> }.into_any())
}

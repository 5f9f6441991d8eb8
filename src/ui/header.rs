//! The header: where questions go and as whom, on every screen, and the ways to the other lists.

use super::{
    controls::{Kind, button},
    go::Go,
    panel::Panel,
};
use leptos::prelude::*;

/// Names the site and the account on every screen.
pub(super) fn place(panel: Panel) -> AnyView {
    let Some(overview) = panel.overview() else { return ().into_any() };
    let Some(active) = overview.active else { return ().into_any() };
    let who = active.account.clone().map(|account| view! { <span class="who">{account.name}</span> });
    let mine = match overview.unseen {
        0 => "My questions".to_owned(),
        n => format!("My questions ({n} new)"),
    };
    // Whose they are has to be known.
    let mine = active.account.is_some().then_some((mine, Go::Mine));
    let ways = [("Drafts".to_owned(), Go::Drafts), ("Sites".to_owned(), Go::Sites)];
    let ways: Vec<AnyView> = mine
        .into_iter()
        .chain(ways)
        .map(|(name, go)| button(Kind::Quiet, name, move |_| panel.go(go.clone())))
        .collect();
    view! { <span class="host">{active.site.name()}</span>{who}<nav aria-label="Askside">{ways}</nav> }.into_any()
}

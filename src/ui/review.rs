//! The last look before posting: where, as whom, and what, as the site will show it.
//!
//! The one button of Askside that posts is here.

use super::{
    SafeHtml,
    controls::{Kind, button, spans},
    panel::{Go, Panel, Posting},
};
use crate::{
    app::ReviewScreen,
    draft::{Fact, facts, preview},
};
use leptos::prelude::*;

/// A draft under review, or on its way.
pub(super) fn review(panel: Panel, screen: ReviewScreen, posting: Posting) -> AnyView {
    let ReviewScreen(review, html, source) = screen.clone();
    let (site, name) = (review.site.name(), review.account.name.clone());
    let rows: Vec<AnyView> = facts(&review, &source, !html.is_empty()).into_iter().map(fact).collect();
    let id = review.draft;
    let actions = match posting {
        Posting::Yes => view! { <p role="status">{"Posting…"}</p> }.into_any(),
        Posting::No => {
            let post = button(Kind::Primary, format!("Post to {site} as {name}"), move |event| {
                // A script's click is nobody's decision.
                if event.is_trusted() {
                    panel.go(Go::Post(screen.clone()));
                }
            });
            let edit = button(Kind::Quiet, "Back to editing", move |_| panel.go(Go::Draft(id.clone())));
            view! { {post}{edit} }.into_any()
        }
    };
    // Where the site cannot show it, we do.
    let html = if html.is_empty() { preview(&review.writing.body) } else { html };
    view! {
        <section class="stack review">
            <h2>{"Review"}</h2>
            <dl>{rows}</dl>
            <article class="post">
                <h3>{review.writing.title}</h3>
                <SafeHtml html/>
                <p class="facts">{spans("tag", review.writing.tags)}</p>
            </article>
            <div class="actions">{actions}</div>
        </section>
    }
    .into_any()
}

fn fact((name, lines): Fact) -> AnyView {
    let lines: Vec<AnyView> = lines.into_iter().map(|line| view! { <dd>{line}</dd> }.into_any()).collect();
    view! { <dt>{name}</dt>{lines} }.into_any()
}

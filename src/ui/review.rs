//! The last look before posting: where, as whom, and what, as the site will show it.
//!
//! The one button of Askside that writes is here.

use super::{
    SafeHtml,
    controls::{Kind, button, spans},
    panel::{Go, Panel, Posting},
};
use crate::app::ReviewScreen;
use leptos::prelude::*;

/// A draft under review, or on its way.
pub(super) fn review(panel: Panel, screen: ReviewScreen, posting: Posting) -> AnyView {
    let ReviewScreen(review, html) = screen.clone();
    let (site, name) = (review.site.name(), review.account.name);
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
    let body = if html.is_empty() {
        view! {
            <p class="hint">{"The site gave no preview; this is the text as you wrote it."}</p>
            <pre class="source">{review.writing.body}</pre>
        }
        .into_any()
    } else {
        view! { <SafeHtml html/> }.into_any()
    };
    view! {
        <section class="stack review">
            <h2>{"Review"}</h2>
            <dl>
                <dt>{"Posted to"}</dt><dd>{site}</dd>
                <dt>{"As"}</dt><dd>{name}</dd>
                <dt>{"Seen by"}</dt><dd>{"everyone who can read that site"}</dd>
            </dl>
            <article class="post">
                <h3>{review.writing.title}</h3>
                {body}
                <p class="facts">{spans("tag", review.writing.tags)}</p>
            </article>
            <div class="actions">{actions}</div>
        </section>
    }
    .into_any()
}

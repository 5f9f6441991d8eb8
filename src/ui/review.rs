//! The last look before anything is written to the site: where, as whom, and what, as the site will show it.
//!
//! The buttons of Askside that write a question are here: the one that posts, the one that saves a change, the one that deletes.

use super::{
    SafeHtml,
    controls::{Kind, block, button, list, progress, section, spans, text},
    decision::decision,
    go::Go,
    panel::Panel,
    screen::Posting,
};
use crate::{
    app::{Deletion, ReviewScreen},
    draft::{Fact, Line, changes, facts, preview},
    model::Writing,
    words,
};
use leptos::prelude::*;

/// A draft under review, or on its way.
pub(super) fn review(panel: Panel, screen: ReviewScreen, posting: Posting) -> AnyView {
    let ReviewScreen(review, html, source) = screen.clone();
    let (site, name) = (review.site.name(), review.account.name.clone());
    let facts = rows(facts(&review, &source, !html.is_empty()));
    let (heading, press) = match review.target {
        Some(_) => (words::review_changes(), words::save_changes_as(&site, &name)),
        None => (words::review_heading(), words::post_as(&site, &name)),
    };
    let back = (words::back_to_editing(), Go::Draft(review.draft));
    let actions = acts(panel, posting, press, Go::Post(screen), back);
    let changed = review.target.map(|target| changed(&target.base, &review.writing));
    // Where the site cannot show it, we do.
    let html = if html.is_empty() { preview(&review.writing.body) } else { html };
    view! {
        <section class="stack review">
            <h2>{heading}</h2>
            {facts}
            {changed}
            <article class="post">
                <h3 dir="auto">{review.writing.title}</h3>
                <SafeHtml html/>
                <p class="facts">{spans("tag", review.writing.tags)}</p>
            </article>
            {actions}
        </section>
    }
    .into_any()
}

/// A question to be deleted, or on its way to be.
pub(super) fn deletion(panel: Panel, deletion: Deletion, posting: Posting) -> AnyView {
    let Deletion { site, account, question, .. } = deletion.clone();
    let to = site.name();
    let answers = match question.answers {
        0 => words::deletion_alone(),
        n => words::deletion_answers(n),
    };
    let facts = [
        (words::fact_deleted_from(), to.clone()),
        (words::fact_as(), account.name),
        (words::fact_question(), question.title),
    ];
    let facts = rows(facts.map(|(name, fact)| (name, vec![fact])));
    let actions = acts(panel, posting, words::delete_from(&to), Go::Delete(deletion), (words::keep_it(), Go::Mine));
    section(words::delete_question(), vec![block("review", vec![facts]), text("", answers), actions])
}

/// The button that writes, and the way back; neither once it was pressed.
fn acts(panel: Panel, posting: Posting, label: String, go: Go, (back, way_back): (String, Go)) -> AnyView {
    if posting == Posting::Yes {
        let told = view! { <p role="status">{words::on_its_way()}</p>{progress(words::on_its_way())} }.into_any();
        return block("actions", vec![told]);
    }
    let write = decision(Kind::Primary, label, "", move || panel.go(go.clone()));
    block("actions", vec![write, button(Kind::Quiet, back, move |_| panel.go(way_back.clone()))])
}

/// Facts, each with its name.
fn rows(facts: impl IntoIterator<Item = Fact>) -> AnyView {
    let fact = |(name, lines): Fact| {
        let lines: Vec<AnyView> =
            lines.into_iter().map(|line| view! { <dd dir="auto">{line}</dd> }.into_any()).collect();
        view! { <dt>{name}</dt>{lines} }.into_any()
    };
    let facts: Vec<AnyView> = facts.into_iter().map(fact).collect();
    view! { <dl>{facts}</dl> }.into_any()
}

/// What a change takes out and puts in, with the lines around that.
fn changed(before: &Writing, after: &Writing) -> AnyView {
    let of = |one: &Writing| format!("{}\n{}\n{}", one.title, one.tags.join(" "), one.body);
    let lines = changes(&of(before), &of(after));
    let is_same = |at: usize| lines.get(at).is_none_or(|line| matches!(line, Line::Same(_)));
    let near = |at: &usize| !(is_same(at.wrapping_sub(1)) && is_same(*at) && is_same(at + 1));
    let row = |at: usize| {
        let (class, mark, line) = match &lines[at] {
            Line::Same(line) => ("", "\u{2007}", line),
            Line::Gone(line) => ("gone", "−", line),
            Line::New(line) => ("new", "+", line),
        };
        vec![view! { <p class=class dir="auto">{format!("{mark} {line}")}</p> }.into_any()]
    };
    let rows: Vec<Vec<AnyView>> = (0..lines.len()).filter(near).map(row).collect();
    view! { <section aria-label=words::what_changes()><p class="group">{words::what_changes_parts()}</p>{list("changes", rows)}</section> }.into_any()
}

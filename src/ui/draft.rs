//! The editor, and what became of a draft.
//!
//! Every keystroke is sent to the background at once: closing the panel loses nothing.

use super::{
    bus::ask,
    controls::{Kind, button, field, link_out},
    panel::{Go, Panel, open_tab},
};
use crate::{
    app::SaveDraft,
    draft::{Field, Problem, check},
    model::{Draft, DraftId, Writing},
    text::lower,
};
use leptos::{prelude::*, task::spawn_local};
use std::{cell::RefCell, rc::Rc};

const SAVED: &str = "Saved on this device as you type. Nothing is posted from here.";

/// A draft being written.
pub(super) fn editor(panel: Panel, draft: Draft) -> AnyView {
    let title = RwSignal::new(draft.writing.title.clone());
    let body = RwSignal::new(draft.writing.body.clone());
    let tags = RwSignal::new(draft.writing.tags.join(" "));
    let saved = RwSignal::new(SAVED.to_owned());
    let problems = [Field::Title, Field::Body, Field::Tags].map(|field| (field, RwSignal::new(String::new())));
    let tell = move |found: Vec<Problem>| {
        for (field, problem) in problems {
            let first = found.iter().find(|p| p.field == field).map(|p| p.message.clone());
            problem.set(first.unwrap_or_default());
        }
        found.is_empty()
    };
    let site = draft.site.name();
    let id = draft.id.clone();
    let draft = Rc::new(RefCell::new(draft));

    let written = Rc::clone(&draft);
    let edit: Rc<dyn Fn()> = Rc::new(move || {
        let mut draft = written.borrow_mut();
        draft.revision += 1;
        draft.writing = Writing {
            title: title.get_untracked(),
            body: body.get_untracked(),
            tags: split_tags(&tags.get_untracked()),
        };
        if problems.iter().any(|(_, problem)| !problem.with_untracked(String::is_empty)) {
            tell(check(&draft)); // what was told once is told until it is mended
        }
        let call = SaveDraft(draft.id.clone(), draft.revision, draft.writing.clone());
        spawn_local(async move {
            let outcome = ask(call).await;
            saved.try_set(outcome.map_or_else(|failure| failure.message, |()| SAVED.to_owned()));
        });
    });
    let review = {
        let id = id.clone();
        move || {
            if tell(check(&draft.borrow())) {
                panel.go(Go::Review(id.clone()));
            }
        }
    };
    let edit_body = Rc::clone(&edit);
    let [(_, title_problem), (_, body_problem), (_, tags_problem)] = problems;
    view! {
        <form class="stack" on:submit=move |event| { event.prevent_default(); review() }>
            <h2>"Ask on " {site}</h2>
            {field("title", "Title", "What goes wrong, in one line", title, title_problem, edit.clone())}
            <label>
                "Question, in Markdown"
                <textarea name="body" rows="12" prop:value=body
                    aria-invalid=move || if body_problem.with(String::is_empty) { "false" } else { "true" }
                    aria-describedby="body-problem"
                    on:input:target=move |event| {
                        body.set(event.target().value());
                        edit_body();
                    }></textarea>
            </label>
            <p class="problem" id="body-problem">{body_problem}</p>
            {field("tags", "Tags, up to five", "", tags, tags_problem, edit)}
            <div class="actions">
                <button type="submit" class="primary">{"Review"}</button>
                {button(Kind::Quiet, "Related questions", move |_| panel.go(Go::Related))}
                {button(Kind::Quiet, "Discard draft", move |_| panel.go(Go::Discard(id.clone())))}
            </div>
            <p class="hint" role="status">{saved}</p>
        </form>
    }
    .into_any()
}

/// The tags of a line: blanks, commas and semicolons part them.
fn split_tags(line: &str) -> Vec<String> {
    line.split([' ', ',', ';']).filter(|tag| !tag.is_empty()).map(lower).collect()
}

/// A post whose answer was lost: the site is asked before anything is sent again.
pub(super) fn lost_answer(panel: Panel, id: DraftId) -> AnyView {
    view! {
        <section class="stack">
            <h2>{"Was it posted?"}</h2>
            <p>{"The site's answer was lost on the way, so the question may be there already."}</p>
            {button(Kind::Primary, "Look for it on the site", move |_| panel.go(Go::LookUp(id.clone())))}
            {button(Kind::Quiet, "Related questions", move |_| panel.go(Go::Related))}
        </section>
    }
    .into_any()
}

/// It is not on the site.
pub(super) fn not_posted(panel: Panel, id: DraftId) -> AnyView {
    view! {
        <section class="stack" role="status">
            <h2>{"It is not on the site"}</h2>
            <p>{"Your draft is as you left it. You may review and post it again."}</p>
            {button(Kind::Primary, "Back to the draft", move |_| panel.go(Go::Draft(id.clone())))}
        </section>
    }
    .into_any()
}

/// It is on the site.
pub(super) fn posted(panel: Panel, url: String, doubles: Vec<String>) -> AnyView {
    let twice = (!doubles.is_empty()).then(|| {
        let links: Vec<AnyView> =
            doubles.into_iter().map(|url| view! { <li>{link_out(url.clone(), url)}</li> }.into_any()).collect();
        view! {
            <div class="notice">
                <p>{"The browser sent it more than once. Delete what is too much on the site:"}</p>
                <ul>{links}</ul>
            </div>
        }
    });
    let go = url.clone();
    view! {
        <section class="stack" role="status">
            <h2>{"Your question is posted"}</h2>
            <p>{link_out(url.clone(), url)}</p>
            {twice}
            <div class="actions">
                {button(Kind::Primary, "Open it", move |_| open_tab(go.clone()))}
                {button(Kind::Quiet, "Related questions", move |_| panel.go(Go::Related))}
            </div>
        </section>
    }
    .into_any()
}

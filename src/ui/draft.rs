//! The editor, and what became of a draft.
//!
//! Every keystroke is sent to the background at once: closing the panel loses nothing.

use super::{
    bus::ask,
    controls::{Kind, button, copy, countdown, field, link_out},
    panel::{Go, Panel, open_tab},
};
use crate::{
    app::{Posted, SaveDraft},
    draft::{Field, Problem, check},
    model::{Doubles, Draft, DraftId, Post, Writing},
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
    let titles = draft.titles.clone();
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
    let more = id.clone();
    let [(_, title_problem), (_, body_problem), (_, tags_problem)] = problems;
    view! {
        <form class="stack" on:submit=move |event| { event.prevent_default(); review() }>
            <h2>"Ask on " {site}</h2>
            {field("title", "Title", "What goes wrong, in one line", title, title_problem, edit.clone())}
            {suggestions(titles, title, &edit)}
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
                {button(Kind::Quiet, "Add selection", move |_| panel.go(Go::AddToDraft(more.clone())))}
                {button(Kind::Quiet, "Related questions", move |_| panel.go(Go::Related))}
                {button(Kind::Quiet, "Discard draft", move |_| panel.go(Go::Discard(id.clone())))}
            </div>
            <p class="hint" role="status">{saved}</p>
        </form>
    }
    .into_any()
}

/// Titles that the page suggests, where there is a choice.
fn suggestions(titles: Vec<String>, title: RwSignal<String>, edit: &Rc<dyn Fn()>) -> AnyView {
    if titles.len() < 2 {
        return ().into_any();
    }
    let choice = |suggested: String| {
        let edit = Rc::clone(edit);
        button(Kind::Quiet, suggested.clone(), move |_| {
            title.set(suggested.clone());
            edit();
        })
    };
    let choices: Vec<AnyView> = titles.into_iter().map(choice).collect();
    view! { <div class="actions" role="group" aria-label="Suggested titles">{choices}</div> }.into_any()
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

/// What became of a post, and what to do about it.
pub(super) fn outcome(panel: Panel, id: DraftId, posted: Posted) -> AnyView {
    match posted {
        Posted::Here(post, doubles) => on_the_site(panel, id, post, doubles),
        Posted::Nowhere => view! {
            <section class="stack" role="status">
                <h2>{"It is not on the site"}</h2>
                <p>{"Your draft is as you left it. You may review and post it again."}</p>
                {button(Kind::Primary, "Back to the draft", move |_| panel.go(Go::Draft(id.clone())))}
            </section>
        }
        .into_any(),
        Posted::Early(until) => {
            let told = |seconds| format!("Askside looks again in {seconds} seconds.");
            view! {
                <section class="stack">
                    <h2>{"It may still be on its way"}</h2>
                    <p>{"The site does not have it yet. Until it certainly can no longer arrive, nothing is sent again."}</p>
                    {countdown(until, told, move || panel.go(Go::LookUp(id.clone())))}
                    {button(Kind::Quiet, "Related questions", move |_| panel.go(Go::Related))}
                </section>
            }
            .into_any()
        }
        Posted::Unclear(close, mine) => unclear(panel, id, close, mine),
    }
}

/// Nobody here can tell whether it is there: the person looks.
fn unclear(panel: Panel, id: DraftId, close: Vec<Post>, mine: String) -> AnyView {
    let is = |post: Post| {
        let (id, question) = (id.clone(), post.id);
        let press = move |_| panel.go(Go::Settle(id.clone(), Some(question)));
        view! { <li>{link_out(post.url.clone(), post.url)}{button(Kind::Plain, "That is it", press)}</li> }.into_any()
    };
    let told = if close.is_empty() {
        "The list of your questions could not be read to its end, or the clocks disagree."
    } else {
        "These questions of yours are like it, and not the same:"
    };
    let close: Vec<AnyView> = close.into_iter().map(is).collect();
    let again = id.clone();
    view! {
        <section class="stack" role="status">
            <h2>{"Askside cannot tell whether it was posted"}</h2>
            <p>{told}</p>
            <ul>{close}</ul>
            <p>{link_out(mine, "Look through your questions".to_owned())}</p>
            <div class="actions">
                {button(Kind::Plain, "Look again", move |_| panel.go(Go::LookUp(again.clone())))}
                {button(Kind::Plain, "It is not there", move |_| panel.go(Go::Settle(id.clone(), None)))}
                {button(Kind::Quiet, "Related questions", move |_| panel.go(Go::Related))}
            </div>
        </section>
    }
    .into_any()
}

/// It is on the site.
fn on_the_site(panel: Panel, id: DraftId, post: Post, doubles: Doubles) -> AnyView {
    let (url, go) = (post.url.clone(), post.url.clone());
    let link = Memo::new(move |_| url.clone());
    view! {
        <section class="stack" role="status">
            <h2>{"Your question is posted"}</h2>
            <p>{link_out(post.url.clone(), post.url)}</p>
            {more_of_it(panel, id, doubles)}
            <div class="actions">
                {button(Kind::Primary, "Open it", move |_| open_tab(go.clone()))}
                {copy(link)}
                {button(Kind::Quiet, "Related questions", move |_| panel.go(Go::Related))}
            </div>
        </section>
    }
    .into_any()
}

/// That a question is there more than once, or that nobody knows.
fn more_of_it(panel: Panel, id: DraftId, doubles: Doubles) -> Option<AnyView> {
    let Doubles::Found(doubles) = doubles else {
        let look = button(Kind::Plain, "Check again", move |_| panel.go(Go::LookUp(id.clone())));
        let told = "Browsers sometimes send a post twice. Whether yours did could not be checked yet.";
        return Some(view! { <div class="notice"><p>{told}</p>{look}</div> }.into_any());
    };
    let line = |double: Post| {
        let id = id.clone();
        let delete = button(Kind::Plain, "Delete this one", move |event| {
            // A script's click is nobody's decision.
            if event.is_trusted() {
                panel.go(Go::DeleteDouble(id.clone(), double.id));
            }
        });
        view! { <li>{link_out(double.url.clone(), double.url)}{delete}</li> }.into_any()
    };
    let lines: Vec<AnyView> = doubles.into_iter().map(line).collect();
    let told = "The browser sent it more than once. What is too much can be deleted:";
    (!lines.is_empty()).then(|| view! { <div class="notice"><p>{told}</p><ul>{lines}</ul></div> }.into_any())
}

//! The editor, and what became of a draft.
//!
//! Every keystroke is sent to the background at once: closing the panel loses nothing.

use super::{
    bus::ask,
    controls::{
        Kind, Local, block, button, button_about, copy, countdown, field, focus, link_out, section, text,
        written_button,
    },
    decision::decision,
    go::Go,
    markdown::{markdown, select},
    panel::{Panel, open_tab},
    preview::write,
    related::what_was_sent,
    similar::Suggested,
    tags::tags as tags_field,
};
use crate::{
    app::{GetLimits, Mark, Posted, SaveDraft, SetBookmark},
    draft::{Field, Limits, Problem, check, split_tags},
    model::{Doubles, Draft, DraftId, Post, QuestionId, Writing},
    words,
};
use leptos::{
    ev::{FocusEvent, MouseEvent},
    prelude::*,
    task::spawn_local,
};
use std::{ops::Range, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::Element;

/// The fields by their names.
const FIELDS: [(&str, Field); 3] = [("title", Field::Title), ("body", Field::Body), ("tags", Field::Tags)];

/// A draft being written.
pub(super) fn editor(panel: Panel, draft: Draft) -> AnyView {
    let title = RwSignal::new(draft.writing.title.clone());
    let body = RwSignal::new(draft.writing.body.clone());
    let tags = RwSignal::new(draft.writing.tags.join(" "));
    let saved = RwSignal::new(words::saved_on_device());
    let problems = FIELDS.map(|(_, field)| (field, RwSignal::new(String::new())));
    let (secrets, reviewed) = (panel.secrets(), RwSignal::new(false));
    // The site's limits, and the fields that were written and left.
    let rules = StoredValue::new_local((Limits::default(), Vec::<Field>::new()));
    let (home, site) = (draft.site.clone(), draft.site.name());
    let id = draft.id.clone();
    let sent = Local::new(Vec::new());
    let titles = draft.titles.clone().unwrap_or_default();
    let found = RwSignal::new(Vec::new());
    let opened = draft.writing.clone();
    let is_change = draft.target.is_some();
    let heading = if is_change { words::edit_on(&site) } else { words::ask_on(&site) };
    let draft = StoredValue::new_local(draft);
    // What is private is told as it is typed; the rest once the person is done with a field or with all, and then until
    // it is mended.
    let tell = move || {
        let judge = |(limits, _): &(Limits, _)| draft.with_value(|draft| check(draft, secrets, limits));
        let Some(now) = rules.try_with_value(judge) else { return false };
        for (field, problem) in problems {
            let is_left = reviewed.get_untracked() || rules.with_value(|(_, left)| left.contains(&field));
            let told = |one: &&Problem| is_left && one.field == field && one.at.is_none();
            problem.set(now.iter().find(told).map(|one| one.message.clone()).unwrap_or_default());
        }
        let is_ready = now.is_empty();
        // What is the same stays: a press on a button of the list may be under way.
        if found.with_untracked(|before| *before != now) {
            found.set(now);
        }
        is_ready
    };
    let save = move || {
        let call = draft.try_update_value(|draft| {
            draft.revision += 1;
            draft.writing = Writing {
                title: title.get_untracked(),
                body: body.get_untracked(),
                tags: split_tags(&tags.get_untracked()),
            };
            let waived = draft.waived.clone().unwrap_or_default();
            SaveDraft(draft.id.clone(), draft.revision, draft.writing.clone(), waived)
        });
        tell();
        let Some(call) = call else { return };
        spawn_local(async move {
            let outcome = ask(call).await;
            saved.try_set(outcome.map_or_else(|failure| failure.message, |()| words::saved_on_device()));
        });
    };
    tell();
    spawn_local(async move {
        // Without them the review still knows.
        if let Ok(limits) = ask(GetLimits).await {
            rules.try_update_value(|(known, _)| *known = limits);
            tell();
        }
    });
    let leave = move |event: FocusEvent| {
        let named = |element: Element| element.get_attribute("name");
        let name = named(event_target(&event));
        let left = FIELDS.into_iter().find(|(field, _)| name.as_deref() == Some(*field));
        let is_written = |field| {
            let changed = draft.try_with_value(|Draft { writing, .. }| match field {
                Field::Title => writing.title != opened.title,
                Field::Body => writing.body != opened.body,
                Field::Tags => writing.tags != opened.tags,
            });
            changed == Some(true) // none if the editor is gone, which a field with the focus leaves, too
        };
        if let Some((_, field)) = left.filter(|(_, field)| is_written(*field)) {
            rules.update_value(|(_, left)| left.push(field));
        }
        let next = event.related_target().and_then(|next| next.dyn_into().ok());
        // A line that appears while a button is pressed would move the button away from the press.
        if next.is_none_or(|next| named(next).is_some()) {
            tell();
        }
    };
    let edit: Rc<dyn Fn()> = Rc::new(save);
    let notes = move || {
        let mut shown = found.get();
        shown.retain(|one| one.at.is_some() || one.waiver.is_some() && reviewed.get());
        let waive = move |waiver: String| {
            draft.update_value(|draft| draft.waived.get_or_insert_default().push(waiver));
            save();
        };
        notes(panel, shown, waive)
    };
    let own = id.clone();
    let review = move || {
        reviewed.set(true);
        if tell() {
            panel.go(Go::Review(own.clone()));
        } else {
            panel.say(words::not_ready_yet());
        }
    };
    let (more, own) = (id.clone(), id.clone());
    let similar = Suggested::below(panel, id.clone(), title, sent);
    let titled: Rc<dyn Fn()> = Rc::new(move || {
        save();
        // What is like a question that is there is that question.
        if !is_change {
            similar.typed();
        }
    });
    let [(_, title_problem), (_, body_problem), (_, tags_problem)] = problems;
    view! {
        <form class="stack" on:focusin=move |_| similar.returned() on:focusout=leave on:submit=move |event| { event.prevent_default(); review() }>
            <h2>{heading}</h2>
            {field("title", words::title(), words::title_hint(), title, title_problem, Rc::clone(&titled))}
            {suggestions(titles, title, &titled)}
            {(!is_change).then(|| similar.view())}
            {markdown(panel, own, &home, body, body_problem, edit.clone())}
            {tags_field(panel, tags, tags_problem, sent, edit)}
            {notes}
            <div class="actions">
                <button type="submit" class="primary">{words::review()}</button>
                {button(Kind::Quiet, words::add_selection(), move |_| panel.go(Go::AddToDraft(more.clone())))}
                {button(Kind::Quiet, words::discard_draft(), move |_| panel.go(Go::Discard(id.clone())))}
            </div>
            <p class="hint" role="status">{saved}</p>
            {what_was_sent(sent)}
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
        written_button(suggested.clone(), move |_| {
            title.set(suggested.clone());
            edit();
            focus("[name=title]"); // to go on with it, and to see what is like it
        })
    };
    let choices: Vec<AnyView> = titles.into_iter().map(choice).collect();
    view! { <div class="actions" role="group" aria-label=words::suggested_titles()>{choices}</div> }.into_any()
}

/// What may not be meant to be posted: where it is, and the way to say that it is meant.
fn notes(panel: Panel, notes: Vec<Problem>, waive: impl Fn(String) + Copy + 'static) -> AnyView {
    let show = move |name: &'static str, at: Range<usize>| write(panel.previewing(), move || select(name, &at));
    let row = |problem: Problem| {
        let Problem { field, message, at, waiver } = problem;
        let name = if field == Field::Title { "title" } else { "body" };
        let show = at.map(|at| button(Kind::Quiet, words::show_place(), move |_| show(name, at.clone())));
        let keep = waiver.map(|waiver| button(Kind::Quiet, words::post_all_the_same(), move |_| waive(waiver.clone())));
        view! { <li>{message}" "{show}{keep}</li> }.into_any()
    };
    if notes.is_empty() {
        return ().into_any();
    }
    let rows: Vec<AnyView> = notes.into_iter().map(row).collect();
    view! { <section class="notice" aria-label=words::before_you_post()><b>{words::before_you_post()}</b><ul>{rows}</ul></section> }
        .into_any()
}

/// A post whose answer was lost: the site is asked before anything is sent again.
pub(super) fn lost_answer(panel: Panel, id: DraftId) -> AnyView {
    let look = button(Kind::Primary, words::look_for_it_on_site(), move |_| panel.go(Go::LookUp(id.clone())));
    section(words::was_it_posted(), vec![text("", words::answer_lost()), block("actions", vec![look])])
}

/// What became of a post, and what to do about it.
pub(super) fn outcome(panel: Panel, id: DraftId, posted: Posted) -> AnyView {
    match posted {
        Posted::Here(post, doubles) => on_the_site(panel, id, post, doubles),
        Posted::Nowhere => {
            let back = button(Kind::Primary, words::back_to_draft(), move |_| panel.go(Go::Draft(id.clone())));
            section(words::not_on_site(), vec![text("", words::draft_as_left()), block("actions", vec![back])])
        }
        Posted::Early(until) => {
            let wait = countdown(until, words::looks_again_in, move || panel.go(Go::LookUp(id.clone())));
            section(words::may_be_on_its_way(), vec![text("", words::not_there_yet()), wait])
        }
        Posted::Unclear(close, mine) => unclear(panel, id, close, mine),
    }
}

/// Nobody here can tell whether it is there: the person looks.
fn unclear(panel: Panel, id: DraftId, close: Vec<Post>, mine: String) -> AnyView {
    let why = if close.is_empty() { words::cannot_tell_why() } else { words::questions_like_it() };
    let mut parts = vec![text("", why)];
    for post in close {
        let (id, question) = (id.clone(), post.id);
        let press = move |_| panel.go(Go::Settle(id.clone(), Some(question)));
        let that_is_it = button_about(Kind::Plain, words::that_is_it(), &post.url, press);
        parts.push(link_out(post.url.clone(), post.url));
        parts.push(block("actions", vec![that_is_it]));
    }
    let again = id.clone();
    parts.push(link_out(mine, words::look_through_questions()));
    let actions = vec![
        button(Kind::Plain, words::look_again(), move |_| panel.go(Go::LookUp(again.clone()))),
        button(Kind::Plain, words::it_is_not_there(), move |_| panel.go(Go::Settle(id.clone(), None))),
    ];
    parts.push(block("actions", actions));
    section(words::cannot_tell_posted(), parts)
}

/// It is on the site: once, more than once, or nobody knows.
fn on_the_site(panel: Panel, id: DraftId, post: Post, doubles: Doubles) -> AnyView {
    let (link, go) = (post.url.clone(), post.url.clone());
    let mut parts = vec![link_out(link, post.url.clone())];
    match doubles {
        Doubles::Unchecked(_) => {
            parts.push(text("", words::doubles_unchecked()));
            let check = button(Kind::Plain, words::check_again(), move |_| panel.go(Go::LookUp(id.clone())));
            parts.push(block("actions", vec![check]));
        }
        Doubles::Found(doubles) => {
            if !doubles.is_empty() {
                parts.push(text("", words::doubles_found()));
            }
            for double in doubles {
                let (id, question) = (id.clone(), double.id);
                let delete = move || panel.go(Go::DeleteDouble(id.clone(), question));
                let delete = decision(Kind::Plain, words::delete_this_one(), &double.url, delete);
                parts.extend([link_out(double.url.clone(), double.url), block("actions", vec![delete])]);
            }
        }
    }
    let open = button(Kind::Primary, words::open_it(), move |_| open_tab(go.clone()));
    let bookmark = bookmark(post.id);
    let copy = copy(words::copy(), "", move || post.url.clone());
    parts.push(block("actions", vec![open, copy, bookmark]));
    section(words::question_posted(), parts)
}

/// A change is on the site.
pub(super) fn saved(post: Post) -> AnyView {
    let url = post.url.clone();
    let link = copy(words::copy_link(), "", move || url.clone());
    section(words::changes_saved(), vec![link_out(post.url.clone(), post.url), block("actions", vec![link])])
}

/// A question is no longer on the site.
pub(super) fn deleted(panel: Panel) -> AnyView {
    let mine = button(Kind::Primary, words::my_questions(), move |_| panel.go(Go::Mine));
    section(words::question_deleted(), vec![block("actions", vec![mine])])
}

/// Keeps a question among the person's bookmarks on the site, which a new one is not.
fn bookmark(id: QuestionId) -> AnyView {
    let (is_set, told) = (RwSignal::new(false), RwSignal::new(String::new()));
    let press = move |event: MouseEvent| {
        // A script's click is nobody's decision.
        if !event.is_trusted() {
            return;
        }
        let (mark, done) = match is_set.get_untracked() {
            false => (Mark::Set, words::bookmark_kept()),
            true => (Mark::Unset, words::bookmark_gone()),
        };
        spawn_local(async move {
            let outcome = ask(SetBookmark(id, mark)).await;
            is_set.try_update(|is_set| *is_set ^= outcome.is_ok());
            told.try_set(outcome.map_or_else(|failure| failure.message, |()| done));
        });
    };
    let label = move || if is_set.get() { words::remove_bookmark() } else { words::bookmark_on_site() };
    view! {
        <button type="button" class="quiet" on:click=press>{label}</button>
        <p class="hint" role="status">{told}</p>
    }
    .into_any()
}

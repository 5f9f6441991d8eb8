//! The sites that Askside is connected to, who is signed in where, and the ways out.

use super::{
    controls::{Kind, button, sentence, text},
    go::Go,
    hosts::hosts,
    panel::{Panel, is_popup, open_tab},
    rules::tag_rules,
};
use crate::{
    app::{Missing, Standing},
    auth::Scope,
    browser::Browser,
    model::{Flow, Home, Timestamp, Way},
    ports::Clock,
    words,
};
use leptos::prelude::*;

/// The page of the extension that shows this, for a tab.
pub(super) const PAGE: &str = "panel.html?sites";

/// All connections; `note` says what just became of one.
pub(super) fn sites(panel: Panel, note: Option<String>) -> AnyView {
    let Some(overview) = panel.overview() else { return ().into_any() };
    let rows: Vec<AnyView> = overview
        .active
        .into_iter()
        .map(|one| row(panel, &one, true))
        .chain(overview.others.into_iter().map(|one| row(panel, &one, false)))
        .collect();
    let locked = overview.locked.then(|| text("hint", words::site_is_locked()));
    let another = (!overview.locked).then(|| {
        button(Kind::Plain, words::connect_another_site(), move |_| match is_popup() {
            true => open_tab(PAGE.to_owned()), // a permission prompt would close a popup
            false => panel.go(Go::SetUp(None)),
        })
    });
    let note = note.map(|note| view! { <p class="notice" role="status">{note}</p> });
    view! {
        <section class="stack">
            <h2>{words::sites()}</h2>
            {note}
            <ul class="sites">{rows}</ul>
            {locked}
            {hosts()}
            {tag_rules()}
            <div class="actions">
                {another}
            </div>
        </section>
    }
    .into_any()
}

fn row(panel: Panel, one: &Standing, active: bool) -> AnyView {
    let name = one.site.name();
    let (id, form) = (one.id.clone(), one.clone());
    let actions: Vec<AnyView> = if active {
        let mend = match one.missing {
            Some(Missing::SignIn) => {
                let go = move |_| panel.go(Go::SignIn(Scope::Read, Box::new(Go::Sites)));
                Some(button(Kind::Primary, words::sign_in(), go))
            }
            Some(Missing::Key) => {
                Some(button(Kind::Primary, words::enter_key(), move |_| panel.go(Go::SetUp(Some(form.clone())))))
            }
            Some(Missing::Token) => {
                Some(button(Kind::Primary, words::enter_token(), move |_| panel.go(Go::SetUp(Some(form.clone())))))
            }
            None => {
                one.account.as_ref().map(|_| button(Kind::Plain, words::sign_out(), move |_| panel.go(Go::SignOut)))
            }
        };
        mend.into_iter().collect()
    } else {
        let id = id.clone();
        vec![button(Kind::Plain, words::use_site(&name), move |_| panel.go(Go::Switch(id.clone())))]
    };
    let leave = (!one.managed)
        .then(|| button(Kind::Quiet, words::disconnect_site(&name), move |_| panel.go(Go::Disconnect(id.clone()))));
    let managed = one.managed.then(words::set_up_by_organisation);
    let about = [Some(way_in(one.way)), who(one, Browser.now()), managed];
    let about = about.into_iter().flatten().collect::<Vec<String>>().join(" ");
    let name = view! { <b dir="ltr">{name}</b> }.into_any();
    view! {
        <li>
            <p>{if active { sentence(words::site_in_use, name) } else { name }}</p>
            {text("hint", about)}
            <div class="actions">{actions}{leave}</div>
        </li>
    }
    .into_any()
}

/// How one gets in.
fn way_in(way: Way) -> String {
    match way {
        Way::SignIn(_, Flow::Implicit, Home::Window) => words::way_window(),
        Way::SignIn(_, Flow::Code, Home::Window) => words::way_window_code(),
        Way::SignIn(_, Flow::Implicit, Home::Tab) => words::way_tab(),
        Way::SignIn(_, Flow::Code, Home::Tab) => words::way_tab_code(),
        Way::Key => words::way_key(),
        Way::Token => words::way_token(),
        Way::Open => words::way_open(),
    }
}

/// Who is signed in, for what, and for how long.
fn who(one: &Standing, now: Timestamp) -> Option<String> {
    let Some(account) = &one.account else {
        return one.missing.map(|missing| match missing {
            Missing::SignIn => words::nobody_signed_in(),
            Missing::Key => words::key_not_kept(),
            Missing::Token => words::token_was_not_kept(),
        });
    };
    let (name, time) = (&account.name, one.expires.map(|end| left(now.until(end))));
    Some(match (one.scope == Some(Scope::Write), time) {
        (true, Some(time)) => words::may_post_for(name, &time),
        (true, None) => words::may_post(name),
        (false, Some(time)) => words::may_read_for(name, &time),
        (false, None) => words::may_read(name),
    })
}

/// So many seconds, in words.
fn left(seconds: i64) -> String {
    match seconds {
        ..7_200 => words::left_minutes((seconds / 60).max(1)),
        7_200..172_800 => words::left_hours(seconds / 3_600),
        _ => words::left_days(seconds / 86_400),
    }
}

//! The sites that Askside is connected to, who is signed in where, and the ways out.

use super::{
    controls::{Kind, button},
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
};
use leptos::prelude::*;

/// The page of the extension that shows this, for a tab.
pub(super) const PAGE: &str = "panel.html?sites";

/// All connections; `note` says what just became of one.
pub(super) fn sites(panel: Panel, note: Option<&'static str>) -> AnyView {
    let Some(overview) = panel.overview() else { return ().into_any() };
    let rows: Vec<AnyView> = overview
        .active
        .into_iter()
        .map(|one| row(panel, &one, true))
        .chain(overview.others.into_iter().map(|one| row(panel, &one, false)))
        .collect();
    let locked = overview.locked.then(|| view! { <p class="hint">{"Your organisation has chosen the site."}</p> });
    let another = (!overview.locked).then(|| {
        button(Kind::Plain, "Connect another site", move |_| match is_popup() {
            true => open_tab(PAGE.to_owned()), // a permission prompt would close a popup
            false => panel.go(Go::SetUp(None)),
        })
    });
    let note = note.map(|note| view! { <p class="notice" role="status">{note}</p> });
    view! {
        <section class="stack">
            <h2>{"Sites"}</h2>
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
    let label = |what: &str| format!("{what} {name}");
    let actions: Vec<AnyView> = if active {
        let mend = match one.missing {
            Some(Missing::SignIn) => {
                let go = move |_| panel.go(Go::SignIn(Scope::Read, Box::new(Go::Sites)));
                Some(button(Kind::Primary, "Sign in", go))
            }
            Some(Missing::Key) => {
                Some(button(Kind::Primary, "Enter the key", move |_| panel.go(Go::SetUp(Some(form.clone())))))
            }
            Some(Missing::Token) => {
                Some(button(Kind::Primary, "Enter the token", move |_| panel.go(Go::SetUp(Some(form.clone())))))
            }
            None => one.account.as_ref().map(|_| button(Kind::Plain, "Sign out", move |_| panel.go(Go::SignOut))),
        };
        mend.into_iter().collect()
    } else {
        let id = id.clone();
        vec![button(Kind::Plain, label("Use"), move |_| panel.go(Go::Switch(id.clone())))]
    };
    let leave =
        (!one.managed).then(|| button(Kind::Quiet, label("Disconnect"), move |_| panel.go(Go::Disconnect(id.clone()))));
    let managed = one.managed.then_some("Set up by your organisation.");
    view! {
        <li>
            <p><b>{name.clone()}</b>{active.then_some(" (in use)")}</p>
            <p class="hint">{way_in(one.way)} {who(one, Browser.now())} {managed}</p>
            <div class="actions">{actions}{leave}</div>
        </li>
    }
    .into_any()
}

/// How one gets in.
fn way_in(way: Way) -> &'static str {
    match way {
        Way::SignIn(_, Flow::Implicit, Home::Window) => "Sign-in in a window.",
        Way::SignIn(_, Flow::Code, Home::Window) => "Sign-in in a window, by a code with proof.",
        Way::SignIn(_, Flow::Implicit, Home::Tab) => "Sign-in in a tab.",
        Way::SignIn(_, Flow::Code, Home::Tab) => "Sign-in in a tab, by a code with proof.",
        Way::Key => "By its key: reading only.",
        Way::Token => "By a token that you made.",
        Way::Open => "A public site: reading only.",
    }
}

/// Who is signed in, for what, and for how long.
fn who(one: &Standing, now: Timestamp) -> String {
    let Some(account) = &one.account else {
        return match one.missing {
            Some(Missing::SignIn) => " Nobody is signed in.".to_owned(),
            Some(Missing::Key) => " The key was not kept.".to_owned(),
            Some(Missing::Token) => " The token was not kept.".to_owned(),
            None => String::new(),
        };
    };
    let may = if one.scope == Some(Scope::Write) { "may read and post" } else { "may read" };
    let until = one.expires.map(|end| format!(", {}", left(now.until(end)))).unwrap_or_default();
    format!(" {}: Askside {may}{until}.", account.name)
}

/// So many seconds, in words.
pub(super) fn left(seconds: i64) -> String {
    match seconds {
        ..120 => "for another minute".to_owned(),
        120..7_200 => format!("for another {} minutes", seconds / 60),
        7_200..172_800 => format!("for another {} hours", seconds / 3_600),
        _ => format!("for another {} days", seconds / 86_400),
    }
}

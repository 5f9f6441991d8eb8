//! Connecting and signing in.

use super::{
    controls::{Kind, button, field},
    panel::{Go, Panel, is_popup, open_tab},
};
use crate::{
    app::{AppError, ConnectForm, Failure, PAGE},
    auth::Scope,
    browser,
    model::Site,
};
use leptos::{prelude::*, task::spawn_local};
use std::rc::Rc;

/// The connection form. In the popup it is only the way to a tab: a permission prompt would close a popup.
pub(super) fn set_up(panel: Panel, typed: ConnectForm, failure: Option<Failure>) -> AnyView {
    if is_popup() {
        let open = button(Kind::Primary, "Connect your site", |_| {
            open_tab(PAGE.to_owned());
            drop(window().close());
        });
        return view! {
            <section class="stack">
                <h2>{"Your colleagues may have answered this"}</h2>
                <p>{"Askside shows the questions on your company's Stack Overflow that belong to the page you are reading."}</p>
                {open}
            </section>
        }
        .into_any();
    }
    let (site, client_id, key) = (RwSignal::new(typed.site), RwSignal::new(typed.client_id), RwSignal::new(typed.key));
    let problem = RwSignal::new(String::new());
    let call = move || ConnectForm {
        site: site.get_untracked(),
        client_id: client_id.get_untracked(),
        key: key.get_untracked(),
    };
    let connect = move || match site.get_untracked().parse::<Site>() {
        Err(error) => problem.set(AppError::from(error).failure().message),
        Ok(parsed) => spawn_local(async move {
            // First of all: browsers let only the click itself ask. A refusal is told by the background.
            browser::request_permission(&parsed).await;
            panel.go(Go::Connect(call()));
        }),
    };
    let edited: Rc<dyn Fn()> = Rc::new(move || problem.set(String::new()));
    let none = RwSignal::new(String::new());
    let redirect_host = panel.overview().map(|overview| overview.redirect_host).unwrap_or_default();
    let failed = failure.map(|failure| view! { <p class="notice" role="alert">{failure.message}</p> });
    view! {
        <form class="stack" on:submit=move |event| { event.prevent_default(); connect() }>
            <h2>{"Connect your site"}</h2>
            <p>
                "On your site, open Settings, then API applications, and register one (or ask an administrator to) with the domain "
                <code>{redirect_host}</code>". Enter what it shows you. A public site such as superuser.com needs its address only."
            </p>
            {failed}
            {field("site", "Site address", "https://stack.example.com", site, problem, edited.clone())}
            {field("client-id", "Client ID", "", client_id, none, edited.clone())}
            {field("key", "Key", "", key, none, edited)}
            <p class="hint">{"Your browser will ask whether Askside may reach this one site. Then you sign in there."}</p>
            <button type="submit" class="primary">{"Connect"}</button>
        </form>
    }
    .into_any()
}

/// Connected: the panel's own tab has no page to read, so it says where to go.
pub(super) fn connected(panel: Panel) -> AnyView {
    let name = panel.overview().and_then(|overview| overview.account).map(|account| format!(", {}", account.name));
    view! {
        <section class="stack" role="status">
            <h2>"You are connected" {name}</h2>
            <p>{"Open a page of your docs and click Askside in the toolbar, or press Alt+Shift+Q for the side panel."}</p>
            <p class="hint">{"Pages are read only when you do that. What was sent to your site is listed under the results."}</p>
        </section>
    }
    .into_any()
}

/// Connected, but nobody is signed in.
pub(super) fn sign_in(panel: Panel) -> AnyView {
    let site = panel.overview().and_then(|overview| overview.site);
    let host = site.map(|site| site.name()).unwrap_or_default();
    view! {
        <section class="stack">
            <h2>"Sign in to " {host}</h2>
            <p>{"Askside asks only to know who you are and to read. Posting is asked for when you first post."}</p>
            {button(Kind::Primary, "Sign in", move |_| panel.go(Go::SignIn(Scope::Read, Box::new(Go::Related))))}
            {button(Kind::Quiet, "Use another site", move |_| panel.go(Go::SetUp))}
        </section>
    }
    .into_any()
}

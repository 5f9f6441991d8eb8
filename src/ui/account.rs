//! Connecting to a site, and signing in to it.

use super::{
    controls::{Kind, button, check, choice, copy, field, secret},
    go::Go,
    panel::{Panel, is_popup, open_tab},
};
use crate::{
    app::{AppError, ConnectForm, Door, Failure, PAGE},
    auth::Scope,
    browser,
    model::{Flow, Home, Kind as SiteKind, Site, Typed},
};
use leptos::{prelude::*, task::spawn_local};
use std::rc::Rc;

/// The ways into a company's site, in the words of the form.
const DOORS: [(&str, Door); 3] = [
    ("Sign in on the site", Door::SignIn(Flow::Implicit, Home::Window)),
    ("With the key alone: reading only", Door::Key),
    ("With a token that I made", Door::Token),
];

/// How a sign-in hands over the token.
const FLOWS: [(&str, Flow); 2] =
    [("Token in the answer (implicit)", Flow::Implicit), ("Code and proof (PKCE)", Flow::Code)];

/// Where a sign-in comes home.
const HOMES: [(&str, Home); 2] = [("The browser's sign-in window", Home::Window), ("A tab on the site", Home::Tab)];

/// The connection form. In the popup it is only the way to a tab: a permission prompt would close a popup.
pub(super) fn set_up(panel: Panel, typed: &ConnectForm, failure: Option<Failure>) -> AnyView {
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
    let text = |text: &str| RwSignal::new(text.to_owned());
    let (site, client_id) = (text(&typed.site), text(&typed.client_id));
    let (key, token) = (text(&typed.key.0), text(&typed.token.0));
    // A key that stands behind a sign-in is kept unless the person says otherwise, one that lets in alone is not.
    let (keep_key, keep_alone) =
        (RwSignal::new(typed.keep_key), RwSignal::new(typed.keep_key && typed.door == Door::Key));
    let (flow_before, home_before) = match typed.door {
        Door::SignIn(flow, home) => (flow, home),
        Door::Key | Door::Token => Default::default(),
    };
    let door = RwSignal::new(DOORS.iter().position(|(_, door)| same_door(*door, typed.door)).unwrap_or_default());
    let flow = RwSignal::new(FLOWS.iter().position(|(_, flow)| *flow == flow_before).unwrap_or_default());
    let home = RwSignal::new(HOMES.iter().position(|(_, home)| *home == home_before).unwrap_or_default());
    // In a tab a code is the better guest: an address with a token in it must not outlive the tab.
    let safer = move |home: &usize, _: Option<&usize>, _: Option<()>| {
        if HOMES[*home].1 == Home::Tab {
            flow.set(FLOWS.iter().position(|(_, flow)| *flow == Flow::Code).unwrap_or_default());
        }
    };
    Effect::watch(move || home.get(), safer, false);
    let problem = text("");
    let call = move || ConnectForm {
        site: site.get_untracked(),
        door: match DOORS[door.get_untracked()].1 {
            Door::SignIn(..) => Door::SignIn(FLOWS[flow.get_untracked()].1, HOMES[home.get_untracked()].1),
            other => other,
        },
        client_id: client_id.get_untracked(),
        key: Typed(key.get_untracked()),
        keep_key: if DOORS[door.get_untracked()].1 == Door::Key { keep_alone } else { keep_key }.get_untracked(),
        token: Typed(token.get_untracked()),
    };
    let connect = move || match site.get_untracked().parse::<Site>() {
        Err(error) => problem.set(AppError::from(error).failure().message),
        Ok(parsed) => spawn_local(async move {
            // First of all: browsers let only the click itself ask. A refusal is told by the background.
            browser::request_permission(&parsed.permission()).await;
            panel.go(Go::Connect(call()));
        }),
    };
    let edited: Rc<dyn Fn()> = Rc::new(move || problem.set(String::new()));
    let none = text("");
    // What the address typed so far leaves to choose. An address that is none yet is taken for a company's.
    let kind = Memo::new(move |_| site.with(|site| site.parse::<Site>()).map_or(SiteKind::Enterprise, |s| s.kind()));
    let redirect_host = panel.overview().map(|overview| overview.redirect_host).unwrap_or_default();
    let domain = move || match HOMES[home.get()].1 {
        Home::Window => redirect_host.clone(),
        Home::Tab => site.with(|site| site.parse::<Site>().map(|s| s.host().to_owned()).unwrap_or_default()),
    };
    let domain = Memo::new(move |_| domain());
    let ways = move || match (kind.get(), DOORS[door.get()].1) {
        (SiteKind::Network, _) => {
            view! { <p class="hint">{"A public site is read by nobody in particular: it needs its address only."}</p> }
                .into_any()
        }
        (SiteKind::Business, _) => view! {
            <p>{"In your account on the site, make a personal access token for this team."}</p>
            {secret("token", "Token", token)}
            {TOKEN_HINT}
        }
        .into_any(),
        (SiteKind::Enterprise, chosen) => {
            let fields = match chosen {
                Door::SignIn(..) => view! {
                    <p>
                        "On the site, open Settings, then API applications, and register one (or ask an administrator to) with the domain "
                        <code>{domain}</code>{copy("Copy", "", move || domain.get_untracked())}
                    </p>
                    {field("client-id", "Client ID", "", client_id, none, Rc::new(|| {}))}
                    {secret("key", "Key", key)}
                    {check("Keep the key on this computer", keep_key)}
                    <details>
                        <summary>{"How the sign-in is done"}</summary>
                        {choice("home", "It comes back through", HOMES.map(|(name, _)| name), home)}
                        {choice("flow", "The site hands over", FLOWS.map(|(name, _)| name), flow)}
                    </details>
                }
                .into_any(),
                Door::Key => view! {
                    {secret("key", "Key", key)}
                    {check("Keep the key on this computer", keep_alone)}
                    <p class="hint">{"Whoever has the key can read the site. Kept here, it can be read by whoever reads this browser's files."}</p>
                }
                .into_any(),
                Door::Token => view! {
                    {secret("key", "Key, if the site wants one", key)}
                    {secret("token", "Token", token)}
                    {TOKEN_HINT}
                }
                .into_any(),
            };
            view! { {choice("door", "How to get in", DOORS.map(|(name, _)| name), door)}{fields} }.into_any()
        }
    };
    let failed = failure.map(|failure| view! { <p class="notice" role="alert">{failure.message}</p> });
    view! {
        <form class="stack" on:submit=move |event| { event.prevent_default(); connect() }>
            <h2>{"Connect your site"}</h2>
            {failed}
            {field("site", "Site address", "https://stack.example.com", site, problem, edited)}
            {ways}
            <p class="hint">{"Your browser will ask whether Askside may reach this one site."}</p>
            <button type="submit" class="primary">{"Connect"}</button>
        </form>
    }
    .into_any()
}

const TOKEN_HINT: &str = "A token is never kept on disk: after the browser was closed you will be asked for it again.";

fn same_door(a: Door, b: Door) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}

/// Connected: the panel's own tab has no page to read, so it says where to go.
pub(super) fn connected(panel: Panel) -> AnyView {
    let name = panel.overview().and_then(|overview| overview.account().map(|account| format!(", {}", account.name)));
    view! {
        <section class="stack">
            <h2>"You are connected" {name}</h2>
            <p>{"Open a page of your docs and click Askside in the toolbar, or press Alt+Shift+Q for the side panel."}</p>
            <p class="hint">{"Pages are read only when you do that. What was sent to your site is listed under the results."}</p>
        </section>
    }
    .into_any()
}

/// Connected, but nobody is signed in.
pub(super) fn sign_in(panel: Panel) -> AnyView {
    let host = panel.overview().and_then(|overview| overview.site().map(Site::name)).unwrap_or_default();
    view! {
        <section class="stack">
            <h2>"Sign in to " {host}</h2>
            <p>{"Askside asks only to know who you are and to read. Posting is asked for when you first post."}</p>
            {button(Kind::Primary, "Sign in", move |_| panel.go(Go::SignIn(Scope::Read, Box::new(Go::Related))))}
            {button(Kind::Quiet, "Use another site", move |_| panel.go(Go::Sites))}
        </section>
    }
    .into_any()
}

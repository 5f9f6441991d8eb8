//! Connecting to a site, and signing in to it.

use super::{
    controls::{Kind, button, check, choice, copy, field, secret, sentence, text},
    go::Go,
    panel::{Panel, is_popup, open_tab},
};
use crate::{
    app::{AppError, ConnectForm, Door, Failure, PAGE},
    auth::Scope,
    browser,
    model::{Flow, Home, Kind as SiteKind, Site, Typed},
    words,
};
use leptos::{prelude::*, task::spawn_local};
use std::rc::Rc;

/// The ways into a company's site, in the words of the form.
const DOORS: [(fn() -> String, Door); 3] = [
    (words::door_sign_in, Door::SignIn(Flow::Implicit, Home::Window)),
    (words::door_key, Door::Key),
    (words::door_token, Door::Token),
];

/// How a sign-in hands over the token.
const FLOWS: [(fn() -> String, Flow); 2] = [(words::flow_implicit, Flow::Implicit), (words::flow_code, Flow::Code)];

/// Where a sign-in comes home.
const HOMES: [(fn() -> String, Home); 2] = [(words::home_window, Home::Window), (words::home_tab, Home::Tab)];

/// The connection form. In the popup it is only the way to a tab: a permission prompt would close a popup.
pub(super) fn set_up(panel: Panel, typed: &ConnectForm, failure: Option<Failure>) -> AnyView {
    if is_popup() {
        let open = button(Kind::Primary, words::connect_your_site(), |_| {
            open_tab(PAGE.to_owned());
            drop(window().close());
        });
        return view! {
            <section class="stack">
                <h2>{words::welcome()}</h2>
                <p>{words::what_askside_does()}</p>
                {open}
            </section>
        }
        .into_any();
    }
    let typed_text = |text: &str| RwSignal::new(text.to_owned());
    let (site, client_id) = (typed_text(&typed.site), typed_text(&typed.client_id));
    let (key, token) = (typed_text(&typed.key.0), typed_text(&typed.token.0));
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
    let problem = typed_text("");
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
    let none = typed_text("");
    // What the address typed so far leaves to choose. An address that is none yet is taken for a company's.
    let kind = Memo::new(move |_| site.with(|site| site.parse::<Site>()).map_or(SiteKind::Enterprise, |s| s.kind()));
    let redirect_host = panel.overview().map(|overview| overview.redirect_host).unwrap_or_default();
    let domain = move || match HOMES[home.get()].1 {
        Home::Window => redirect_host.clone(),
        Home::Tab => site.with(|site| site.parse::<Site>().map(|s| s.host().to_owned()).unwrap_or_default()),
    };
    let domain = Memo::new(move |_| domain());
    let ways = move || match (kind.get(), DOORS[door.get()].1) {
        (SiteKind::Network, _) => text("hint", words::public_site_needs()),
        (SiteKind::Business, _) => view! {
            <p>{words::make_team_token()}</p>
            {secret("token", words::token(), token)}
            {words::token_not_kept()}
        }
        .into_any(),
        (SiteKind::Enterprise, chosen) => {
            let fields = match chosen {
                Door::SignIn(..) => view! {
                    <p>{sentence(words::register_application, domain_to_copy(domain))}</p>
                    {field("client-id", words::client_id(), "", client_id, none, Rc::new(|| {}))}
                    {secret("key", words::site_key(), key)}
                    {check(words::keep_key(), keep_key)}
                    <details>
                        <summary>{words::how_sign_in_is_done()}</summary>
                        {choice("home", words::comes_back_through(), HOMES.map(|(name, _)| name()), home)}
                        {choice("flow", words::site_hands_over(), FLOWS.map(|(name, _)| name()), flow)}
                    </details>
                }
                .into_any(),
                Door::Key => view! {
                    {secret("key", words::site_key(), key)}
                    {check(words::keep_key(), keep_alone)}
                    {text("hint", words::key_alone_reads())}
                }
                .into_any(),
                Door::Token => view! {
                    {secret("key", words::site_key_if_wanted(), key)}
                    {secret("token", words::token(), token)}
                    {words::token_not_kept()}
                }
                .into_any(),
            };
            view! { {choice("door", words::how_to_get_in(), DOORS.map(|(name, _)| name()), door)}{fields} }.into_any()
        }
    };
    let failed = failure.map(|failure| view! { <p class="notice" role="alert">{failure.message}</p> });
    view! {
        <form class="stack" on:submit=move |event| { event.prevent_default(); connect() }>
            <h2>{words::connect_your_site()}</h2>
            {failed}
            {field("site", words::site_address(), "https://stack.example.com", site, problem, edited)}
            {ways}
            {text("hint", words::browser_will_ask())}
            <button type="submit" class="primary">{words::connect()}</button>
        </form>
    }
    .into_any()
}

/// The domain that a site has to know.
fn domain_to_copy(domain: Memo<String>) -> AnyView {
    view! { <code dir="ltr">{domain}</code>{copy(words::copy(), "", move || domain.get_untracked())} }.into_any()
}

fn same_door(a: Door, b: Door) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}

/// Connected: the panel's own tab has no page to read, so it says where to go.
pub(super) fn connected(panel: Panel) -> AnyView {
    let name = panel.overview().and_then(|overview| overview.account().map(|account| account.name.clone()));
    view! {
        <section class="stack">
            <h2>{name.map_or_else(words::connected, |name| words::connected_as(&name))}</h2>
            <p>{words::how_to_begin()}</p>
            {text("hint", words::when_pages_are_read())}
        </section>
    }
    .into_any()
}

/// Connected, but nobody is signed in.
pub(super) fn sign_in(panel: Panel) -> AnyView {
    let host = panel.overview().and_then(|overview| overview.site().map(Site::name)).unwrap_or_default();
    view! {
        <section class="stack">
            <h2>{words::sign_in_to(&host)}</h2>
            <p>{words::what_sign_in_asks()}</p>
            {button(Kind::Primary, words::sign_in(), move |_| panel.go(Go::SignIn(Scope::Read, Box::new(Go::Related))))}
            {button(Kind::Quiet, words::use_another_site(), move |_| panel.go(Go::Sites))}
        </section>
    }
    .into_any()
}

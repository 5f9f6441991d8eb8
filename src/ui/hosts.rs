//! The hosts that somebody decided about, and the way to decide otherwise.

use super::{
    bus::ask,
    controls::{Kind, Local, button_about, list, sentence, text},
};
use crate::{
    app::{GetHosts, SetHost},
    model::{HostAccess, HostRule},
    words,
};
use leptos::{prelude::*, task::spawn_local};

/// The list, folded.
pub(super) fn hosts() -> AnyView {
    let known: Local<Vec<HostRule>> = Local::new(Vec::new());
    look(known);
    let rows = move || {
        let rules = known.shown(Vec::clone);
        if rules.is_empty() {
            return text("hint", words::no_hosts_yet());
        }
        list("hosts", rules.into_iter().map(|rule| row(known, rule)).collect())
    };
    view! { <details><summary>{words::pages_by_itself_or_never()}</summary><div class="stack">{rows}</div></details> }
        .into_any()
}

fn look(known: Local<Vec<HostRule>>) {
    spawn_local(async move {
        let rules = ask(GetHosts).await.unwrap_or_default();
        known.change(|known| *known = rules);
    });
}

fn row(known: Local<Vec<HostRule>>, rule: HostRule) -> Vec<AnyView> {
    let is_denied = rule.access == HostAccess::Denied;
    let told: fn(&str) -> String = match (is_denied, rule.managed) {
        (true, true) => words::host_never_read_by_organisation,
        (true, false) => words::host_never_read,
        (false, true) => words::host_watched_by_organisation,
        (false, false) => words::host_watched,
    };
    let label = if is_denied { words::let_host_on_click() } else { words::stop_watching() };
    let host = rule.host.clone();
    let press = button_about(Kind::Quiet, label, &rule.host, move |_| {
        let host = host.clone();
        spawn_local(async move {
            // What could not be changed is shown as it is.
            drop(ask(SetHost(host, HostAccess::OnClick)).await);
            look(known);
        });
    });
    let name = view! { <b dir="ltr">{rule.host}</b> }.into_any();
    let line = view! { <span>{sentence(told, name)}" "</span> }.into_any();
    vec![line, if rule.managed { ().into_any() } else { press }]
}

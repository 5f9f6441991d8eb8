//! The hosts that somebody decided about, and the way to decide otherwise.

use super::{
    bus::ask,
    controls::{Kind, Local, button_about, list, text},
};
use crate::{
    app::{GetHosts, SetHost},
    model::{HostAccess, HostRule},
};
use leptos::{prelude::*, task::spawn_local};

/// The list, folded.
pub(super) fn hosts() -> AnyView {
    let known: Local<Vec<HostRule>> = Local::new(Vec::new());
    look(known);
    let rows = move || {
        let rules = known.shown(Vec::clone);
        if rules.is_empty() {
            return text("hint", "None yet: switch “Watch” on beside a page of a host that Askside should follow.");
        }
        list("hosts", rules.into_iter().map(|rule| row(known, rule)).collect())
    };
    view! { <details><summary>{"Pages that Askside reads by itself, or never"}</summary><div class="stack">{rows}</div></details> }
        .into_any()
}

fn look(known: Local<Vec<HostRule>>) {
    spawn_local(async move {
        let rules = ask(GetHosts).await.unwrap_or_default();
        known.change(|known| *known = rules);
    });
}

fn row(known: Local<Vec<HostRule>>, rule: HostRule) -> Vec<AnyView> {
    let (what, label) = match rule.access {
        HostAccess::Denied => ("never read", "Let it be read on a click"),
        HostAccess::Watched | HostAccess::OnClick => ("read as they come up", "Stop"),
    };
    let by = if rule.managed { ", by your organisation" } else { "" };
    let host = rule.host.clone();
    let press = button_about(Kind::Quiet, label, &rule.host, move |_| {
        let host = host.clone();
        spawn_local(async move {
            // What could not be changed is shown as it is.
            drop(ask(SetHost(host, HostAccess::OnClick)).await);
            look(known);
        });
    });
    let name = view! { <span><b>{rule.host}</b>{format!(": {what}{by} ")}</span> }.into_any();
    vec![name, if rule.managed { ().into_any() } else { press }]
}

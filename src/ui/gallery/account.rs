//! The sites, the forms to connect one, the hosts, the rules and the keys.

use super::{
    Act::{Press, See, Type},
    State, data, state,
};
use crate::{
    app::{AppError, ConnectForm, Door, Keys, Missing, Overview, Standing},
    auth::Scope,
    model::{ConnectionId, Flow, Home, Typed, Way},
    ui::{
        account::{connected, set_up, sign_in},
        hosts::hosts,
        keys::keys_view,
        panel::Panel,
        rules::tag_rules,
        sites::sites,
    },
};
use leptos::prelude::*;

pub(super) fn states() -> Vec<State> {
    [site_states(), forms(), settings()].into_iter().flatten().collect()
}

fn site_states() -> Vec<State> {
    vec![
        state("sites/signed-in", |panel| sites(panel, None)),
        state("sites/one-month", |panel| {
            let expires = Some(data::now().plus(30 * data::DAY));
            standing(panel, Standing { expires, scope: Some(Scope::Read), ..data::standing() })
        }),
        state("sites/signed-out", |panel| missing(panel, data::standing().way, Missing::SignIn)),
        state("sites/key-gone", |panel| missing(panel, Way::Key, Missing::Key)),
        state("sites/token-gone", |panel| missing(panel, Way::Token, Missing::Token)),
        state("sites/code-in-a-tab", |panel| {
            standing(panel, Standing { way: Way::SignIn(1, Flow::Code, Home::Tab), ..data::standing() })
        }),
        state("sites/public", |panel| {
            let site = data::site("https://superuser.com");
            standing(
                panel,
                Standing { site, way: Way::Open, account: None, scope: None, expires: None, ..data::standing() },
            )
        }),
        state("sites/managed", |panel| {
            let active = Standing { managed: true, ..data::standing() };
            panel.know(Some(Overview { active: Some(active), locked: true, ..data::overview() }));
            sites(panel, None)
        }),
        state("sites/several", |panel| {
            let other = |id: &str, address, way| Standing {
                id: ConnectionId(id.to_owned()),
                site: data::site(address),
                way,
                ..data::standing()
            };
            let team = other("c2", "https://stackoverflowteams.com/c/orchard", Way::Token);
            let key = other("c3", "https://stack.orchard.test", Way::Key);
            let others = vec![team, Standing { account: None, scope: None, expires: None, ..key }];
            panel.know(Some(Overview { others, ..data::overview() }));
            sites(panel, None)
        }),
    ]
}

fn standing(panel: Panel, active: Standing) -> AnyView {
    panel.know(Some(Overview { active: Some(active), ..data::overview() }));
    sites(panel, None)
}

fn missing(panel: Panel, way: Way, missing: Missing) -> AnyView {
    let (account, scope, expires, missing) = (None, None, None, Some(missing));
    standing(panel, Standing { way, account, scope, expires, missing, ..data::standing() })
}

fn forms() -> Vec<State> {
    vec![
        state("set-up/empty", |panel| typed(panel, "")),
        state("set-up/sign-in", |panel| set_up(panel, &form(Door::default()), None)).after(&[Press("summary")]),
        state("set-up/sign-in-in-a-tab", |panel| {
            let door = Door::SignIn(Flow::Code, Home::Tab);
            set_up(panel, &ConnectForm { client_id: "1".to_owned(), ..form(door) }, None)
        })
        .after(&[Press("summary")]),
        state("set-up/key", |panel| set_up(panel, &form(Door::Key), None)),
        state("set-up/token", |panel| set_up(panel, &form(Door::Token), None)),
        state("set-up/team", |panel| typed(panel, "https://stackoverflowteams.com/c/orchard")),
        state("set-up/public", |panel| typed(panel, "https://superuser.com")),
        state("set-up/no-address", |panel| set_up(panel, &form(Door::default()), None)).after(&[
            Type("[name=site]", "stack"),
            Press("[type=submit]"),
            See("#site-problem:not(:empty)"),
        ]),
        state("set-up/failed", |panel| {
            let failure = AppError::KeyGone(data::standing().site).failure();
            let filled =
                ConnectForm { client_id: "1".to_owned(), key: Typed("0123456789".to_owned()), ..form(Door::default()) };
            set_up(panel, &filled, Some(failure))
        }),
        state("connected/signed-in", connected),
        state("connected/nobody", |panel| {
            let active = Standing { account: None, scope: None, expires: None, way: Way::Key, ..data::standing() };
            panel.know(Some(Overview { active: Some(active), ..data::overview() }));
            connected(panel)
        }),
        state("sign-in/sign-in", sign_in),
    ]
}

fn form(door: Door) -> ConnectForm {
    ConnectForm { site: "https://stack.fernwick.test".to_owned(), door, keep_key: true, ..ConnectForm::default() }
}

fn typed(panel: Panel, site: &str) -> AnyView {
    set_up(panel, &ConnectForm { site: site.to_owned(), ..form(Door::default()) }, None)
}

fn settings() -> Vec<State> {
    vec![
        state("hosts/closed", |_| hosts()),
        state("hosts/open", |_| hosts()).after(&[Press("summary"), See(".hosts li")]),
        state("hosts/none-waiting", |_| hosts()).after(&[Press("summary")]),
        state("rules/open", |_| tag_rules()).after(&[Press("summary"), See(".stack .hint:not(:empty)")]),
        state("rules/none-waiting", |_| tag_rules()).after(&[Press("summary")]),
        state("keys/on", |panel| keys_view(panel, &Keys::default())),
        state("keys/off", |panel| keys_view(panel, &Keys { on: false, ..Keys::default() })),
        state("keys/problem", |panel| keys_view(panel, &Keys::default()))
            .after(&[Type("tbody input", "jj"), See(".problem:not(:empty)")]),
    ]
}

//! The controls that every view is made of, the header, and what is said of failures.

use super::{
    Act::{Press, See, Type},
    State,
    data::{self, LONG, UNBROKEN},
    state,
};
use crate::{
    app::{DraftSummary, Missing, Overview, Remedy, Standing},
    auth::Scope,
    model::{Account, DraftId, HostAccess},
    related::{Ask, Sent},
    ui::{
        chips::chips,
        controls::{
            Kind, block, button, button_about, check, choice, copy, copy_icon, countdown, field, icon_button, icons,
            link_out, list, secret, section, skeleton, spans, text,
        },
        decision::{decision, toggle},
        drafts::unposted,
        failure::failure_note,
        go::Go,
        header::place,
        panel::Panel,
        screen::Screen,
    },
};
use leptos::prelude::*;
use std::rc::Rc;

pub(super) fn states() -> Vec<State> {
    [controls(), header(), failures(), chip_states()].into_iter().flatten().collect()
}

fn controls() -> Vec<State> {
    vec![
        state("controls/buttons", |_| {
            let kinds = [Kind::Primary, Kind::Plain, Kind::Quiet];
            let mut all = Vec::from(kinds.map(|kind| button(kind, format!("{kind:?}"), |_| ())));
            all.push(button_about(Kind::Plain, "Undo", LONG, |_| ()));
            all.push(button(Kind::Plain, LONG, |_| ()));
            block("actions", all)
        }),
        state("controls/disabled", |_| {
            view! {
                <div class="actions">
                    <button type="button" class="primary" disabled=true>{"Primary"}</button>
                    <button type="button" disabled=true>{"Plain"}</button>
                </div>
            }
            .into_any()
        }),
        state("controls/decision", |_| {
            block("actions", vec![decision(Kind::Primary, "Post to the site".to_owned(), "", || ())])
        }),
        state("controls/toggle", |_| {
            let on = |is_on: bool| toggle(|| "Save".to_owned(), "the question", move || is_on, || ());
            block("marks", vec![on(false), on(true)])
        }),
        state("controls/icons", |_| {
            let all = [icons::PIN, icons::COPY, icons::DONE, icons::AGAIN, icons::KEYS, icons::OUT];
            block("actions", all.map(|path| icon_button(path, "An icon", |_| ())).into())
        }),
        state("controls/copy", |_| copies()),
        state("controls/copied", |_| copies()).after(&[
            Press(".quiet"),
            Press(".icon"),
            See(".icon[aria-label^='Copied']"),
        ]),
        state("controls/field", |_| fields("", "")),
        state("controls/field-filled", |_| fields(LONG, "")),
        state("controls/field-problem", |_| {
            fields("1", "The title has fewer than 15 characters: say what goes wrong.")
        }),
        state("controls/secret", |_| secret("key", "Key", RwSignal::new("0123456789abcdef".to_owned()))),
        state("controls/check", |_| {
            let of = |label: &str, is: bool| check(label, RwSignal::new(is));
            block("stack", vec![of("Off", false), of("On", true), of(LONG, true)])
        }),
        state("controls/choice", |_| choice("door", "How to get in", ["One", LONG, "Three"], RwSignal::new(1))),
        state("controls/skeleton", |_| skeleton()),
        state("controls/countdown", |_| {
            let left = |until: i64| countdown(data::now().plus(until), |left| format!("{left} seconds left."), || ());
            block("stack", vec![left(30), left(0)])
        }),
        state("controls/texts", |_| {
            let tags = || ["trellis".to_owned(), UNBROKEN.to_owned()];
            let link = |text: &str| link_out("https://stack.fernwick.test/questions/1".to_owned(), text.to_owned());
            section(
                LONG,
                vec![
                    text("", LONG),
                    text("hint", LONG),
                    block("facts", vec![spans("tag", tags())]),
                    list("sites", vec![vec![link("A link")], vec![link(UNBROKEN)]]),
                ],
            )
        }),
    ]
}

fn copies() -> AnyView {
    block("actions", vec![copy("Copy link", "", String::new), copy_icon("Copy link", "a question", String::new())])
}

fn fields(typed: &str, problem: &str) -> AnyView {
    let (value, problem) = (RwSignal::new(typed.to_owned()), RwSignal::new(problem.to_owned()));
    block("stack", vec![field("title", "Title", "What goes wrong, in one line", value, problem, Rc::new(|| ()))])
}

fn header() -> Vec<State> {
    vec![
        state("header/not-connected", |panel| head(panel, Overview { active: None, ..data::overview() })),
        state("header/signed-out", |panel| {
            let active = Standing { account: None, missing: Some(Missing::SignIn), ..data::standing() };
            head(panel, Overview { active: Some(active), ..data::overview() })
        }),
        state("header/signed-in", |panel| head(panel, data::overview())),
        state("header/related", |panel| {
            panel.screen.set(Screen::Looking(String::new()));
            head(panel, data::overview())
        }),
        state("header/counts", |panel| {
            panel.screen.set(Screen::Drafts(Vec::new(), None));
            head(panel, Overview { drafts: drafts(12), unseen: 3, ..data::overview() })
        }),
        state("header/long-names", |panel| {
            let account =
                Account { name: "Maximiliana Wolfeschlegelsteinhausenbergerdorff".to_owned(), ..data::account() };
            let site = data::site("https://questions-and-answers.engineering.fernwick-industries.test");
            let active = Standing { account: Some(account), site, ..data::standing() };
            head(panel, Overview { active: Some(active), drafts: drafts(120), unseen: 99, ..data::overview() })
        }),
        state("unposted/one", |panel| waiting(panel, 1)),
        state("unposted/many", |panel| waiting(panel, 5)),
    ]
}

fn head(panel: Panel, overview: Overview) -> AnyView {
    panel.know(Some(overview));
    view! { <header>{move || place(panel)}</header> }.into_any()
}

fn drafts(count: usize) -> Vec<DraftSummary> {
    let names = [data::TITLE, LONG, UNBROKEN];
    (0..count).map(|at| DraftSummary(DraftId(at.to_string()), names[at % names.len()].to_owned())).collect()
}

fn waiting(panel: Panel, count: usize) -> AnyView {
    panel.know(Some(Overview { drafts: drafts(count), ..data::overview() }));
    unposted(panel)
}

fn failures() -> Vec<State> {
    vec![
        state("failure/set-up", |panel| failed(panel, Remedy::SetUp)),
        state("failure/grant", |panel| failed(panel, Remedy::Grant(data::standing().site))),
        state("failure/sign-in", |panel| failed(panel, Remedy::SignIn(Scope::Read))),
        state("failure/allow-to-post", |panel| failed(panel, Remedy::SignIn(Scope::Write))),
        state("failure/sign-out", |panel| failed(panel, Remedy::SignOut)),
        state("failure/wait", |panel| failed(panel, Remedy::Wait(data::now().plus(30)))),
        state("failure/waited", |panel| failed(panel, Remedy::Wait(data::now()))),
        state("failure/retry", |panel| failed(panel, Remedy::Retry)),
        state("failure/invoke", |panel| failed(panel, Remedy::Invoke)),
        state("failure/watch", |panel| failed(panel, Remedy::Watch(data::rule(HostAccess::OnClick, false)))),
        state("failure/allow", |panel| failed(panel, Remedy::Allow(data::rule(HostAccess::Denied, false)))),
        state("failure/other-page", |panel| failed(panel, Remedy::OtherPage)),
        state("failure/mend", |panel| failed(panel, Remedy::Mend)),
        state("failure/review", |panel| failed(panel, Remedy::Review)),
        state("failure/look-up", |panel| failed(panel, Remedy::LookUp(DraftId("d1".to_owned())))),
        state("failure/open", |panel| failed(panel, Remedy::Open("https://stack.fernwick.test".to_owned()))),
        state("failure/ask-admin", |panel| failed(panel, Remedy::AskAdmin)),
        state("failure/long", |panel| {
            let message = format!("The site refused the title: {LONG} {UNBROKEN}");
            failure_note(panel, data::failure(&message, Remedy::Mend), Go::Related)
        }),
    ]
}

fn failed(panel: Panel, remedy: Remedy) -> AnyView {
    failure_note(panel, data::failure("What went wrong, in a sentence.", remedy), Go::Related)
}

fn chip_states() -> Vec<State> {
    vec![
        state("chips/closed", |panel| asked(panel, false)),
        state("chips/open", |panel| asked(panel, true)),
        state("chips/editing", |panel| asked(panel, true))
            .after(&[Press(".chip:nth-child(2) button"), See(".chip input")]),
        state("chips/adding", |panel| asked(panel, true)).after(&[Press("li:not(.chip) button"), See(".chip input")]),
        state("chips/typing", |panel| asked(panel, true))
            .after(&[Press("li:not(.chip) button"), Type(".chip input", "config map rollback")]),
    ]
}

fn asked(panel: Panel, is_open: bool) -> AnyView {
    panel.asks.set(is_open);
    let terms = |words: &str| Ask::Search(words.split(' ').map(str::to_owned).collect());
    chips(
        panel,
        vec![
            Sent(Ask::Linking("docs.fernwick.test/trellis/rolling-back".to_owned()), Some(1)),
            Sent(Ask::Similar("Rolling back a deployment".to_owned()), Some(30)),
            Sent(terms("trellis undo revision"), Some(0)),
            Sent(terms(UNBROKEN), None),
        ],
    )
}

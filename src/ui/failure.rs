//! How a failure is shown: a sentence, and the one thing to do as advice or as a button.

use super::{
    controls::{Kind, button, countdown},
    go::Go,
    panel::Panel,
};
use crate::{
    app::{Failure, Remedy},
    auth::Scope,
};
use leptos::prelude::*;

/// A failure of `go`.
pub(super) fn failure_note(panel: Panel, failure: Failure, go: Go) -> AnyView {
    let Failure { message, remedy } = failure;
    let (advice, label) = wording(&remedy);
    let wait = if let Remedy::Wait(until) = remedy { Some(countdown(until, waiting, || ())) } else { None };
    let press = label.map(|label| button(Kind::Plain, label, move |_| panel.remedy(remedy.clone(), go.clone())));
    view! { <div class="notice" role="alert"><p>{message}</p><p>{advice}</p>{wait}{press}</div> }.into_any()
}

/// What a site that wants time is told with.
fn waiting(seconds: i64) -> String {
    if seconds > 0 { format!("Try again in {seconds} seconds.") } else { "You may try again now.".to_owned() }
}

/// What to say, and what to write on the button, if one can help.
pub(super) fn wording(remedy: &Remedy) -> (String, Option<String>) {
    let advice = |text: &str| (text.to_owned(), None);
    let button = |text: &str| (String::new(), Some(text.to_owned()));
    match remedy {
        Remedy::SetUp => button("Check the connection"),
        Remedy::Grant(site) => button(&format!("Allow {}", site.api_host())),
        Remedy::SignIn(Scope::Read) => button("Sign in"),
        Remedy::SignIn(Scope::Write) => button("Allow Askside to post"),
        Remedy::SignOut => button("Sign out"),
        Remedy::Wait(_) | Remedy::Retry => button("Try again"),
        Remedy::Invoke => advice("On the page, click Askside in the toolbar or press Alt+Shift+Q."),
        Remedy::Watch(_) => button("Read this page"),
        Remedy::Allow(rule) => button(&format!("Let Askside read {} again", rule.host)),
        Remedy::OtherPage => advice("Open another page and try there."),
        Remedy::Mend => button("Back to the draft"),
        Remedy::Review => button("Review it again"),
        Remedy::LookUp(_) => button("Look for it on the site"),
        Remedy::Open(_) => button("Open it"),
        Remedy::AskAdmin => {
            advice("Ask whoever looks after your site whether your account and this application may do this.")
        }
    }
}

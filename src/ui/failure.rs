//! How a failure is shown: a sentence, and the one thing to do as advice or as a button.

use super::{
    controls::{Kind, button, countdown},
    go::Go,
    panel::Panel,
};
use crate::{
    app::{Failure, Remedy},
    auth::Scope,
    words,
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
    if seconds > 0 { words::try_again_in(seconds) } else { words::try_again_now() }
}

/// What to say, and what to write on the button, if one can help.
pub(super) fn wording(remedy: &Remedy) -> (String, Option<String>) {
    let advice = |text: String| (text, None);
    let button = |text: String| (String::new(), Some(text));
    match remedy {
        Remedy::SetUp => button(words::check_connection()),
        Remedy::Grant(site) => button(words::allow_host(site.api_host())),
        Remedy::SignIn(Scope::Read) => button(words::sign_in()),
        Remedy::SignIn(Scope::Write) => button(words::allow_posting()),
        Remedy::SignOut => button(words::sign_out()),
        Remedy::Wait(_) | Remedy::Retry => button(words::try_again()),
        Remedy::Invoke => advice(words::advice_invoke()),
        Remedy::Watch(_) => button(words::read_this_page()),
        Remedy::Allow(rule) => button(words::let_host_be_read(&rule.host)),
        Remedy::OtherPage => advice(words::advice_other_page()),
        Remedy::Mend => button(words::back_to_draft()),
        Remedy::Review => button(words::review_again()),
        Remedy::LookUp(_) => button(words::look_for_it_on_site()),
        Remedy::Open(_) => button(words::open_it()),
        Remedy::AskAdmin => advice(words::advice_ask_admin()),
    }
}

//! The rules for tags, as lines that a person edits.

use super::{
    bus::ask,
    controls::{Kind, button},
};
use crate::{
    app::{GetTagRules, SaveTagRules, TagRules},
    model::TagRule,
    words,
};
use leptos::{prelude::*, task::spawn_local};

/// Shows the rules, and keeps what is typed when the person says so.
pub(super) fn tag_rules() -> AnyView {
    let (typed, managed, note) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    spawn_local(async move {
        match ask(GetTagRules).await {
            Ok(TagRules { managed: theirs, own }) => {
                managed.try_set(lines(&theirs));
                typed.try_set(lines(&own));
            }
            Err(failure) => drop(note.try_set(failure.message)),
        }
    });
    let save = move |_| {
        let call = SaveTagRules(typed.get_untracked());
        spawn_local(async move {
            note.try_set(ask(call).await.map_or_else(|failure| failure.message, |()| words::saved()));
        });
    };
    view! {
        <details>
            <summary>{words::tag_rules()}</summary>
            <div class="stack">
                <label>
                    {words::tag_rules_hint()}
                    <textarea name="rules" rows="4" spellcheck="false" dir="ltr" placeholder=words::tag_rules_example()
                        prop:value=typed on:input:target=move |event| typed.set(event.target().value())></textarea>
                </label>
                <p class="hint">{move || managed.with(|rules| theirs(rules))}</p>
                {button(Kind::Plain, words::save_rules(), save)}
                <p class="hint" role="status">{note}</p>
            </div>
        </details>
    }
    .into_any()
}

fn lines(rules: &[TagRule]) -> String {
    rules.iter().map(TagRule::to_string).collect::<Vec<_>>().join("\n")
}

fn theirs(rules: &str) -> String {
    if rules.is_empty() { String::new() } else { words::policy_rules_first(&rules.replace('\n', "; ")) }
}

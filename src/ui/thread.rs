//! A question and its answers, read inside the panel.

use super::{
    controls::{Kind, block, button, section},
    go::Reading,
    panel::Panel,
    similar::told_of,
};
use crate::app::Thread;
use leptos::prelude::*;

/// The question, its answers, and the way back to where it was opened.
pub(super) fn reading(panel: Panel, which: &Reading, thread: Thread) -> AnyView {
    let back = button(Kind::Quiet, "Back", move |_| panel.back());
    section(which.title.clone(), vec![block("actions", vec![back]), told_of(Some(Ok(thread)))])
}

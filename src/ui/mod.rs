//! The pages: pixels and clicks, over data that the background owns.
//!
//! [`panel`] holds all state in one place and does what was asked; everything else is a function from
//! data to a view. Nothing here fetches, stores or reads a page. Untrusted HTML goes through [`html`]
//! and nothing else.

mod account;
mod bus;
mod chips;
mod colours;
mod controls;
mod decision;
mod draft;
mod drafts;
mod failure;
mod follow;
#[cfg(feature = "gallery")]
mod gallery;
mod go;
mod header;
mod hosts;
mod html;
mod image;
mod keys;
mod later;
mod markdown;
mod marks;
mod mine;
mod panel;
mod preview;
mod prose;
mod related;
mod results;
mod review;
mod rules;
mod screen;
mod search;
mod similar;
mod sites;
mod tags;
mod thread;

pub use html::{SafeHtml, read};

/// Mounts the panel into the page's body, in place of the static frame. Of that the name stays, at the head.
pub fn mount() {
    #[cfg(feature = "gallery")]
    if gallery::is_here() {
        return gallery::mount();
    }
    let document = leptos::prelude::document();
    let name = document.query_selector("#frame h1").ok().flatten();
    if let Some(frame) = document.get_element_by_id("frame") {
        frame.remove();
    }
    if let (true, Some(body)) = (panel::is_popup(), document.body()) {
        body.set_class_name("popup");
    }
    leptos::mount::mount_to_body(panel::Root);
    if let (Some(name), Ok(Some(header))) = (name, document.query_selector("header")) {
        drop(header.prepend_with_node_1(&name));
    }
}

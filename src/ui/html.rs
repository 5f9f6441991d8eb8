//! Untrusted HTML, by the platform's Sanitizer: the only way markup from outside enters a page.
//!
//! `Element.setHTML` drops whatever can run. The list below also drops what can load or look like our own
//! interface, and links are kept only to https addresses, opened outside without a referrer.

use crate::model::visible;
use leptos::prelude::*;
use serde::Serialize;
use wasm_bindgen::prelude::*;

const ELEMENTS: &[&str] = &[
    "p",
    "br",
    "hr",
    "strong",
    "b",
    "em",
    "i",
    "s",
    "del",
    "sub",
    "sup",
    "kbd",
    "blockquote",
    "pre",
    "code",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "strike",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "a",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
];

/// `NodeFilter.SHOW_TEXT`.
const SHOW_TEXT: u32 = 4;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = web_sys::Element)]
    type Sanitizing;
    #[wasm_bindgen(method, catch, js_name = setHTML)]
    fn set_html(this: &Sanitizing, html: &str, options: &JsValue) -> Result<(), JsValue>;
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    sanitizer: Sanitizer,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sanitizer {
    elements: Vec<Allowed>,
    replace_with_children_elements: [&'static str; 4],
    attributes: [&'static str; 0],
    comments: bool,
    data_attributes: bool,
}

#[derive(Serialize)]
struct Allowed {
    name: &'static str,
    attributes: &'static [&'static str],
}

/// A block of untrusted HTML, such as a post's body.
#[component]
pub fn SafeHtml(
    /// The HTML.
    html: String,
) -> impl IntoView {
    view! { <div class="prose" use:fill=html></div> }
}

fn allowed(name: &'static str) -> Allowed {
    let attributes: &[&str] = match name {
        "a" => &["href"],
        "ol" => &["start"],
        _ => &[],
    };
    Allowed { name, attributes }
}

/// Puts `html` into `element`, sanitised, in the place of what was there.
#[expect(clippy::needless_pass_by_value, reason = "the shape of a directive")]
pub(super) fn fill(element: web_sys::Element, html: String) {
    let sanitizer = Sanitizer {
        elements: ELEMENTS.iter().copied().map(allowed).collect(),
        replace_with_children_elements: ["div", "span", "section", "article"],
        attributes: [],
        comments: false,
        data_attributes: false,
    };
    let options = crate::browser::to_js(&Options { sanitizer });
    if element.unchecked_ref::<Sanitizing>().set_html(&html, &options).is_err() {
        element.set_text_content(Some(&html)); // a browser without the Sanitizer shows the source
        return;
    }
    // An entity may stand for what cannot be seen: only the text that came of it tells.
    let texts = document().create_tree_walker_with_what_to_show(&element, SHOW_TEXT);
    while let Some(node) = texts.as_ref().ok().and_then(|texts| texts.next_node().ok().flatten()) {
        node.set_node_value(node.node_value().map(visible).as_deref());
    }
    let Ok(links) = element.query_selector_all("a") else { return };
    for link in (0..links.length()).filter_map(|at| links.item(at)?.dyn_into::<web_sys::Element>().ok()) {
        if link.get_attribute("href").is_some_and(|href| href.starts_with("https://")) {
            drop(link.set_attribute("target", "_blank"));
            drop(link.set_attribute("rel", "noopener noreferrer"));
        } else {
            drop(link.remove_attribute("href"));
        }
    }
}

//! Untrusted HTML, by the platform's Sanitizer: the only way markup from outside enters a page, or is read.
//!
//! `Element.setHTML` drops whatever can run. The list below also drops what can load or look like our own
//! interface, and links are kept only to https addresses, opened outside without a referrer.

use crate::{
    model::{SelectedNode, visible},
    page::Selected,
};
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
    replace_with_children_elements: &'static [&'static str],
    attributes: &'static [&'static str],
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

fn options(
    elements: Vec<Allowed>,
    replace_with_children_elements: &'static [&'static str],
    attributes: &'static [&'static str],
) -> JsValue {
    let (comments, data_attributes) = (false, false);
    let sanitizer = Sanitizer { elements, replace_with_children_elements, attributes, comments, data_attributes };
    crate::browser::to_js(&Options { sanitizer })
}

/// Puts `html` into `element`, sanitised, in the place of what was there.
#[expect(clippy::needless_pass_by_value, reason = "the shape of a directive")]
pub(super) fn fill(element: web_sys::Element, html: String) {
    let elements = ELEMENTS.iter().copied().map(allowed).collect();
    let options = options(elements, &["div", "span", "section", "article"], &[]);
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

/// Elements that are read besides those that are shown.
const READ: &[&str] = &[
    "abbr",
    "address",
    "article",
    "aside",
    "big",
    "caption",
    "center",
    "cite",
    "details",
    "div",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "header",
    "img",
    "ins",
    "label",
    "main",
    "mark",
    "nav",
    "q",
    "samp",
    "section",
    "small",
    "span",
    "summary",
    "tfoot",
    "time",
    "tt",
    "u",
    "var",
];

/// Most nodes and bytes that are read.
const MOST_NODES: usize = 5_000;
const MOST_TEXT: usize = 100_000;

/// What `html` says, as if it had been selected on a page. Nobody sees it: it is taken apart in a document that no window
/// shows, where nothing loads, after the Sanitizer took out what could run.
#[must_use]
pub fn read(html: &str) -> Vec<SelectedNode> {
    let elements = ELEMENTS.iter().chain(READ).map(|name| Allowed { name, attributes: &[] }).collect();
    let options = options(elements, &[], &["alt", "class", "href", "id", "src"]);
    let mut selected = Selected::default();
    let Ok(template) = document().create_element("template") else { return Vec::new() };
    if template.unchecked_ref::<Sanitizing>().set_html(html, &options).is_err() {
        return Vec::new();
    }
    let content = template.unchecked_into::<web_sys::HtmlTemplateElement>().content();
    let mut todo: Vec<(web_sys::Node, Option<u32>)> = children(&content).map(|node| (node, None)).collect();
    let (mut nodes, mut text) = (0, 0);
    while let Some((node, within)) = todo.pop().filter(|_| nodes < MOST_NODES && text < MOST_TEXT) {
        nodes += 1;
        let Some(element) = node.dyn_ref::<web_sys::Element>() else {
            let said = node.node_value().filter(|_| node.node_type() == web_sys::Node::TEXT_NODE).unwrap_or_default();
            text += said.len();
            selected.push(SelectedNode { within, text: said, ..SelectedNode::default() });
            continue;
        };
        let tag = element.local_name();
        let own = |name: &str| element.get_attribute(name).unwrap_or_default();
        let target = match tag.as_str() {
            "a" => own("href"),
            "img" => own("src"),
            _ => String::new(),
        };
        let names = format!("{} {}", own("class"), own("id"));
        let text = if tag == "img" { own("alt") } else { String::new() };
        let at = selected.push(SelectedNode { within, tag, names, target, text });
        todo.extend(children(element).map(|node| (node, Some(at))));
    }
    selected.nodes()
}

/// The last first.
fn children(node: &web_sys::Node) -> impl Iterator<Item = web_sys::Node> + use<> {
    let list = node.child_nodes();
    (0..list.length()).rev().filter_map(move |at| list.item(at))
}

//! Untrusted HTML, by the platform's Sanitizer: the only way markup from outside enters a page, or is read.
//!
//! `Element.setHTML` drops whatever can run. The list below also drops what can look like our own interface, links are
//! kept only to https addresses, opened outside without a referrer, and of an image only its address is told.

use super::controls::elements;
use crate::{
    model::{SelectedNode, visible},
    page::Selected,
};
use leptos::prelude::*;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::{DocumentFragment, Element, HtmlTemplateElement};

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
    view! { <div class="prose" dir="auto" use:fill=html></div> }
}

fn allowed(name: &'static str) -> Allowed {
    let attributes: &[&str] = match name {
        "a" => &["href"],
        "ol" => &["start"],
        "pre" | "code" => &["class"],
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

/// What is safe of some HTML, made in a document that no window shows, where nothing loads.
pub(super) struct Safe {
    /// The markup: no element or attribute but those listed here.
    pub(super) content: DocumentFragment,
    /// Images, each with an empty element in its place, and by its address and alternative text.
    pub(super) images: Vec<(Element, String, String)>,
    /// Blocks of code, each with the classes that its markup named: one of them may say which language it is.
    pub(super) code: Vec<(Element, String)>,
}

/// What is safe of `html`; none in a browser without the Sanitizer. What leads to no host is meant for `home`, an
/// origin; it leads nowhere if that is empty.
pub(super) fn safe(html: &str, home: &str) -> Option<Safe> {
    let mut elements: Vec<Allowed> = ELEMENTS.iter().copied().map(allowed).collect();
    elements.push(Allowed { name: "img", attributes: &["src", "alt"] });
    let content = sanitized(html, &options(elements, &["div", "span", "section", "article"], &[]))?;
    content.normalize();
    // An entity may stand for what cannot be seen: only the text that came of it tells.
    let texts = document().create_tree_walker_with_what_to_show(&content, SHOW_TEXT);
    while let Some(node) = texts.as_ref().ok().and_then(|texts| texts.next_node().ok().flatten()) {
        node.set_node_value(node.node_value().map(visible).as_deref());
    }
    let absolute = |address: String| {
        let is_path = address.starts_with('/') && !address.starts_with("//") && !address.starts_with("/\\");
        if is_path && !home.is_empty() { format!("{home}{address}") } else { address }
    };
    for link in all(&content, "a") {
        match link.get_attribute("href").map(absolute).filter(|href| href.starts_with("https://")) {
            Some(href) => {
                for (name, value) in [("href", href.as_str()), ("target", "_blank"), ("rel", "noopener noreferrer")] {
                    drop(link.set_attribute(name, value));
                }
            }
            None => drop(link.remove_attribute("href")),
        }
    }
    let mut outer = Vec::new();
    for heading in all(&content, "h1, h2, h3, h4, h5, h6") {
        // Below the heading of the post that it is in, and one below what it is under, however it was written.
        let own = heading.local_name();
        outer.retain(|outer| *outer < own);
        outer.push(own);
        drop(heading.set_attribute("aria-level", &(3 + outer.len()).min(6).to_string()));
    }
    let image = |image: Element| {
        let own = |name: &str| image.get_attribute(name).unwrap_or_default();
        let place = document().create_element("span").ok()?;
        image.replace_with_with_node_1(&place).ok()?;
        Some((place, absolute(own("src")), visible(own("alt"))))
    };
    let images = all(&content, "img").into_iter().filter_map(image).collect();
    let mut code = Vec::new();
    for named in all(&content, "pre, code") {
        let classes = named.get_attribute("class").unwrap_or_default();
        drop(named.remove_attribute("class"));
        match (named.local_name().as_str(), code.last_mut()) {
            ("pre", _) => {
                drop(named.set_attribute("dir", "ltr")); // so that it has no say in which way the text around it runs
                code.push((named, classes));
            }
            (_, Some((block, names))) if block.contains(Some(&named)) => *names = format!("{names} {classes}"),
            _ => {}
        }
    }
    Some(Safe { content, images, code })
}

/// What the Sanitizer leaves of `html`.
fn sanitized(html: &str, options: &JsValue) -> Option<DocumentFragment> {
    let template = document().create_element("template").ok()?;
    template.unchecked_ref::<Sanitizing>().set_html(html, options).ok()?;
    Some(template.unchecked_into::<HtmlTemplateElement>().content())
}

/// All elements in `content` that `selector` finds.
pub(super) fn all(content: &DocumentFragment, selector: &str) -> Vec<Element> {
    elements(content.query_selector_all(selector))
}

/// Puts `html` into `element`, in the place of what was there; its images are left out.
#[expect(clippy::needless_pass_by_value, reason = "the shape of a directive")]
pub(super) fn fill(element: Element, html: String) {
    match safe(&html, "") {
        Some(safe) => {
            safe.images.iter().for_each(|(place, ..)| place.remove());
            element.replace_children_with_node_1(&safe.content);
        }
        None => element.set_text_content(Some(&html)), // a browser without the Sanitizer shows the source
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
    let Some(content) = sanitized(html, &options) else { return Vec::new() };
    let mut todo: Vec<(web_sys::Node, Option<u32>)> = children(&content).map(|node| (node, None)).collect();
    let (mut nodes, mut text) = (0, 0);
    while let Some((node, within)) = todo.pop().filter(|_| nodes < MOST_NODES && text < MOST_TEXT) {
        nodes += 1;
        let Some(element) = node.dyn_ref::<Element>() else {
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

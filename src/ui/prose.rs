//! A post as it is read: its HTML with what a reader does to it: copy a block of code, scroll what is wide, open a
//! question that it links to, look at a picture.
//!
//! The markup comes from [`html`](super::html) and is safe; the controls in it are made here, and by nobody else. A
//! picture is fetched by the background, without cookies or referrer: at once if it is on the site itself, which knows
//! who reads there, and otherwise when somebody asks for it.

use super::{
    bus::ask,
    colours::Colours,
    controls::elements,
    go::{Go, Reading},
    html::{all, safe},
    panel::Panel,
};
use crate::{
    app::ReadPicture,
    model::{PictureUrl, Site},
    words,
};
use leptos::{ev::MouseEvent, prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Element, HtmlAnchorElement, HtmlElement, ResizeObserver};

/// Pictures of a post that are shown at once.
const MOST_PICTURES: usize = 20;

/// How a post is read.
#[derive(Clone)]
pub(super) struct Prose {
    /// Where.
    pub(super) panel: Panel,
    /// The site that it is on.
    pub(super) site: Option<Site>,
    /// What to call it behind the names of its controls, such as `the question`.
    pub(super) name: String,
}

impl Prose {
    /// Its text.
    pub(super) fn text(self, html: String) -> AnyView {
        let (panel, site) = (self.panel, self.site.clone());
        let press = move |event: MouseEvent| pressed(panel, site.as_ref(), &event);
        view! { <div class="prose" dir="auto" on:click=press use:fill=(self, html)></div> }.into_any()
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of a directive")]
fn fill(prose: Element, (post, html): (Prose, String)) {
    let home = post.site.as_ref().map(Site::origin).unwrap_or_default();
    let Some(safe) = safe(&html, &home) else { return prose.set_text_content(Some(&html)) };
    let count = safe.code.len();
    for (at, (block, _)) in safe.code.iter().enumerate() {
        let (name, copies) = if count == 1 {
            (words::code(), words::copy_code())
        } else {
            let (at, count) = ((at + 1).to_string(), count.to_string());
            (words::code_of(&at, &count), words::copy_code_of(&at, &count))
        };
        drop(block.set_attribute(WIDE, &words::label_about(&name, &post.name)));
        if let (Some(frame), Some(copy)) = (within("div", block), made("button")) {
            frame.set_class_name("code");
            copy.set_class_name(COPY);
            copy.set_text_content(Some(&words::copy()));
            drop(copy.set_attribute("type", "button"));
            drop(copy.set_attribute("aria-label", &words::label_about(&copies, &post.name)));
            drop(frame.insert_before(&copy, Some(block)));
        }
    }
    for table in all(&safe.content, "table") {
        if let Some(frame) = within("div", &table) {
            drop(frame.set_attribute(WIDE, &words::label_about(&words::table(), &post.name)));
        }
    }
    for (at, (place, src, alt)) in safe.images.into_iter().enumerate() {
        picture(&place, &src, &alt, post.site.as_ref().filter(|_| at < MOST_PICTURES));
    }
    prose.replace_children_with_node_1(&safe.content);
    let mut colours = Colours::default();
    safe.code.iter().for_each(|(block, classes)| colours.add(block, classes));
    StoredValue::new_local((Watch::on(&prose), colours)); // until this view is gone
}

/// The name of what scrolls when it is too wide. No markup of a post has such an attribute.
const WIDE: &str = "data-wide";

/// The address of a picture that is not there yet.
const SRC: &str = "data-src";

/// Marks a picture that is fetched as soon as its post is unfolded.
const SOON: &str = "data-soon";

/// The class of a button that copies the block of code after it.
const COPY: &str = "quiet copy";

fn made(name: &str) -> Option<Element> {
    document().create_element(name).ok()
}

/// A new element around `inner`.
fn within(name: &str, inner: &Element) -> Option<Element> {
    let frame = made(name)?;
    inner.replace_with_with_node_1(&frame).ok()?;
    frame.append_child(inner).ok()?;
    Some(frame)
}

/// A click somewhere in a post.
fn pressed(panel: Panel, site: Option<&Site>, event: &MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let closest = |selector: &str| target.as_ref().and_then(|target| target.closest(selector).ok().flatten());
    if let Some(button) = closest("button.copy") {
        let code = button.next_element_sibling().and_then(|block| block.text_content()).unwrap_or_default();
        // The last line's end is the markup's: pasted into a shell it would run the line.
        drop(window().navigator().clipboard().write_text(code.strip_suffix('\n').unwrap_or(&code)));
        button.set_text_content(Some(&words::copied()));
        panel.say(words::copied());
    } else if let Some(button) = closest("button[data-src]") {
        load(button);
    } else if let Some(link) = closest("a[href]").and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) {
        let is_plain = !(event.ctrl_key() || event.meta_key() || event.shift_key());
        if let (true, Some(id)) = (is_plain, site.and_then(|site| site.question_at(&link.href()))) {
            event.prevent_default();
            panel.go(Go::Read(Reading { id, title: link.text_content().unwrap_or_default(), answer: None }));
        }
    }
}

/// Puts into `place` the button that shows a picture. One that is on `site` is shown as soon as its post is.
fn picture(place: &Element, src: &str, alt: &str, site: Option<&Site>) {
    let Some(url) = PictureUrl::new(src) else { return place.set_text_content(Some(&told(words::image(), alt))) };
    // A control within a link is none; a picture that is its own link says nothing more by that.
    if let Some(link) = place.closest("a").ok().flatten() {
        drop(link.after_with_node_1(place));
        if link.text_content().is_none_or(|text| text.trim().is_empty()) {
            link.remove();
        }
    }
    let Some(button) = made("button") else { return };
    button.set_class_name("image");
    button.set_text_content(Some(&told(words::show_image(url.host()), alt)));
    for (name, value) in [("type", "button"), (SRC, src), ("data-alt", alt)] {
        drop(button.set_attribute(name, value));
    }
    drop(place.replace_with_with_node_1(&button));
    if site.is_some_and(|site| site.host() == url.host().to_ascii_lowercase()) {
        drop(button.set_attribute(SOON, ""));
    }
}

fn told(what: String, alt: &str) -> String {
    if alt.is_empty() { what } else { words::label_about(&what, alt) }
}

/// Has the picture of a button fetched, and puts it in the button's place; a link to it if it is not to be had.
fn load(button: Element) {
    let own = |name: &str| button.get_attribute(name).unwrap_or_default();
    let (src, alt) = (own(SRC), own("data-alt"));
    let host = PictureUrl::new(&src).map(|url| url.host().to_owned()).unwrap_or_default();
    drop(button.remove_attribute(SRC)); // once
    button.set_text_content(Some(&told(words::loading_image(&host), &alt)));
    spawn_local(async move {
        let shown = match ask(ReadPicture(src.clone())).await {
            Ok(data) => ("img", [("src", data.as_str()), ("alt", &alt), ("tabindex", "-1")].map(owned)),
            Err(_) => ("a", [("href", src.as_str()), ("target", "_blank"), ("rel", "noopener noreferrer")].map(owned)),
        };
        let (name, attributes) = shown;
        let Some(element) = made(name) else { return };
        for (name, value) in attributes {
            drop(element.set_attribute(name, &value));
        }
        if name == "a" {
            element.set_text_content(Some(&told(words::open_image(&host), &alt)));
        }
        let had_focus = document().active_element().as_ref() == Some(&button);
        drop(button.replace_with_with_node_1(&element));
        if had_focus {
            drop(element.unchecked_into::<HtmlElement>().focus());
        }
    });
}

fn owned((name, value): (&'static str, &str)) -> (&'static str, String) {
    (name, value.to_owned())
}

/// Watches whether a post is unfolded, and how wide it is. Its pictures are fetched when it is seen; what is too wide is
/// kept within the reach of keys, a region with a name for as long as it scrolls.
struct Watch {
    observer: Option<ResizeObserver>,
    _look: Closure<dyn FnMut()>,
}

impl Watch {
    /// Looks at what is in `prose` now, and whenever that gets another size: a fold that opens, a panel that widens.
    fn on(prose: &Element) -> Self {
        let root = prose.clone();
        let look = Closure::<dyn FnMut()>::new(move || {
            if root.client_width() == 0 {
                return; // folded
            }
            for button in elements(root.query_selector_all("[data-soon]")) {
                drop(button.remove_attribute(SOON));
                load(button);
            }
            for wide in elements(root.query_selector_all("[data-wide]")) {
                if wide.scroll_width() > wide.client_width() {
                    let name = wide.get_attribute(WIDE).unwrap_or_default();
                    for (attribute, value) in [("role", "region"), ("tabindex", "0"), ("aria-label", name.as_str())] {
                        drop(wide.set_attribute(attribute, value));
                    }
                } else {
                    ["role", "tabindex", "aria-label"].iter().for_each(|name| drop(wide.remove_attribute(name)));
                }
            }
        });
        let observer = ResizeObserver::new(look.as_ref().unchecked_ref()).ok();
        observer.iter().for_each(|observer| observer.observe(prose));
        Self { observer, _look: look }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.iter().for_each(ResizeObserver::disconnect);
    }
}

//! The colours of code, by the CSS Custom Highlight API: nothing is added to the markup, and where a browser does not
//! have it, code is plain.

use crate::text::code::{Token, tokens};
use js_sys::{Map, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Node, Range};

#[wasm_bindgen]
extern "C" {
    type Highlight;
    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<Highlight, JsValue>;
    #[wasm_bindgen(method)]
    fn add(this: &Highlight, range: &Range);
    #[wasm_bindgen(method)]
    fn delete(this: &Highlight, range: &Range) -> bool;
}

/// Ranges that are coloured for as long as this lives.
#[derive(Default)]
pub(super) struct Colours(Vec<(JsValue, Range)>);

impl Colours {
    /// Colours a block of code that is in the page. `classes` may name its language.
    pub(super) fn add(&mut self, block: &Element, classes: &str) {
        let Some(text) = only_text(block.clone().into()) else { return };
        let code = text.node_value().unwrap_or_default();
        let (mut byte, mut unit) = (0, 0);
        let mut units_at = |at: usize| {
            unit += u32::try_from(code[byte..at].encode_utf16().count()).unwrap_or_default();
            byte = at;
            unit
        };
        for (part, token) in tokens(&code, classes) {
            let (start, end) = (units_at(part.start), units_at(part.end));
            let Some(highlight) = highlight(token) else { return };
            let Ok(range) = document().create_range() else { return };
            if range.set_start(&text, start).and(range.set_end(&text, end)).is_ok() {
                highlight.unchecked_ref::<Highlight>().add(&range);
                self.0.push((highlight, range));
            }
        }
    }
}

impl Drop for Colours {
    fn drop(&mut self) {
        for (highlight, range) in &self.0 {
            highlight.unchecked_ref::<Highlight>().delete(range);
        }
    }
}

/// The one text that is in `node`, however deep; none if there are several, or none.
fn only_text(node: Node) -> Option<Node> {
    if node.node_type() == Node::TEXT_NODE {
        return Some(node);
    }
    let inner = node.child_nodes();
    if inner.length() == 1 { only_text(inner.item(0)?) } else { None }
}

/// What colours such parts; the style sheet has the names. Made when it is first needed.
fn highlight(token: Token) -> Option<JsValue> {
    let name = match token {
        Token::Comment => "code-comment",
        Token::Text => "code-text",
        Token::Number => "code-number",
        Token::Word => "code-word",
        Token::New => "code-new",
        Token::Gone => "code-gone",
    };
    let css = Reflect::get(&window(), &"CSS".into()).ok()?;
    let all = Reflect::get(&css, &"highlights".into()).ok().filter(|all| !all.is_undefined())?;
    let all: &Map = all.unchecked_ref(); // it has a map's methods
    let found = all.get(&name.into());
    if !found.is_undefined() {
        return Some(found);
    }
    let made = Highlight::new().ok()?;
    all.set(&name.into(), &made);
    Some(made.into())
}

//! Finds an element when it is needed, and waits until it can be used.
//!
//! A locator is a description, looked up anew by each action: a view may redraw between two.

use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::surface::{result_of, unless_closed};
use crate::watch::text;
use crate::{BrowserError, Surface};

/// How to find one element of a page. Actions wait until there is exactly one, fit for the action.
#[derive(Clone, Debug)]
pub struct Locator {
    surface: Surface,
    by: By,
    nth: Option<usize>,
}

#[derive(Clone, Debug)]
pub(crate) enum By {
    Role { role: String, name: String },
    RoleLike { role: String, part: String },
    Css(String),
}

/// Answers where to click, or why not yet.
const AIM: &str = r#"function() {
    if (!this.isConnected) return { not: "it left the page" };
    if (document.visibilityState !== "visible") return { not: "its page is in the background" };
    if (this.matches(":disabled")) return { not: "it is disabled" };
    this.scrollIntoViewIfNeeded();
    if (!this.checkVisibility({ visibilityProperty: true })) return { not: "it is not visible" };
    const box = [...this.getClientRects()].find(r => r.width > 0 && r.height > 0);
    if (!box) return { not: "it has no size" };
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const hit = this.getRootNode().elementFromPoint(x, y);
    if (!hit) return { not: "it is outside the window" };
    const own = this.contains(hit) || [...this.labels ?? []].some(l => l.contains(hit));
    if (!own) return { not: `${hit.cloneNode().outerHTML.slice(0, 80)} covers it` };
    return { at: [x, y] };
}"#;

/// Makes ready for typing over what is there, or answers why not yet.
const FOCUS_ALL: &str = r#"function() {
    if (this.matches(":disabled") || this.readOnly) return "it is disabled";
    if (!this.checkVisibility({ visibilityProperty: true })) return "it is not visible";
    this.scrollIntoViewIfNeeded();
    this.focus();
    if (this.select) this.select(); else getSelection().selectAllChildren(this);
    return this.getRootNode().activeElement === this ? "" : "it does not take the focus";
}"#;

const VISIBLE: &str = "function() { return this.checkVisibility({ visibilityProperty: true }) }";
const TEXT: &str = r#"function() {
    const field = this.matches("input, textarea, select");
    return field ? this.value : (this.innerText ?? this.textContent).trim();
}"#;

/// One object group for all lookups, so that they can be let go together.
const GROUP: &str = "locator";

#[derive(Deserialize)]
struct Aim {
    at: Option<(f64, f64)>,
    not: Option<String>,
}

impl Locator {
    pub(crate) fn new(surface: &Surface, by: By) -> Locator {
        Locator { surface: surface.clone(), by, nth: None }
    }

    /// The one at this place, counted from 0, of the several that match.
    #[must_use]
    pub fn nth(mut self, index: usize) -> Locator {
        self.nth = Some(index);
        self
    }

    /// Clicks the middle of the element with the mouse, once it is visible, enabled, not covered
    /// and no longer moving.
    ///
    /// # Errors
    /// [`BrowserError::Timeout`] with the reason why it cannot be clicked.
    pub async fn click(&self) -> Result<(), BrowserError> {
        let mut last = None;
        let (x, y) = self
            .surface
            .wait(format!("{self} to click"), async || {
                let aim: Aim = self.try_call(AIM).await?;
                if let Some(reason) = aim.not {
                    return Err(reason);
                }
                let before = std::mem::replace(&mut last, aim.at);
                aim.at.filter(|_| before == aim.at).ok_or_else(|| "it is moving".to_owned())
            })
            .await?;
        let mouse = |kind: &str, button: &str, count: u8| {
            let event = json!({
                "type": kind, "x": x, "y": y, "button": button, "clickCount": count,
            });
            self.surface.cdp.call(Some(&self.surface.session), "Input.dispatchMouseEvent", event)
        };
        mouse("mouseMoved", "none", 0).await?;
        mouse("mousePressed", "left", 1).await?;
        unless_closed(mouse("mouseReleased", "left", 1).await)
    }

    /// Types over whatever the field contains.
    ///
    /// # Errors
    /// [`BrowserError::Timeout`] if there is no such field that takes text.
    pub async fn fill(&self, text: &str) -> Result<(), BrowserError> {
        self.surface
            .wait(format!("{self} to type into"), async || {
                let not = self.try_call::<String>(FOCUS_ALL).await?;
                if not.is_empty() { Ok(()) } else { Err(not) }
            })
            .await?;
        if text.is_empty() {
            return self.surface.press("Backspace").await;
        }
        self.surface.cdp("Input.insertText", json!({ "text": text })).await.map(drop)
    }

    /// The element's text as shown, or a field's value.
    ///
    /// # Errors
    /// [`BrowserError::Timeout`] if there is no such element.
    pub async fn text(&self) -> Result<String, BrowserError> {
        self.call(TEXT).await
    }

    /// Waits until the element's text, or a field's value, contains this.
    ///
    /// # Errors
    /// [`BrowserError::Timeout`] with the text that is there.
    pub async fn has_text(&self, part: &str) -> Result<(), BrowserError> {
        self.surface
            .wait(format!("{self} to contain {part:?}"), async || {
                let text: String = self.try_call(TEXT).await?;
                if text.contains(part) { Ok(()) } else { Err(format!("{text:?}")) }
            })
            .await
    }

    /// Waits until there is exactly one such element, and it is visible.
    ///
    /// # Errors
    /// [`BrowserError::Timeout`] with what the page shows instead.
    pub async fn visible(&self) -> Result<(), BrowserError> {
        self.surface
            .wait(format!("{self} to be visible"), async || {
                if self.try_call(VISIBLE).await? { Ok(()) } else { Err("it is hidden".to_owned()) }
            })
            .await
    }

    /// Waits until no such element is visible.
    ///
    /// # Errors
    /// [`BrowserError::Timeout`] if one stays.
    pub async fn gone(&self) -> Result<(), BrowserError> {
        self.surface
            .wait(format!("{self} to go"), async || {
                let objects = self.lookup().await.map_err(|error| error.to_string())?;
                for object in &objects {
                    if self.call_on(object, VISIBLE).await.map_err(|error| error.to_string())? {
                        return Err("it is there".to_owned());
                    }
                }
                Ok(())
            })
            .await
    }

    /// How many such elements there are now.
    ///
    /// # Errors
    /// If the page is closed or the selector is none.
    pub async fn count(&self) -> Result<usize, BrowserError> {
        Ok(self.lookup().await?.len())
    }

    /// The texts of all such elements there are now.
    ///
    /// # Errors
    /// If the page is closed or the selector is none.
    pub async fn texts(&self) -> Result<Vec<String>, BrowserError> {
        let mut texts = Vec::new();
        for object in self.lookup().await? {
            texts.push(self.call_on(&object, TEXT).await?);
        }
        Ok(texts)
    }

    /// Waits for the element and calls a JavaScript function on it, as in
    /// `function() { return this.checked }`.
    ///
    /// # Errors
    /// [`BrowserError::Timeout`] if there is no such element or the function throws.
    pub async fn call<T: DeserializeOwned>(&self, function: &str) -> Result<T, BrowserError> {
        self.surface.wait(format!("{self}"), async || self.try_call(function).await).await
    }

    /// One attempt at [`Locator::call`]; the error says what is in the way.
    async fn try_call<T: DeserializeOwned>(&self, function: &str) -> Result<T, String> {
        let attempt = async {
            let objects = self.lookup().await?;
            let object = match (self.nth, objects.as_slice()) {
                (Some(index), objects) => objects.get(index),
                (None, [only]) => Some(only),
                (None, _) => None,
            };
            match object {
                Some(object) => self.call_on(object, function).await.map(Ok),
                None => Ok(Err(objects.len())),
            }
        };
        let outcome = attempt.await;
        let group = json!({ "objectGroup": GROUP });
        drop(self.surface.cdp.post(Some(&self.surface.session), "Runtime.releaseObjectGroup", &group));
        match outcome {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(count)) => Err(format!("{count} of them")),
            Err(error) => Err(error.to_string()),
        }
    }

    async fn call_on<T: DeserializeOwned>(&self, object: &str, function: &str) -> Result<T, BrowserError> {
        let params = json!({
            "objectId": object,
            "functionDeclaration": function,
            "awaitPromise": true,
            "returnByValue": true,
        });
        result_of(function, &self.surface.cdp("Runtime.callFunctionOn", params).await?)
    }

    /// The remote objects of all elements that match now.
    async fn lookup(&self) -> Result<Vec<String>, BrowserError> {
        match &self.by {
            By::Css(selector) => self.by_selector(selector).await,
            By::Role { role, name } => self.by_role(role, |found| found == name).await,
            By::RoleLike { role, part } => self.by_role(role, |found| found.contains(part)).await,
        }
    }

    async fn by_selector(&self, selector: &str) -> Result<Vec<String>, BrowserError> {
        let all = format!("[...document.querySelectorAll({})]", json!(selector));
        let list = self.remote(&all).await?;
        let params = json!({ "objectId": list, "ownProperties": true });
        let answer = self.surface.cdp("Runtime.getProperties", params).await?;
        let elements = answer["result"].as_array().into_iter().flatten();
        Ok(elements
            .filter(|property| text(property, "/name").parse::<usize>().is_ok())
            .map(|property| text(property, "/value/objectId").to_owned())
            .collect())
    }

    async fn by_role(&self, role: &str, named: impl Fn(&str) -> bool) -> Result<Vec<String>, BrowserError> {
        let document = self.remote("document").await?;
        let params = json!({ "objectId": document, "role": role });
        let answer = self.surface.cdp("Accessibility.queryAXTree", params).await?;
        let mut objects = Vec::new();
        for node in answer["nodes"].as_array().into_iter().flatten() {
            let name: Vec<&str> = text(node, "/name/value").split_whitespace().collect();
            if node["ignored"] == true || !named(&name.join(" ")) {
                continue;
            }
            let params = json!({ "backendNodeId": node["backendDOMNodeId"], "objectGroup": GROUP });
            let resolved = self.surface.cdp("DOM.resolveNode", params).await?;
            objects.push(text(&resolved, "/object/objectId").to_owned());
        }
        Ok(objects)
    }

    async fn remote(&self, expression: &str) -> Result<String, BrowserError> {
        let params = json!({ "expression": expression, "objectGroup": GROUP });
        let answer = self.surface.cdp("Runtime.evaluate", params).await?;
        if answer.get("exceptionDetails").is_some() {
            result_of::<Value>(expression, &answer)?;
        }
        Ok(text(&answer, "/result/objectId").to_owned())
    }
}

impl fmt::Display for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.by {
            By::Role { role, name } => write!(f, "{role} {name:?}")?,
            By::RoleLike { role, part } => write!(f, "{role} named like {part:?}")?,
            By::Css(selector) => write!(f, "{selector}")?,
        }
        match self.nth {
            Some(index) => write!(f, " number {index}"),
            None => Ok(()),
        }
    }
}

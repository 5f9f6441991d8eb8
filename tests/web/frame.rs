//! Pages to read: each in a frame, so that it has a parser, a document and a selection of its own.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(inline_js = r#"
export function open_frame(source, type) {
  const frame = document.createElement("iframe");
  frame.src = URL.createObjectURL(new Blob([source], { type: `${type};charset=utf-8` }));
  return new Promise((done) => {
    frame.onload = () => done(frame);
    document.body.append(frame);
  });
}
export const run_in = (frame, script) => frame.contentWindow.eval(script);
export const close_frame = (frame) => frame.remove();
"#)]
extern "C" {
    async fn open_frame(source: &str, media: &str) -> JsValue;
    #[wasm_bindgen(catch)]
    fn run_in(frame: &JsValue, script: &str) -> Result<JsValue, JsValue>;
    fn close_frame(frame: &JsValue);
}

/// A loaded page. Goes away with the value.
pub(crate) struct Frame(JsValue);

impl Frame {
    pub(crate) async fn open(source: &str, media: &str) -> Self {
        Self(open_frame(source, media).await)
    }

    /// What `script` comes to in this page.
    #[track_caller]
    pub(crate) fn run(&self, script: &str) -> JsValue {
        run_in(&self.0, script).unwrap_or_else(|thrown| panic!("the script threw {thrown:?}"))
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        close_frame(&self.0);
    }
}

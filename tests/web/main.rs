//! Askside in a real browser: what needs a DOM, a parser or a `fetch`, and no extension around it.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod extract;
mod frame;
mod pasted;
mod ports;
mod sanitizer;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

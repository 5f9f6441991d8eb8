#![doc = include_str!("README.md")]

pub use askside_core::{api, app, auth, draft, json, memory, model, page, ports, related, search, text, words};

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "wasm_bindgen exports are pub by nature")]
mod entry;
#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "the component macro makes props pub")]
pub mod ui;

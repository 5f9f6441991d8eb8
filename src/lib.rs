#![doc = include_str!("README.md")]
#![expect(async_fn_in_trait, reason = "ports are used through generics, never as trait objects; wasm has one thread")]

pub mod api;
pub mod app;
pub mod auth;
pub mod draft;
pub mod json;
pub mod memory;
pub mod model;
pub mod page;
pub mod ports;
pub mod related;
pub mod text;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "wasm_bindgen exports are pub by nature")]
mod entry;
#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "the component macro makes props pub")]
pub mod ui;

//! The core: everything of Askside that is not a browser.
//!
//! A crate of its own so that the compiler keeps the promise: there is no browser here to reach for, all of it is
//! compiled and tested natively, and it is compiled for speed, whereas the shell around it is compiled for size.
#![expect(async_fn_in_trait, reason = "ports are used through generics, never as trait objects; wasm has one thread")]

pub mod api;
pub mod app;
pub mod auth;
pub mod draft;
mod eight;
pub mod json;
pub mod memory;
pub mod model;
pub mod page;
pub mod ports;
pub mod related;
pub mod search;
pub mod text;
pub mod words;

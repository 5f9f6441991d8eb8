//! Askside against a simulated site, without a browser and without a socket: every use case from the
//! message that asks for it to the bytes that leave. `tidy` keeps what is promised about the sources.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod account;
mod change;
mod client;
mod doubles;
mod draft;
mod drafts;
mod editor;
mod forged;
mod hosts;
mod journal;
mod kept;
mod look;
mod mine;
mod network;
mod opening;
mod platform;
mod preview;
mod read;
mod redirects;
mod related;
mod rules;
mod search;
mod signin;
mod similar;
mod tags;
mod tidy;
mod upload;
mod world;

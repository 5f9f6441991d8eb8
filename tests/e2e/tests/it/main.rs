//! The extension as people have it: packed, in a real browser, beside a served site.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod draft;
mod drafts;
mod editor;
mod everyone;
mod follow;
mod gallery;
mod harness;
mod hostile;
mod keeping;
mod keyboard;
mod languages;
mod mine;
mod path;
mod preview;
mod reading;
mod search;
mod shell;
mod signin;
mod signin_doors;
mod signin_hostile;
mod signin_interrupted;
mod similar;
mod tags;
mod thread;
mod trouble;

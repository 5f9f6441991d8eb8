//! What `askside-bench decode` runs in Node.js: the client's decoding behind two exports.
//!
//! It is compiled with the extension, by the extension's profile, so the code is that of the extension. The exports
//! are bare, so nothing but it runs while the clock does.
#![expect(unsafe_code, reason = "an export needs its bare name; nothing else here is unsafe")]

use askside::{
    api::{Encoding, Version, decode as decode_answer},
    model::Question,
    ports::HttpResponse,
};
use std::cell::RefCell;

thread_local! {
    static ANSWER: RefCell<HttpResponse> =
        const { RefCell::new(HttpResponse { status: 200, headers: Vec::new(), body: String::new() }) };
}

/// Makes room for a text of so many bytes, and says where: the caller writes it there.
#[unsafe(no_mangle)]
pub extern "C" fn room(bytes: usize) -> *mut u8 {
    ANSWER.with_borrow_mut(|answer| {
        answer.body = " ".repeat(bytes);
        answer.body.as_mut_ptr()
    })
}

/// Decodes the text in the room as an answer of API v2.3 or v3, and says how many questions there are; the highest
/// number if it is none.
#[unsafe(no_mangle)]
pub extern "C" fn decode(version: u32) -> usize {
    let version = if version == 2 { Version::V2 } else { Version::V3 };
    ANSWER.with_borrow(|answer| {
        let page = decode_answer::<Question>(answer, version, Encoding::Entities);
        page.map_or(usize::MAX, |page| page.items.len())
    })
}

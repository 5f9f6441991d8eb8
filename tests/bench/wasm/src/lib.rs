//! What `askside-bench decode` and `askside-bench read` time: the client's decoding, and all that is done between a
//! page and its questions, behind a few exports.
//!
//! It is compiled with the extension, by the extension's profile, so the code is that of the extension. The exports
//! are bare, so nothing but it runs while the clock does.
#![expect(unsafe_code, reason = "an export needs its bare name; nothing else here is unsafe")]

use askside_core::{
    api::{Encoding, Version, decode as decode_answer},
    model::{PageSnapshot, Question},
    page,
    ports::HttpResponse,
    related::{Abilities, Found, find},
};
use futures_util::FutureExt as _;
use std::cell::RefCell;

thread_local! {
    static ANSWER: RefCell<HttpResponse> =
        const { RefCell::new(HttpResponse { status: 200, headers: Vec::new(), body: String::new() }) };
    static PAGE: RefCell<PageSnapshot> = RefCell::default();
    static CANDIDATES: RefCell<Vec<Question>> = const { RefCell::new(Vec::new()) };
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
    questions(version).map_or(usize::MAX, |questions| questions.len())
}

fn questions(version: Version) -> Option<Vec<Question>> {
    let page = ANSWER.with_borrow(|answer| decode_answer::<Question>(answer, version, Encoding::Entities));
    page.ok().map(|page| page.items)
}

/// Takes the questions of the v2.3 answer in the room for [`rank`], and says how many there are.
#[unsafe(no_mangle)]
pub extern "C" fn candidates() -> usize {
    CANDIDATES.replace(questions(Version::V2).unwrap_or_default());
    CANDIDATES.with_borrow(Vec::len)
}

/// Reads the text in the room as what `extract.js` collected, and says how many bytes of main text there are.
#[unsafe(no_mangle)]
pub extern "C" fn read() -> usize {
    PAGE.replace(ANSWER.with_borrow(|answer| page::read(&answer.body)).unwrap_or_default());
    PAGE.with_borrow(|page| page.text.len())
}

/// Plans what to ask about the page, where the site answers nothing, and says how many calls that is.
#[unsafe(no_mangle)]
pub extern "C" fn plan() -> usize {
    found(&mut |_| Vec::new()).sent.len()
}

/// The same where each call is answered with thirty candidates, which are ranked; says how many are shown.
#[unsafe(no_mangle)]
pub extern "C" fn rank() -> usize {
    let mut answers: Vec<Vec<Question>> = CANDIDATES.with_borrow(|all| all.chunks(30).map(<[_]>::to_vec).collect());
    found(&mut |call| answers.get_mut(call).map(std::mem::take).unwrap_or_default()).hits.len()
}

/// What comes of the page where `answer` has the answer to the first call, the second, and so on.
fn found(answer: &mut dyn FnMut(usize) -> Vec<Question>) -> Found {
    let mut calls = 0;
    let ask = async |_: &_| {
        calls += 1;
        Some(answer(calls - 1))
    };
    // Nothing is waited for, so it is there at once.
    PAGE.with_borrow(|page| find(page, &Abilities { titles: true, links: false }, ask).now_or_never())
        .unwrap_or(Found { hits: Vec::new(), sent: Vec::new() })
}

//! The adapters that need no extension around them: `fetch`, the clock, randomness, plain objects.

use askside::{
    browser::{Browser, Fetch, active_tab, on_session_change, request_permission, to_js},
    model::{Site, TabId},
    ports::{
        Area, Clock, Entropy, Header, Http, HttpError, HttpRequest, HttpResponse, Identity, Interaction, Locks, Method,
        NoRedirect, Permissions, Store, TabError, Tabs,
    },
};
use futures_util::FutureExt;
use serde::Serialize;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, HashSet},
    pin::Pin,
    task::Poll,
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(inline_js = r#"
const real = { fetch: globalThis.fetch, timeout: AbortSignal.timeout };
let sent;
// From here on `fetch` writes down what it is given and answers with what `script` comes to. Time runs
// a thousand times faster.
export function replace_fetch(script) {
  sent = {};
  AbortSignal.timeout = (ms) => {
    sent.timeout = ms;
    return real.timeout.call(AbortSignal, ms / 1000);
  };
  globalThis.fetch = async (request) => {
    const { url, method, credentials, redirect, cache, referrerPolicy, headers, signal } = request;
    Object.assign(sent, { url, method, credentials, redirect, cache, referrerPolicy });
    Object.assign(sent, { headers: Object.fromEntries(headers), body: await request.text() });
    const stream = (source) => new Response(new ReadableStream(source));
    return await eval(script);
  };
}
export function restore_fetch() {
  globalThis.fetch = real.fetch;
  AbortSignal.timeout = real.timeout;
}
export const what_was_sent = () => JSON.stringify(sent);
export const json_text = (value) => JSON.stringify(value);
export const is_plain = (value) => Object.getPrototypeOf(value) === Object.prototype;
export const clone = (value) => structuredClone(value);
"#)]
extern "C" {
    fn replace_fetch(script: &str);
    fn restore_fetch();
    fn what_was_sent() -> String;
    fn json_text(value: &JsValue) -> String;
    fn is_plain(value: &JsValue) -> bool;
    fn clone(value: &JsValue) -> JsValue;
}

fn get(site: &str) -> HttpRequest {
    HttpRequest::new(Method::Get, &site.parse().unwrap(), "", Vec::new(), None)
}

/// Sends `request` to a site that answers with what `script` comes to. Returns what it saw, too.
async fn send(request: HttpRequest, script: &str) -> (Result<HttpResponse, HttpError>, Value) {
    replace_fetch(script);
    let answer = Fetch.send(request).await;
    restore_fetch();
    (answer, serde_json::from_str(&what_was_sent()).unwrap())
}

/// An answer without its headers.
fn heard(answer: Result<HttpResponse, HttpError>) -> Result<(u16, String), HttpError> {
    answer.map(|answer| (answer.status, answer.body))
}

#[wasm_bindgen_test]
async fn the_headers_that_count_are_read() {
    let script =
        "new Response('{}', { headers: { 'Retry-After': '7', 'X-Token-Bucket-Calls-Left': '3', 'X-Other': 'x' } })";
    let (answer, _) = send(get("so.test"), script).await;
    let answer = answer.unwrap();
    assert_eq!(answer.header(Header::RetryAfter), Some("7"));
    assert_eq!(answer.header(Header::BucketLeft), Some("3"));
    assert_eq!(answer.header(Header::BurstLeft), None);
}

/// A call whose answer nobody waits for any more is taken back.
#[wasm_bindgen_test]
async fn giving_up_aborts() {
    for (script, gives_up) in [
        (
            "new Promise(() => { sent.aborted = signal.aborted; signal.onabort = () => { sent.aborted = true; }; })",
            true,
        ),
        ("new Response('{}')", false),
    ] {
        replace_fetch(script);
        let mut call = Box::pin(Fetch.send(get("so.test")));
        if gives_up {
            assert!(poll_once(call.as_mut()).await.is_none());
        } else {
            call.as_mut().await.unwrap();
        }
        drop(call);
        Browser.wait(1).await; // for what the site's side of it still has to do
        restore_fetch();
        let sent: Value = serde_json::from_str(&what_was_sent()).unwrap();
        assert_eq!(sent["aborted"] == json!(true), gives_up);
    }
}

/// Lets a future begin.
async fn poll_once<F: Future>(mut future: Pin<&mut F>) -> Option<F::Output> {
    std::future::poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

#[wasm_bindgen_test]
async fn time_passes() {
    let before = Browser.millis();
    Browser.wait(30).await;
    assert!(Browser.millis() - before >= 29, "timers may round down");
}

#[wasm_bindgen_test]
async fn requests_carry_nothing_of_the_person() {
    let site: Site = "so.test".parse().unwrap();
    let headers = vec![("accept", "application/json".into()), ("x-api-key", "key".into())];
    let reads = HttpRequest::new(Method::Get, &site, "/api/2.3/me?a=b%20c&d=", headers, None);
    let headers = vec![("content-type", "application/x-www-form-urlencoded".into())];
    let body = Some("title=%C3%A9&body=a+b".into());
    let writes = HttpRequest::new(Method::Post, &site, "/api/2.3/questions/add", headers, body);
    for (request, method, body) in [(reads, "GET", ""), (writes, "POST", "title=%C3%A9&body=a+b")] {
        let headers: BTreeMap<_, _> = request.headers.iter().cloned().collect();
        let expect = json!({
            "url": request.url(), "method": method, "headers": headers, "body": body, "timeout": 25_000,
            "credentials": "omit", "redirect": "error", "cache": "no-store", "referrerPolicy": "no-referrer",
        });
        let (answer, sent) = send(request, "new Response('{}')").await;
        assert_eq!(sent, expect);
        assert_eq!(heard(answer), Ok((200, "{}".into())));
    }
}

#[wasm_bindgen_test]
async fn answers() {
    let is = |status, body: &str| Ok((status, body.to_owned()));
    let mb8 = "a".repeat(Fetch::MAX_BODY);
    for (script, expect) in [
        ("new Response(null, { status: 204 })", is(204, "")),
        ("new Response('no', { status: 401 })", is(401, "no")),
        ("new Response('<h1>', { status: 502 })", is(502, "<h1>")),
        // A character may come in two pieces, or be none at all.
        (
            "stream({ start(c) { for (const b of [[0xc3], [0xa9], []]) c.enqueue(new Uint8Array(b)); c.close(); } })",
            is(200, "é"),
        ),
        ("new Response(new Uint8Array([0x61, 0xff, 0x62, 0xc3]))", is(200, "a\u{fffd}b\u{fffd}")),
        ("new Response('a'.repeat(8 << 20))", is(200, &mb8)),
        ("new Response('a'.repeat((8 << 20) + 1))", Err(HttpError::TooLarge)),
        ("new Response(new Uint8Array(9 << 20))", Err(HttpError::TooLarge)),
        ("stream({ pull(c) { c.enqueue(new Uint8Array(1 << 20)); } })", Err(HttpError::TooLarge)),
        (
            "stream({ start(c) { c.enqueue(new Uint8Array(9)); c.error(new TypeError('lost')); } })",
            Err(HttpError::Unreachable),
        ),
        ("stream({ pull() { throw undefined; } })", Err(HttpError::Unreachable)),
        ("Promise.reject(new TypeError('Failed to fetch'))", Err(HttpError::Unreachable)),
        ("Promise.reject(new DOMException('aborted', 'AbortError'))", Err(HttpError::Unreachable)),
        ("Promise.reject(new DOMException('signal timed out', 'TimeoutError'))", Err(HttpError::TimedOut)),
        // Time runs out while the site thinks, and while it talks.
        ("new Promise((_, no) => { signal.onabort = () => no(signal.reason); })", Err(HttpError::TimedOut)),
        ("stream({ start(c) { signal.onabort = () => c.error(signal.reason); } })", Err(HttpError::TimedOut)),
    ] {
        let (answer, _) = send(get("so.test"), script).await;
        let answer = heard(answer);
        let brief = |answer: &Result<(u16, String), HttpError>| match answer {
            Ok((status, body)) => {
                format!("{status} {} {}", body.len(), &body[..body.floor_char_boundary(40)])
            }
            Err(error) => format!("{error:?}"),
        };
        assert!(answer == expect, "{script}: {}, not {}", brief(&answer), brief(&expect));
    }
}

#[wasm_bindgen_test]
async fn too_large_an_answer_is_cancelled() {
    let script = "stream({ pull(c) { c.enqueue(new Uint8Array(1 << 20)); }, cancel() { sent.cancelled = true; } })";
    let (answer, sent) = send(get("so.test"), script).await;
    assert_eq!((answer, &sent["cancelled"]), (Err(HttpError::TooLarge), &json!(true)));
}

#[wasm_bindgen_test]
async fn the_real_fetch() {
    for site in [
        "https://a.localhost:9",     // a port that browsers never call
        "https://a.localhost:49151", // one that nobody answers
        "https://nowhere.invalid",
    ] {
        assert_eq!(heard(Fetch.send(get(site)).await), Err(HttpError::Unreachable), "{site}");
    }
}

#[wasm_bindgen_test]
fn tokens_are_random() {
    let tokens: HashSet<String> = (0..1_000).map(|_| Browser.token()).collect();
    assert_eq!(tokens.len(), 1_000);
    for token in tokens {
        assert!(token.len() == 32 && token.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')), "{token}");
    }
}

#[wasm_bindgen_test]
fn the_clock_agrees() {
    let seconds = js_sys::Date::now() / 1000.0;
    assert!((Browser.now().0 as f64 - seconds).abs() <= 1.0);
}

#[wasm_bindgen_test]
fn objects_are_plain() {
    #[derive(Serialize)]
    struct Outer {
        map: BTreeMap<&'static str, Option<u64>>,
        list: [i32; 2],
        text: &'static str,
        unit: (),
    }
    let map = BTreeMap::from([("none", None), ("some", Some(1 << 40))]);
    let value = to_js(&Outer { map, list: [1, -2], text: "é\"", unit: () });
    let text = r#"{"map":{"none":null,"some":1099511627776},"list":[1,-2],"text":"é\"","unit":null}"#;
    assert_eq!(json_text(&value), text);
    assert_eq!(json_text(&clone(&value)), text, "as a message's other end sees it");
    assert!(is_plain(&value) && is_plain(&js_sys::Reflect::get(&value, &"map".into()).unwrap()));
}

/// This page is no extension's, so here all of `browser` is missing: it throws before it promises anything.
#[wasm_bindgen_test]
async fn a_lock_is_one_holders_at_a_time() {
    let first = Browser.hold("a lock").await;
    let mut second = Box::pin(Browser.hold("a lock"));
    let mut others = Box::pin(Browser.hold("another"));
    drop((&mut others).await);
    assert!((&mut second).now_or_never().is_none());
    drop(first);
    drop(second.await);
    drop(Browser.hold("a lock").await);
}

#[wasm_bindgen_test]
async fn a_browser_without_an_api_is_an_error() {
    let site: Site = "so.test".parse().unwrap();
    assert!(Browser.get(Area::Local, "key").await.is_err());
    assert!(Browser.set(Area::Session, "key", "value".into()).await.is_err());
    assert!(Browser.remove(Area::Local, "key").await.is_err());
    assert_eq!(Browser.snapshot(TabId(1)).await, Err(TabError::Forbidden));
    assert_eq!(
        (Browser.redirect_uri(), Browser.authorize("https://so.test", Interaction::Shown).await),
        (String::new(), Err(NoRedirect))
    );
    assert!(!Browser.granted(&site.permission()).await && !request_permission(&site.permission()).await);
    assert_eq!(active_tab().await, None);
    on_session_change(|_| {});
}

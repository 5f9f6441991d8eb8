//! A text as a file of the person's: the browser's own download, of what the page already has.

use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url, window};

/// Saves `text` as a file called `name`, where the browser keeps what is downloaded.
pub fn download(name: &str, text: &str) {
    let kind = BlobPropertyBag::new();
    kind.set_type("text/markdown;charset=utf-8");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &kind);
    let Some(url) = blob.ok().and_then(|blob| Url::create_object_url_with_blob(&blob).ok()) else { return };
    let link = window().and_then(|window| window.document()?.create_element("a").ok());
    if let Some(link) = link {
        let link: HtmlAnchorElement = link.unchecked_into();
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // The download has begun by now, and holds what it needs.
    drop(Url::revoke_object_url(&url));
}

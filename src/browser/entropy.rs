//! [`Entropy`] on `crypto.randomUUID`'s source, `crypto.getRandomValues`.

use super::Browser;
use crate::ports::Entropy;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // Bound here and not through web-sys, whose `Crypto` hangs off a window: a worker has none.
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]);
}

impl Entropy for Browser {
    fn token(&self) -> String {
        let mut bytes = [0; 16];
        get_random_values(&mut bytes);
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

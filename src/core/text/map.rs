//! A hash map for words and their numbers, which come by the ten thousand: the standard one's hash costs more than all
//! that is done with a word.
//!
//! As safe as that one, which has no randomness in WebAssembly either: a page can be made whose words all collide. So
//! whoever fills a map from a page bounds how many it takes.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasherDefault, Hasher},
};

/// A map from words, or numbers of words.
pub(crate) type Map<K, V> = HashMap<K, V, BuildHasherDefault<FxHasher>>;

/// A set of the same.
pub(crate) type Set<K> = HashSet<K, BuildHasherDefault<FxHasher>>;

/// `FxHash`, as Firefox and rustc have it.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct FxHasher(u64);

impl FxHasher {
    fn add(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for FxHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (chunks, rest) = bytes.as_chunks();
        for chunk in chunks {
            self.add(u64::from_le_bytes(*chunk));
        }
        if !rest.is_empty() {
            self.add(rest.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.add(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.add(number);
    }

    /// The map looks where the low bits say, and a product's low bits know only the low bits of its factors: here the
    /// last letter or two of a word. Its high bits know all.
    fn finish(&self) -> u64 {
        self.0.rotate_left(16)
    }
}

//! Eight bytes of a text at once, as a number whose lowest byte comes first: every letter of a page passes here.
//!
//! WebAssembly has such numbers everywhere, and this is several times as quick as a loop over bytes.

/// The highest bit of each of eight bytes.
pub(crate) const HIGHEST: u64 = 0x80 * EACH;
const EACH: u64 = u64::MAX / 0xff;

/// The highest bit of each byte that is one of these, which are ASCII: `first` to `last`.
pub(crate) const fn within(eight: u64, first: u8, last: u8) -> u64 {
    // What is added takes a byte past 0x80 if it is so great; none carries into the next.
    let low = eight & !HIGHEST;
    let (reached, passed) = (low + (0x80 - first) as u64 * EACH, low + (0x7f - last) as u64 * EACH);
    reached & !passed & !eight & HIGHEST
}

/// How many bytes there are before the first whose highest bit is set in `found`; eight if there is none.
pub(crate) const fn before(found: u64) -> usize {
    found.trailing_zeros() as usize / 8
}

/// What makes a capital letter a small one, in each byte.
pub(crate) const SMALL: u64 = 0x20 * EACH;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_byte_by_byte(bytes: [u8; 8], first in 0u8..0x80, more in 0u8..0x80) {
            let last = (first + more).min(0x7f);
            let found = within(u64::from_le_bytes(bytes), first, last).to_le_bytes();
            prop_assert_eq!(found, bytes.map(|byte| if (first..=last).contains(&byte) { 0x80 } else { 0 }));
            let count = bytes.iter().take_while(|byte| !(first..=last).contains(byte)).count();
            prop_assert_eq!(before(u64::from_le_bytes(found)), count);
        }
    }
}

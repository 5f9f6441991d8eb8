//! A page as `extract.js` collected it: blocks of text in the order of the page, each within another.
//!
//! Knows how to walk them and how to count their letters; what they are is decided in `main_text`.

use crate::eight::{HIGHEST, within};
use crate::json::{Json, Misfit, Object, Take, parse};
use std::borrow::Cow;

/// A stretch of text that no other block interrupts, and the element that it is in.
#[derive(Debug, Default)]
pub(super) struct Block<'a> {
    /// The block around it: one before it in the list.
    pub(super) within: Option<usize>,
    /// The element's name, lower case; empty for text that goes on after a block within the same element.
    pub(super) tag: Cow<'a, str>,
    /// Its ARIA role; `hidden` if it is hidden from assistive technology.
    pub(super) role: Cow<'a, str>,
    /// Its classes, its id and other names, apart by blanks.
    pub(super) names: Cow<'a, str>,
    /// The text, as the page's source has it, blanks and all.
    pub(super) text: Cow<'a, str>,
    /// Letters of the text, a blank counting as one however wide.
    pub(super) letters: usize,
    /// How many of them are in links.
    pub(super) links: usize,
    /// How many are in links to a place on the same page.
    pub(super) jumps: usize,
}

/// What was collected of a page.
#[derive(Debug, Default)]
pub(super) struct Outline<'a> {
    pub(super) head: Object<'a>,
    pub(super) blocks: Vec<Block<'a>>,
}

impl<'a> Outline<'a> {
    /// Reads what `extract.js` answers.
    ///
    /// # Errors
    /// The path of the first place that does not fit.
    pub(super) fn read(text: &'a str) -> Result<Self, String> {
        let read = |mut head: Object<'a>| -> Result<Self, Misfit> {
            let mut parts = head.list("blocks")?.into_iter();
            let mut blocks = Vec::with_capacity(parts.len() / PARTS);
            while parts.len() > 0 {
                blocks.push(block(&mut parts, blocks.len()).map_err(|misfit| misfit.within("blocks"))?);
            }
            Ok(Self { head, blocks })
        };
        Object::take(parse(text)?).and_then(read).map_err(|misfit| misfit.0)
    }

    /// What a block has from the block around it and from itself, for each block.
    pub(super) fn down<T: Copy>(&self, outside: T, own: impl Fn(usize, T) -> T) -> Vec<T> {
        let mut all: Vec<T> = Vec::with_capacity(self.blocks.len());
        for (at, block) in self.blocks.iter().enumerate() {
            all.push(own(at, block.within.map_or(outside, |within| all[within])));
        }
        all
    }

    /// The sum of `own` over each block and all within it.
    pub(super) fn sum(&self, own: impl Fn(usize) -> usize) -> Vec<usize> {
        let mut sums: Vec<usize> = (0..self.blocks.len()).map(own).collect();
        for at in (0..sums.len()).rev() {
            if let Some(within) = self.blocks[at].within {
                sums[within] += sums[at];
            }
        }
        sums
    }
}

/// Parts of a block. They are one list for all blocks: one for each would be most of the time that reading takes.
const PARTS: usize = 7;

/// Reads a block that so many are before, by its parts, which are the next.
fn block<'a>(parts: &mut impl Iterator<Item = Json<'a>>, before: usize) -> Result<Block<'a>, Misfit> {
    let mut next = || parts.next().unwrap_or_default();
    let within = usize::try_from(i64::take(next())?).ok().filter(|within| *within < before);
    let mut text = || Cow::take(next());
    let (tag, role, names, text) = (text()?, text()?, text()?, text()?);
    let mut number = || i64::take(next()).map(|number| usize::try_from(number).unwrap_or_default());
    let (links, jumps) = (number()?, number()?);
    let letters = letters(&text);
    Ok(Block { within, tag, role, names, text, letters, links: links.min(letters), jumps })
}

/// Letters of a text, a blank between words counting as one however wide.
fn letters(text: &str) -> usize {
    if !text.is_ascii() {
        let add = |(letters, words): (usize, usize), word: &str| (letters + word.chars().count(), words + 1);
        let (letters, words) = text.split_whitespace().fold((0, 0_usize), add);
        return letters + words.saturating_sub(1);
    }
    let (mut blanks, mut words, mut between) = (0, 0, HIGHEST);
    let (eights, rest) = text.as_bytes().as_chunks();
    let mut count = |eight: [u8; 8]| {
        let eight = u64::from_le_bytes(eight);
        let blank = within(eight, b'\t', b'\n') | within(eight, b'\x0c', b'\r') | within(eight, b' ', b' ');
        // A word begins where there is none after a blank.
        let begins = !blank & HIGHEST & (blank << 8 | between >> 56);
        (blanks, words, between) = (blanks + blank.count_ones(), words + begins.count_ones(), blank);
    };
    eights.iter().for_each(|eight| count(*eight));
    let mut last = [b' '; 8];
    last[..rest.len()].copy_from_slice(rest);
    count(last);
    let blanks = blanks as usize + rest.len() - 8;
    text.len() - blanks + (words as usize).saturating_sub(1)
}

/// Calls `each` with each word of `text`, quicker where all of it is ASCII, as most text is.
pub(super) fn each_word<'t>(text: &'t str, each: impl FnMut(&'t str)) {
    if text.is_ascii() { text.split_ascii_whitespace().for_each(each) } else { text.split_whitespace().for_each(each) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn letters_are_those_of_the_words_with_a_blank_between(text in "([a-z]{0,9}[ \t\n\r\x0b\x0c]{0,9}){0,6}é?\\PC{0,9}") {
            let mut words = Vec::new();
            each_word(&text, |word| words.push(word));
            prop_assert_eq!(letters(&text), words.join(" ").chars().count());
        }
    }
}

//! Which words of a page stand one right after the other: its phrases, sorted into a row for each first word, so that
//! they are found without a hash.

/// Two words, one right after the other, and what that tells.
pub(super) type Pair = (u32, u32, f32);

/// The phrases of a page, by the numbers of their words.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Phrases {
    /// Where each first word's phrases begin; one more says where the last end.
    rows: Vec<u32>,
    /// The second word of each phrase, in order within a row.
    seconds: Vec<u32>,
    /// What each phrase tells: the sum of its pairs.
    pub(super) places: Vec<f32>,
}

impl Phrases {
    /// Of pairs of so many different words.
    pub(super) fn of(pairs: &[Pair], words: usize) -> Self {
        // By the first word, then by the second, then as they came.
        let pairs = sorted(&sorted(pairs, words, |pair| pair.1), words, |pair| pair.0);
        let mut all = Self { rows: vec![0; words + 1], ..Self::default() };
        let mut last = None;
        for (first, second, place) in pairs {
            match all.places.last_mut().filter(|_| last == Some((first, second))) {
                Some(known) => *known += place,
                None => {
                    all.seconds.push(second);
                    all.places.push(place);
                }
            }
            last = Some((first, second));
            all.rows[first as usize + 1] = all.seconds.len() as u32;
        }
        // A word that begins none has a row of none.
        let mut end = 0;
        for row in &mut all.rows {
            end = end.max(*row);
            *row = end;
        }
        all
    }

    /// The number of the phrase of two words, if it is one.
    pub(super) fn number(&self, (first, second): (u32, u32)) -> Option<usize> {
        let from = *self.rows.get(first as usize)? as usize;
        let to = *self.rows.get(first as usize + 1)? as usize;
        Some(from + self.seconds[from..to].binary_search(&second).ok()?)
    }
}

/// Sorts pairs by a number below `count`; equal ones stay in order.
fn sorted(pairs: &[Pair], count: usize, number: impl Fn(&Pair) -> u32) -> Vec<Pair> {
    let mut next = vec![0; count + 1];
    for pair in pairs {
        next[number(pair) as usize + 1] += 1;
    }
    for at in 0..count {
        next[at + 1] += next[at];
    }
    let mut sorted = vec![Pair::default(); pairs.len()];
    for pair in pairs {
        let place: &mut usize = &mut next[number(pair) as usize];
        sorted[*place] = *pair;
        *place += 1;
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        /// Each pair is found, with the sum of what it tells, and no other.
        #[test]
        fn as_in_a_map(pairs in prop::collection::vec((0u32..6, 0u32..6, 1u8..9), 0..40)) {
            let pairs: Vec<Pair> = pairs.into_iter().map(|(a, b, place)| (a, b, f32::from(place))).collect();
            let mut expect: BTreeMap<(u32, u32), f32> = BTreeMap::new();
            pairs.iter().for_each(|(a, b, place)| *expect.entry((*a, *b)).or_default() += place);
            let phrases = Phrases::of(&pairs, 6);
            prop_assert_eq!(phrases.places.len(), expect.len());
            for pair in (0..8).flat_map(|a| (0..8).map(move |b| (a, b))).chain([(u32::MAX, 0), (0, u32::MAX)]) {
                let found = phrases.number(pair).map(|number| phrases.places[number]);
                prop_assert_eq!(found, expect.get(&pair).copied());
            }
        }
    }
}

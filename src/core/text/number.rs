//! Numbers of telephones and of payment cards in a text, as people write them: in groups, with blanks and signs between.
//!
//! A number is one of these by how its digits are grouped and, for a card, by its check digit; nothing is looked up.

use super::private::{Private, PrivateKind};

/// A telephone's or a card's number that begins at byte `start`.
pub(super) fn number(text: &str, start: usize) -> Option<Private> {
    let bytes = text.as_bytes();
    // A bracket ends a run, but opens a number.
    let start = if start > 0 && bytes[start - 1] == b'(' { start - 1 } else { start };
    let plus = bytes[start] == b'+';
    let mut groups: Vec<&str> = Vec::new();
    let mut at = start + usize::from(plus || bytes[start] == b'(');
    let mut separators = Vec::new();
    loop {
        let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 || groups.len() == 8 {
            break;
        }
        groups.push(&text[at..at + digits]);
        at += digits;
        let gap = bytes[at..].iter().take(3).take_while(|b| b" -./()".contains(b)).count();
        separators.push(&bytes[at..at + gap]);
        if gap == 0 || !bytes.get(at + gap).is_some_and(u8::is_ascii_digit) {
            break;
        }
        at += gap;
    }
    let joined = bytes.get(at).is_some_and(|&b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':' | b'%'));
    if joined || groups.is_empty() {
        return None;
    }
    let digits: String = groups.concat();
    let sizes: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    separators.pop();
    let dotted = separators.iter().any(|gap| gap.contains(&b'.'));
    let phone = match sizes[..] {
        _ if plus => (8..=15).contains(&digits.len()) && !dotted,
        [3, 3, 4] => !digits.starts_with(['0', '1']),
        [1, 3, 3, 4] => digits.starts_with('1'),
        // Within a country: the trunk prefix 0, then an area.
        [3..=5, _, ..] => {
            digits.starts_with('0') && !digits.starts_with("00") && !dotted && (9..=12).contains(&digits.len())
        }
        _ => false,
    };
    let even = separators.windows(2).all(|pair| pair[0] == pair[1])
        && separators.iter().all(|gap| matches!(gap, [b' ' | b'-']));
    let card = matches!(sizes[..], [13..=19] | [4, 4, 4, 4] | [4, 4, 4, 4, 3] | [4, 6, 5])
        && even
        && digits.starts_with(['2', '3', '4', '5', '6'])
        && luhn(&digits);
    let kind = if card { PrivateKind::Card } else { PrivateKind::Phone };
    (card || phone).then_some(Private { kind, at: start..at })
}

/// The check of ISO/IEC 7812-1.
fn luhn(digits: &str) -> bool {
    let sum = digits.bytes().rev().enumerate().fold(0, |sum, (place, digit)| {
        let value = u32::from(digit - b'0') << (place % 2);
        sum + value / 10 + value % 10
    });
    sum.is_multiple_of(10)
}

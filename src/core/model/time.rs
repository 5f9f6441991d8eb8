//! Moments. v2.3 counts seconds, v3 writes ISO 8601: both become a [`Timestamp`] here.

use crate::words;
use serde::{Deserialize, Serialize};

/// A moment in Unix seconds, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This moment plus `seconds`, saturating.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from now until `later`, never negative.
    #[must_use]
    pub fn until(self, later: Self) -> i64 {
        later.0.saturating_sub(self.0).max(0)
    }

    /// Reads `2024-05-06T07:08:09.123Z`, with or without a fraction, an offset or the `Z`; none if it is not
    /// a moment. What has no offset is UTC.
    #[must_use]
    pub fn from_iso(text: &str) -> Option<Self> {
        let number = |from: usize, to: usize| text.get(from..to)?.parse::<u16>().ok().map(i64::from);
        let mark = |at: usize, marks: &[u8]| text.as_bytes().get(at).filter(|byte| marks.contains(byte));
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        mark(4, b"-").and(mark(7, b"-")).and(mark(10, b"Tt ")).and(mark(13, b":")).and(mark(16, b":"))?;
        let valid = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second < 61;
        let zone = text.get(19..)?.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
        let offset = match zone.as_bytes() {
            [] | [b'Z' | b'z'] => 0,
            [sign @ (b'+' | b'-'), ..] => {
                let hours: i64 = zone.get(1..3)?.parse::<u8>().ok()?.into();
                let minutes: i64 = zone.get(3..)?.trim_start_matches(':').parse::<u8>().ok()?.into();
                (if *sign == b'+' { 60 } else { -60 }) * (hours * 60 + minutes)
            }
            _ => return None,
        };
        valid.then(|| Self(days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset))
    }

    /// As v3 wants it: `2024-05-06T07:08:09Z`.
    #[must_use]
    pub fn to_iso(self) -> String {
        let (day, second) = (self.0.div_euclid(86_400), self.0.rem_euclid(86_400));
        // The civil calendar from a day count: Howard Hinnant, “chrono-Compatible Low-Level Date Algorithms”.
        let shifted = day + 719_468;
        let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let (hour, minute) = (second / 3600, second / 60 % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z", second % 60)
    }
}

/// How long ago something was, in words, by the seconds since.
#[must_use]
pub fn age(seconds: i64) -> String {
    match seconds {
        ..60 => words::just_now(),
        60..3_600 => words::minutes_ago(seconds / 60),
        3_600..86_400 => words::hours_ago(seconds / 3_600),
        86_400..5_184_000 => words::days_ago(seconds / 86_400),
        5_184_000..63_072_000 => words::months_ago(seconds / 2_592_000),
        _ => words::years_ago(seconds / 31_536_000),
    }
}

/// Days from 1 January 1970 to a date of the civil calendar; the inverse of the above, from the same source.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn iso_moments() {
        for (text, expect) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2024-02-29T12:30:01.1234567Z", Some(1_709_209_801)),
            ("2024-02-29T12:30:01", Some(1_709_209_801)),
            ("2024-02-29T14:30:01+02:00", Some(1_709_209_801)),
            ("1969-12-31T23:59:59Z", Some(-1)),
            ("2024-13-01T00:00:00Z", None),
            ("2024-01-01", None),
            ("2024-01-01T00:00:00 o'clock", None),
            ("２０２４-01-01T00:00:00Z", None),
            ("", None),
        ] {
            assert_eq!(Timestamp::from_iso(text), expect.map(Timestamp), "{text}");
        }
    }

    #[test]
    fn ages_in_words() {
        for (seconds, expect) in [
            (-5, "just now"),
            (59, "just now"),
            (60, "1 minute ago"),
            (7_199, "1 hour ago"),
            (7_200, "2 hours ago"),
            (86_400, "1 day ago"),
            (59 * 86_400, "59 days ago"),
            (60 * 86_400, "2 months ago"),
            (730 * 86_400, "2 years ago"),
        ] {
            assert_eq!(age(seconds), expect, "{seconds}");
        }
    }

    proptest! {
        #[test]
        fn there_and_back(second in -62_000_000_000i64..250_000_000_000) {
            prop_assert_eq!(Timestamp::from_iso(&Timestamp(second).to_iso()), Some(Timestamp(second)));
        }

        #[test]
        fn never_panics(text in "\\PC{0,30}") {
            prop_assert!(Timestamp::from_iso(&text).is_none_or(|at| !at.to_iso().is_empty()));
        }
    }
}

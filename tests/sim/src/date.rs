//! Calendar days, the way the corpus writes them and the pages show them.

use time::{Date, Month, OffsetDateTime};

/// Unix seconds at midnight UTC of a day written `2026-03-02`.
pub(crate) fn midnight(day: &str) -> Option<i64> {
    let mut parts = day.split('-');
    let year = parts.next()?.parse().ok()?;
    let month = Month::try_from(parts.next()?.parse::<u8>().ok()?).ok()?;
    let date = Date::from_calendar_date(year, month, parts.next()?.parse().ok()?).ok()?;
    parts.next().is_none().then(|| date.midnight().assume_utc().unix_timestamp())
}

/// `2 March 2026`, in UTC.
pub(crate) fn in_words(at: i64) -> String {
    OffsetDateTime::from_unix_timestamp(at)
        .map_or_else(|_| String::from("some day"), |t| format!("{} {} {}", t.day(), t.month(), t.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_there_and_back() {
        for (day, words) in [("1970-01-01", "1 January 1970"), ("2024-02-29", "29 February 2024")] {
            assert_eq!(in_words(midnight(day).unwrap()), words);
        }
        for bad in ["", "2026", "2026-13-01", "2026-02-30", "2026-02-01-01", "yesterday"] {
            assert_eq!(midnight(bad), None, "{bad}");
        }
    }
}

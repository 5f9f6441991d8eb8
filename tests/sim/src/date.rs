//! Days and times, the way the corpus writes them, the pages show them, and API v3 says them.

use time::format_description::well_known::{Iso8601, Rfc2822, Rfc3339};
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime};

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

/// `2026-03-02T09:30:00Z`
pub(crate) fn iso(at: i64) -> String {
    let time = OffsetDateTime::from_unix_timestamp(at).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    time.format(&Rfc3339).unwrap_or_default()
}

/// `Mon, 02 Mar 2026 09:30:00 GMT`, as in HTTP headers.
pub(crate) fn http(at: i64) -> String {
    let time = OffsetDateTime::from_unix_timestamp(at).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    time.format(&Rfc2822).unwrap_or_default().replace("+0000", "GMT")
}

/// Unix seconds of a month, a date, or a date and time, in UTC unless it says otherwise.
pub(crate) fn from_iso(text: &str) -> Option<i64> {
    let format = &Iso8601::PARSING;
    let time = OffsetDateTime::parse(text, format)
        .or_else(|_| PrimitiveDateTime::parse(text, format).map(PrimitiveDateTime::assume_utc))
        .or_else(|_| Date::parse(text, format).map(|date| date.midnight().assume_utc()));
    time.ok().map(OffsetDateTime::unix_timestamp).or_else(|| midnight(&format!("{text}-01")))
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

    #[test]
    fn times_there_and_back() {
        let noon = Some(1_772_452_800);
        for (text, expected) in [
            ("2026-03-02T12:00:00Z", noon),
            ("2026-03-02T12:00:00.250Z", noon),
            ("2026-03-02T13:30:00+01:30", noon),
            ("2026-03-02T12:00:00", noon),
            ("2026-03-02T12:00", noon),
            ("2026-03-02", Some(1_772_409_600)),
            ("2026-03", Some(1_772_323_200)),
            ("2026-13-02", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(from_iso(text), expected, "{text}");
        }
        assert_eq!(noon.map(http).as_deref(), Some("Mon, 02 Mar 2026 12:00:00 GMT"));
        assert_eq!(noon.map(iso).as_deref(), Some("2026-03-02T12:00:00Z"));
    }
}

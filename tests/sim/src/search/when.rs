//! Times as the search box takes them: `2024`, `2024-03`, `2024-03-15`, `7d`, and spans of those.

use crate::date::midnight;
use crate::store::Range;

const DAY: i64 = 86_400;

/// `2024..2025-03`, `1y..3m`, `2024`; a time ago, such as `7d`, lasts until now.
pub(super) fn span(text: &str, now: i64) -> Option<Range<i64>> {
    match text.split_once("..") {
        None => match ago(text, now) {
            Some(from) => Some(Range { from: Some(from), to: None }),
            None => period(text).map(|(from, to)| Range { from: Some(from), to: Some(to) }),
        },
        Some(("", "")) => None,
        Some((from, to)) => {
            let bound = |text: &str, last: bool| match text {
                "" => Some(None),
                text => {
                    ago(text, now).or_else(|| period(text).map(|(from, to)| if last { to } else { from })).map(Some)
                }
            };
            Some(Range { from: bound(from, false)?, to: bound(to, true)? })
        }
    }
}

/// So many days, weeks, months or years before now.
fn ago(text: &str, now: i64) -> Option<i64> {
    let unit = text.chars().last()?;
    let days = match unit.to_ascii_lowercase() {
        'd' => 1,
        'w' => 7,
        'm' => 30,
        'y' => 365,
        _ => return None,
    };
    let count: u16 = text[..text.len() - unit.len_utf8()].parse().ok()?;
    Some(now - i64::from(count) * days * DAY)
}

/// The first and the last second of a year, a month or a day.
fn period(text: &str) -> Option<(i64, i64)> {
    let mut parts = text.split('-');
    let year: u16 = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month: Option<u8> = parts.next().map(str::parse).transpose().ok()?;
    let (from, next) = match (month, parts.next()) {
        (None, _) => (midnight(text_of(year, 1).as_str())?, midnight(text_of(year + 1, 1).as_str())?),
        (Some(month), None) => {
            let (next_year, next_month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            (midnight(text_of(year, month).as_str())?, midnight(text_of(next_year, next_month).as_str())?)
        }
        (Some(_), Some(_)) => {
            let day = midnight(text)?;
            (day, day + DAY)
        }
    };
    Some((from, next - 1))
}

fn text_of(year: u16, month: u8) -> String {
    format!("{year}-{month}-01")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans() {
        let at = |day: &str| midnight(day).unwrap();
        let now = at("2026-01-31");
        for (text, from, to) in [
            ("2024", Some(at("2024-01-01")), Some(at("2025-01-01") - 1)),
            ("2024-12", Some(at("2024-12-01")), Some(at("2025-01-01") - 1)),
            ("2024-03-15", Some(at("2024-03-15")), Some(at("2024-03-16") - 1)),
            ("2024-01..2024-02", Some(at("2024-01-01")), Some(at("2024-03-01") - 1)),
            ("2024..", Some(at("2024-01-01")), None),
            ("..2024", None, Some(at("2025-01-01") - 1)),
            ("7d", Some(at("2026-01-24")), None),
            ("2w..1d", Some(at("2026-01-17")), Some(at("2026-01-30"))),
        ] {
            assert_eq!(span(text, now), Some(Range { from, to }), "{text}");
        }
        for bad in [
            "",
            "..",
            "20",
            "2024-13",
            "2024-02-30",
            "yesterday",
            "d",
            "-1d",
            "2024..x",
            "99999999y",
            "2024-1-1-1",
            "é",
        ] {
            assert_eq!(span(bad, now), None, "{bad}");
        }
    }
}

//! Times as the search box takes them: `2024`, `2024-03`, `2024-03-15`, `7d`, and spans of those.

use super::Span;
use crate::model::Timestamp;

const DAY: i64 = 86_400;

/// The seconds from the first to the last of `2024..2025-03`, `1y..3m` or `2024`; a time ago, such as `7d`, lasts
/// until now.
pub(super) fn span(text: &str, now: Timestamp) -> Option<Span> {
    let Some((from, to)) = text.split_once("..") else {
        return match ago(text, now) {
            Some(from) => Some(Span { from: Some(from), to: None }),
            None => period(text).map(|(from, to)| Span { from: Some(from), to: Some(to) }),
        };
    };
    let bound = |text: &str, last: bool| match text {
        "" => Some(None),
        text => ago(text, now).or_else(|| period(text).map(|(from, to)| if last { to } else { from })).map(Some),
    };
    let (from, to) = (bound(from, false)?, bound(to, true)?);
    let is_span = (from.is_some() || to.is_some()) && from.zip(to).is_none_or(|(from, to)| from <= to);
    is_span.then_some(Span { from, to })
}

/// So many days, weeks, months or years before now.
fn ago(text: &str, now: Timestamp) -> Option<i64> {
    let unit = text.chars().last()?;
    let days = match unit {
        'd' => 1,
        'w' => 7,
        'm' => 30,
        'y' => 365,
        _ => return None,
    };
    let count: u16 = text[..text.len() - unit.len_utf8()].parse().ok()?;
    Some(now.0 - i64::from(count) * days * DAY)
}

/// The first and the last second of a year, a month or a day.
fn period(text: &str) -> Option<(i64, i64)> {
    let parts: Vec<&str> = text.split('-').collect();
    let is_date = parts.iter().zip([4, 2, 2]).all(|(part, len)| part.len() == len);
    let numbers: Vec<u16> = parts.iter().map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (from, next) = match (is_date, numbers.as_slice()) {
        (true, &[year]) => (midnight(year, 1, 1)?, midnight(year + 1, 1, 1)?),
        (true, &[year, 12]) => (midnight(year, 12, 1)?, midnight(year + 1, 1, 1)?),
        (true, &[year, month]) => (midnight(year, month, 1)?, midnight(year, month + 1, 1)?),
        (true, &[year, month, day]) => {
            let from = midnight(year, month, day)?;
            (from, from + DAY)
        }
        _ => return None,
    };
    Some((from, next - 1))
}

/// None for a day that no calendar has.
fn midnight(year: u16, month: u16, day: u16) -> Option<i64> {
    let text = format!("{year:04}-{month:02}-{day:02}T00:00:00Z");
    Timestamp::from_iso(&text).filter(|at| at.to_iso() == text).map(|at| at.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans() {
        let at = |year, month, day| midnight(year, month, day).unwrap();
        let now = Timestamp(at(2026, 1, 31));
        for (text, from, to) in [
            ("2024", Some(at(2024, 1, 1)), Some(at(2025, 1, 1) - 1)),
            ("2024-12", Some(at(2024, 12, 1)), Some(at(2025, 1, 1) - 1)),
            ("2024-02-29", Some(at(2024, 2, 29)), Some(at(2024, 3, 1) - 1)),
            ("2024-01..2024-02", Some(at(2024, 1, 1)), Some(at(2024, 3, 1) - 1)),
            ("2024..", Some(at(2024, 1, 1)), None),
            ("..2024", None, Some(at(2025, 1, 1) - 1)),
            ("7d", Some(at(2026, 1, 24)), None),
            ("2w..1d", Some(at(2026, 1, 17)), Some(at(2026, 1, 30))),
        ] {
            assert_eq!(span(text, now), Some(Span { from, to }), "{text}");
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
            "2024-1-1",
            "2024-01-01-01",
            "2025..2024",
            "é",
        ] {
            assert_eq!(span(bad, now), None, "{bad}");
        }
    }
}

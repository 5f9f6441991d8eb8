//! The style sheet, held to its word: what can be read by everyone, in every theme, in text that runs either way.
//!
//! Contrast is computed from the tokens (WCAG 2.2, relative luminance). A colour of text meets the surface of its own
//! rule, or, where the rule has none, any surface that rules without a colour of their own lay under text.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// What only the system's own colours are called.
const SYSTEM: [&str; 5] = ["Canvas", "CanvasText", "GrayText", "Highlight", "HighlightText"];

/// Edges that text which runs the other way has elsewhere, and sizes that go with them.
const PHYSICAL: [&str; 4] = ["top", "right", "bottom", "left"];

/// Lines that only part what is apart anyway.
const DECORATION: [&str; 2] = ["--line", "--notice-line"];

/// Rules, declarations and the condition that they stand under.
#[derive(Debug)]
struct Rule {
    media: String,
    selector: String,
    declarations: Vec<(String, String)>,
}

/// Red, green and blue from 0 to 1.
type Colour = [f64; 3];

fn sheet() -> Vec<Rule> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/panel.css");
    parse(&fs::read_to_string(path).unwrap())
}

/// As much of CSS as the sheet has: rules, and rules within one condition.
fn parse(text: &str) -> Vec<Rule> {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        plain += before;
        rest = comment.split_once("*/").unwrap().1;
    }
    plain += rest;
    let (mut rules, mut open, mut start) = (Vec::new(), Vec::<String>::new(), 0);
    for (at, sign) in plain.char_indices() {
        match sign {
            '{' => {
                open.push(plain[start..at].split_whitespace().collect::<Vec<_>>().join(" "));
                start = at + 1;
            }
            '}' => {
                let selector = open.pop().unwrap();
                if !selector.starts_with('@') {
                    let declaration = |one: &str| {
                        let (name, value) = one.split_once(':').unwrap();
                        (name.trim().to_owned(), value.split_whitespace().collect::<Vec<_>>().join(" "))
                    };
                    let declarations = plain[start..at].split(';').filter(|one| !one.trim().is_empty());
                    let declarations = declarations.map(declaration).collect();
                    rules.push(Rule { media: open.join(" "), selector, declarations });
                }
                start = at + 1;
            }
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?}");
    rules
}

/// The tokens that stand under a condition.
fn tokens(rules: &[Rule], media: &str) -> BTreeMap<String, String> {
    let roots = rules.iter().filter(|rule| rule.selector == ":root" && rule.media.contains(media));
    let under = roots.filter(|rule| !media.is_empty() || rule.media.is_empty());
    under.flat_map(|rule| rule.declarations.iter().filter(|(name, _)| name.starts_with("--")).cloned()).collect()
}

/// The tokens that a value uses.
fn used(value: &str) -> impl Iterator<Item = &str> {
    value.split("var(").skip(1).map(|rest| rest.split(')').next().unwrap_or_default())
}

/// The two colours of a token.
#[track_caller]
fn themes(value: &str) -> [Colour; 2] {
    let pair = value.strip_prefix("light-dark(").and_then(|rest| rest.strip_suffix(')'));
    let (light, dark) = pair.and_then(|pair| pair.split_once(',')).unwrap_or_else(|| panic!("{value} is no pair"));
    [light, dark].map(|one| {
        let hex = one.trim().strip_prefix('#').filter(|hex| hex.len() == 6).unwrap_or_else(|| panic!("{one}"));
        [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0)
    })
}

/// How much one differs from the other in light: from 1 to 21.
fn contrast(one: Colour, other: Colour) -> f64 {
    let light = |colour: Colour| {
        let linear = colour.map(|part| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05
    };
    let (one, other) = (light(one), light(other));
    one.max(other) / one.min(other)
}

/// The colour token that a rule sets one of these properties to.
fn set<'r>(rule: &'r Rule, names: &[&str]) -> impl Iterator<Item = &'r str> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    rule.declarations.iter().filter(move |(name, _)| names.contains(name)).flat_map(|(_, value)| used(value))
}

#[test]
fn what_meets_can_be_told_apart() {
    let rules = sheet();
    let normal = tokens(&rules, "");
    let mut strong = normal.clone();
    strong.extend(tokens(&rules, "prefers-contrast: more"));
    let is_colour = |name: &str| normal.get(name).is_some_and(|value| value.starts_with("light-dark("));
    let (mut open, mut texts, mut own, mut lines) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for rule in &rules {
        let surface = set(rule, &["background", "background-color"]).find(|name| is_colour(name));
        match (set(rule, &["color"]).next(), surface) {
            (Some(text), Some(surface)) => drop(own.insert((text, surface))),
            (Some(text), None) => drop(texts.insert(text)),
            (None, Some(surface)) => drop(open.insert(surface)),
            (None, None) => {}
        }
        let edges =
            rule.declarations.iter().filter(|(name, _)| name.starts_with("border") || name.starts_with("outline"));
        lines.extend(edges.flat_map(|(_, value)| used(value)).filter(|name| is_colour(name)));
    }
    // The body's pair is where all others begin.
    texts.insert("--text");
    open.insert("--page");
    lines.retain(|name| !DECORATION.contains(name));
    assert!(
        texts.len() > 4 && open.len() > 2 && own.len() > 2 && lines.len() > 3,
        "{texts:?} {open:?} {own:?} {lines:?}"
    );
    let mut poor = Vec::new();
    let mut meet = |what: &str, under: &str, least: [f64; 2]| {
        for (tokens, least) in [(&normal, least[0]), (&strong, least[1])] {
            let (one, other) = (themes(&tokens[what]), themes(&tokens[under]));
            for theme in 0..2 {
                let is = contrast(one[theme], other[theme]);
                if is < least {
                    let theme = ["light", "dark"][theme];
                    poor.push(format!("{what} on {under}, {theme}: {is:.2}, not {least}"));
                }
            }
        }
    };
    for under in &open {
        texts.iter().for_each(|text| meet(text, under, [4.5, 7.0]));
        lines.iter().for_each(|line| meet(line, under, [3.0, 4.5]));
    }
    own.iter().for_each(|(text, under)| meet(text, under, [4.5, 7.0]));
    assert!(poor.is_empty(), "{poor:#?}");
}

#[test]
fn colours_stand_among_the_tokens() {
    for rule in sheet().iter().filter(|rule| rule.selector != ":root") {
        for (name, value) in &rule.declarations {
            let is_raw = ["#", "rgb", "hsl", "oklch", "color-mix", "light-dark"].iter().any(|one| value.contains(one));
            assert!(!is_raw, "{}: {name}: {value}", rule.selector);
            let is_system = SYSTEM.iter().any(|one| value.contains(one));
            assert!(!is_system || rule.media.contains("forced-colors"), "{}: {name}: {value}", rule.selector);
            assert!(!value.contains("!important"), "{}: {name}: {value}", rule.selector);
        }
    }
}

#[test]
fn every_token_is_defined_and_used() {
    let rules = sheet();
    let defined: BTreeSet<String> = tokens(&rules, "").into_keys().collect();
    let values = || rules.iter().flat_map(|rule| &rule.declarations).map(|(_, value)| value.as_str());
    let used: BTreeSet<String> = values().flat_map(used).map(str::to_owned).collect();
    assert_eq!(used, defined);
    for name in tokens(&rules, "prefers-contrast: more").keys() {
        assert!(defined.contains(name), "{name}");
    }
}

#[test]
fn text_may_run_either_way() {
    for Rule { selector, declarations, .. } in &sheet() {
        for (name, value) in declarations {
            let is_physical = PHYSICAL.iter().any(|edge| name.split('-').any(|part| part == *edge));
            let is_size = name.ends_with("width") || name.ends_with("height");
            let is_line = name == "line-height" || name.starts_with("border") && name.ends_with("width");
            assert!(!is_physical && (!is_size || is_line), "{selector}: {name}");
            let is_side = PHYSICAL.contains(&value.as_str()) && name != "vertical-align";
            assert!(!is_side, "{selector}: {name}: {value}");
            let sides: Vec<&str> = value.split_whitespace().collect();
            let is_box = matches!(name.as_str(), "margin" | "padding" | "inset");
            assert!(!is_box || sides.len() < 4 || sides[1] == sides[3], "{selector}: {name}: {value}");
        }
    }
}

#[track_caller]
fn check(one: &str, other: &str, expect: f64) {
    let [one, other] = [one, other].map(|hex| themes(&format!("light-dark({hex}, {hex})"))[0]);
    let is = contrast(one, other);
    assert!((is - expect).abs() < 0.01, "{is}");
}

/// The numbers of WCAG's own examples and of every checker.
#[test]
fn contrast_is_what_others_compute() {
    check("#ffffff", "#000000", 21.0);
    check("#777777", "#ffffff", 4.48);
    check("#0000ff", "#ffffff", 8.59);
    check("#808080", "#808080", 1.0);
}

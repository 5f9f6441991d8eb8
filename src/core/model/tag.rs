//! Tags: what questions are filed under, and the rules about them.

use super::{
    Timestamp,
    host::{host_fits, parts},
    visible,
};
use crate::words;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// Questions that carry it.
    pub count: u64,
    /// One of the tags of which each question needs one.
    pub required: bool,
    /// Only moderators may use it.
    pub reserved: bool,
}

impl Tag {
    /// Most tags of a question, on any site (contract §2.4).
    pub const MOST: usize = 5;
    /// Longest name.
    pub const LONGEST: usize = 35;

    /// Whether a name may hold a character.
    #[must_use]
    pub fn takes(c: char) -> bool {
        c.is_alphanumeric() || matches!(c, '-' | '.' | '+' | '#')
    }
}

/// What a person or an administrator knows and no page says: which tags belong to the pages of an address, and what a
/// question about them should say.
///
/// Its text is a line of an address, tags and headings to fill, with any of the last two:
/// `docs.example.com/trellis trellis deploys # What I did # What I expected`. The address stands for all that lies
/// below it; `*.` at its beginning for any host below that one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TagRule {
    /// Host, and path if there is one, without a slash at the end.
    address: String,
    tags: Vec<String>,
    headings: Vec<String>,
}

/// Why a line is no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TagRuleError {
    /// Nothing after the address.
    #[error("{}", words::rule_without_tag(&visible(.0.clone())))]
    NoTag(String),
    /// Too many of them.
    #[error("{}", words::rule_with_many_tags(&visible(.0.clone())))]
    TooMany(String),
    /// Headings that nobody would fill.
    #[error("{}", words::rule_headings_wrong(&visible(.0.clone())))]
    Headings(String),
    /// Letters that no tag has.
    #[error("{}", words::rule_tag_wrong(&visible(.0.clone())))]
    Tag(String),
    /// No host.
    #[error("{}", words::rule_address_wrong(&visible(.0.clone())))]
    Address(String),
}

/// Most headings of a rule, and letters of each.
const MOST_HEADINGS: usize = 8;
const LONGEST_HEADING: usize = 80;

/// Stands before each heading: a blank on both sides tells it from the end of `c#`.
const HEADING: &str = " # ";

impl TagRule {
    /// The tags of the rules for `url`, each once.
    #[must_use]
    pub fn tags_for(rules: &[Self], url: &str) -> Vec<String> {
        let mut tags: Vec<String> = Vec::new();
        for tag in rules.iter().filter(|rule| rule.fits(url)).flat_map(|rule| &rule.tags) {
            if tags.len() < Tag::MOST && !tags.contains(tag) {
                tags.push(tag.clone());
            }
        }
        tags
    }

    /// The headings of the first rule for `url` that has any: whoever fills them in has one form to fill.
    #[must_use]
    pub fn headings_for(rules: &[Self], url: &str) -> Vec<String> {
        let mut fitting = rules.iter().filter(|rule| rule.fits(url));
        fitting.find(|rule| !rule.headings.is_empty()).map(|rule| rule.headings.clone()).unwrap_or_default()
    }

    fn fits(&self, url: &str) -> bool {
        let Some((_, url)) = url.split_once("://") else { return false };
        let (host, path) = parts(url);
        let host = host.to_ascii_lowercase();
        let (own_host, own_path) = parts(&self.address);
        let rest = path.strip_prefix(own_path);
        host_fits(own_host, &host) && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#', '.']))
    }
}

impl FromStr for TagRule {
    type Err = TagRuleError;

    fn from_str(line: &str) -> Result<Self, TagRuleError> {
        let (head, rest) = line.split_once(HEADING).unwrap_or((line, ""));
        let headings =
            rest.split(HEADING).map(|text| visible(text.trim_start_matches(['#', ' ']).trim_end().to_owned()));
        let headings: Vec<String> = headings.filter(|text| !text.is_empty()).collect();
        let long = headings.iter().any(|text| text.chars().count() > LONGEST_HEADING || text.contains('\n'));
        let mut words = head.split([' ', ',', ';', '\t']).filter(|word| !word.is_empty());
        let address = words.next().unwrap_or_default();
        let address = address.split_once("://").map_or(address, |(_, rest)| rest).trim_end_matches(['/', '*']);
        let (host, path) = parts(address);
        let name = host.strip_prefix("*.").unwrap_or(host);
        if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | ':')) {
            return Err(TagRuleError::Address(line.trim().to_owned()));
        }
        let tags: Vec<String> =
            words.map(|tag| tag.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase()).collect();
        let is_tag = |tag: &String| tag.chars().all(Tag::takes) && tag.len() <= Tag::LONGEST;
        match tags.iter().find(|tag| tag.is_empty() || !is_tag(tag)) {
            Some(odd) => Err(TagRuleError::Tag(odd.clone())),
            _ if long || headings.len() > MOST_HEADINGS => Err(TagRuleError::Headings(line.trim().to_owned())),
            None if tags.is_empty() && headings.is_empty() => Err(TagRuleError::NoTag(line.trim().to_owned())),
            None if tags.len() > Tag::MOST => Err(TagRuleError::TooMany(line.trim().to_owned())),
            None => Ok(Self { address: format!("{}{path}", host.to_ascii_lowercase()), tags, headings }),
        }
    }
}

impl fmt::Display for TagRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = std::iter::once(&self.address).chain(&self.tags).map(String::as_str).collect();
        write!(f, "{}", words.join(" "))?;
        self.headings.iter().try_for_each(|heading| write!(f, "{HEADING}{heading}"))
    }
}

impl TryFrom<String> for TagRule {
    type Error = TagRuleError;

    fn try_from(line: String) -> Result<Self, TagRuleError> {
        line.parse()
    }
}

impl From<TagRule> for String {
    fn from(rule: TagRule) -> Self {
        rule.to_string()
    }
}

/// A name that the site replaces by another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Synonym {
    /// What people type.
    pub from: String,
    /// What it becomes.
    pub to: String,
}

/// What is known of a site's tags without asking for any by its name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SiteTags {
    /// The most used ones, all required ones, and all that only moderators may use.
    pub tags: Vec<Tag>,
    /// Whether it has no others.
    pub whole: bool,
    /// The other names that tags have.
    pub synonyms: Vec<Synonym>,
    /// Whether whoever is signed in is a moderator.
    pub moderates: bool,
}

/// What a tag is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagWiki {
    /// The tag's name.
    pub tag: String,
    /// A sentence or two, plain text.
    pub excerpt: String,
}

/// How much somebody answers under a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagScore {
    /// Who.
    pub user: super::Author,
    /// The sum of the votes.
    pub score: i64,
    /// Number of posts.
    pub posts: u64,
}

/// Something that somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What, by the site's own name for it, such as `answered`.
    pub kind: String,
    /// Title of the post; empty where there is none.
    pub title: String,
    /// When.
    pub created: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rules_fit_what_lies_below_their_address() {
        for (rule, url, expect) in [
            ("docs.test trellis", "https://docs.test/a/b", &["trellis"][..]),
            ("https://Docs.test/trellis/* Trellis, [deploys]", "http://docs.TEST/trellis?a#b", &["trellis", "deploys"]),
            ("docs.test/trellis trellis", "https://docs.test/trellis/a", &["trellis"]),
            ("docs.test/trellis trellis", "https://docs.test/trellis.html", &["trellis"]),
            ("docs.test/trellis trellis", "https://docs.test/trellis-old", &[]),
            ("docs.test/trellis trellis", "https://docs.test/", &[]),
            ("docs.test a", "https://evil-docs.test/", &[]),
            ("docs.test a", "https://docs.test.evil.test/", &[]),
            ("*.test c++ c#", "https://a.b.test", &["c++", "c#"]),
            ("*.test a", "https://test/", &[]),
            ("wiki:8080 a", "http://wiki:8080/x", &["a"]),
            ("docs.test a", "about:blank", &[]),
        ] {
            assert_eq!(TagRule::tags_for(&[rule.parse().unwrap()], url), expect, "{rule} {url}");
        }
        let rules = ["a.test x y", "a.test/b y z", "*.test 4 5 6"].map(|rule| rule.parse().unwrap());
        assert_eq!(TagRule::tags_for(&rules, "https://a.test/b"), ["x", "y", "z", "4", "5"], "five at most");
        assert_eq!(TagRule::tags_for(&rules, "https://c.a.test/b"), ["4", "5", "6"]);
    }

    #[test]
    fn one_form_for_each_page() {
        let rules = ["docs.test c#", "docs.test/a c# # What I  did # # Why C# ", "docs.test # Else"];
        let rules = rules.map(|rule| rule.parse().unwrap());
        for (url, expect) in [
            ("https://docs.test/a", &["What I  did", "Why C#"][..]),
            ("https://docs.test/b", &["Else"]),
            ("https://else.test/b", &[]),
        ] {
            assert_eq!(TagRule::headings_for(&rules, url), expect, "{url}");
        }
        assert_eq!(rules[1].to_string(), "docs.test/a c# # What I  did # Why C#");
        for odd in [format!("d.test # {}", "x".repeat(81)), format!("d.test{}", " # x".repeat(9))] {
            assert_eq!(odd.parse::<TagRule>(), Err(TagRuleError::Headings(odd)));
        }
    }

    #[test]
    fn what_is_no_rule_is_told() {
        for (line, expect) in [
            ("", "“” is no address: write it as docs.example.com/trellis."),
            ("/trellis trellis", "“/trellis trellis” is no address: write it as docs.example.com/trellis."),
            ("docs.test", "“docs.test” has no tag: write the address, a blank, and the tags."),
            ("docs.test a]b", "“a]b” is no tag: tags have letters, digits and + # - ."),
            (
                "d.test 1 2 3 4 5 6",
                "“d.test 1 2 3 4 5 6” has more than five tags, which is more than a question may have.",
            ),
        ] {
            assert_eq!(line.parse::<TagRule>().unwrap_err().to_string(), expect);
        }
    }

    proptest! {
        #[test]
        fn any_line_is_read_and_rules_survive(line in "(\\*\\.)?\\PC{0,20}( [a-z+#.-]{1,9}){0,6}( # \\PC{0,9}){0,3}", url in "(https://)?\\PC{0,30}") {
            if let Ok(rule) = line.parse::<TagRule>() {
                let _: bool = rule.fits(&url);
                prop_assert_eq!(rule.to_string().parse(), Ok(rule));
            }
        }
    }
}

//! The tags of a draft: which word of their line is typed, and which of the site's tags it may become.
//!
//! A site may have fifty thousand. What begins with a word is found by binary search, and the most used of that in a
//! tournament tree, so a keystroke costs hardly more there than among fifty. Asks nobody: `app::tags` does.

use super::Edit;
use crate::{
    model::{SiteTags, Synonym, Tag},
    text::lower,
    words,
};
use std::{cmp::Reverse, ops::Range};

/// Tags offered at once.
const MOST: usize = 8;

/// Tags looked at for them: some of what begins with a word is on the draft, or several names of one tag.
const LOOKED_AT: usize = 4 * MOST;

/// A tag to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The name that is written.
    pub name: String,
    /// Questions that carry it; 0 where nobody knows.
    pub count: u64,
    /// What there is to know of it.
    pub note: Option<Note>,
}

/// What there is to know of a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// This other name of it was typed.
    OtherName(String),
    /// One of those of which a question needs one.
    Required,
    /// Only moderators may use it, and this account is none's.
    Reserved,
}

/// The tags that are known of a site, to be looked up by how they begin.
#[derive(Debug, Default)]
pub struct TagIndex {
    /// By the name that is typed, each once.
    names: Vec<Name>,
    /// The place of the best name below each node of a complete binary tree; its leaves are the names.
    winners: Vec<usize>,
    required: Vec<String>,
    moderates: bool,
    /// What the site answered in full: every tag that begins so is here.
    whole: Vec<String>,
    #[cfg(test)]
    reads: std::cell::Cell<usize>,
}

/// A name that can be typed, and the tag that it becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    typed: String,
    tag: Tag,
}

impl TagIndex {
    /// Makes what is kept of a site's tags known.
    pub fn know(&mut self, known: SiteTags) {
        self.moderates = known.moderates;
        self.whole.extend(known.whole.then(String::new));
        self.add(known.tags, known.synonyms);
    }

    /// Takes the site's answer to the beginning of a name; `whole` if there are no others.
    pub fn learn(&mut self, beginning: &str, tags: Vec<Tag>, whole: bool) {
        self.whole.extend(whole.then(|| beginning.to_owned()));
        self.add(tags, Vec::new());
    }

    /// Whether every tag that begins so is known.
    #[must_use]
    pub fn knows_all(&self, beginning: &str) -> bool {
        self.whole.iter().any(|whole| beginning.starts_with(whole.as_str()))
    }

    /// The tags that begin with `word`, or have another name that does: the one of just this name first, then required
    /// ones, then by use. Without those that are `taken`.
    #[must_use]
    pub fn choices(&self, word: &str, taken: &[String]) -> Vec<Choice> {
        let word = lower(word);
        let range = self.beginning_with(&word);
        // In order, what is exactly the word comes before what is longer.
        let exact = range.clone().next().filter(|at| !word.is_empty() && self.name(*at).typed == word);
        let others = range.start + usize::from(exact.is_some())..range.end;
        let mut chosen: Vec<Choice> = Vec::new();
        for at in exact.into_iter().chain(self.best(others)).take(LOOKED_AT) {
            let choice = self.choice(at);
            if !taken.contains(&choice.name) && chosen.iter().all(|known| known.name != choice.name) {
                chosen.push(choice);
            }
            if chosen.len() == MOST {
                break;
            }
        }
        chosen
    }

    /// What the site will make of these tags that their author may not expect: a sentence each.
    #[must_use]
    pub fn remarks(&self, tags: &[String]) -> Vec<String> {
        let known: Vec<Option<&Name>> = tags.iter().map(|tag| self.exactly(tag)).collect();
        let mut remarks = Vec::new();
        for name in known.iter().flatten() {
            if name.typed != name.tag.name {
                remarks.push(words::tag_is_called(&name.typed, &name.tag.name));
            }
            if name.tag.reserved && !self.moderates {
                remarks.push(words::tag_moderators_may_use(&name.tag.name));
            }
        }
        let is_required = |name: &Name| self.required.contains(&name.tag.name);
        if !self.required.is_empty() && !known.into_iter().flatten().any(is_required) {
            remarks.push(words::tags_needed_one_of(&words::listed(&self.required)));
        }
        remarks
    }

    fn add(&mut self, tags: Vec<Tag>, synonyms: Vec<Synonym>) {
        self.names.extend(tags.into_iter().map(|tag| Name { typed: tag.name.clone(), tag }));
        self.settle();
        // The tags first: a synonym is as good as what it becomes.
        let named = |Synonym { from, to }: Synonym| {
            let tag = self.exactly(&to).map_or_else(|| Tag { name: to, ..Tag::default() }, |name| name.tag.clone());
            Name { typed: from, tag }
        };
        let synonyms: Vec<Name> = synonyms.into_iter().map(named).collect();
        self.names.extend(synonyms);
        self.settle();
    }

    /// Puts the names in order, each once, and lets them compete.
    fn settle(&mut self) {
        self.names.sort_by(|a, b| a.typed.cmp(&b.typed)); // stable: what was known comes first
        self.names.dedup_by(|new, known| {
            let same = new.typed == known.typed;
            // Not every answer says what a tag is for.
            if same && new.tag.name == known.tag.name {
                new.tag.required |= known.tag.required;
                new.tag.reserved |= known.tag.reserved;
            }
            if same {
                std::mem::swap(new, known);
            }
            same
        });
        let required = self.names.iter().filter(|name| name.tag.required && name.typed == name.tag.name);
        self.required = required.map(|name| name.typed.clone()).collect();
        let leaves = self.names.len();
        self.winners = vec![0; leaves];
        self.winners.extend(0..leaves);
        for node in (1..leaves).rev() {
            self.winners[node] = self.better(self.winners[2 * node], self.winners[2 * node + 1]);
        }
    }

    fn name(&self, at: usize) -> &Name {
        #[cfg(test)]
        self.reads.set(self.reads.get() + 1);
        &self.names[at]
    }

    fn exactly(&self, name: &str) -> Option<&Name> {
        let range = self.beginning_with(name);
        range.into_iter().next().map(|at| self.name(at)).filter(|known| known.typed == name)
    }

    /// Where the names stand that begin with `word`.
    fn beginning_with(&self, word: &str) -> Range<usize> {
        let first = |is_before: &dyn Fn(&str) -> bool| {
            let (mut low, mut high) = (0, self.names.len());
            while low < high {
                let middle = usize::midpoint(low, high);
                if is_before(&self.name(middle).typed) { low = middle + 1 } else { high = middle }
            }
            low
        };
        first(&|name| name < word)..first(&|name| name < word || name.starts_with(word))
    }

    /// The places of a range, the best first, each found as it is asked for.
    fn best(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        let part = |range: Range<usize>| Some((self.winner(range.clone())?, range));
        let mut parts: Vec<(usize, Range<usize>)> = part(range).into_iter().collect();
        std::iter::from_fn(move || {
            let next = (0..parts.len())
                .reduce(|a, b| if self.better(parts[a].0, parts[b].0) == parts[a].0 { a } else { b })?;
            let (best, range) = parts.swap_remove(next);
            parts.extend([range.start..best, best + 1..range.end].into_iter().filter_map(part));
            Some(best)
        })
    }

    /// The best place of a range: what wins of the few nodes that it is made of.
    fn winner(&self, range: Range<usize>) -> Option<usize> {
        let leaves = self.names.len();
        let (mut low, mut high) = (range.start + leaves, range.end + leaves);
        let mut best = None;
        let mut meet = |node: usize| {
            let one = self.winners[node];
            best = Some(best.map_or(one, |best| self.better(best, one)));
        };
        while low < high {
            if low % 2 == 1 {
                meet(low);
                low += 1;
            }
            if high % 2 == 1 {
                high -= 1;
                meet(high);
            }
            (low, high) = (low / 2, high / 2);
        }
        best
    }

    /// Which of two places is offered first.
    fn better(&self, a: usize, b: usize) -> usize {
        let worth = |at: usize| {
            let Name { typed, tag } = self.name(at);
            (!tag.reserved, tag.required, tag.count, *typed == tag.name, Reverse(at))
        };
        if worth(a) >= worth(b) { a } else { b }
    }

    fn choice(&self, at: usize) -> Choice {
        let Name { typed, tag } = self.name(at);
        let note = if tag.reserved && !self.moderates {
            Some(Note::Reserved)
        } else if *typed != tag.name {
            Some(Note::OtherName(typed.clone()))
        } else {
            tag.required.then_some(Note::Required)
        };
        Choice { name: tag.name.clone(), count: tag.count, note }
    }
}

/// What parts the tags of a line.
fn parts(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';')
}

/// The tags of a line.
#[must_use]
pub fn split_tags(line: &str) -> Vec<String> {
    line.split(parts).filter(|tag| !tag.is_empty()).map(lower).collect()
}

/// The word of a line of tags that is typed at a byte of it; empty between two words.
#[must_use]
pub fn word_at(line: &str, caret: usize) -> Range<usize> {
    let caret = line.floor_char_boundary(caret);
    let start = line[..caret].rfind(parts).map_or(0, |at| line.ceil_char_boundary(at + 1));
    let end = line[caret..].find(parts).map_or(line.len(), |at| caret + at);
    start..end
}

/// Puts the tag of this name in the place of a word, and goes on after it.
#[must_use]
pub fn take_tag(line: &str, word: Range<usize>, name: &str) -> Edit {
    let gap = if line[word.end..].starts_with(parts) { "" } else { " " };
    let after = word.start + name.len() + 1;
    Edit { at: word, with: format!("{name}{gap}"), select: after..after }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tag(name: &str, count: u64) -> Tag {
        Tag { name: name.into(), count, ..Tag::default() }
    }

    fn synonym(from: &str, to: &str) -> Synonym {
        Synonym { from: from.into(), to: to.into() }
    }

    fn site() -> SiteTags {
        let tags = vec![
            tag("kubernetes", 40),
            tag("kafka", 50),
            tag("kaf", 2),
            Tag { required: true, ..tag("knowhow", 1) },
            Tag { reserved: true, ..tag("keep", 90) },
            Tag { required: true, ..tag("ops", 7) },
        ];
        SiteTags {
            tags,
            synonyms: vec![synonym("k8s", "kubernetes"), synonym("kube", "kubernetes")],
            ..SiteTags::default()
        }
    }

    fn index(site: SiteTags) -> TagIndex {
        let mut index = TagIndex::default();
        index.know(site);
        index
    }

    /// What is offered for a word, each with its note.
    #[track_caller]
    fn check(word: &str, taken: &[&str], expect: &[&str]) {
        let taken: Vec<String> = taken.iter().map(|&tag| tag.to_owned()).collect();
        let shown = |choice: Choice| match choice.note {
            None => format!("{} {}", choice.name, choice.count),
            Some(note) => format!("{} {} {note:?}", choice.name, choice.count),
        };
        let found: Vec<String> = index(site()).choices(word, &taken).into_iter().map(shown).collect();
        assert_eq!(found, expect, "{word} {taken:?}");
    }

    #[test]
    fn what_begins_with_a_word_is_offered_by_its_use() {
        let kubernetes = "kubernetes 40";
        check("k", &[], &["knowhow 1 Required", "kafka 50", kubernetes, "kaf 2", "keep 90 Reserved"]);
        check("kaf", &[], &["kaf 2", "kafka 50"]);
        check("KAF", &["kaf"], &["kafka 50"]);
        check("k8", &[], &["kubernetes 40 OtherName(\"k8s\")"]);
        check("kubernetes", &[], &["kubernetes 40"]);
        check("kx", &[], &[]);
        check("k", &["kubernetes", "knowhow"], &["kafka 50", "kaf 2", "keep 90 Reserved"]);
        check("", &[], &["ops 7 Required", "knowhow 1 Required", "kafka 50", kubernetes, "kaf 2", "keep 90 Reserved"]);
    }

    #[test]
    fn moderators_are_offered_what_is_theirs() {
        let index = index(SiteTags { moderates: true, ..site() });
        assert_eq!(index.choices("keep", &[])[0].note, None);
        assert_eq!(index.remarks(&["keep".into(), "ops".into()]), [""; 0]);
    }

    #[test]
    fn what_the_site_makes_of_tags_is_told() {
        let index = index(site());
        for (line, expect) in [
            ("ops kafka", &[] as &[&str]),
            ("ops, k8s", &["“k8s” is called “kubernetes” here."]),
            ("keep", &["Only moderators may use “keep”.", "A question here needs one of these tags: knowhow, ops."]),
            ("", &["A question here needs one of these tags: knowhow, ops."]),
        ] {
            assert_eq!(index.remarks(&split_tags(line)), expect, "{line}");
        }
        assert_eq!(TagIndex::default().remarks(&["ops".into()]), [""; 0]);
    }

    #[test]
    fn a_whole_answer_serves_what_is_longer() {
        let mut index = index(site());
        index.learn("ka", vec![tag("kafka", 51)], false);
        assert!(!index.knows_all("ka") && !index.knows_all("kaf"));
        index.learn("kn", vec![tag("knowhow", 3), tag("knots", 2)], true);
        assert!(index.knows_all("kno") && !index.knows_all("k"));
        let counts: Vec<(String, u64)> = index.choices("k", &[]).into_iter().map(|one| (one.name, one.count)).collect();
        assert!(counts.contains(&("kafka".into(), 51)) && counts.contains(&("knots".into(), 2)), "{counts:?}");
        assert_eq!(index.choices("kn", &[])[0].note, Some(Note::Required), "an answer may not say what a tag is for");
    }

    #[test]
    fn the_word_at_the_caret_is_replaced() {
        for (line, expect) in [
            ("|", "tag |"),
            ("ab|", "tag |"),
            ("a|b cd", "tag |cd"),
            ("x,ab| cd", "x,tag |cd"),
            ("x | cd", "x tag |cd"),
            ("x;é|", "x;tag |"),
            ("x |", "x tag |"),
            ("x\u{3000}ab|", "x\u{3000}tag |"),
        ] {
            let caret = line.find('|').unwrap();
            let line = line.replace('|', "");
            let Edit { at, with, select } = take_tag(&line, word_at(&line, caret), "tag");
            let mut now = line.clone();
            now.replace_range(at, &with);
            now.insert(select.start, '|');
            assert_eq!(now, expect, "{line}");
        }
        assert_eq!(split_tags(" A,b;;c\td "), ["a", "b", "c", "d"]);
    }

    /// How many names a keystroke reads among `count`, which all begin alike.
    fn reads(count: u64, word: &str) -> usize {
        let tags = (0..count).map(|n| tag(&format!("a{:05}", n * 7919 % 100_000), n * 31 % 1009)).collect();
        let index = index(SiteTags { tags, ..SiteTags::default() });
        index.reads.set(0);
        assert!(!index.choices(word, &[]).is_empty());
        index.reads.get()
    }

    #[test]
    fn a_keystroke_reads_a_few_names_of_many() {
        for count in [50, 500, 5_000, 50_000_u64] {
            for word in ["", "a", "a0", "a00", "a00000"] {
                let (reads, levels) = (reads(count, word), count.ilog2() as usize);
                assert!(reads <= 64 * levels, "{word}: {reads} of {count}");
            }
        }
    }

    proptest! {
        /// The same as looking at each.
        #[test]
        fn finds_what_a_scan_finds(
            tags in prop::collection::vec(("[ab]{1,4}", 0u64..5, prop::bool::weighted(0.1), prop::bool::weighted(0.1)), 0..40),
            word in "[ab]{0,3}",
        ) {
            let mut tags: Vec<Tag> = tags.into_iter()
                .map(|(name, count, required, reserved)| Tag { name, count, required, reserved }).collect();
            tags.sort_by(|a, b| a.name.cmp(&b.name));
            tags.dedup_by(|a, b| a.name == b.name);
            let found: Vec<String> = index(SiteTags { tags: tags.clone(), ..SiteTags::default() })
                .choices(&word, &[]).into_iter().map(|choice| choice.name).collect();
            tags.retain(|tag| tag.name.starts_with(&word));
            tags.sort_by_key(|tag| (tag.name != word, tag.reserved, !tag.required, Reverse(tag.count)));
            let expect: Vec<String> = tags.into_iter().map(|tag| tag.name).take(MOST).collect();
            prop_assert_eq!(found, expect);
        }

        #[test]
        fn a_tag_is_taken_and_nothing_else_lost(line in "[a ,;\u{3000}é]{0,12}", caret in 0usize..16) {
            let word = word_at(&line, caret);
            let Edit { at, with, .. } = take_tag(&line, word.clone(), "tag");
            let mut now = line.clone();
            now.replace_range(at, &with);
            let (mut before, after) = (split_tags(&line[..word.start]), split_tags(&line[word.end..]));
            before.push("tag".into());
            prop_assert_eq!(split_tags(&now), [before, after].concat());
        }
    }
}

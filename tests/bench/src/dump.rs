//! A data dump of any size: made-up posts with the proportions of real ones, the same in every run.
//!
//! Of three posts one is a question. Words are as frequent as words are, so that the index of them grows as it would.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

/// Different words that posts have.
const VOCABULARY: u32 = 60_000;

/// Words of a post, at most.
const LONGEST: u32 = 220;

const USERS_PER_POST: u32 = 8;

/// A linear congruential generator, which is random enough for words.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let high = u64::from((self.0 >> 32) as u32);
        ((high * u64::from(sides)) >> 32) as u32
    }

    /// A word: the smaller its number, the more frequent it is, roughly as one through it.
    fn word(&mut self) -> String {
        let exponent = f64::from(self.roll(1_000_000)) / 1e6;
        let mut number = f64::from(VOCABULARY).powf(exponent) as u32;
        let mut word = String::new();
        while word.len() < 3 || number > 0 {
            word.extend(
                [b"bcdfghklmnprstvz"[number as usize % 16], b"aeiou"[number as usize / 16 % 5]].map(char::from),
            );
            number /= 80;
        }
        word
    }

    pub(crate) fn words(&mut self, count: u32) -> String {
        (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    /// As a dump has it: HTML within an attribute.
    fn body(&mut self) -> String {
        let mut body = String::new();
        let mut left = 20 + self.roll(LONGEST - 20);
        while left > 0 {
            let part = left.min(10 + self.roll(40));
            left -= part;
            let words = self.words(part);
            body += &match self.roll(5) {
                0 => format!("&lt;pre&gt;&lt;code&gt;{words}&#xA;&lt;/code&gt;&lt;/pre&gt;&#xA;&#xA;"),
                1 => format!(
                    "&lt;p&gt;&lt;a href=&quot;https://docs.test/{left}&quot;&gt;{words}&lt;/a&gt;&lt;/p&gt;&#xA;"
                ),
                _ => format!("&lt;p&gt;{words}.&lt;/p&gt;&#xA;&#xA;"),
            };
        }
        body
    }
}

/// Writes a dump of so many posts into a directory, and says how many bytes they are.
pub(crate) fn write(dir: &Path, posts: u32) -> io::Result<u64> {
    let mut dice = Dice(1);
    let people = (posts / USERS_PER_POST).max(1);
    let mut users = open(dir, "Users.xml", "users")?;
    for id in 1..=people {
        let name = dice.word();
        writeln!(
            users,
            r#"<row Id="{id}" Reputation="{}" CreationDate="2010-01-02T03:04:05.678" DisplayName="{name} {id}" />"#,
            dice.roll(9000)
        )?;
    }
    close(users, "users")?;
    let mut rows = open(dir, "Posts.xml", "posts")?;
    for id in 1..=posts {
        let (owner, score, body) = (1 + dice.roll(people), dice.roll(30), dice.body());
        let date =
            format!("20{:02}-{:02}-{:02}T12:00:00.000", 10 + dice.roll(15), 1 + dice.roll(12), 1 + dice.roll(28));
        let common = format!(
            r#"Id="{id}" CreationDate="{date}" Score="{score}" Body="{body}" OwnerUserId="{owner}" LastActivityDate="{date}""#
        );
        if id % 3 == 1 {
            let (count, tag, other) = (4 + dice.roll(8), dice.roll(40), 40 + dice.roll(4000));
            let title = dice.words(count);
            writeln!(
                rows,
                r#"<row PostTypeId="1" {common} Title="{title} {id}" Tags="|tag-{tag}|tag-{other}|" ViewCount="{}" />"#,
                score * 90
            )?;
        } else {
            writeln!(rows, r#"<row PostTypeId="2" {common} ParentId="{}" />"#, id - (id - 1) % 3)?;
        }
    }
    close(rows, "posts")?;
    Ok(std::fs::metadata(dir.join("Posts.xml"))?.len())
}

fn open(dir: &Path, name: &str, root: &str) -> io::Result<BufWriter<File>> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(dir.join(name))?);
    writeln!(file, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{root}>")?;
    Ok(file)
}

fn close(mut file: BufWriter<File>, root: &str) -> io::Result<()> {
    writeln!(file, "</{root}>")?;
    file.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Site;

    #[test]
    fn a_dump_loads_as_it_was_made() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), 90).unwrap();
        let first = std::fs::read(dir.path().join("Posts.xml")).unwrap();
        let site = Site::new(Some(dir.path())).unwrap();
        let info = site.get("/info", &[("site", "fernwick")]).unwrap()["items"][0].clone();
        assert_eq!((info["total_questions"].as_u64(), info["total_answers"].as_u64()), (Some(30), Some(60)));
        write(dir.path(), 90).unwrap();
        assert!(std::fs::read(dir.path().join("Posts.xml")).unwrap() == first, "the same in every run");
    }
}

//! A site's search in memory, for the thousands of calls of a run of [`relevance`](crate::relevance).
//!
//! `search` finds what holds every stem that is no stop word in title, body or tags;
//! `similar` what holds any in title or tags. Both rank by BM25 (Robertson & Zaragoza 2009) as SQLite's FTS5 computes
//! it, which the simulator uses: a test holds one to the other. It must know nothing of pages or judgements.

use std::collections::HashMap;

use askside::model::Question;
use askside::text::to_text;

/// FTS5's constants.
const K1: f64 = 1.2;
const B: f64 = 0.75;

/// Weights of title, tags and body.
const WEIGHTS: [f64; 3] = [3.0, 2.0, 1.0];

/// Fields that `similar` reads, the first ones.
const HEADLINE: usize = 2;

/// Words too common to find anything by.
const STOP_WORDS: &str = "a about above after again all also am an and any anyone anything are aren as at be because \
    been before being below between both but by can cannot could couldn d did didn do does doesn doing don down \
    during each either else ever every few for from further get gets getting go got had hadn has hasn have haven \
    having he her here hers him his how however i if in instead into is isn it its itself just let like ll m make \
    makes many may maybe me might more most much must my myself need needs neither no nor not of off on once one only \
    or other others our out over own per please quite rather re really s same seem seems she should shouldn since so \
    some someone something such t than that the their theirs them themselves then there these they thing things this \
    those though through to too trying under until up upon us use used uses using ve very want wants was wasn way we \
    well were weren what whatever when where whether which while who whom whose why will with within without won \
    would wouldn yet you your yours yourself";

/// How often a word stands in each field of a question.
struct Posting {
    question: u32,
    counts: [u16; 3],
}

/// A site's questions and the index of their words.
pub(crate) struct Engine {
    questions: Vec<Question>,
    postings: HashMap<String, Vec<Posting>>,
    /// Words of each question: in title and tags, and in all.
    lengths: Vec<[f64; 2]>,
    average: [f64; 2],
}

impl Engine {
    /// Indexes questions whose numbers are their places.
    pub(crate) fn new(questions: Vec<Question>) -> Self {
        let mut postings: HashMap<String, Vec<Posting>> = HashMap::new();
        let mut stems: HashMap<String, String> = HashMap::new();
        let mut lengths = Vec::with_capacity(questions.len());
        for (at, question) in questions.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            let mut length = [0; 3];
            for (field, text) in
                [&question.title, &question.tags.join(" "), &to_text(&question.body)].iter().enumerate()
            {
                for word in words(text) {
                    let stem = stems.entry(word).or_insert_with_key(|word| askside::text::stem(word));
                    if !postings.contains_key(stem.as_str()) {
                        postings.insert(stem.clone(), Vec::new());
                    }
                    let Some(list) = postings.get_mut(stem.as_str()) else { continue };
                    if list.last().is_none_or(|last| last.question != at) {
                        list.push(Posting { question: at, counts: [0; 3] });
                    }
                    if let Some(last) = list.last_mut() {
                        last.counts[field] = last.counts[field].saturating_add(1);
                    }
                    length[field] += 1;
                }
            }
            let headline = length[0] + length[1];
            lengths.push([headline as f64, (headline + length[2]) as f64]);
        }
        let sum = |of: usize| lengths.iter().map(|length| length[of]).sum::<f64>();
        let average = [0, 1].map(|of| sum(of) / questions.len().max(1) as f64);
        Self { questions, postings, lengths, average }
    }

    /// `/search/advanced` with `q`, in which `[tag]` stands for a tag.
    pub(crate) fn search(&self, q: &str, size: usize) -> Vec<Question> {
        let tag_of = |word: &str| Some(word.strip_prefix('[')?.strip_suffix(']')?.to_owned());
        let tags: Vec<String> = q.split(' ').filter_map(tag_of).collect();
        let text: Vec<&str> = q.split(' ').filter(|word| tag_of(word).is_none()).collect();
        let mut lists = Vec::new();
        for stem in useful(&text.join(" ")) {
            match self.postings.get(&stem) {
                Some(list) => lists.push((idf(self.questions.len(), list.len()), list)),
                None => return Vec::new(),
            }
        }
        let Some((_, rarest)) = lists.iter().min_by_key(|(_, list)| list.len()) else { return Vec::new() };
        let score = |at: u32| {
            lists.iter().try_fold(0.0, |sum, (idf, list)| {
                let found = list.binary_search_by_key(&at, |posting| posting.question).ok()?;
                Some(sum + idf * self.gain(&list[found], 3))
            })
        };
        let has_tags = |at: &u32| tags.iter().all(|tag| self.questions[*at as usize].tags.contains(tag));
        let found = rarest.iter().map(|posting| posting.question).filter(has_tags);
        self.best(found.filter_map(|at| Some((score(at)?, at))).collect(), size)
    }

    /// `/similar`.
    pub(crate) fn similar(&self, title: &str, size: usize) -> Vec<Question> {
        let mut scores: HashMap<u32, f64> = HashMap::new();
        for stem in useful(title) {
            let list = self.postings.get(&stem).map_or(&[][..], Vec::as_slice);
            let headlines = || list.iter().filter(|posting| posting.counts[..HEADLINE] != [0; HEADLINE]);
            let idf = idf(self.questions.len(), headlines().count());
            for posting in headlines() {
                *scores.entry(posting.question).or_default() += idf * self.gain(posting, HEADLINE);
            }
        }
        self.best(scores.into_iter().map(|(at, score)| (score, at)).collect(), size)
    }

    /// BM25's saturated, length-normalised frequency over the first so many fields.
    fn gain(&self, posting: &Posting, fields: usize) -> f64 {
        let all = usize::from(fields > HEADLINE);
        let frequency: f64 = posting.counts.iter().zip(WEIGHTS).take(fields).map(|(n, w)| f64::from(*n) * w).sum();
        let length = self.lengths[posting.question as usize][all] / self.average[all];
        frequency * (K1 + 1.0) / (frequency + K1 * (1.0 - B + B * length))
    }

    /// The best, and of equals the newest.
    fn best(&self, mut scored: Vec<(f64, u32)>, size: usize) -> Vec<Question> {
        scored.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        scored.iter().take(size).map(|&(_, at)| self.questions[at as usize].clone()).collect()
    }
}

/// FTS5's, which is never below a millionth.
fn idf(all: usize, holding: usize) -> f64 {
    ((all as f64 - holding as f64 + 0.5) / (holding as f64 + 0.5)).ln().max(1e-6)
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// The different stems of a query in its order, without stop words where there is anything else.
fn useful(query: &str) -> Vec<String> {
    let is_stop = |word: &String| STOP_WORDS.split_whitespace().any(|stop| stop == word);
    let all: Vec<String> = words(query).collect();
    let none_useful = all.iter().all(is_stop);
    let mut stems: Vec<String> = Vec::new();
    for word in all.iter().filter(|word| none_useful || !is_stop(word)) {
        let stem = askside::text::stem(word);
        if !stems.contains(&stem) {
            stems.push(stem);
        }
    }
    stems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Site;
    use askside::model::{QuestionId, Timestamp};

    /// The numbers that the site's answer lists.
    fn ids(site: &Site, method: &str, params: &[(&str, &str)]) -> Vec<u64> {
        let params = [params, &[("sort", "relevance"), ("pagesize", "30")]].concat();
        let answer = site.get(method, &params).unwrap();
        answer["items"].as_array().unwrap().iter().map(|item| item["question_id"].as_u64().unwrap()).collect()
    }

    fn body(site: &Site, id: u32) -> String {
        let answer = site.get(&format!("/questions/{id}"), &[("filter", "withbody")]).unwrap();
        answer["items"][0]["body"].as_str().unwrap().to_owned()
    }

    #[test]
    fn finds_what_the_simulated_site_finds() {
        let site = Site::new(None).unwrap();
        let mut rows = site.questions().unwrap();
        rows.sort_unstable_by_key(|row| row.id);
        let engine = Engine::new(
            rows.iter()
                .map(|row| Question {
                    id: QuestionId(row.id.into()),
                    title: row.title.clone(),
                    body: body(&site, row.id),
                    tags: row.tags.clone(),
                    score: 0,
                    answers: 0,
                    accepted: false,
                    closed: false,
                    created: Timestamp(0),
                    owner: None,
                    link: String::new(),
                })
                .collect(),
        );
        let engine_ids = |found: Vec<Question>| found.iter().map(|question| question.id.0).collect::<Vec<_>>();
        for row in rows.iter().step_by(7) {
            let title = row.title.replace('"', " ");
            assert_eq!(engine_ids(engine.similar(&title, 30)), ids(&site, "/similar", &[("title", &title)]), "{title}");
            let words: Vec<&str> = title.split_whitespace().filter(|word| word.len() > 3).take(2).collect();
            let q = words.join(" ");
            let found = ids(&site, "/search/advanced", &[("q", &q)]);
            assert_eq!(engine_ids(engine.search(&q, 30)), found, "{q}");
        }
    }
}

//! Which questions point at which: by a link in their text, or because somebody said so.

use super::insert::without_scheme;
use super::{Id, Match, Question, Result, Selection, Sql, Store, words};

impl Selection {
    /// The questions with most words and tags in common with these.
    pub(crate) fn related(to: Vec<Question>) -> Self {
        let words: Vec<String> =
            to.iter().map(|question| format!("{} {}", question.title, question.tags.join(" "))).collect();
        Self {
            matching: words::any_of(&words.join(" ")).map_or(Match::Nothing, Match::Headline),
            except: to.iter().map(|question| question.id).collect(),
            rather_tag: to.into_iter().flat_map(|question| question.tags).collect(),
            ..Self::default()
        }
    }
}

impl Store {
    /// The questions and articles that link to one of these posts, on a site with this address.
    pub(crate) fn linking_to(&self, questions: &[Id], site_url: &str) -> Result<Vec<Id>> {
        let site = without_scheme(site_url);
        let mut sql = Sql::new("SELECT from_post AS post FROM post_link WHERE to_post IN (");
        sql.bind_all(questions.iter().copied()).push(")");
        for question in questions {
            // An address of digits and a host that nobody typed here: nothing that GLOB could take for a pattern.
            for stem in ["questions", "q", "articles"] {
                let address = format!("{site}/{stem}/{question}");
                sql.push(" UNION SELECT post FROM link WHERE url = ").bind(address.clone());
                for end in ["/*", "?*", "#*"] {
                    let end = end.replace('?', "[?]");
                    sql.push(" UNION SELECT post FROM link WHERE url GLOB ").bind(format!("{address}{end}"));
                }
            }
            sql.push(" EXCEPT SELECT ").bind(*question);
        }
        sql.push(" ORDER BY post");
        sql.rows(&self.db, |row| row.get(0))
    }

    /// The questions that this one was closed in favour of.
    pub(crate) fn originals_of(&self, question: Id) -> Result<Vec<Id>> {
        let mut sql = Sql::new("SELECT to_post FROM post_link WHERE kind = 'duplicate' AND from_post = ");
        sql.bind(question).push(" ORDER BY to_post");
        sql.rows(&self.db, |row| row.get(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Submission;

    #[test]
    fn links_in_texts_and_declared_ones() {
        let store = Store::new().unwrap();
        let ask = |body: &str| store.add_question(&Submission { body: body.into(), ..Submission::default() }).unwrap();
        let first = ask("nothing");
        for (body, links) in [
            ("https://site.test/questions/1", true),
            ("see https://Site.test/questions/1/a-slug#2", true),
            ("[short](https://site.test/q/1?x=y)", true),
            ("https://site.test/questions/11", false),
            ("https://other.test/questions/1", false),
        ] {
            let id = ask(body);
            let linking = store.linking_to(&[first], "https://site.test").unwrap();
            assert_eq!(linking.contains(&id), links, "{body}");
        }
        let copy = ask("the same");
        store.close(copy, "Duplicate", Some(first), 7).unwrap();
        assert_eq!(store.originals_of(copy).unwrap(), [first]);
        assert!(store.linking_to(&[first], "https://site.test").unwrap().contains(&copy));
    }
}

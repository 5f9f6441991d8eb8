//! The addresses of the site's pages.

use crate::config::Config;
use crate::html::slug;
use crate::store::{Answer, Comment, Id, Person};

pub(crate) fn question(config: &Config, id: Id, title: &str) -> String {
    with_slug(format!("{}/questions/{id}", config.site_url), title)
}

pub(crate) fn answer(config: &Config, answer: &Answer) -> String {
    format!("{}/{}#{}", question(config, answer.question, &answer.title), answer.id, answer.id)
}

pub(crate) fn article(config: &Config, id: Id, title: &str) -> String {
    with_slug(share_article(config, id), title)
}

pub(crate) fn comment(config: &Config, comment: &Comment) -> String {
    let page = match comment.question {
        Some(question) => self::question(config, question, &comment.title),
        None => article(config, comment.post, &comment.title),
    };
    format!("{page}#comment{}_{}", comment.id, comment.post)
}

pub(crate) fn share_question(config: &Config, id: Id) -> String {
    format!("{}/q/{id}", config.site_url)
}

pub(crate) fn share_answer(config: &Config, id: Id) -> String {
    format!("{}/a/{id}", config.site_url)
}

pub(crate) fn share_article(config: &Config, id: Id) -> String {
    format!("{}/articles/{id}", config.site_url)
}

/// A tag has no character that an address has to hide but `+` and `#`.
pub(crate) fn tag(config: &Config, name: &str) -> String {
    format!("{}/questions/tagged/{}", config.site_url, name.replace('+', "%2B").replace('#', "%23"))
}

pub(crate) fn person(config: &Config, person: &Person) -> String {
    with_slug(format!("{}/users/{}", config.site_url, person.id), &person.name)
}

pub(crate) fn picture(config: &Config, person: &Person) -> String {
    format!("{}/users/{}/picture.svg", config.site_url, person.id)
}

fn with_slug(address: String, text: &str) -> String {
    match slug(text) {
        slug if slug.is_empty() => address,
        slug => format!("{address}/{slug}"),
    }
}

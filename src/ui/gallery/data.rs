//! What the gallery shows, made by hand: a site, its people, and what they asked, with texts of every length.

use crate::{
    app::{Failure, Overview, Remedy, Standing},
    auth::Scope,
    browser::Browser,
    draft::Secrets,
    model::{
        Account, Answer, AnswerId, Asked, Attempt, Author, ConnectionId, Details, Draft, DraftId, Flow, Home,
        HostAccess, HostRule, Post, Question, QuestionId, Site, SourcePage, Timestamp, Way, Writing,
    },
    ports::Clock,
    related::{Group, Ranked, Reason},
};

pub(super) const HOUR: i64 = 3_600;
pub(super) const DAY: i64 = 24 * HOUR;

/// A title as people write them at most.
pub(super) const LONG: &str = "Why does the rolling deployment of trellis 4.2 stop halfway with CrashLoopBackOff after \
    the memory limits were lowered, although `kubectl top` never shows more than 180 MiB?";

/// What does not break anywhere.
pub(super) const UNBROKEN: &str =
    "com.fernwick.trellis.deployment.internal.RollingUpdateStrategyConfigurationException";

pub(super) const TITLE: &str = "Does a rollback also restore the config map?";

pub(super) const BODY: &str = "I roll back with `trellis undo` as the page says.\n\n```sh\ntrellis undo --to 41\n```\n\n\
    The pods are the old ones, the config map is the new one. Is that meant?";

pub(super) fn site(address: &str) -> Site {
    address.parse().unwrap_or_else(|_| unreachable!("{address} is an address"))
}

pub(super) fn now() -> Timestamp {
    Browser.now()
}

pub(super) fn ago(seconds: i64) -> Timestamp {
    now().plus(-seconds)
}

pub(super) fn account() -> Account {
    Account { user_id: 7, account_id: 70, name: "Amal Haddad".to_owned() }
}

pub(super) fn standing() -> Standing {
    Standing {
        id: ConnectionId("c1".to_owned()),
        site: site("https://stack.fernwick.test"),
        way: Way::SignIn(1, Flow::Implicit, Home::Window),
        managed: false,
        account: Some(account()),
        scope: Some(Scope::Write),
        expires: Some(now().plus(20 * HOUR)),
        missing: None,
    }
}

/// Signed in, and allowed to write; no draft, no news.
pub(super) fn overview() -> Overview {
    Overview {
        active: Some(standing()),
        others: Vec::new(),
        locked: false,
        secrets: Secrets::Warned,
        pins: Vec::new(),
        drafts: Vec::new(),
        unseen: 0,
        redirect_host: "abcdefghijklmnopabcdefghijklmnop.chromiumapp.org".to_owned(),
    }
}

pub(super) fn failure(message: &str, remedy: Remedy) -> Failure {
    Failure { message: message.to_owned(), remedy }
}

pub(super) fn offline() -> Failure {
    failure("Stack.fernwick.test does not answer.", Remedy::Retry)
}

pub(super) fn author(name: &str) -> Option<Author> {
    Some(Author(name.to_owned(), Some(11)))
}

pub(super) fn question(id: u64, title: &str) -> Question {
    Question {
        id: QuestionId(id),
        title: title.to_owned(),
        body: String::new(),
        tags: ["trellis", "deployment"].map(str::to_owned).into(),
        score: 4,
        answers: 2,
        accepted: false,
        closed: false,
        created: ago(40 * DAY),
        owner: author("Ines Duarte"),
        link: format!("https://stack.fernwick.test/questions/{id}"),
    }
}

pub(super) fn hit(question: Question, reasons: Vec<Reason>, group: Group) -> Ranked {
    Ranked { question, score: 1.0, reasons, group, marks: Vec::new() }
}

pub(super) fn asked(question: Question, body: &str) -> Asked {
    let details = Details {
        comments: Some(2),
        licence: Some("CC BY-SA 4.0".to_owned()),
        upvoted: Some(false),
        bookmarked: Some(false),
    };
    Asked { question, body: body.to_owned(), accepted: None, details }
}

pub(super) fn answer(id: u64, name: &str, body: &str) -> Answer {
    Answer {
        id: AnswerId(id),
        question: QuestionId(1),
        body: body.to_owned(),
        score: 2,
        accepted: false,
        created: ago(30 * DAY),
        owner: author(name),
        link: format!("https://stack.fernwick.test/a/{id}"),
        details: Details { comments: Some(0), ..Details::default() },
    }
}

pub(super) fn page() -> SourcePage {
    let title = "Rolling back a deployment – Trellis".to_owned();
    SourcePage { title, url: "https://docs.fernwick.test/trellis/rolling-back".to_owned() }
}

pub(super) fn rule(access: HostAccess, managed: bool) -> HostRule {
    HostRule { host: "docs.fernwick.test".to_owned(), access, managed }
}

pub(super) fn writing(title: &str, body: &str, tags: &[&str]) -> Writing {
    Writing { title: title.to_owned(), body: body.to_owned(), tags: tags.iter().map(|&tag| tag.to_owned()).collect() }
}

pub(super) fn draft(writing: Writing) -> Draft {
    let changed = Some(ago(HOUR));
    Draft { changed, ..Draft::new(DraftId("d1".to_owned()), standing().site, page(), writing) }
}

/// A draft that may be posted.
pub(super) fn written() -> Draft {
    draft(writing(TITLE, BODY, &["trellis", "config"]))
}

pub(super) fn post(id: u64) -> Post {
    Post { id: QuestionId(id), url: format!("https://stack.fernwick.test/questions/{id}") }
}

pub(super) fn attempt() -> Attempt {
    Attempt { since: ago(60), settled: now().plus(60), account: account(), body: None }
}

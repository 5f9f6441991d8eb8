//! The methods that read: each with its path and the few lines that say what it lists.

use super::params::ids;
use super::questions::Which;
use super::{ApiError, Call, Guard, List, inbox, others, people, questions, search, site, tags, talk};
use crate::search::Condition;
use crate::store::{Answers, Comments, Id, Kind, Mailbox, Tags};

/// One method.
#[derive(Debug)]
pub(crate) struct Read {
    /// As the documentation has it. Paths below `users/{ids}` are there below `me` too, for whoever is signed in.
    pub(crate) path: &'static str,
    list: fn(&Call<'_>, &Args) -> Result<List, ApiError>,
}

/// What a path says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Args {
    /// Of `{ids}`, up to a hundred.
    ids: Vec<Id>,
    /// Of `{tags}` and everything else.
    names: Vec<String>,
    /// The path begins with `me`.
    me: bool,
}

/// All of them. Where a word could be taken for an id or a name, the word comes first.
#[rustfmt::skip] // a row is a method
const METHODS: &[Read] = &[
    of("answers", |call, _| questions::answers(call, Answers::default())),
    of("answers/{ids}", |call, args| questions::answers(call, Answers { ids: args.ids(), ..Answers::default() })),
    of("answers/{ids}/comments", |call, args| talk::comments(call, on(args))),
    of("articles", |call, _| talk::articles(call, None)),
    of("articles/{ids}", |call, args| talk::articles(call, args.ids())),
    of("articles/{ids}/comments", |call, args| talk::comments(call, on(args))),
    of("comments", |call, _| talk::comments(call, Comments::default())),
    of("comments/{ids}", |call, args| talk::comments(call, Comments { ids: args.ids(), ..Comments::default() })),
    of("errors", |call, _| site::errors(call)),
    of("errors/{id}", |_, args| site::simulate(args.id())),
    of("inbox", |call, _| inbox::list(call, None, Mailbox::Inbox, false)),
    of("inbox/unread", |call, _| inbox::list(call, None, Mailbox::Inbox, true)),
    of("info", |call, _| site::info(call)),
    of("notifications", |call, _| inbox::list(call, None, Mailbox::Notifications, false)),
    of("notifications/unread", |call, _| inbox::list(call, None, Mailbox::Notifications, true)),
    of("posts", |call, _| talk::posts(call, None)),
    of("posts/{ids}", |call, args| talk::posts(call, args.ids().map(Condition::Ids))),
    of("posts/{ids}/comments", |call, args| talk::comments(call, on(args))),
    of("privileges", |call, _| site::privileges(call)),
    of("questions", |call, _| questions::all(call, Which::All)),
    of("questions/featured", |call, _| questions::all(call, Which::Featured)),
    of("questions/no-answers", |call, _| questions::all(call, Which::NoAnswers)),
    of("questions/unanswered", |call, _| questions::all(call, Which::Unanswered)),
    of("questions/{ids}", |call, args| questions::by_id(call, &args.ids)),
    of("questions/{ids}/answers", |call, args| questions::answers(call, Answers { questions: args.ids(), ..Answers::default() })),
    of("questions/{ids}/comments", |call, args| talk::comments(call, on(args))),
    of("questions/{ids}/linked", |call, args| questions::linked(call, &args.ids)),
    of("questions/{ids}/related", |call, args| questions::related(call, &args.ids)),
    of("search", |call, _| search::simple(call)),
    of("search/advanced", |call, _| search::advanced(call)),
    of("search/excerpts", |call, _| search::excerpts(call)),
    of("similar", |call, _| search::similar(call)),
    of("sites", |call, _| site::sites(call)),
    of("tags", |call, _| tags::list(call, Tags::default())),
    of("tags/moderator-only", |call, _| tags::list(call, Tags { moderator_only: Some(true), ..Tags::default() })),
    of("tags/required", |call, _| tags::list(call, Tags { required: Some(true), ..Tags::default() })),
    of("tags/synonyms", |call, _| tags::synonyms(call, None)),
    of("tags/{tags}/faq", |call, args| questions::faq(call, args.tags(5)?)),
    of("tags/{tags}/info", |call, args| tags::list(call, Tags { names: Some(args.tags(20)?), ..Tags::default() })),
    of("tags/{tags}/related", |call, args| tags::related(call, args.tags(4)?)),
    of("tags/{tags}/synonyms", |call, args| tags::synonyms(call, Some(&args.tags(20)?))),
    of("tags/{tags}/wikis", |call, args| tags::wikis(call, &args.tags(20)?)),
    of("tags/{tag}/top-answerers/{period}", |call, args| people::best(call, args.name(0), Kind::Answer, args.name(1))),
    of("tags/{tag}/top-askers/{period}", |call, args| people::best(call, args.name(0), Kind::Question, args.name(1))),
    of("users", |call, _| people::list(call, None, false)),
    of("users/moderators", |call, _| people::list(call, None, true)),
    of("users/{ids}", |call, args| people::list(call, Some(args.people(call)?), false)),
    of("users/{ids}/answers", |call, args| questions::answers(call, Answers { owners: Some(args.people(call)?), ..Answers::default() })),
    of("users/{ids}/comments", |call, args| talk::comments(call, Comments { owners: Some(args.people(call)?), ..Comments::default() })),
    of("users/{ids}/favorites", |call, args| questions::favorites(call, args.people(call)?)),
    of("users/{ids}/inbox", |call, args| inbox::list(call, Some(args.people(call)?), Mailbox::Inbox, false)),
    of("users/{ids}/inbox/unread", |call, args| inbox::list(call, Some(args.people(call)?), Mailbox::Inbox, true)),
    of("users/{ids}/notifications", |call, args| inbox::list(call, Some(args.people(call)?), Mailbox::Notifications, false)),
    of("users/{ids}/notifications/unread", |call, args| inbox::list(call, Some(args.people(call)?), Mailbox::Notifications, true)),
    of("users/{ids}/posts", |call, args| talk::posts(call, Some(Condition::By(args.people(call)?)))),
    of("users/{ids}/questions", |call, args| questions::by(call, args.people(call)?, Which::All)),
    of("users/{ids}/questions/featured", |call, args| questions::by(call, args.people(call)?, Which::Featured)),
    of("users/{ids}/questions/no-answers", |call, args| questions::by(call, args.people(call)?, Which::NoAnswers)),
    of("users/{ids}/questions/unaccepted", |call, args| questions::by(call, args.people(call)?, Which::Unaccepted)),
    of("users/{ids}/questions/unanswered", |call, args| questions::by(call, args.people(call)?, Which::Unanswered)),
    of("users/{ids}/tags", |call, args| tags::of_people(call, args.people(call)?)),
    of("users/{ids}/timeline", |call, args| people::timeline(call, &args.people(call)?)),
    of("users/{ids}/write-permissions", |call, args| others::write_permissions(call, &args.people(call)?)),
];

const fn of(path: &'static str, list: fn(&Call<'_>, &Args) -> Result<List, ApiError>) -> Read {
    Read { path, list }
}

/// The comments on the posts of a path.
fn on(args: &Args) -> Comments {
    Comments { posts: args.ids(), ..Comments::default() }
}

impl Read {
    /// The method behind the parts of a path.
    pub(super) fn find(parts: &[&str]) -> Result<(&'static Self, Args), ApiError> {
        let (me, parts) = match parts {
            ["me", rest @ ..] => (true, [&["users", "0"], rest].concat()),
            parts => (false, parts.to_vec()),
        };
        for method in METHODS {
            if let Some(args) = method.fits(&parts)? {
                return Ok((method, Args { me, ..args }));
            }
        }
        Err(ApiError::NoMethod)
    }

    fn fits(&self, parts: &[&str]) -> Result<Option<Args>, ApiError> {
        let mut args = Args::default();
        let mut pattern = self.path.split('/');
        for part in parts {
            match pattern.next() {
                Some("{ids}" | "{id}") => match ids(part) {
                    Err(ApiError::NoMethod) => return Ok(None),
                    found => args.ids = found?,
                },
                Some(name) if name.starts_with('{') => args.names.extend(part.split(';').map(str::to_owned)),
                Some(word) if word == *part => {}
                _ => return Ok(None),
            }
        }
        Ok(pattern.next().is_none().then_some(args))
    }

    /// Whether it is about no site in particular.
    pub(super) fn is_of_the_network(&self) -> bool {
        matches!(self.path.split('/').next(), Some("errors" | "inbox" | "notifications" | "sites"))
    }

    pub(super) fn list(&self, call: &Call<'_>, args: &Args) -> Result<List, ApiError> {
        (self.list)(call, args)
    }
}

impl Args {
    pub(super) fn guard(&self) -> Guard {
        if self.me { Guard::Token } else { Guard::Key }
    }

    fn ids(&self) -> Option<Vec<Id>> {
        Some(self.ids.clone())
    }

    fn id(&self) -> Id {
        self.ids.first().copied().unwrap_or_default()
    }

    fn name(&self, at: usize) -> &str {
        self.names.get(at).map_or("", String::as_str)
    }

    /// The tags of a path, which may have so many.
    fn tags(&self, most: usize) -> Result<Vec<String>, ApiError> {
        if self.names.len() > most {
            return Err(ApiError::parameter("tags"));
        }
        Ok(self.names.iter().map(|name| name.to_lowercase()).collect())
    }

    /// The people of `users/{ids}`, or who is signed in.
    fn people(&self, call: &Call<'_>) -> Result<Vec<Id>, ApiError> {
        if self.me { Ok(vec![call.caller.signed_in()?.user]) } else { Ok(self.ids.clone()) }
    }
}

//! Calls as data: what is asked, in words that both versions of the API know, and how each version writes it.
//!
//! A [`Request`] names a [`Route`] and its arguments; its type says what the answer holds. Whether v3 can be asked
//! follows from the arguments. Nothing here knows a site or a token, and nothing here sends.

use super::{
    criteria::Criteria,
    route::{Access, Route, Version},
};
use crate::{
    json,
    model::{ArticleKind, Picture, Timestamp},
};
use std::{fmt, marker::PhantomData};

/// A call whose answer is a list of `T`.
#[derive(Clone)]
#[must_use]
pub struct Request<T>(pub(super) Spec, PhantomData<fn() -> T>);

/// Three calls hold a token, and all of them hold what a person said: only the route is shown.
impl<T> fmt::Debug for Request<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Request({:?})", self.0.route)
    }
}

/// The same without the type of the answer, so that what sends it is compiled once.
#[derive(Clone)]
pub(super) struct Spec {
    pub(super) route: Route,
    /// What stands in the braces of the path. v3 names an answer by its question too: both are given, and
    /// v2.3 takes as many from the end as it has braces.
    pub(super) path: Vec<String>,
    pub(super) args: Vec<Arg>,
    pub(super) sort: Option<Sort>,
    pub(super) ascending: bool,
    pub(super) page: u32,
    pub(super) size: u32,
    /// No kept answer will do.
    pub(super) fresh: bool,
}

/// What a list is sorted by; greatest, newest or best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Last activity.
    Activity,
    /// When it was created.
    Creation,
    /// Net votes.
    Votes,
    /// How well it matches.
    Relevance,
    /// How many questions carry the tag.
    Popular,
}

/// An argument, apart from sorting and paging.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Arg {
    /// Words; of v3 in the syntax of the site's search box.
    Query(String),
    /// What only v3 understands: the syntax of the site's search box, whole.
    Syntax(String),
    /// Words beside other criteria of v2.3.
    Words(String),
    Title(String),
    Body(String),
    /// Tags of a search (any of them), of a list (all of them), or of a post.
    Tagged(Vec<String>),
    NotTagged(Vec<String>),
    InTitle(String),
    /// Part of a tag's name.
    InName(String),
    /// An address that the posts link to.
    Url(String),
    Accepted(bool),
    Closed(bool),
    Migrated(bool),
    MinAnswers(u32),
    MinViews(u32),
    /// Least and most of what is sorted by.
    Min(i64),
    Max(i64),
    User(u64),
    From(Timestamp),
    Until(Timestamp),
    /// Why a post was edited.
    Comment(String),
    Article(ArticleKind),
    Preview,
    Image(Picture),
    RequestId(String),
    Include(&'static str),
    Unsafe,
}

/// How an argument is written.
enum Written {
    As(&'static str, String),
    /// The version does without it.
    Dropped,
    /// The version cannot say it.
    Never,
}

impl Arg {
    pub(super) fn v2(&self) -> (&'static str, String) {
        match self {
            Self::Query(text) | Self::Syntax(text) | Self::Words(text) => ("q", text.clone()),
            Self::Title(text) => ("title", text.clone()),
            Self::Body(text) => ("body", text.clone()),
            Self::Tagged(tags) => ("tagged", tags.join(";")),
            Self::NotTagged(tags) => ("nottagged", tags.join(";")),
            Self::InTitle(text) => ("intitle", text.clone()),
            Self::InName(text) => ("inname", text.clone()),
            Self::Url(text) => ("url", text.clone()),
            Self::Accepted(yes) => ("accepted", yes.to_string()),
            Self::Closed(yes) => ("closed", yes.to_string()),
            Self::Migrated(yes) => ("migrated", yes.to_string()),
            Self::MinAnswers(count) => ("answers", count.to_string()),
            Self::MinViews(count) => ("views", count.to_string()),
            Self::Min(least) => ("min", least.to_string()),
            Self::Max(most) => ("max", most.to_string()),
            Self::User(id) => ("user", id.to_string()),
            Self::From(at) => ("fromdate", at.0.to_string()),
            Self::Until(at) => ("todate", at.0.to_string()),
            Self::Comment(text) => ("comment", text.clone()),
            Self::Article(kind) => ("article_type", kind.v2().to_owned()),
            Self::Preview => ("preview", "true".to_owned()),
            Self::Image(_) => ("file", String::new()), // only v3 takes any
            Self::RequestId(id) => ("request_id", id.clone()),
            Self::Include(fields) => ("include", (*fields).to_owned()),
            Self::Unsafe => ("unsafe", "true".to_owned()),
        }
    }

    fn v3(&self, route: Route) -> Written {
        let lists = matches!(route, Route::Questions | Route::Articles);
        match self {
            Self::Query(text) | Self::Syntax(text) => Written::As("query", text.clone()),
            Self::InName(text) => Written::As("partialName", text.clone()),
            Self::User(id) if lists => Written::As("authorId", id.to_string()),
            Self::Accepted(yes) if lists => Written::As("hasAcceptedAnswer", yes.to_string()),
            Self::From(at) if lists => Written::As("from", at.to_iso()),
            Self::Until(at) if lists => Written::As("to", at.to_iso()),
            Self::Title(_) | Self::Body(_) | Self::Tagged(_) | Self::Article(_) | Self::Image(_)
                if route.access() == Access::Write =>
            {
                Written::Dropped // into the body
            }
            Self::RequestId(_) | Self::Comment(_) => Written::Dropped,
            _ => Written::Never,
        }
    }

    /// Whether v2.3 takes it: a list ignores what only a search knows, and would answer with everything.
    fn fits_v2(&self, route: Route) -> bool {
        let is_search = matches!(route, Route::SearchAdvanced | Route::SearchAll);
        let searches = matches!(self, Self::User(_) | Self::Accepted(_) | Self::Closed(_) | Self::MinAnswers(_));
        (is_search || !searches) && !matches!(self, Self::Syntax(_))
    }

    /// What a page or a person said in it; the ledger shows that.
    fn said(&self) -> Option<String> {
        match self {
            Self::Query(text)
            | Self::Syntax(text)
            | Self::Words(text)
            | Self::Title(text)
            | Self::Body(text)
            | Self::InTitle(text)
            | Self::InName(text)
            | Self::Url(text)
            | Self::Comment(text) => Some(text.clone()),
            Self::Tagged(tags) | Self::NotTagged(tags) => Some(tags.join(" ")),
            Self::Image(picture) => Some(format!("{picture:?}")),
            _ => None,
        }
    }
}

impl ArticleKind {
    fn v2(self) -> &'static str {
        match self {
            Self::Announcement => "announcement",
            Self::Policy => "policy",
            Self::HowTo => "how-to-guide",
            Self::Knowledge | Self::Other => "knowledge-article",
        }
    }

    fn v3(self) -> &'static str {
        match self {
            Self::Announcement => "announcement",
            Self::Policy => "policy",
            Self::HowTo => "howToGuide",
            Self::Knowledge | Self::Other => "knowledgeArticle",
        }
    }

    /// Reads either version's name.
    #[must_use]
    pub(super) fn named(name: &str) -> Self {
        [Self::Knowledge, Self::Announcement, Self::Policy, Self::HowTo]
            .into_iter()
            .find(|kind| kind.v2() == name || kind.v3() == name)
            .unwrap_or(Self::Other)
    }
}

impl Spec {
    pub(super) fn is_write(&self) -> bool {
        self.route.access() == Access::Write
    }

    /// Whether `version` can say all of it.
    pub(super) fn fits(&self, version: Version) -> bool {
        let sorts = self.sort.is_none_or(|sort| version == Version::V2 || sort.v3(self.route).is_some());
        let many = version == Version::V3 && self.path.iter().any(|part| part.contains(';'));
        let says = |arg: &Arg| match version {
            Version::V2 => arg.fits_v2(self.route),
            Version::V3 => !matches!(arg.v3(self.route), Written::Never),
        };
        sorts && !many && self.args.iter().all(says)
    }

    /// The parameters of `version`, in the order given.
    pub(super) fn parameters(&self, version: Version) -> Vec<(&'static str, String)> {
        let mut all = Vec::new();
        for arg in &self.args {
            match version {
                // A post names its tags otherwise than a search.
                Version::V2 if self.is_write() && matches!(arg, Arg::Tagged(_)) => all.push(("tags", arg.v2().1)),
                Version::V2 => all.push(arg.v2()),
                Version::V3 => {
                    if let Written::As(name, value) = arg.v3(self.route) {
                        all.push((name, value));
                    }
                }
            }
        }
        if let Some(sort) = self.sort {
            let name = if version == Version::V2 { Some(sort.v2()) } else { sort.v3(self.route) };
            all.extend(name.map(|name| ("sort", name.to_owned())));
            if version == Version::V2 || self.route != Route::SearchAll {
                all.push(("order", if self.ascending { "asc" } else { "desc" }.to_owned()));
            }
        }
        if self.size > 0 {
            let (name, size) = match version {
                Version::V2 => ("pagesize", self.size.min(100)),
                Version::V3 => ("pageSize", [15, 30, 50].into_iter().find(|size| *size >= self.size).unwrap_or(100)),
            };
            all.push((name, size.to_string()));
        }
        if self.page > 1 {
            all.push(("page", self.page.to_string()));
        }
        all
    }

    /// The body of a v3 write, and what it is; none where it has none.
    pub(super) fn body(&self) -> Option<(String, Vec<u8>)> {
        let mut fields = Vec::new();
        for arg in &self.args {
            match arg {
                Arg::Title(text) => fields.push(format!("\"title\":{}", json::write(text))),
                Arg::Body(text) => fields.push(format!("\"body\":{}", json::write(text))),
                Arg::Tagged(tags) => fields.push(format!("\"tags\":{}", json::write(tags))),
                Arg::Article(kind) => fields.push(format!(
                    "\"type\":{},\"permissions\":{{\"editableBy\":\"ownerOnly\"}}",
                    json::write(&kind.v3())
                )),
                Arg::Image(picture) => return Some(form_with(picture)),
                _ => {}
            }
        }
        let json = || format!("{{{}}}", fields.join(",")).into_bytes();
        (!fields.is_empty()).then(|| ("application/json".to_owned(), json()))
    }

    /// What of a page or a person it carries.
    pub(super) fn said(&self) -> Vec<String> {
        self.args.iter().filter_map(Arg::said).collect()
    }
}

impl Sort {
    fn v2(self) -> &'static str {
        match self {
            Self::Activity => "activity",
            Self::Creation => "creation",
            Self::Votes => "votes",
            Self::Relevance => "relevance",
            Self::Popular => "popular",
        }
    }

    fn v3(self, route: Route) -> Option<&'static str> {
        match (route, self) {
            (Route::SearchAll, Self::Activity) => Some("active"),
            (Route::SearchAll, Self::Creation) => Some("newest"),
            (Route::SearchAll, Self::Relevance) => Some("relevance"),
            (Route::AnswersOf, Self::Activity) => Some("modified"),
            (Route::Tags, Self::Popular) => Some("postCount"),
            (Route::Tags, Self::Creation) => Some("creationDate"),
            (Route::Tags | Route::Users, _) | (_, Self::Relevance | Self::Popular) => None,
            (_, Self::Activity) => Some("activity"),
            (_, Self::Creation) => Some("creation"),
            (_, Self::Votes) => Some("score"),
        }
    }
}

impl<T> Request<T> {
    pub(super) fn new(route: Route) -> Self {
        let (path, args) = (Vec::new(), Vec::new());
        let spec = Spec { route, path, args, sort: None, ascending: false, page: 1, size: 0, fresh: false };
        Self(spec, PhantomData)
    }

    pub(super) fn at(mut self, part: impl fmt::Display) -> Self {
        self.0.path.push(format!("{part}"));
        self
    }

    pub(super) fn arg(mut self, arg: Arg) -> Self {
        self.0.args.push(arg);
        self
    }

    /// What meets all of these.
    pub(super) fn meeting(mut self, criteria: &Criteria) -> Self {
        self.0.args = criteria.args();
        self.0.sort = criteria.sort;
        self
    }

    /// In this order, the greatest first.
    pub fn sorted(mut self, sort: Sort) -> Self {
        self.0.sort = Some(sort);
        self
    }

    /// The least first.
    pub fn ascending(mut self) -> Self {
        self.0.ascending = true;
        self
    }

    /// Items on a page: at most 100, and v3 rounds up to a size that it has.
    pub fn sized(mut self, size: u32) -> Self {
        self.0.size = size;
        self
    }

    /// Which page, from 1.
    pub fn page(mut self, page: u32) -> Self {
        self.0.page = page.max(1);
        self
    }

    /// From this moment on.
    pub fn since(self, from: Timestamp) -> Self {
        self.arg(Arg::From(from))
    }

    /// Up to this moment.
    pub fn until(self, until: Timestamp) -> Self {
        self.arg(Arg::Until(until))
    }

    /// With these tags: all of them in a list, any of them in a search.
    pub fn tagged(self, tags: &[&str]) -> Self {
        self.arg(Arg::Tagged(owned(tags)))
    }

    /// Without these tags.
    pub fn not_tagged(self, tags: &[&str]) -> Self {
        self.arg(Arg::NotTagged(owned(tags)))
    }

    /// By this user.
    pub fn by(self, user: u64) -> Self {
        self.arg(Arg::User(user))
    }

    /// With an accepted answer, or without.
    pub fn accepted(self, yes: bool) -> Self {
        self.arg(Arg::Accepted(yes))
    }

    /// Closed, or open.
    pub fn closed(self, yes: bool) -> Self {
        self.arg(Arg::Closed(yes))
    }

    /// With so many answers at least.
    pub fn answered(self, at_least: u32) -> Self {
        self.arg(Arg::MinAnswers(at_least))
    }

    /// The same call, whose answer is read as something else.
    pub(super) fn answering<U>(self) -> Request<U> {
        Request(self.0, PhantomData)
    }

    /// Asks the site even if a kept answer is seconds old.
    pub fn fresh(mut self) -> Self {
        self.0.fresh = true;
        self
    }
}

/// A form whose one field is a picture, under a name that says nothing (RFC 7578).
fn form_with(picture: &Picture) -> (String, Vec<u8>) {
    let (bytes, format) = (picture.bytes(), picture.format());
    let mut boundary = "----askside".to_owned();
    while bytes.windows(boundary.len()).any(|window| window == boundary.as_bytes()) {
        boundary.push('-');
    }
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"image.{format}\"\r\n\
         Content-Type: image/{format}\r\n\r\n"
    );
    let body = [head.as_bytes(), bytes, format!("\r\n--{boundary}--\r\n").as_bytes()].concat();
    (format!("multipart/form-data; boundary={boundary}"), body)
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        api::calls::{articles, questions, questions_by_id, search, search_all, similar, tags_like},
        model::QuestionId,
    };

    fn shown<T>(Request(spec, _): &Request<T>, version: Version) -> String {
        if !spec.fits(version) {
            return "cannot say it".to_owned();
        }
        let pairs = spec.parameters(version);
        pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    fn check<T>(request: &Request<T>, v2: &str, v3: &str) {
        assert_eq!((shown(request, Version::V2).as_str(), shown(request, Version::V3).as_str()), (v2, v3));
    }

    /// Each argument, as each version writes it. What v3 cannot say is asked of v2.3.
    #[test]
    fn arguments_of_both_versions() {
        const NOT: &str = "cannot say it";
        let day = Timestamp(86_400);
        check(
            &questions().sorted(Sort::Votes).sized(30).page(2),
            "sort=votes order=desc pagesize=30 page=2",
            "sort=score order=desc pageSize=30 page=2",
        );
        check(&questions().sized(31), "pagesize=31", "pageSize=50");
        check(&questions().sized(400), "pagesize=100", "pageSize=100");
        check(
            &questions().sorted(Sort::Creation).ascending().since(day).until(day),
            "fromdate=86400 todate=86400 sort=creation order=asc",
            "from=1970-01-02T00:00:00Z to=1970-01-02T00:00:00Z sort=creation order=asc",
        );
        check(&questions().by(7).accepted(true), NOT, "authorId=7 hasAcceptedAnswer=true");
        check(&search("b").by(7), "q=b user=7 sort=relevance order=desc", NOT);
        check(&articles().by(7).sorted(Sort::Activity), NOT, "authorId=7 sort=activity order=desc");
        check(&questions().tagged(&["a", "b"]), "tagged=a;b", NOT); // v3 knows tags by number
        check(&questions_by_id(&[QuestionId(1)]), "", "");
        check(&questions_by_id(&[QuestionId(1), QuestionId(2)]), "", NOT);
        check(
            &search_all("[a] b").sorted(Sort::Creation),
            "q=[a] b sort=creation order=desc",
            "query=[a] b sort=newest",
        );
        check(&search_all("b").sorted(Sort::Votes), "q=b sort=votes order=desc", "query=b sort=score");
        check(
            &search("b").not_tagged(&["c"]).closed(false).answered(2),
            "q=b nottagged=c closed=false answers=2 sort=relevance order=desc",
            NOT,
        );
        check(&similar("t"), "title=t sort=relevance order=desc", NOT);
        check(
            &tags_like("ka").sorted(Sort::Popular),
            "inname=ka sort=popular order=desc",
            "partialName=ka sort=postCount order=desc",
        );
    }
}

//! The protocol between the pages and the background: every call, what it takes and what it answers.
//!
//! One table. Pages send a [`Request`] and get the call's answer or a [`Failure`]; nothing else crosses.
//! Both travel as JSON text: one format for storage, API and messages keeps the module a third smaller
//! than one serializer for each.

use super::{
    Answers, ConnectForm, Deletion, Failure, Focus, FoundTags, Keys, Mark, MyQuestions, Overview, Posted, Related,
    Remedy, ReviewScreen, Searched, Similar, TagRules, Thread,
};
use crate::{
    auth::Scope,
    draft::Limits,
    json,
    model::{
        Account, AnswerId, Comment, ConnectionId, Digest, Draft, DraftId, HostAccess, HostRule, Post, PostId, Question,
        QuestionId, SiteTags, TabId, Writing,
    },
    related::Ask,
    search::Order,
    words,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// A call: something a page may ask of the background.
pub trait Call: Into<Request> {
    /// What it answers.
    type Answer: Serialize + DeserializeOwned;
}

/// The one page of the extension, popup, side panel and tab alike.
pub const PAGE: &str = "panel.html";

/// Most bytes of a message: a picture of the greatest size fits, and questions are far shorter.
const MAX_MESSAGE: usize = 3 << 20;

/// Who sent a message, in the browser's own words; empty where it has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sender<'a> {
    /// Id of the extension.
    pub extension: &'a str,
    /// Origin of the document: of a script that we put into a page, the page's.
    pub origin: &'a str,
    /// Address of the document.
    pub address: &'a str,
    /// 0 for a document that is in no frame.
    pub frame: i32,
}

impl Sender<'_> {
    /// Whether it is [`PAGE`], of the extension with this id and this address, and framed by nobody. A content script
    /// has our id, too, but runs in the process of a page that may have taken it over.
    #[must_use]
    pub fn is_our_page(&self, id: &str, home: &str) -> bool {
        let path = self.address.strip_prefix(home).and_then(|path| path.strip_prefix(PAGE));
        !id.is_empty()
            && self.extension == id
            && home.strip_suffix('/') == Some(self.origin)
            && path.is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '#']))
            && self.frame == 0
    }
}

/// Reads a message from one of our pages.
///
/// # Errors
/// What to tell the person who sent something longer than any question, or something that this version does not know.
pub fn read_request(message: &str) -> Result<Request, Failure> {
    let failure = |message| Failure { message, remedy: Remedy::Retry };
    if message.len() > MAX_MESSAGE {
        return Err(failure(words::message_too_long()));
    }
    json::read(message).map_err(|_| failure(words::askside_updated()))
}

/// What marks a reply as a failure: no JSON begins with it.
const FAILED: char = '!';

/// A reply as it travels: the answer's JSON, or the failure's behind a mark.
#[must_use]
pub fn encode_reply(reply: Result<String, Failure>) -> String {
    reply.unwrap_or_else(|failure| format!("{FAILED}{}", json::write(&failure)))
}

/// The answer's JSON of a reply.
///
/// # Errors
/// The failure it holds, or the text itself if it is neither, in words for the person.
pub fn decode_reply(reply: &str) -> Result<&str, Failure> {
    let Some(failed) = reply.strip_prefix(FAILED) else { return Ok(reply) };
    Err(json::read(failed).unwrap_or_else(|_| Failure { message: failed.to_owned(), remedy: Remedy::Retry }))
}

macro_rules! calls {
    ($($(#[$doc:meta])+ $name:ident $(($($type:ty),+))? -> $answer:ty;)+) => {
        /// Any call, as it travels.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub enum Request {
            $($(#[$doc])+ $name($name),)+
        }

        $(
            $(#[$doc])+
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            pub struct $name $(($(pub $type),+))?;

            impl From<$name> for Request {
                fn from(call: $name) -> Self {
                    Self::$name(call)
                }
            }

            impl Call for $name {
                type Answer = $answer;
            }
        )+
    };
}

calls! {
    /// Where things stand: connection, account, drafts.
    GetOverview -> Overview;
    /// What the surface that just opened should show.
    GetFocus -> Focus;
    /// Checks that there is such a site and that it knows the key, then keeps the connection.
    Connect(ConnectForm) -> ();
    /// Signs in through the browser's window, for a token that allows this much.
    SignIn(Scope) -> Account;
    /// Tells the site that the token is no longer wanted, and forgets it in any case: whether the site was told.
    SignOut -> bool;
    /// Uses another connection from now on.
    Switch(ConnectionId) -> ();
    /// Takes Askside out of the account and forgets the connection: whether the site was told.
    Disconnect(ConnectionId) -> bool;
    /// Reads the page in a tab and finds the questions related to it.
    FindRelated(TabId) -> Related;
    /// The same for a page that only came up, if its host is watched.
    FollowTab(TabId) -> Related;
    /// The same by asking the site just this.
    FindWith(TabId, Vec<Ask>) -> Related;
    /// The page in a tab was left: what is being found out for it is of no use any more.
    Leave(TabId) -> ();
    /// Keeps a question at hand.
    Pin(Question) -> ();
    /// Keeps it no longer.
    Unpin(QuestionId) -> ();
    /// What single keys do in the panel.
    GetKeys -> Keys;
    /// Keeps that.
    SaveKeys(Keys) -> ();
    /// The hosts that somebody decided about.
    GetHosts -> Vec<HostRule>;
    /// Decides how pages of a host are read.
    SetHost(String, HostAccess) -> ();
    /// Starts a draft from the page in a tab and its selection.
    StartDraft(TabId) -> Draft;
    /// Starts a draft of what was searched for.
    StartDraftOf(String) -> Draft;
    /// Adds what is selected on the page in a tab to a draft.
    AddToDraft(DraftId, TabId) -> Draft;
    /// A draft as it was last saved.
    GetDraft(DraftId) -> Draft;
    /// Keeps what was written. The number counts edits: older ones than the kept one change nothing. And what of it
    /// may be posted all the same, as [`crate::draft::Problem::waiver`] has it.
    SaveDraft(DraftId, u32, Writing, Vec<String>) -> ();
    /// The person's drafts for the site in use, the latest changed first, with those that can be brought back.
    ListDrafts -> Vec<Draft>;
    /// Throws a draft away, for good after an hour.
    DiscardDraft(DraftId) -> ();
    /// Brings back what was thrown away.
    RestoreDraft(DraftId) -> ();
    /// Keeps a picture on the site that a draft is for, in Base64, and answers with its address. Only the button that
    /// asks for it sends this.
    UploadImage(DraftId, String) -> String;
    /// Checks a draft, has the site render it, and names destination and author. Posts nothing.
    ReviewDraft(DraftId) -> ReviewScreen;
    /// Posts a draft, if the digest is that of the review the person read. Only the review screen's button
    /// sends this.
    PostDraft(DraftId, Digest) -> Posted;
    /// Finds the questions that are like this title of a draft.
    FindSimilar(DraftId, String) -> Similar;
    /// A question and its first answers, to be read.
    ReadQuestion(QuestionId) -> Thread;
    /// A further page of its answers, without the accepted one, which leads the first.
    ReadAnswers(QuestionId, u32, Option<AnswerId>) -> Answers;
    /// The comments of a post.
    ReadComments(PostId) -> Vec<Comment>;
    /// The picture at an address that a post names, to be shown.
    ReadPicture(String) -> String;
    /// Votes a post up, or takes that back: its score. Only the button beside it sends this.
    Vote(PostId, Mark) -> i64;
    /// Keeps a draft for a day: its question was found answered.
    SetAside(DraftId) -> ();
    /// Keeps a draft again that was set aside.
    TakeUp(DraftId) -> ();
    /// The limits for a question on the site.
    GetLimits -> Limits;
    /// What is known of the site's tags.
    GetTags -> SiteTags;
    /// The site's tags that begin so.
    FindTags(String) -> FoundTags;
    /// What a query finds, in this order, from this page on. Only Enter in the search box sends this, and what stands for
    /// it.
    Search(String, Order, u32) -> Searched;
    /// What was searched for on the site in use, the latest first.
    GetSearches -> Vec<String>;
    /// Forgets one of these, or all: those that are left.
    ForgetSearches(Option<String>) -> Vec<String>;
    /// The person's own questions on the site in use, and what is new about them.
    GetMyQuestions -> MyQuestions;
    /// The person looked at the answers of one of their questions, or of all.
    SeeAnswers(Option<QuestionId>) -> ();
    /// A draft of what one of the person's own questions says on the site, to change that.
    StartChange(QuestionId) -> Draft;
    /// Saves a change on the site, if the digest is that of the review the person read. Only the review screen's button
    /// sends this.
    SaveChange(DraftId, Digest) -> Post;
    /// Keeps a question among the person's bookmarks on the site, or no longer. Only the button for that sends this.
    SetBookmark(QuestionId, Mark) -> ();
    /// What is to be read before one of the person's own questions is deleted. Deletes nothing.
    ReviewDeletion(QuestionId) -> Deletion;
    /// Deletes a question from the site, if the digest is that of what the person read. Only the button below that sends
    /// this.
    DeleteQuestion(QuestionId, Digest) -> ();
    /// The rules for tags.
    GetTagRules -> TagRules;
    /// Keeps the person's own rules for tags, one a line.
    SaveTagRules(String) -> ();
    /// Asks the site whether a draft whose answer was lost has been posted.
    LookUpPost(DraftId) -> Posted;
    /// Takes the person's word for what nobody else can tell: the draft is this question, or it is not on the site.
    SettlePost(DraftId, Option<QuestionId>) -> Posted;
    /// Deletes a question that the browser sent once too often. Only the button beside it sends this.
    DeleteDouble(DraftId, QuestionId) -> Posted;
}

impl Request {
    /// Whether it may be made once more when nobody knows what became of it: it only reads, or what it does twice it has
    /// done once. Browsers end a background whenever they like.
    #[must_use]
    pub fn may_repeat(&self) -> bool {
        matches!(
            self,
            Self::GetOverview(_)
                | Self::GetFocus(_)
                | Self::FindRelated(_)
                | Self::FollowTab(_)
                | Self::FindWith(_)
                | Self::Leave(_)
                | Self::Pin(_)
                | Self::Unpin(_)
                | Self::GetKeys(_)
                | Self::SaveKeys(_)
                | Self::GetHosts(_)
                | Self::SetHost(_)
                | Self::GetDraft(_)
                | Self::SaveDraft(_)
                | Self::ListDrafts(_)
                | Self::FindSimilar(_)
                | Self::ReadQuestion(_)
                | Self::ReadAnswers(_)
                | Self::ReadComments(_)
                | Self::ReadPicture(_)
                | Self::GetLimits(_)
                | Self::GetTags(_)
                | Self::FindTags(_)
                | Self::Search(_)
                | Self::GetSearches(_)
                | Self::GetMyQuestions(_)
                | Self::SeeAnswers(_)
                | Self::GetTagRules(_)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Typed;

    #[test]
    fn replies_survive_the_way() {
        let failure = Failure { message: "No.".into(), remedy: Remedy::Wait(crate::model::Timestamp(7)) };
        assert_eq!(decode_reply(&encode_reply(Ok("[1]".into()))), Ok("[1]"));
        assert_eq!(decode_reply(&encode_reply(Err(failure.clone()))), Err(failure));
        assert_eq!(decode_reply("!Askside could not start").unwrap_err().message, "Askside could not start");
    }

    #[test]
    fn only_our_own_page_is_listened_to() {
        let (id, home) = ("abcdefghijklmnop", "chrome-extension://abcdefghijklmnop/");
        let origin = "chrome-extension://abcdefghijklmnop";
        let check = |sender: Sender<'_>, expect: bool| {
            assert_eq!(sender.is_our_page(id, home), expect, "{sender:?}");
        };
        for address in ["panel.html", "panel.html?popup", "panel.html#x"] {
            check(Sender { extension: id, origin, address: &format!("{home}{address}"), frame: 0 }, true);
        }
        let page = "chrome-extension://abcdefghijklmnop/panel.html";
        let ours = Sender { extension: id, origin, address: page, frame: 0 };
        let (web, docs) = ("https://docs.fernwick.test", "https://docs.fernwick.test/a");
        for sender in [
            // A content script of ours; what its page makes of it, in a process that it took over.
            Sender { origin: web, address: docs, ..ours },
            Sender { address: docs, ..ours },
            Sender { origin: web, ..ours },
            Sender { origin: "null", ..ours },
            // A page of ours in somebody's frame.
            Sender { frame: 1, ..ours },
            Sender { frame: -1, ..ours },
            // Another extension, and one that has almost our name.
            Sender { extension: "ponmlkjihgfedcba", ..ours },
            Sender {
                extension: "ponmlkjihgfedcba",
                origin: "chrome-extension://ponmlkjihgfedcba",
                address: "chrome-extension://ponmlkjihgfedcba/panel.html",
                frame: 0,
            },
            Sender { origin: "chrome-extension://abcdefghijklmnopq", ..ours },
            Sender { address: "chrome-extension://abcdefghijklmnopq/panel.html", ..ours },
            // Another file of ours, and none.
            Sender { address: "chrome-extension://abcdefghijklmnop/extract.js", ..ours },
            Sender { address: "chrome-extension://abcdefghijklmnop/panel.htmlx", ..ours },
            Sender { address: home, ..ours },
            Sender { extension: "", ..ours },
            Sender { origin: "", ..ours },
            Sender { address: "", ..ours },
            Sender { extension: "", origin: "", address: "", frame: 0 },
        ] {
            check(sender, false);
        }
        // Where the browser does not say who we are, nobody is us.
        let nobody = Sender { extension: "", origin: "", address: PAGE, frame: 0 };
        assert!(!nobody.is_our_page("", "") && !ours.is_our_page("", home) && !ours.is_our_page(id, ""));
    }

    #[test]
    fn odd_messages_are_told_and_never_obeyed() {
        let long = json::write::<Request>(&Connect(ConnectForm { key: Typed("k".repeat(3 << 20)), ..form() }).into());
        let update = "Askside was updated: close this panel and open it again.";
        for (message, expect) in [
            ("", update),
            ("null", update),
            ("{}", update),
            ("\"getoverview\"", update),
            ("{\"signOut\":null,\"getFocus\":null}", update),
            ("{\"dropEverything\":[]}", update),
            ("{\"findRelated\":\"1\"}", update),
            ("{\"findRelated\":1e99}", update),
            (&"[".repeat(100_000), update),
            (&long, "This is far longer than a site takes: shorten it."),
        ] {
            let told = read_request(message).map_err(|failure| failure.message);
            assert_eq!(told, Err(expect.to_owned()), "{:.40}", message);
        }
    }

    #[test]
    fn nothing_that_writes_is_repeated() {
        let (id, digest) = (|| DraftId("d".into()), || Digest::of_words("d"));
        for write in [
            Request::from(PostDraft(id(), digest())),
            SaveChange(id(), digest()).into(),
            DeleteQuestion(QuestionId(7), digest()).into(),
            DeleteDouble(id(), QuestionId(7)).into(),
            Vote(PostId::Question(QuestionId(7)), Mark::Set).into(),
            SetBookmark(QuestionId(7), Mark::Set).into(),
            UploadImage(id(), String::new()).into(),
            StartDraft(TabId(1)).into(),
            SignIn(Scope::Read).into(),
            SignOut.into(),
            LookUpPost(id()).into(),
        ] {
            assert!(!write.may_repeat(), "{write:?}");
        }
        assert!(Request::from(FindRelated(TabId(1))).may_repeat());
    }

    fn form() -> ConnectForm {
        ConnectForm { site: "s".into(), client_id: "1".into(), key: Typed("k".into()), ..ConnectForm::default() }
    }

    #[test]
    fn the_protocol_as_it_travels() {
        let id = || DraftId("d1".into());
        let writing = Writing { title: "T".into(), body: "B".into(), tags: vec!["a".into()] };
        let of = || ConnectionId("c1".into());
        let all: [Request; 27] = [
            GetOverview.into(),
            GetFocus.into(),
            Connect(form()).into(),
            SignIn(Scope::Read).into(),
            SignOut.into(),
            Switch(of()).into(),
            Disconnect(of()).into(),
            FindRelated(TabId(1)).into(),
            StartDraft(TabId(1)).into(),
            AddToDraft(id(), TabId(1)).into(),
            GetDraft(id()).into(),
            SaveDraft(id(), 2, writing, vec!["a@b.test".into()]).into(),
            ListDrafts.into(),
            DiscardDraft(id()).into(),
            RestoreDraft(id()).into(),
            ReviewDraft(id()).into(),
            GetMyQuestions.into(),
            SeeAnswers(Some(QuestionId(7))).into(),
            StartChange(QuestionId(7)).into(),
            SetBookmark(QuestionId(7), Mark::Set).into(),
            ReviewDeletion(QuestionId(7)).into(),
            LookUpPost(id()).into(),
            SettlePost(id(), None).into(),
            DeleteDouble(id(), QuestionId(7)).into(),
            UploadImage(id(), "R0lGODlh".into()).into(),
            ReadAnswers(QuestionId(7), 2, Some(AnswerId(8))).into(),
            Vote(PostId::Answer(QuestionId(7), AnswerId(8)), Mark::Set).into(),
        ];
        let travel = |request: &Request| {
            let text = json::write(request);
            assert_eq!(&json::read::<Request>(&text).unwrap(), request);
            text
        };
        insta::assert_snapshot!(all.iter().map(travel).collect::<Vec<_>>().join("\n"));
    }
}

//! Sites from a data dump of the public network.

use std::fs;

use askside_sim::{Config, Sim};
use serde_json::json;

use crate::support::{Site, field, items};

/// The files of a small dump, each with a byte order mark and in no helpful order.
const FILES: &[(&str, &str)] = &[
    (
        "Posts.xml",
        r#"<posts>
  <row Id="7" PostTypeId="2" ParentId="4" CreationDate="2010-07-20T10:00:00.000" Score="-2" Body="&lt;p&gt;No.&lt;/p&gt;" OwnerUserId="2" />
  <row Id="9" PostTypeId="2" ParentId="4" CreationDate="2010-07-21T10:00:00.000" Score="5" Body="&lt;p&gt;Use &lt;code&gt;drop&lt;/code&gt;.&lt;/p&gt;&#xA;" OwnerUserId="99" LastActivityDate="2012-01-01T00:00:00.000" />
  <row Id="4" PostTypeId="1" AcceptedAnswerId="9" CreationDate="2010-07-19T19:12:12.510" Score="-1" ViewCount="1278" Body="&lt;p&gt;How does one &lt;em&gt;close&lt;/em&gt; a file? See &lt;a href=&quot;https://docs.fernwick.test/files&quot; rel=&quot;nofollow&quot;&gt;this&lt;/a&gt; &amp;amp; that.&lt;/p&gt;&#xA;" OwnerUserId="1" LastEditorUserId="2" LastEditDate="2010-08-01T00:00:00.000" Title="Closing a file &amp; more" Tags="&lt;rust&gt;&lt;file-io&gt;" AnswerCount="9" />
  <row Id="12" PostTypeId="1" AcceptedAnswerId="7" CreationDate="2011-01-01T00:00:00.000" Score="3" Body="&lt;p&gt;Is this one known?&lt;/p&gt;" Title="Is a file closed by itself?" Tags="|rust|" ClosedDate="2011-02-01T00:00:00.000" />
  <row Id="13" PostTypeId="1" CreationDate="2011-01-02T00:00:00.000" Score="0" Body="&lt;p&gt;?&lt;/p&gt;" Title="Off the map" Tags="" ClosedDate="2011-02-01T00:00:00.000" />
  <row Id="20" PostTypeId="2" ParentId="404" CreationDate="2011-01-01T00:00:00.000" Score="3" Body="&lt;p&gt;An answer to nothing: &lt;a href=&quot;https://a.test&quot;&gt;a&lt;/a&gt;&lt;/p&gt;" />
  <row Id="30" PostTypeId="4" CreationDate="2011-01-03T00:00:00.000" Score="0" Body="A systems language." />
  <row Id="31" PostTypeId="5" CreationDate="2011-01-04T00:00:00.000" Score="0" Body="&lt;h2&gt;Rust&lt;/h2&gt;" />
  <row Id="32" PostTypeId="6" CreationDate="2011-01-04T00:00:00.000" Score="0" Body="An election." />
</posts>"#,
    ),
    (
        "Users.xml",
        r#"<users>
  <row Id="-1" Reputation="1" CreationDate="2010-07-19T06:55:26.860" DisplayName="Community" />
  <row Id="1" Reputation="101" CreationDate="2010-07-19T14:01:36.697" DisplayName="Geoff &quot;D&quot;" />
  <row Id="2" Reputation="7" CreationDate="2010-07-19T14:01:36.697" />
</users>"#,
    ),
    (
        "Tags.xml",
        r#"<tags><row Id="5" TagName="rust" Count="2" ExcerptPostId="30" WikiPostId="31" /><row Id="8" TagName="unused" /></tags>"#,
    ),
    (
        "Comments.xml",
        r#"<comments>
  <row Id="3" PostId="9" Score="2" Text="Thanks, @Geoff: `drop` it &lt;is&gt;" CreationDate="2010-07-21T11:00:00.000" UserId="1" />
  <row Id="6" PostId="20" Score="0" Text="On nothing" CreationDate="2010-07-21T11:00:00.000" />
</comments>"#,
    ),
    (
        "PostLinks.xml",
        r#"<postlinks>
  <row Id="1" CreationDate="2011-02-01T00:00:00.000" PostId="12" RelatedPostId="4" LinkTypeId="3" />
  <row Id="2" CreationDate="2011-02-01T00:00:00.000" PostId="13" RelatedPostId="12" LinkTypeId="1" />
  <row Id="3" CreationDate="2011-02-01T00:00:00.000" PostId="4" RelatedPostId="404" LinkTypeId="1" />
</postlinks>"#,
    ),
];

fn dump(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(dir.path().join(name), format!("\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{text}"))
            .unwrap();
    }
    dir
}

fn site(files: &[(&str, &str)]) -> Site {
    Site::of(Sim::load(dump(files).path(), None).unwrap().with_config(Config::default()))
}

/// A filter with these fields.
async fn filter(site: &Site, include: &str) -> String {
    let made = site.get(&format!("/filters/create?include={include}&unsafe=true")).await;
    made.json()["items"][0]["filter"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn questions_with_all_that_belongs_to_them() {
    let site = site(FILES);
    let fields = "question.body;question.body_markdown;question.answers;answer.body;answer.comments;comment.body_markdown;question.comment_count";
    let filter = filter(&site, fields).await;
    let question = items(&site.get(&format!("/questions/4?filter={filter}")).await).remove(0);
    for (name, expected) in [
        ("title", json!("Closing a file & more")),
        ("tags", json!(["rust", "file-io"])),
        ("score", json!(-1)),
        ("view_count", json!(1278)),
        ("answer_count", json!(2)),
        ("accepted_answer_id", json!(9)),
        ("is_answered", json!(true)),
        ("creation_date", json!(1_279_566_732)),
        ("last_edit_date", json!(1_280_620_800)),
        ("last_activity_date", json!(1_325_376_000)),
        (
            "body",
            json!(
                "<p>How does one <em>close</em> a file? See <a href=\"https://docs.fernwick.test/files\" rel=\"nofollow\">this</a> &amp; that.</p>\n"
            ),
        ),
        ("body_markdown", json!("How does one *close* a file? See [this](https://docs.fernwick.test/files) & that.")),
    ] {
        assert_eq!(question[name], expected, "{name}");
    }
    assert_eq!((&question["owner"]["user_id"], &question["owner"]["display_name"]), (&json!(1), &json!("Geoff \"D\"")));
    let answers = question["answers"].as_array().unwrap();
    let brief: Vec<_> =
        answers.iter().map(|answer| (&answer["answer_id"], &answer["score"], &answer["is_accepted"])).collect();
    assert_eq!(brief, [(&json!(9), &json!(5), &json!(true)), (&json!(7), &json!(-2), &json!(false))]);
    assert_eq!(answers[0]["body"], "<p>Use <code>drop</code>.</p>\n");
    assert_eq!(answers[0]["owner"]["user_type"], "does_not_exist", "nobody has number 99");
    assert_eq!(answers[0]["comments"][0]["body_markdown"], "Thanks, @Geoff: `drop` it <is>");
    assert_eq!(answers[1]["owner"]["display_name"], "user2");
}

#[tokio::test]
async fn what_refers_to_nothing_is_left_out() {
    let site = site(FILES);
    assert_eq!(field(&site.get("/questions?sort=creation").await, "question_id"), [13, 12, 4]);
    assert_eq!(field(&site.get("/answers?sort=creation").await, "answer_id"), [9, 7]);
    assert_eq!(field(&site.get("/comments").await, "comment_id"), [3]);
    let known = items(&site.get("/questions/12").await).remove(0);
    assert_eq!(
        (&known["accepted_answer_id"], &known["is_answered"]),
        (&json!(null), &json!(false)),
        "7 is not its answer"
    );
    assert_eq!((&known["closed_reason"], &known["closed_date"]), (&json!("Duplicate"), &json!(1_296_518_400)));
    assert_eq!(items(&site.get("/questions/13").await)[0]["closed_reason"], "Not suitable for this site");
    assert_eq!(field(&site.get("/questions/12/linked").await, "question_id"), [13]);
}

#[tokio::test]
async fn tags_with_what_is_said_about_them() {
    let site = site(FILES);
    let tags = items(&site.get("/tags?sort=name&order=asc").await);
    let counts: Vec<_> =
        tags.iter().map(|tag| (tag["name"].as_str().unwrap(), tag["count"].as_u64().unwrap())).collect();
    assert_eq!(counts, [("file-io", 1), ("rust", 2)]);
    let wiki = items(&site.get("/tags/rust/wikis").await).remove(0);
    assert_eq!(wiki["excerpt"], "A systems language.");
}

/// Words, tags and addresses of the dump are searched like any others; HTML is no word.
#[tokio::test]
async fn search() {
    let site = site(FILES);
    for (query, expected) in [
        ("q=closing", vec![12, 4]),
        ("q=file&tagged=file-io", vec![4]),
        ("q=nofollow", vec![]),
        ("q=url:docs.fernwick.test/files", vec![4]),
        ("q=title:itself", vec![12]),
    ] {
        let mut found = field(&site.get(&format!("/search/advanced?{query}")).await, "question_id");
        found.sort_by_key(|id| std::cmp::Reverse(id.as_u64()));
        assert_eq!(found, expected, "{query}");
    }
    assert_eq!(field(&site.get("/search/excerpts?q=drop").await, "answer_id"), [9]);
}

/// An edited post is what was written, no longer what the dump had; new posts get new numbers.
#[tokio::test]
async fn writing_goes_on() {
    let site = site(FILES);
    let amal = site.sim.issue_token("amal", &["write_access"]);
    let text = "Once more: how does one close a file in *this* language?";
    let asked = [("title", "A question after the dump"), ("body", text), ("tags", "rust")];
    let id = items(&site.post(&amal, "/questions/add", &asked).await)[0]["question_id"].as_u64().unwrap();
    assert!(id > 20, "{id}");
    let owner = site.sim.issue_token("user1", &["write_access"]);
    let text = "Really: how does one close a file in *this* language?";
    let edit = [("title", "Closing a file & more"), ("body", text), ("tags", "rust"), ("comment", "clearer")];
    site.post(&owner, "/questions/4/edit", &edit).await;
    let body = items(&site.get("/questions/4?filter=withbody").await).remove(0)["body"].clone();
    assert_eq!(body, "<p>Really: how does one close a file in <em>this</em> language?</p>\n");
}

/// Posts alone are a dump, too.
#[tokio::test]
async fn nothing_but_posts() {
    let site = site(&FILES[..1]);
    let question = items(&site.get("/questions/4").await).remove(0);
    assert_eq!((&question["owner"]["user_type"], &question["answer_count"]), (&json!("does_not_exist"), &json!(2)));
    assert_eq!(items(&site.get("/users").await).len(), 17, "Fernwick's people can sign in");
}

#[test]
fn mistakes_are_located() {
    #[track_caller]
    fn check(posts: &str, expected: &[&str]) {
        let dir = dump(&[("Posts.xml", posts)]);
        let message = Sim::load(dir.path(), None).unwrap_err().to_string();
        let place = format!("{}", dir.path().join("Posts.xml").display());
        assert!(message.starts_with(&place), "{message}");
        for part in expected {
            assert!(message.contains(part), "{message}");
        }
    }
    let row = |rest: &str| {
        format!(r#"<posts><row Id="1" PostTypeId="1" CreationDate="2010-07-20T10:00:00.000" {rest} /></posts>"#)
    };
    check(&row(r#"Score="many""#), &["at byte", "Score cannot be \"many\""]);
    check(&row(r#"ClosedDate="soon""#), &["ClosedDate cannot be \"soon\""]);
    check(&row(r#"Body="&nope;""#), &["at byte", "nope"]);
    check(r#"<posts><row Id="1" PostTypeId="2" CreationDate="2010-07-20" /></posts>"#, &["there is no ParentId"]);
    check(r#"<posts><row PostTypeId="2" /></posts>"#, &["there is no Id"]);
    check(r#"<posts><row Id="1" "#, &["at byte"]);
}

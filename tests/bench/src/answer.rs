//! An answer of a site: a page of questions with their bodies, made up, the same in every run.
//!
//! It has every field that a site sends by default, and text as people write it: quotes, line breaks, entities,
//! letters beyond ASCII. So most strings cannot be taken from the JSON as they are.

use askside::api::Version;
use serde_json::{Value, json};

use crate::dump::Dice;

/// As many as a page has at most.
pub(crate) const QUESTIONS: u32 = 100;

/// The answer, with bodies of about so many bytes; nothing else depends on how many.
pub(crate) fn answer(version: Version, body: usize) -> String {
    let mut dice = Dice(1);
    let items: Vec<Value> = (1..=QUESTIONS).map(|id| question(&mut dice, version, id, body)).collect();
    let wrapper = match version {
        Version::V2 => json!({"items": items, "has_more": true, "quota_max": 10_000, "quota_remaining": 9_876}),
        Version::V3 => json!({"totalCount": 4_321, "pageSize": QUESTIONS, "page": 1, "totalPages": 44, "items": items}),
    };
    wrapper.to_string()
}

fn question(dice: &mut Dice, version: Version, id: u32, body: usize) -> Value {
    let (title, name, html) = (dice.words(7), dice.words(2), html(&mut Dice(id.into()), body));
    let (score, count, views, user) = (dice.roll(60), dice.roll(7), dice.roll(9_000), 1 + dice.roll(400));
    let slug = title.replace(' ', "-");
    let link = format!("https://qa.example.test/questions/{id}/{slug}");
    let avatar = format!("https://www.example.test/avatar/{:032x}?s=128&d=identicon&r=PG", u128::from(id) << 64);
    let tags = [dice.roll(40), 40 + dice.roll(40), 80 + dice.roll(4_000)].map(|tag| format!("tag-{tag}"));
    match version {
        Version::V2 => json!({
            "tags": tags,
            "owner": {
                "account_id": user + 7, "reputation": 1 + views, "user_id": user, "user_type": "registered",
                "accept_rate": 75, "profile_image": avatar, "display_name": format!("{name} O&#39;Hara"),
                "link": format!("https://qa.example.test/users/{user}"),
            },
            "is_answered": count > 0,
            "view_count": views,
            "answer_count": count,
            "accepted_answer_id": if count > 0 { json!(id + 90_000) } else { Value::Null },
            "score": score,
            "last_activity_date": 1_477_856_116 + id,
            "creation_date": 1_477_852_870 + id,
            "last_edit_date": 1_477_856_116 + id,
            "content_license": "CC BY-SA 4.0",
            "question_id": id,
            "link": link,
            "title": format!("{title}: &quot;{name}&quot; &lt;T&gt; isn&#39;t what I meant"),
            "body": html,
        }),
        Version::V3 => json!({
            "id": id,
            "title": format!("{title}: \"{name}\" <T> isn't what I meant"),
            "body": html,
            "tags": tags.map(|tag| json!({
                "id": score, "name": tag, "description": null, "postCount": views, "subjectMatterExpertCount": 0,
                "watcherCount": 1, "creationDate": "2016-10-30T19:41:10.123", "hasSynonyms": false,
                "webUrl": "https://qa.example.test/questions/tagged/x",
            })),
            "owner": {
                "id": user, "accountId": user + 7, "name": format!("{name} O'Hara"), "avatarUrl": avatar,
                "webUrl": format!("https://qa.example.test/users/{user}"), "reputation": 1 + views,
                "role": "Registered",
            },
            "lastEditor": null,
            "creationDate": "2016-10-30T18:41:10.123Z",
            "lastActivityDate": "2016-10-30T19:35:16.123Z",
            "score": score,
            "isAnswered": count > 0,
            "answerCount": count,
            "viewCount": views,
            "webUrl": link,
            "shareUrl": format!("https://qa.example.test/q/{id}"),
            "isDeleted": false,
            "isObsolete": false,
            "isClosed": false,
            "bounty": null,
        }),
    }
}

/// Paragraphs, code and links, of about so many bytes; none at all is an empty body.
pub(crate) fn html(dice: &mut Dice, bytes: usize) -> String {
    let mut html = String::new();
    while html.len() < bytes {
        let words = dice.words(8);
        html += &match dice.roll(5) {
            0 => format!("<pre><code>let x: Vec&lt;u8&gt; = \"{words}\" &amp;&amp; y;\n    {words}\n</code></pre>\n\n"),
            1 => format!("<p><a href=\"https://docs.example.test/page\" rel=\"nofollow\">{words}</a></p>\n"),
            2 => format!("<ul>\n<li>{words}</li>\n<li>{words}</li>\n</ul>\n"),
            3 => format!("<blockquote>\n  <p>“{words}” – café</p>\n</blockquote>\n\n"),
            _ => format!("<p>{words}, I don't know why. {words}.</p>\n\n"),
        };
    }
    html
}

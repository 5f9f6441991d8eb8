//! The pages that people use without the API: asking, searching, settings, and that all of them are sound.

use std::collections::{BTreeSet, VecDeque};

use askside_sim::{Answer, Config, Kind};
use axum::body::Body;
use axum::http::Request;

use crate::oauth::{open, sign_in};
use crate::support::{FORM, KEY, Site, fails, form, items, query, titles};

/// Sends a form of a page with these fields, and the hidden ones of the page it is on.
async fn submit(site: &Site, cookie: &str, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let shown = open(site, cookie, page).await.text();
    let own = shown.split(&format!("action=\"{action}\"")).nth(1).unwrap_or_else(|| panic!("no {action} in {shown}"));
    let fkey = own.split("name=\"fkey\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    send(site, cookie, action, &[fields, &[("fkey", fkey)]].concat()).await
}

async fn send(site: &Site, cookie: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let request = Request::post(action).header("Content-Type", FORM).header("Cookie", cookie);
    site.send(request.body(form(fields)).unwrap()).await
}

const QUESTION: [(&str, &str); 3] = [
    ("title", "Where do the zebras in the cold store come from?"),
    ("body", "There are three of them, and nobody has ordered any."),
    ("tags", "pantry Zebras, cold-store"),
];

#[tokio::test]
async fn asking_through_the_form() {
    for base in ["", "/c/payments-private"] {
        let site = Site::demo();
        let path = format!("{base}/questions/ask");
        let (cookie, _) = sign_in(&site, "13", "/").await;
        let posted = submit(&site, &cookie, &path, &path, &QUESTION).await;
        assert_eq!(posted.status, 303, "{}", posted.text());
        let link = posted.header("location").unwrap();
        assert!(link.starts_with(&format!("{base}/questions/")), "{link}");
        let page = open(&site, &cookie, link).await.text();
        for part in [QUESTION[0].1, QUESTION[1].1, ">zebras<", ">cold-store<", "by <a href=", "Amal Haddad"] {
            assert!(page.contains(part), "{part} in {page}");
        }
        let found = titles(&site.get("/search/advanced?q=zebras").await);
        assert_eq!(found.len(), usize::from(base.is_empty()), "a team keeps it");
    }
}

#[tokio::test]
async fn the_address_fills_the_form_in() {
    let site = Site::demo();
    let hostile = "</textarea><script>alert(1)</script>\"'";
    let path = query("/questions/ask", &[("title", hostile), ("body", hostile), ("tags", "go;<b> http")]);
    let first = site.page(&path).await;
    let login = first.header("location").unwrap();
    assert!(first.status == 303 && login.starts_with("/users/login?returnurl=%2Fquestions%2Fask%3F"), "{login}");
    let choose = site.page(login).await.text();
    let back =
        choose.split("name=\"returnurl\" value=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    assert_eq!(back, path, "and back with all of it");
    let (cookie, _) = sign_in(&site, "13", "/").await;
    let page = open(&site, &cookie, &path).await.text();
    let escaped = "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;";
    assert_eq!(page.matches(escaped).count(), 2, "{page}");
    assert!(page.contains("value=\"go &lt;b&gt; http\"") && !page.contains("<script"), "{page}");
}

#[tokio::test]
async fn what_the_form_refuses() {
    let site = Site::demo();
    let (cookie, _) = sign_in(&site, "13", "/").await;
    let path = "/questions/ask";
    let before = site.get("/questions?filter=total").await.json()["total"].clone();
    let short = [("title", "Zebras?"), QUESTION[1], QUESTION[2]];
    let refused = submit(&site, &cookie, path, path, &short).await;
    let page = refused.text();
    assert!(refused.status == 400 && page.contains("role=\"alert\">Title must be at least 15"), "{page}");
    assert!(page.contains("value=\"Zebras?\"") && page.contains(QUESTION[1].1), "nothing typed is lost: {page}");
    // Another site's form, a stranger's session, no session.
    let (theirs, _) = sign_in(&site, "1", "/").await;
    let page = open(&site, &theirs, path).await.text();
    let fkey = page.split("name=\"fkey\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    for (cookie, fkey) in [(cookie.as_str(), ""), (&cookie, fkey), ("acct=nobody", fkey)] {
        let answer = send(&site, cookie, path, &[QUESTION.as_slice(), &[("fkey", fkey)]].concat()).await;
        assert!(answer.status == 400 && answer.text().contains("This form has expired"), "{}", answer.text());
    }
    assert_eq!(site.get("/questions?filter=total").await.json()["total"], before);
}

#[tokio::test]
async fn registering_an_application() {
    let site = Site::demo();
    let (cookie, _) = sign_in(&site, "13", "/").await;
    let here = "/users/apps";
    let fields = [("name", "Mine & <b>"), ("domain", "https://mine.test:8443/path")];
    assert_eq!(submit(&site, &cookie, here, here, &fields).await.status, 303);
    let page = open(&site, &cookie, here).await.text();
    assert!(page.contains("<h3>Mine &amp; &lt;b&gt;</h3>") && page.contains("<code>mine.test</code>"), "{page}");
    let shown = |name: &str| {
        let row = page.split(&format!("<dt>{name}</dt><dd><code>")).nth(1).unwrap();
        row.split('<').next().unwrap().to_owned()
    };
    let keyed = crate::support::call("/info").header("X-API-Key", shown("Key")).body(Body::empty()).unwrap();
    assert_eq!(site.send(keyed).await.status, 200, "the key works");
    let dialog = query("/oauth", &[("client_id", &shown("Client ID")), ("redirect_uri", "https://mine.test/x")]);
    assert_eq!(open(&site, &cookie, &dialog).await.status, 200, "and so does the client id");
    for (name, domain) in [("", "mine.test"), ("Mine", "mine test"), ("Mine", "\"><b>")] {
        let refused = submit(&site, &cookie, here, here, &[("name", name), ("domain", domain)]).await;
        assert!(refused.status == 400 && refused.text().contains("role=\"alert\""), "{name} {domain}");
    }
    let (other, _) = sign_in(&site, "1", "/").await;
    assert!(!open(&site, &other, here).await.text().contains("Mine"), "everybody sees their own");
    assert_eq!(send(&site, &cookie, here, &fields).await.status, 400, "not without the form");
    assert_eq!(site.page(here).await.status, 303, "nor without signing in");
}

#[tokio::test]
async fn removing_what_was_let_in() {
    let site = Site::demo();
    let here = "/users/apps";
    let back = "https://stack.fernwick.test/oauth/login_success";
    let dialog = query("/oauth/dialog", &[("client_id", "1"), ("redirect_uri", back), ("scope", "write_access")]);
    let (cookie, _) = sign_in(&site, "13", "/").await;
    assert!(!open(&site, &cookie, here).await.text().contains("Remove Askside"));
    let fields = [("client_id", "1"), ("redirect_uri", back), ("scope", "write_access"), ("decision", "approve")];
    let granted = submit(&site, &cookie, &dialog, "/oauth/dialog", &fields).await;
    let token = granted.header("location").unwrap().split("access_token=").nth(1).unwrap().split('&').next().unwrap();
    assert_eq!(site.get_as(token, "/me").await.status, 200);
    let page = open(&site, &cookie, here).await.text();
    assert!(page.contains("Ask, answer, comment and vote as you") && page.contains(">Remove Askside<"), "{page}");
    let action = "/users/apps/disconnect";
    assert_eq!(send(&site, &cookie, action, &[("client_id", "1")]).await.status, 400, "not without the form");
    assert_eq!(submit(&site, &cookie, here, action, &[("client_id", "1")]).await.status, 303);
    fails(&site.get_as(token, "/me").await, 402, "not valid");
    assert_eq!(open(&site, &cookie, &dialog).await.status, 200, "it has to ask again");
}

#[tokio::test]
async fn personal_access_tokens_where_there_are_such() {
    let action = "/users/apps/tokens";
    for (kind, expected) in [(Kind::Business, 200), (Kind::Basic, 403)] {
        let site = Site::with(Config { kind, ..Config::default() });
        let (cookie, _) = sign_in(&site, "8", "/").await;
        let page = open(&site, &cookie, "/users/apps").await.text();
        assert!(page.contains("<option>payments-private</option>") && !page.contains("Client ID"), "{page}");
        assert_eq!(page.contains("May write"), kind == Kind::Business);
        let fields = [("team", "payments-private"), ("days", "7"), ("write", "1")];
        let answer = submit(&site, &cookie, "/users/apps", action, &fields).await.text();
        let token = answer.split("<code>").nth(1).unwrap().split('<').next().unwrap();
        let call = async |method: &str, path: &str| {
            let path = format!("/v2.3/teams/payments-private{path}");
            let request =
                Request::builder().method(method).uri(path).header("Authorization", format!("Bearer {token}"));
            site.send(request.header("Content-Type", FORM).body(form(&QUESTION)).unwrap()).await
        };
        assert_eq!(items(&call("GET", "/me").await)[0]["display_name"], "Luca Moretti");
        let asked = call("POST", "/questions/add").await.json();
        assert_eq!(asked["error_id"].as_u64().unwrap_or(200), if expected == 200 { 407 } else { 403 }, "{asked}");
        site.sim.clock_skip(7 * 86_400);
        assert_eq!(call("GET", "/me").await.json()["error_id"], 402);
        let (mira, _) = sign_in(&site, "1", "/").await;
        let refused = submit(&site, &mira, "/users/apps", action, &fields).await;
        assert!(refused.status == 400 && !refused.text().contains("<code>"), "she is no member");
    }
}

#[tokio::test]
async fn searching_by_the_box() {
    let site = Site::demo();
    let page = site.page(&query("/search", &[("q", "idempotency checkout")])).await.text();
    assert!(page.contains("<mark>") && page.contains("href=\"/questions/"), "{page}");
    assert!(page.contains("value=\"idempotency checkout\""));
    let nothing = site.page("/search?q=zzzzzz").await.text();
    assert!(nothing.contains("Nothing was found."), "{nothing}");
    assert!(!site.page("/search").await.text().contains("Nothing was found."));
    let hostile = site.page("/search?q=%22%3E%3Cscript%3E").await.text();
    assert!(!hostile.contains("<script"), "{hostile}");
}

/// Every page that can be reached from the home page by links: it is there, and it is sound.
#[tokio::test]
async fn every_link_leads_to_a_sound_page() {
    let site = Site::demo();
    let (cookie, _) = sign_in(&site, "13", "/").await;
    let mut seen: BTreeSet<String> = ["/", "/c/payments-private"].map(String::from).into();
    let mut kinds = std::collections::BTreeMap::<String, u32>::new();
    let mut next: VecDeque<String> = seen.iter().cloned().collect();
    while let Some(path) = next.pop_front() {
        let kind: String = path.chars().filter(|c| !c.is_ascii_digit()).take(16).collect();
        let visited = kinds.entry(kind).or_default();
        *visited += 1;
        if *visited > 3 {
            continue; // three of a kind are enough
        }
        let answer = open(&site, &cookie, &path).await;
        let page = answer.text();
        assert_eq!(answer.status, 200, "{path}");
        sound(&path, &answer);
        for link in page.split("<a ").skip(1).filter_map(|tag| tag.split("href=\"").nth(1)?.split('"').next()) {
            let link = link.split('#').next().unwrap().replace("&amp;", "&");
            if link.starts_with('/') && seen.insert(link.clone()) {
                next.push_back(link);
            }
        }
    }
    for path in ["/tags", "/articles", "/users/apps", "/questions/ask", "/c/payments-private/tags"] {
        assert!(seen.contains(path), "{path} is not linked");
    }
    assert!(seen.iter().any(|path| path.starts_with("/questions/tagged/")));
    assert!(seen.iter().any(|path| path.starts_with("/articles/")));
}

#[track_caller]
fn sound(path: &str, answer: &Answer) {
    let page = answer.text();
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'self'") && !policy.contains("unsafe"), "{path}");
    assert_eq!(page.matches("<h1").count(), 1, "{path} has one heading");
    for part in ["<html lang=\"en\">", "name=\"viewport\"", "href=\"#main\"", "<main id=\"main\">", "<title>"] {
        assert!(page.contains(part), "{path}: {part}");
    }
    for never in ["<script", " style=", " onclick", "<style"] {
        assert!(!page.contains(never), "{path}: {never}");
    }
    let mut ids = BTreeSet::new();
    for id in page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(ids.insert(id), "{path}: two elements are called {id}");
    }
    for tag in page.split('<').filter(|tag| ["input ", "textarea ", "select "].iter().any(|name| tag.starts_with(name)))
    {
        if !tag.contains("type=\"hidden\"") {
            let id = tag.split("id=\"").nth(1).unwrap_or_else(|| panic!("{path}: {tag}")).split('"').next().unwrap();
            assert!(
                page.contains(&format!("<label for=\"{id}\">")) || page.contains(&format!(" for=\"{id}\"")),
                "{path}: {tag}"
            );
        }
    }
}

#[tokio::test]
async fn the_key_of_the_demo_is_not_on_any_page() {
    let site = Site::demo();
    let (cookie, _) = sign_in(&site, "13", "/").await;
    for path in ["/", "/users/apps", "/users/13"] {
        assert!(!open(&site, &cookie, path).await.text().contains(KEY), "{path}");
    }
}

//! Pictures: one press, one request, of the picture and nothing else; and a clear no where there is no place for them.

use crate::platform::get;
use crate::world::{SITE, World};
use askside::{app::UploadImage, auth::Scope, model::Picture, ports::Area};
use askside_sim::{Fault, FaultKind};

/// A picture of one pixel, in whose bytes there is what a form's own lines look like.
fn picture() -> Picture {
    Picture::new([b"GIF89a\x01\x00\x01\x00\xff\xfe------askside\r\n".to_vec(), vec![0x80; 3_000]].concat()).unwrap()
}

#[tokio::test]
async fn what_is_sent_is_the_picture() {
    let world = World::signed_in(Scope::Write).await;
    let id = world.draft("What does a picture show?").await;
    let address = world.done(UploadImage(id, picture().encoded())).await;
    let calls = world.calls();
    let [call] = calls.as_slice() else { panic!("{calls:?}") };
    assert_eq!((call.method.as_str(), call.path.as_str()), ("POST", "/api/v3/images/upload"));
    assert!(call.header("content-type").unwrap().starts_with("multipart/form-data; boundary="), "{call:?}");
    assert!(call.query.is_none() && call.body.contains("name=\"file\"; filename=\"image.gif\""), "{call:?}");
    let path = address.strip_prefix(SITE).unwrap_or_else(|| panic!("{address}"));
    assert_eq!(get(&world.app().ports().http.0, path, None).await.body, picture().bytes());
    // It is told what left the device, and kept nowhere.
    let told = world.app().ledger();
    assert_eq!(told[0].carried, ["gif of 3027 bytes"]);
    for area in [Area::Local, Area::Session] {
        assert!(!world.dump(area).contains(&picture().encoded()[..40]));
    }
}

#[tokio::test]
async fn what_is_no_picture_stays_here() {
    let world = World::signed_in(Scope::Write).await;
    let id = world.draft("What does a picture show?").await;
    for text in ["", "no Base64", "PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+"] {
        let no = world.ask(UploadImage(id.clone(), text.to_owned())).await.unwrap_err();
        assert!(no.message.starts_with("That is no picture that sites take"), "{no:?}");
    }
    assert_eq!(world.paths(), [""; 0]);
}

#[tokio::test]
async fn who_may_not_write_uploads_nothing() {
    let world = World::signed_in(Scope::Read).await;
    let id = world.draft("What does a picture show?").await;
    let no = world.ask(UploadImage(id, picture().encoded())).await.unwrap_err();
    assert!(no.message.contains("has not been told yet that Askside may post"), "{no:?}");
    assert!(!world.calls().iter().any(|call| call.path.contains("/images")));
}

#[tokio::test]
async fn a_site_without_a_place_says_so() {
    for kind in [FaultKind::Html, FaultKind::Status { status: 404 }] {
        let world = World::signed_in(Scope::Write).await;
        let id = world.draft("What does a picture show?").await;
        world.sim.fault(Fault::new(kind.clone()).at("/api/v3"));
        let no = world.ask(UploadImage(id.clone(), picture().encoded())).await.unwrap_err();
        assert!(no.message.contains("takes no pictures this way"), "{kind:?} {no:?}");
    }
}

/// Whatever comes of it, it leaves once.
#[tokio::test]
async fn nothing_is_sent_twice() {
    for kind in [FaultKind::Status { status: 500 }, FaultKind::CloseBeforeAnswer] {
        let world = World::signed_in(Scope::Write).await;
        let id = world.draft("What does a picture show?").await;
        world.sim.fault(Fault::new(kind).at("/api/v3/images/upload").times(9));
        world.ask(UploadImage(id, picture().encoded())).await.unwrap_err();
        assert_eq!(world.calls().iter().filter(|call| call.path.contains("/images")).count(), 1);
    }
}

//! Every component in every state, as it was: by what it is made of, not by its pixels.
//!
//! `INSTA_UPDATE=always ./build.sh test e2e every_component` writes the snapshots anew.

use std::collections::BTreeMap;

use askside_e2e::gallery::Gallery;

#[tokio::test]
async fn every_component_in_every_state() {
    let gallery = Gallery::open(Some("en")).await.unwrap();
    let mut groups: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for state in &gallery.states {
        gallery.show(state).await.unwrap();
        let (group, _) = state.split_once('/').unwrap();
        groups.entry(group).or_default().push(gallery.outline(state).await.unwrap());
    }
    assert!(gallery.browser.problems().is_empty(), "{:?}", gallery.browser.problems());
    insta::with_settings!({ snapshot_path => "../../gallery", prepend_module_to_snapshot => false, omit_expression => true }, {
        for (group, outlines) in groups {
            insta::assert_snapshot!(group, outlines.join("\n\n"));
        }
    });
}

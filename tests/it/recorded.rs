//! Answers that the real service gave, kept outside of this repository.

use askside::{api::decode_questions, ports::HttpResponse};
use std::{env, fs, path::PathBuf};

#[test]
fn every_recorded_list_of_questions_decodes_whole() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let dir = root.join(env::var_os("ASKSIDE_SHARED").unwrap_or_else(|| "../shared".into())).join("api/recorded");
    let Ok(entries) = fs::read_dir(&dir) else {
        eprintln!("skipped: no recorded answers at {}; ASKSIDE_SHARED says where they are", dir.display());
        return;
    };
    let mut lists = 0;
    for path in entries.map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !(name.starts_with("v2") && name.ends_with(".json")) {
            continue;
        }
        let body = fs::read_to_string(&path).unwrap();
        let json: serde_json::Value = serde_json::from_str(&body).unwrap();
        let items = json["items"].as_array().map_or(&[][..], Vec::as_slice);
        // Answers carry their question's id too.
        let is_question = |item: &serde_json::Value| item["question_id"].is_u64() && item["answer_id"].is_null();
        if items.is_empty() || !items.iter().all(is_question) {
            continue;
        }
        let questions =
            decode_questions(&HttpResponse { status: 200, body }).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(questions.len(), items.len(), "{name}");
        for (question, item) in questions.iter().zip(items) {
            assert_eq!(question.id.0, item["question_id"].as_u64().unwrap(), "{name}");
            assert!(!question.title.is_empty() && !question.title.contains("&quot;"), "{name}: {}", question.title);
            assert!(question.link.starts_with("http") && !question.tags.is_empty(), "{name}: {question:?}");
            assert_eq!(question.created.0, item["creation_date"].as_i64().unwrap(), "{name}");
        }
        lists += 1;
    }
    assert!(lists >= 5, "only {lists} lists of questions at {}", dir.display());
}

//! The official description of API v3, kept outside of this repository, and what it says about an answer.
//!
//! A validator of its own, because the description means more than its schemas say: `additionalProperties: false` is
//! meant of an object and what it inherits together, a field that only refers to a model may be null although
//! OpenAPI 3.0 has no way to say so, and a site sends every field it has although none is required.

use std::path::PathBuf;
use std::{env, fs};

use askside_sim::Answer;
use serde_json::{Map, Value};

/// Fields that refer to a model and may be null.
const MAY_BE_NULL: &[&str] = &["owner", "lastEditor", "lastActivityUser", "bounty"];

pub(crate) struct Description(Value);

impl Description {
    /// The description, where there is one.
    pub(crate) fn open() -> Option<Self> {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
        let shared = root.join(env::var_os("ASKSIDE_SHARED").unwrap_or_else(|| "../shared".into()));
        let path = shared.join("api/openapi/stack-internal-v3.swagger.json");
        let Ok(text) = fs::read_to_string(&path) else {
            eprintln!("skipped: no description of API v3 at {}; ASKSIDE_SHARED says where it is", path.display());
            return None;
        };
        Some(Self(serde_json::from_str(&text).unwrap()))
    }

    /// Every operation, as `GET /questions/{questionId}`; those of teams too.
    pub(crate) fn operations(&self) -> Vec<String> {
        let paths = self.0["paths"].as_object().unwrap().iter();
        paths
            .flat_map(|(path, methods)| {
                let methods = methods.as_object().unwrap().keys();
                methods.map(move |method| format!("{} {path}", method.to_uppercase()))
            })
            .collect()
    }

    /// Whether something is sent with it.
    pub(crate) fn takes_body(&self, operation: &str) -> bool {
        let (method, path) = operation.split_once(' ').unwrap();
        !self.0["paths"][path][method.to_lowercase()]["requestBody"].is_null()
    }

    /// What is wrong with an answer to an operation.
    pub(crate) fn complaints(&self, operation: &str, answer: &Answer) -> Vec<String> {
        let (method, path) = operation.split_once(' ').unwrap();
        let responses = &self.0["paths"][path][method.to_lowercase()]["responses"];
        let response = &responses[answer.status.as_str()];
        if response.is_null() {
            return vec![format!("status {} is not among {:?}", answer.status, keys(responses))];
        }
        let kind = answer.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default();
        let Some(content) = response["content"].as_object() else {
            let empty = answer.body.is_empty();
            return if empty { vec![] } else { vec![format!("a body where none belongs: {}", answer.text())] };
        };
        let Some(content) = content.get(kind) else {
            return vec![format!("content type {kind:?} is not among {:?}", content.keys())];
        };
        let body = if kind == "application/json" { answer.json() } else { Value::String(answer.text()) };
        let mut complaints = Vec::new();
        self.check(&content["schema"], &body, "", &mut complaints);
        complaints
    }

    fn check(&self, schema: &Value, value: &Value, at: &str, complaints: &mut Vec<String>) {
        let nullable = schema["nullable"] == true
            || schema["$ref"].is_string() && MAY_BE_NULL.iter().any(|name| at.ends_with(&format!(".{name}")));
        let schema = self.resolve(schema);
        if value.is_null() {
            if !nullable && !schema.is_null() {
                complaints.push(format!("{at} is null"));
            }
            return;
        }
        if let Some(choices) = schema["oneOf"].as_array() {
            let mut reasons: Vec<Vec<String>> = choices
                .iter()
                .map(|choice| {
                    let mut reasons = Vec::new();
                    self.check(choice, value, at, &mut reasons);
                    reasons
                })
                .collect();
            if reasons.iter().filter(|reasons| reasons.is_empty()).count() != 1 {
                reasons.sort_by_key(Vec::len);
                complaints.push(format!("{at} is not exactly one of the choices: {:?}", reasons.first()));
            }
            return;
        }
        if let Some(words) = schema["enum"].as_array()
            && !words.contains(value)
        {
            complaints.push(format!("{at} is {value}, not one of {words:?}"));
        }
        match (schema["type"].as_str(), value) {
            (Some("object"), Value::Object(fields)) => self.check_object(schema, fields, at, complaints),
            (Some("array"), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.check(&schema["items"], item, &format!("{at}[{index}]"), complaints);
                }
            }
            (Some("integer"), Value::Number(number)) => {
                if number.as_i64().is_none_or(|number| i32::try_from(number).is_err()) {
                    complaints.push(format!("{at} is {number}, which is no int32"));
                }
            }
            (Some("string"), Value::String(text)) => {
                if schema["format"] == "date-time" && !is_date_time(text) {
                    complaints.push(format!("{at} is {text:?}, which is no date-time"));
                }
            }
            (Some("boolean"), Value::Bool(_)) | (None, _) => {}
            (Some(kind), _) => complaints.push(format!("{at} is {value}, no {kind}")),
        }
    }

    fn check_object(&self, schema: &Value, fields: &Map<String, Value>, at: &str, complaints: &mut Vec<String>) {
        let closed = schema["additionalProperties"] == false;
        let mut properties = Map::new();
        let parents = schema["allOf"].as_array().into_iter().flatten().map(|parent| self.resolve(parent));
        for part in parents.chain([schema]) {
            properties.extend(part["properties"].as_object().cloned().unwrap_or_default());
        }
        for (name, value) in fields {
            let at = format!("{at}.{name}");
            match properties.get(name) {
                Some(schema) => self.check(schema, value, &at, complaints),
                None if closed => complaints.push(format!("{at} has no place here")),
                None => {}
            }
        }
        // Only problem details are open to more, and leave out what they do not know.
        if closed {
            let missing = properties.keys().filter(|name| !fields.contains_key(*name));
            complaints.extend(missing.map(|name| format!("{at}.{name} is missing")));
        }
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(name) => self.0.pointer(name.trim_start_matches('#')).unwrap(),
            None => schema,
        }
    }
}

fn keys(value: &Value) -> Vec<&String> {
    value.as_object().into_iter().flat_map(Map::keys).collect()
}

/// `2026-03-02T09:30:00Z`, with or without a fraction.
fn is_date_time(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let Some(rest) = shape.strip_prefix("0000-00-00T00:00:00") else { return false };
    rest == "Z"
        || rest
            .strip_prefix('.')
            .and_then(|rest| rest.strip_suffix('Z'))
            .is_some_and(|f| f.trim_matches('0').is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The validator itself: a good value, and every way to be wrong.
    #[test]
    fn the_validator_can_fail() {
        let description = Description(json!({"components": {"schemas": {
            "Base": {"type": "object", "properties": {"score": {"type": "integer"}}, "additionalProperties": false},
            "Item": {"type": "object", "allOf": [{"$ref": "#/components/schemas/Base"}], "additionalProperties": false,
                "properties": {"at": {"type": "string", "format": "date-time"}, "owner": {"$ref": "#/components/schemas/Base"},
                    "sort": {"enum": ["a", "b"], "type": "string"}, "note": {"type": "string", "nullable": true}}},
        }}}));
        let good = json!({"score": 1, "at": "2026-03-02T09:30:00Z", "owner": null, "sort": "a", "note": null});
        let check = |change: &dyn Fn(&mut Map<String, Value>), expected: &str| {
            let mut value = good.clone();
            change(value.as_object_mut().unwrap());
            let mut complaints = Vec::new();
            description.check(&json!({"$ref": "#/components/schemas/Item"}), &value, "", &mut complaints);
            assert_eq!(complaints.first().map_or("", String::as_str), expected, "{complaints:?}");
        };
        check(&|_| {}, "");
        check(
            &|item| _ = item.insert("at".into(), json!("2026-03-02")),
            ".at is \"2026-03-02\", which is no date-time",
        );
        check(&|item| _ = item.insert("at".into(), json!(null)), ".at is null");
        check(
            &|item| _ = item.insert("score".into(), json!(3_000_000_000_u32)),
            ".score is 3000000000, which is no int32",
        );
        check(&|item| _ = item.insert("score".into(), json!("3")), ".score is \"3\", no integer");
        check(&|item| _ = item.insert("more".into(), json!(1)), ".more has no place here");
        check(&|item| _ = item.remove("score"), ".score is missing");
        check(
            &|item| _ = item.insert("sort".into(), json!("c")),
            ".sort is \"c\", not one of [String(\"a\"), String(\"b\")]",
        );
        check(&|item| _ = item.insert("owner".into(), json!({"score": "x"})), ".owner.score is \"x\", no integer");
    }
}

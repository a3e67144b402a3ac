//! What the program writes is what `docs/findings.schema.json` says.
//!
//! The crate `jsonschema` brings some 75 others along, so this reads the part of JSON
//! Schema that the file keeps to, and refuses any other keyword.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use nearcopy::decisions::text_digest;
use serde_json::{Map, Value, json};

use super::process::{feed, program, records, run, stdout};

/// A schema of the file.
struct Schema(Value);

impl Schema {
    fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/findings.schema.json");
        Self(serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
    }

    /// Checks the record by the schema of its type, as exactly one of `oneOf` fits it.
    fn check(&self, record: &Value) -> Result<(), String> {
        let all = self.0["oneOf"].as_array().unwrap();
        let results: Vec<_> = all.iter().map(|one| self.fits(record, one)).collect();
        match results.iter().filter(|result| result.is_ok()).count() {
            1 => Ok(()),
            fitting => {
                let kind = format!("#/$defs/{}", record["type"].as_str().unwrap_or_default());
                let own = all.iter().zip(&results).find(|(one, _)| one["$ref"] == *kind);
                Err(format!("{fitting} fit {record}: {:?}", own.map(|(_, result)| result)))
            }
        }
    }

    fn fits(&self, value: &Value, schema: &Value) -> Result<(), String> {
        for (keyword, asked) in schema.as_object().unwrap() {
            let fits = match &**keyword {
                "description" => true,
                "$ref" => {
                    let name = asked.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                    self.fits(value, &self.0["$defs"][name])?;
                    true
                }
                "type" => names(asked).iter().any(|name| is_of_type(value, name)),
                "const" => value == asked,
                "enum" => asked.as_array().unwrap().contains(value),
                "minimum" => value.as_f64().is_none_or(|it| it >= asked.as_f64().unwrap()),
                "maximum" => value.as_f64().is_none_or(|it| it <= asked.as_f64().unwrap()),
                "minItems" => {
                    value.as_array().is_none_or(|it| it.len() as u64 >= asked.as_u64().unwrap())
                }
                "items" => {
                    let mut items = value.as_array().into_iter().flatten();
                    items.try_for_each(|item| self.fits(item, asked))?;
                    true
                }
                "required" => {
                    let is_there = |name: &&str| value.get(*name).is_some();
                    !value.is_object() || names(asked).iter().all(is_there)
                }
                "properties" => {
                    for (name, value) in value.as_object().into_iter().flatten() {
                        let one = asked.get(name).map_or(Ok(()), |one| self.fits(value, one));
                        one.map_err(|error| format!("{name}: {error}"))?;
                    }
                    true
                }
                "additionalProperties" => self.others_fit(value, schema, asked)?,
                _ => panic!("{keyword} is not read here"),
            };
            if !fits {
                return Err(format!("{value} is against {keyword} {asked}"));
            }
        }
        Ok(())
    }

    /// Whether the properties that are not named fit.
    fn others_fit(&self, value: &Value, schema: &Value, asked: &Value) -> Result<bool, String> {
        let named = |name: &str| schema.get("properties").and_then(|it| it.get(name)).is_some();
        let all = value.as_object().into_iter().flatten();
        for (name, value) in all.filter(|(name, _)| !named(name)) {
            if asked == &json!(false) {
                return Err(format!("{name} is not in the schema"));
            }
            self.fits(value, asked)?;
        }
        Ok(true)
    }
}

fn names(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(names) => names.iter().map(|name| name.as_str().unwrap()).collect(),
        name => vec![name.as_str().unwrap()],
    }
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_u64() || value.is_i64(),
        "null" => value.is_null(),
        _ => panic!("{name} is no type"),
    }
}

/// The feed with dates and outlets, a set written otherwise, and a line that is no record.
fn input() -> String {
    let mut records = records(&feed());
    records[1]["text"] = json!(records[1]["text"].as_str().unwrap().replace("two", "Two"));
    for (day, record) in records.iter_mut().enumerate() {
        record["date"] = json!(format!("2022-01-1{day}"));
        record["source"] = json!("Post");
    }
    let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
    lines + "{\"id\": \"no text\"}\n"
}

/// A decision about a pair of the input.
fn decided() -> Value {
    let records = records(&feed());
    let digest = |record: &Value| format!("{:016x}", text_digest(record["text"].as_str().unwrap()));
    json!({"type": "decision", "a": "flood", "b": "flood edited", "decision": "copy",
        "digest_a": digest(&records[0]), "digest_b": digest(&records[2])})
}

#[test]
fn every_record_is_as_the_schema_says() {
    let schema = Schema::read();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("feed.jsonl"), input()).unwrap();
    fs::write(folder.path().join("page.pdf"), "no text").unwrap();
    fs::write(folder.path().join("decided.jsonl"), format!("{}\n", decided())).unwrap();
    let (mut seen, mut keys) = (BTreeSet::new(), BTreeSet::new());
    let runs: [&[&str]; 6] = [
        &["."],
        &["--texts", "--offsets", "utf16", "--decisions", "decided.jsonl", "."],
        &["--level", "near", "--threshold", "0.1", "."],
        &["--top", "0", "--text-field", "text", "--exclude", "*.txt", "--within", "3w", "."],
        &["--max-size", "1M", "--templates", "--no-passages", "feed.jsonl"],
        &["--text-field", "source,text", "feed.jsonl"],
    ];
    for args in runs {
        let mut command = program();
        command.current_dir(folder.path()).args(["-q", "--tolerate", "-f", "jsonl"]).args(args);
        for record in records(&stdout(&command.output().unwrap())) {
            schema.check(&record).unwrap_or_else(|error| panic!("{args:?}: {error}"));
            seen.insert(record["type"].as_str().unwrap().to_owned());
            keys.extend(record.as_object().unwrap().keys().cloned());
        }
    }
    for record in records(&stdout(&run(&["-f", "jsonl", "seeds"]))) {
        schema.check(&record).unwrap();
        keys.extend(record.as_object().unwrap().keys().cloned());
    }
    let types = ["article", "cluster", "identical", "pair", "problem", "run", "skipped", "summary"];
    assert_eq!(seen, types.map(str::to_owned).into());
    for key in ["decision", "direction", "days", "variants", "passages", "edits", "text"] {
        assert!(keys.contains(key), "no {key} was checked");
    }
    for key in ["not_listed", "other_files"] {
        assert!(keys.contains(key), "no {key} was checked");
    }
}

#[test]
fn what_is_not_in_the_schema_is_refused() {
    let schema = Schema::read();
    let skipped = json!({"type": "skipped", "id": "a", "words": 3});
    assert_eq!(schema.check(&skipped), Ok(()));
    for (key, value) in [("more", json!(1)), ("words", json!(-1)), ("id", json!(7))] {
        let mut record = skipped.clone();
        record[key] = value;
        assert!(schema.check(&record).is_err(), "{record}");
    }
    assert!(schema.check(&json!({"type": "skipped", "id": "a"})).is_err());
    assert!(schema.check(&json!({"type": "other"})).is_err());
}

#[test]
fn every_field_is_described() {
    /// The fields without a line of their own or of what they refer to.
    fn silent(schema: &Schema, at: &Map<String, Value>, found: &mut Vec<String>) {
        for (name, field) in at.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let there = field["$ref"].as_str().and_then(|it| it.strip_prefix("#/$defs/"));
            let meant = there.map_or(field, |there| &schema.0["$defs"][there]);
            let is_said = |it: &Value| it["description"].as_str().is_some_and(|it| it.len() > 10);
            if name != "type" && !is_said(field) && !is_said(meant) {
                found.push(name.clone());
            }
        }
        for value in at.values() {
            if let Value::Object(inner) = value {
                silent(schema, inner, found);
            }
        }
    }
    let (schema, mut found) = (Schema::read(), Vec::new());
    silent(&schema, schema.0["$defs"].as_object().unwrap(), &mut found);
    assert_eq!(found, Vec::<String>::new());
}

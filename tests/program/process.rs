//! The program as a process, for the tests that run it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The program.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nearcopy"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null());
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(variable);
    }
    command
}

pub fn run<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> Output {
    program().args(args).output().expect("the program starts")
}

pub fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).expect("the report is UTF-8")
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn records(jsonl: &str) -> Vec<Value> {
    jsonl.lines().map(|line| serde_json::from_str(line).expect("every line is JSON")).collect()
}

pub fn of_type<'r>(records: &'r [Value], kind: &str) -> Vec<&'r Value> {
    records.iter().filter(|record| record["type"] == kind).collect()
}

/// The two seed articles, by name.
pub fn seeds() -> [PathBuf; 2] {
    ["000_dcf635e621369bb0.txt", "001_7f1638b987c94aff.txt"].map(|name| seeds_folder().join(name))
}

fn seeds_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")
}

/// Two versions of one report, the same once more, and a report on another matter.
pub fn feed() -> String {
    let article = |id: &str, text: &str| serde_json::json!({"id": id, "text": text}).to_string();
    let flood = "The river rose by two metres overnight and the old bridge had to be closed. \
        The mayor asked everyone who lives by the water to leave before dark. Schools will stay \
        shut until the end of the week, the council decided on Monday.";
    let edited = flood.replace("rose by", "had risen").replace("dark", "nightfall");
    let library = "A new library opened on the main square this morning, after six years of \
        building work. Its reading room has space for four hundred visitors, and the architect \
        was there to cut the ribbon with a class of school children.";
    [
        article("flood", flood),
        article("flood again", flood),
        article("flood edited", &edited),
        article("library", library),
        article("short", "Rain."),
    ]
    .map(|line| line + "\n")
    .concat()
}

//! Finds near-duplicate articles in folders, files or standard input.
fn main() {}

//! `cargo +nightly fuzz run saved`, or without a sanitizer on any toolchain:
//! `cargo fuzz run --sanitizer none saved`. What it does: [`nearcopy_fuzz::saved`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nearcopy_fuzz::saved(bytes));

//! `cargo +nightly fuzz run narrow`, or without a sanitizer on any toolchain:
//! `cargo fuzz run --sanitizer none narrow`. What it does: [`nearcopy_fuzz::narrow_report`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nearcopy_fuzz::narrow_report(bytes));

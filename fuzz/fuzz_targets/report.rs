//! `cargo +nightly fuzz run report`, or without a sanitizer on any toolchain:
//! `cargo fuzz run --sanitizer none report`. What it does: [`nearcopy_fuzz::report`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nearcopy_fuzz::report(bytes));

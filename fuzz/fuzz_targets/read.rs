//! `cargo +nightly fuzz run read`, or without a sanitizer on any toolchain:
//! `cargo fuzz run --sanitizer none read`. What it does: [`nearcopy_fuzz::read`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nearcopy_fuzz::read(bytes));

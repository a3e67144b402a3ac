//! `cargo +nightly fuzz run align`, or without a sanitizer on any toolchain:
//! `cargo fuzz run --sanitizer none align`. What it does: [`nearcopy_fuzz::align`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nearcopy_fuzz::align(bytes));

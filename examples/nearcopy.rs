//! The program, see [`nearcopy::cli`]:
//!
//! ```text
//! cargo run --release --example nearcopy -- seeds
//! ```

fn main() -> std::process::ExitCode {
    nearcopy::cli::main()
}

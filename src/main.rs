//! The program, see [`nearcopy::cli`].

fn main() -> std::process::ExitCode {
    nearcopy::cli::main()
}

//! What is installed beside the program: completions and manual pages.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;

use super::args::Cli;
use super::failure::Failure;
use super::output::OutputFile;
use crate::Error;

/// Prints what completes the options in a shell.
pub fn completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), NAME, &mut script);
    print(&script)
}

/// Prints the manual page of the program, or of a command of it.
pub fn man(names: &[String]) -> Result<(), Failure> {
    let mut command = Cli::command();
    command.build();
    for name in names {
        command = match command.find_subcommand(name) {
            Some(found) => found.clone(),
            None => return Err(unknown(name)),
        };
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).map_err(io_failure)?;
    print(&page)
}

const NAME: &str = "nearcopy";

fn unknown(name: &str) -> Failure {
    let allowed = "a command of nearcopy, as index or index add";
    Error::Setting { name: "COMMAND", value: format!("{name:?}"), allowed }.into()
}

fn io_failure(source: io::Error) -> Failure {
    Failure::Output { path: None, source }
}

fn print(content: &[u8]) -> Result<(), Failure> {
    OutputFile::new(None)?.write(|out: &mut dyn Write| out.write_all(content))
}

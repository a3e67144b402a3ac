//! Runs a program and makes one of its system calls fail, by `ptrace`.
//!
//! Unlike a library that is loaded before others, this sees the calls that are made
//! without the C library too, those of its start-up and of every thread, and needs no C
//! compiler. A call that fails is never made: the kernel gets an invalid number in its
//! place, and the program the error.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use std::{io, mem, ptr, thread};

use libc::{c_int, c_long, c_void, pid_t, user_regs_struct};

/// A run that takes longer hangs: it takes a tenth of a second, on a busy machine
/// some seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// What happens to a call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// It fails with this error.
    Fails(c_int),
    /// It reads or writes half of what was asked for.
    Short,
}

/// Which call of a run does not do what it should.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// The number of the system call.
    pub call: c_long,
    /// The how-manieth such call, from 1.
    pub nth: usize,
    pub kind: Kind,
    /// Whether all such calls after it do the same.
    pub lasting: bool,
}

/// How a run ended.
#[derive(Debug, Default)]
pub struct Ended {
    /// The exit code, or none after a signal.
    pub code: Option<c_int>,
    pub signal: Option<c_int>,
    pub hung: bool,
    /// How often the program made each system call.
    pub calls: BTreeMap<c_long, usize>,
}

/// Runs the program with its standard error in a file. Calls count from the one with
/// which Rust's runtime begins: before, the dynamic loader is at work.
///
/// # Errors
///
/// Where a process may not trace its child.
pub fn run(command: &mut Command, stderr: File, fault: Option<Fault>) -> io::Result<Ended> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(stderr);
    // SAFETY: between fork and exec one system call is made, which takes no memory.
    unsafe { command.pre_exec(|| ptrace(libc::PTRACE_TRACEME, 0, 0, ptr::null_mut()).map(drop)) };
    let child = command.spawn()?.id() as pid_t;
    let (ended, end) = mpsc::channel::<()>();
    let watch = thread::spawn(move || {
        let hung = end.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout);
        if hung {
            // SAFETY: the child is not waited for before this thread has ended.
            unsafe { libc::kill(child, libc::SIGKILL) };
        }
        hung
    });
    let mut run = Run { child, fault, ..Run::default() };
    let traced = run.trace();
    drop(ended);
    run.ended.hung = watch.join().expect("the watch does not panic");
    traced.map(|()| run.ended)
}

#[derive(Default)]
struct Run {
    child: pid_t,
    fault: Option<Fault>,
    ended: Ended,
    /// The threads in a call that fails, and with what.
    failing: BTreeMap<pid_t, c_int>,
    /// The threads in a call.
    inside: BTreeSet<pid_t>,
    begun: bool,
}

impl Run {
    /// Follows the program to its end.
    fn trace(&mut self) -> io::Result<()> {
        let options = libc::PTRACE_O_TRACESYSGOOD
            | libc::PTRACE_O_TRACECLONE
            | libc::PTRACE_O_TRACEEXEC
            | libc::PTRACE_O_EXITKILL;
        let mut is_set_up = false;
        loop {
            let mut status = 0;
            // SAFETY: only `status` is written to. Other threads' children are not
            // waited for.
            let thread =
                unsafe { libc::waitpid(-1, &mut status, libc::__WALL | libc::__WNOTHREAD) };
            if thread < 0 {
                return Err(io::Error::last_os_error());
            }
            if libc::WIFEXITED(status) || libc::WIFSIGNALED(status) {
                if thread == self.child {
                    self.ended.code = libc::WIFEXITED(status).then(|| libc::WEXITSTATUS(status));
                    self.ended.signal = libc::WIFSIGNALED(status).then(|| libc::WTERMSIG(status));
                    return Ok(());
                }
                continue;
            }
            if !is_set_up {
                ptrace(libc::PTRACE_SETOPTIONS, thread, 0, options as usize as *mut c_void)?;
                is_set_up = true;
            }
            let signal = match libc::WSTOPSIG(status) {
                stop if stop == libc::SIGTRAP | 0x80 => {
                    // A thread that another one's end takes along is gone by now.
                    let _ = self.at_call(thread);
                    0
                }
                // The stops of `ptrace` itself.
                libc::SIGTRAP | libc::SIGSTOP => 0,
                signal => signal,
            };
            let _ = ptrace(libc::PTRACE_SYSCALL, thread, 0, signal as usize as *mut c_void);
        }
    }

    /// The thread stands before or behind a call.
    fn at_call(&mut self, thread: pid_t) -> io::Result<()> {
        if !self.inside.insert(thread) {
            self.inside.remove(&thread);
            if let Some(error) = self.failing.remove(&thread) {
                let mut registers = registers(thread)?;
                registers.rax = -i64::from(error) as u64;
                set_registers(thread, &mut registers)?;
            }
            return Ok(());
        }
        let mut registers = registers(thread)?;
        let call = registers.orig_rax as c_long;
        self.begun |= call == libc::SYS_sigaltstack;
        if !self.begun {
            return Ok(());
        }
        let count = self.ended.calls.entry(call).or_default();
        *count += 1;
        let Some(fault) = self.fault.filter(|fault| fault.call == call) else { return Ok(()) };
        if *count != fault.nth && !(fault.lasting && *count > fault.nth) {
            return Ok(());
        }
        match fault.kind {
            Kind::Fails(error) => {
                registers.orig_rax = u64::MAX;
                self.failing.insert(thread, error);
            }
            Kind::Short => registers.rdx = registers.rdx.div_ceil(2),
        }
        set_registers(thread, &mut registers)
    }
}

fn registers(thread: pid_t) -> io::Result<user_regs_struct> {
    // SAFETY: numbers alone, for which zeros are a value.
    let mut registers: user_regs_struct = unsafe { mem::zeroed() };
    ptrace(libc::PTRACE_GETREGS, thread, 0, (&raw mut registers).cast())?;
    Ok(registers)
}

fn set_registers(thread: pid_t, registers: &mut user_regs_struct) -> io::Result<()> {
    ptrace(libc::PTRACE_SETREGS, thread, 0, ptr::from_mut(registers).cast()).map(drop)
}

fn ptrace(
    request: libc::c_uint,
    thread: pid_t,
    address: usize,
    data: *mut c_void,
) -> io::Result<c_long> {
    // SAFETY: what `data` points to is as large as the request writes or reads, and
    // other requests take it as a number.
    let result = unsafe { libc::ptrace(request, thread, address as *mut c_void, data) };
    match result {
        -1 => Err(io::Error::last_os_error()),
        result => Ok(result),
    }
}

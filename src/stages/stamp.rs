//! By what a stage's product was made.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// The version of what the stages make. It is raised whenever a text may come out with other
/// words, keys, counts or verdicts than before: a test compares them with what they were.
pub const KERNEL: u32 = 2;

/// By what a stage's product was made: the kernel, and the plan, which stands for the settings
/// and for how common words are. Kept beside every product, as text.
///
/// ```
/// use nearcopy::stages::{KERNEL, Stamp};
///
/// let stamp = Stamp::new(7);
/// assert_eq!(stamp.to_string(), format!("kernel {KERNEL}, plan 0000000000000007"));
/// assert_eq!(stamp.to_string().parse::<Stamp>()?, stamp);
///
/// let older: Stamp = "kernel 0, plan 0000000000000007".parse()?;
/// assert!(stamp.check(older).unwrap_err().to_string().contains("kernel 0"));
/// # Ok::<(), nearcopy::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Stamp {
    /// As [`KERNEL`].
    pub kernel: u32,
    /// A digest of the plan; 0 for what is made before there is one.
    pub plan: u64,
}

const FORM: &str = "product of a stage";

impl Stamp {
    /// The stamp of what this kernel makes by the plan of this digest.
    pub const fn new(plan: u64) -> Self {
        Self { kernel: KERNEL, plan }
    }

    /// That a product of `other` goes with those of this one.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where the kernels differ, or the plans.
    pub fn check(self, other: Self) -> Result<(), Error> {
        let corrupt = |problem| Err(Error::Corrupt { form: FORM, problem });
        if self.kernel != other.kernel {
            return corrupt(format!(
                "it was made by kernel {}, and this program has kernel {}; all machines need the \
                 same version of nearcopy, and what another one made is made anew",
                other.kernel, self.kernel
            ));
        }
        if self.plan != other.plan {
            return corrupt(format!(
                "it was made by plan {:016x}, and this is plan {:016x}: of other settings, or of \
                 statistics of other articles; make it anew",
                other.plan, self.plan
            ));
        }
        Ok(())
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "kernel {}, plan {:016x}", self.kernel, self.plan)
    }
}

impl FromStr for Stamp {
    type Err = Error;

    /// The stamp that is displayed so.
    fn from_str(text: &str) -> Result<Self, Error> {
        let parts = text.strip_prefix("kernel ").and_then(|rest| rest.split_once(", plan "));
        let stamp = parts.and_then(|(kernel, plan)| {
            Some(Self { kernel: kernel.parse().ok()?, plan: u64::from_str_radix(plan, 16).ok()? })
        });
        stamp.ok_or_else(|| {
            let problem = format!("it says {text:?}, not by which kernel and plan it was made");
            Error::Corrupt { form: FORM, problem }
        })
    }
}

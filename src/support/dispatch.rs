//! Loops compiled for the processor at hand.

/// Loops over numbers that a processor may take many of at once.
pub(crate) trait Kernel {
    type Output;

    /// The loops. To be marked `#[inline(always)]`: a function compiled on its
    /// own is compiled for any processor.
    fn run(self) -> Self::Output;
}

/// Runs a kernel, many numbers at once where the processor can.
///
/// The operations are the same either way, and so is the result, bit by bit.
#[inline(always)]
pub(crate) fn dispatch<K: Kernel>(kernel: K) -> K::Output {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2")]
        fn with_avx2<K: Kernel>(kernel: K) -> K::Output {
            kernel.run()
        }
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2, which is all that is asked for.
            return unsafe { with_avx2(kernel) };
        }
    }
    kernel.run()
}

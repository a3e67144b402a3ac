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

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of which each is used once, and a sum that depends on their order.
    struct Sum<'a>(&'a [f32]);

    impl Kernel for Sum<'_> {
        type Output = (f32, Vec<f32>);

        #[inline(always)]
        fn run(self) -> Self::Output {
            let halves: Vec<f32> = self.0.iter().map(|number| number * 0.5 + 1.0).collect();
            (halves.iter().sum(), halves)
        }
    }

    #[test]
    fn a_kernel_gives_the_same_on_every_processor() {
        let numbers: Vec<f32> = (0..37).map(|at| 1.0 / (at + 3) as f32).collect();
        for length in [0, 1, 7, 8, 9, 32, 37] {
            assert_eq!(dispatch(Sum(&numbers[..length])), Sum(&numbers[..length]).run());
        }
    }
}

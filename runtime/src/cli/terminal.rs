//! What is asked of the terminal itself.

/// Forgets what was typed before anything was asked: it is no answer.
pub(super) fn forget_typed() {
    system::forget_typed();
}

/// The calls are declared here: a crate of bindings to all of the C library takes a second to compile.
#[cfg(any(
    all(
        target_os = "linux",
        any(
            target_arch = "x86_64",
            target_arch = "aarch64",
            target_arch = "riscv64"
        )
    ),
    target_vendor = "apple"
))]
mod system {
    use std::ffi::c_int;

    unsafe extern "C" {
        // `man 3 tcflush`
        fn tcflush(file: c_int, queue: c_int) -> c_int;
    }

    const STANDARD_INPUT: c_int = 0;
    /// `TCIFLUSH`: what has come and was not read.
    const COME: c_int = if cfg!(target_os = "linux") { 0 } else { 1 };

    pub(super) fn forget_typed() {
        // SAFETY: the arguments are of the types that the call takes; what is no terminal is left as it is.
        unsafe { tcflush(STANDARD_INPUT, COME) };
    }
}

/// No call of this system's is known.
#[cfg(not(any(
    all(
        target_os = "linux",
        any(
            target_arch = "x86_64",
            target_arch = "aarch64",
            target_arch = "riscv64"
        )
    ),
    target_vendor = "apple"
)))]
mod system {
    pub(super) fn forget_typed() {}
}

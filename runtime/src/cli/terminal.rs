//! What is asked of the terminal itself.

/// Forgets what was typed before anything was asked: it is no answer.
pub(super) fn forget_typed() {
    system::forget_typed();
}

/// How many lines the terminal of standard error has; where it does not say, as many as most have at least.
pub(super) fn height() -> usize {
    match system::height() {
        0 => 24,
        height => height,
    }
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
    use std::ffi::{c_int, c_ulong, c_ushort};

    unsafe extern "C" {
        // `man 3 tcflush`
        fn tcflush(file: c_int, queue: c_int) -> c_int;
        // `man 2 ioctl`
        fn ioctl(file: c_int, request: c_ulong, ...) -> c_int;
    }

    /// `struct winsize`: lines and columns, and the same in pixels.
    type Size = [c_ushort; 4];

    const STANDARD_INPUT: c_int = 0;
    const STANDARD_ERROR: c_int = 2;
    /// `TCIFLUSH`: what has come and was not read.
    const COME: c_int = if cfg!(target_os = "linux") { 0 } else { 1 };

    /// `TIOCGWINSZ`
    const GET_SIZE: c_ulong = if cfg!(target_os = "linux") {
        0x5413
    } else {
        0x4008_7468
    };

    pub(super) fn height() -> usize {
        let mut size: Size = [0; 4];
        // SAFETY: the call writes a size and nothing else, and the size outlives it.
        match unsafe { ioctl(STANDARD_ERROR, GET_SIZE, &raw mut size) } {
            0 => usize::from(size[0]),
            _ => 0,
        }
    }

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
    pub(super) fn height() -> usize {
        0
    }

    pub(super) fn forget_typed() {}
}

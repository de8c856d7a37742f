//! Two folders change names in one step.

use std::io;
use std::path::Path;

/// Exchanges the names of two folders; there is no moment at which one of the names is missing.
///
/// # Errors
///
/// One of them is missing, or the system or the file system cannot do it.
pub(crate) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    system::exchange(one, other)
}

/// The two calls are declared here: a crate of bindings to all of the C library takes a second to compile.
#[cfg(any(all(target_os = "linux", target_env = "gnu"), target_vendor = "apple"))]
mod system {
    use std::ffi::{CString, c_char, c_int, c_uint};
    use std::io;
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;

    #[cfg(target_os = "linux")]
    unsafe extern "C" {
        // <https://man7.org/linux/man-pages/man2/rename.2.html>, in the GNU C library since 2.28
        fn renameat2(
            old_dir: c_int,
            old: *const c_char,
            new_dir: c_int,
            new: *const c_char,
            flags: c_uint,
        ) -> c_int;
    }

    #[cfg(target_vendor = "apple")]
    unsafe extern "C" {
        // `man 2 renamex_np`
        fn renamex_np(old: *const c_char, new: *const c_char, flags: c_uint) -> c_int;
    }

    /// Paths are taken from the working folder.
    #[cfg(target_os = "linux")]
    const AT_FDCWD: c_int = -100;
    /// `RENAME_EXCHANGE` on Linux, `RENAME_SWAP` on Apple's systems.
    const EXCHANGE: c_uint = 2;

    pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
        let one = CString::new(one.as_os_str().as_bytes())?;
        let other = CString::new(other.as_os_str().as_bytes())?;
        // SAFETY: both pointers are to strings that end in a zero byte and outlive the call.
        #[cfg(target_os = "linux")]
        let done = unsafe { renameat2(AT_FDCWD, one.as_ptr(), AT_FDCWD, other.as_ptr(), EXCHANGE) };
        // SAFETY: as above.
        #[cfg(target_vendor = "apple")]
        let done = unsafe { renamex_np(one.as_ptr(), other.as_ptr(), EXCHANGE) };
        if done == 0 {
            Ok(())
        } else {
            Err(io::Error::last_os_error())
        }
    }
}

/// No call of this system's is known that does it in one step.
#[cfg(not(any(all(target_os = "linux", target_env = "gnu"), target_vendor = "apple")))]
mod system {
    use std::io;
    use std::path::Path;

    pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

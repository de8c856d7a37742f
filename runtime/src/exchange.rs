//! Two folders change names in one step.

use std::io;
use std::path::Path;

/// Exchanges the names of two folders; there is no moment at which one of the names is missing.
///
/// # Errors
///
/// One of them is missing, say; [`io::ErrorKind::Unsupported`] where the system or the file system never does it.
pub(crate) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    system::exchange(one, other)
}

/// The two calls are declared here: a crate of bindings to all of the C library takes a second to compile.
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
    use std::ffi::{CString, c_char, c_int, c_long, c_uint};
    use std::io;
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;

    #[cfg(target_os = "linux")]
    unsafe extern "C" {
        // Not every C library has a function for renameat2; every one has this.
        fn syscall(number: c_long, ...) -> c_long;
    }

    #[cfg(target_vendor = "apple")]
    unsafe extern "C" {
        // `man 2 renamex_np`
        fn renamex_np(old: *const c_char, new: *const c_char, flags: c_uint) -> c_int;
    }

    /// The number of renameat2: <https://man7.org/linux/man-pages/man2/rename.2.html>
    #[cfg(target_os = "linux")]
    const RENAMEAT2: c_long = if cfg!(target_arch = "x86_64") {
        316
    } else {
        276
    };
    /// Paths are taken from the working folder.
    #[cfg(target_os = "linux")]
    const AT_FDCWD: c_int = -100;
    /// What says that the call, or its flag, is not known: `EINVAL`, `ENOSYS` and `EOPNOTSUPP`.
    #[cfg(target_os = "linux")]
    const UNSUPPORTED: &[c_int] = &[22, 38, 95];
    /// `EINVAL`, `ENOTSUP`, `ENOSYS` and `EOPNOTSUPP`.
    #[cfg(target_vendor = "apple")]
    const UNSUPPORTED: &[c_int] = &[22, 45, 78, 102];
    /// `RENAME_EXCHANGE` on Linux, `RENAME_SWAP` on Apple's systems.
    const EXCHANGE: c_uint = 2;

    #[cfg(target_os = "linux")]
    fn rename(one: *const c_char, other: *const c_char) -> c_long {
        // SAFETY: the arguments are of the types that the call takes, and the strings end in a zero byte.
        unsafe { syscall(RENAMEAT2, AT_FDCWD, one, AT_FDCWD, other, EXCHANGE) }
    }

    #[cfg(target_vendor = "apple")]
    fn rename(one: *const c_char, other: *const c_char) -> c_long {
        // SAFETY: the strings end in a zero byte.
        c_long::from(unsafe { renamex_np(one, other, EXCHANGE) })
    }

    pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
        let one = CString::new(one.as_os_str().as_bytes())?;
        let other = CString::new(other.as_os_str().as_bytes())?;
        match rename(one.as_ptr(), other.as_ptr()) {
            0 => Ok(()),
            _ => Err(meaning(io::Error::last_os_error())),
        }
    }

    /// The system's error, or [`io::ErrorKind::Unsupported`].
    pub(super) fn meaning(error: io::Error) -> io::Error {
        for code in UNSUPPORTED {
            if error.raw_os_error() == Some(*code) {
                return io::ErrorKind::Unsupported.into();
            }
        }
        error
    }
}

/// No call of this system's is known that does it in one step.
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
    use std::io;
    use std::path::Path;

    pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(all(
    test,
    any(target_os = "linux", target_vendor = "apple"),
    any(
        target_arch = "x86_64",
        target_arch = "aarch64",
        target_arch = "riscv64"
    )
))]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn two_folders_change_names_and_a_missing_one_is_an_error() {
        let place = std::env::temp_dir().join(format!("passrole-exchange-{}", std::process::id()));
        let (one, other) = (place.join("one"), place.join("other"));
        for folder in [&one, &other] {
            fs::create_dir_all(folder).unwrap();
            fs::write(folder.join("name"), folder.as_os_str().as_encoded_bytes()).unwrap();
        }
        exchange(&one, &other).unwrap();
        assert_eq!(
            fs::read(one.join("name")).unwrap(),
            other.as_os_str().as_encoded_bytes()
        );
        assert!(exchange(&one, &place.join("missing")).is_err());
        fs::remove_dir_all(&place).unwrap();
    }

    #[test]
    fn only_what_the_system_cannot_do_is_unsupported() {
        let kind = |code| system::meaning(io::Error::from_raw_os_error(code)).kind();
        let unsupported = if cfg!(target_os = "linux") {
            [22, 38, 95]
        } else {
            [22, 45, 102]
        };
        for code in unsupported {
            assert_eq!(kind(code), io::ErrorKind::Unsupported, "{code}");
        }
        // EPERM, ENOENT, EIO, EACCES, EBUSY, EXDEV, ENOSPC
        for code in [1, 2, 5, 13, 16, 18, 28] {
            assert_ne!(kind(code), io::ErrorKind::Unsupported, "{code}");
        }
    }
}

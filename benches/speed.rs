//! What users wait for: a clean build, an edit, the synthesis. `cargo bench -p passrole-benches` prints it all.
//!
//! Everything is measured from outside, on a project in a folder of its own that uses the library as a user's does.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use passrole_benches::fleet;

/// How often each thing is measured; the median is printed.
const RUNS: usize = 5;

fn main() {
    let project = Project::new();
    project.write(&storefront());
    project.cargo(&["fetch"]);
    println!("packages          {:>8}", project.packages());
    println!(
        "clean build       {:>8} ms of CPU",
        median(3, || {
            project.clean();
            millis(project.measure(&["build"]).cpu)
        })
    );
    let mut edit = 0;
    println!(
        "edit to templates {:>8} ms",
        median(RUNS, || {
            edit += 1;
            project.write(
                &storefront().replace("before you approve", &format!("before you approve {edit}")),
            );
            millis(project.measure(&["run", "--", "--out", "out"]).wall)
        })
    );
    println!(
        "synth             {:>8} ms, {} kB",
        median(RUNS * 4, || millis(project.run().wall)),
        project.run().memory
    );
    for count in [20, 40, 80] {
        let mut edit = 0;
        let compile = median(3, || {
            edit += 1;
            project.write(&fleet(count).replace("\"fleet\" in", &format!("\"fleet{edit}\" in")));
            millis(project.measure(&["build"]).wall)
        });
        let synth = median(RUNS * 4, || millis(project.run().wall));
        println!(
            "{count} accounts       {compile:>8} ms to compile, {synth} ms to synthesize, {} kB",
            project.run().memory
        );
    }
}

/// The program of the example, without the lines that describe it.
fn storefront() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/storefront.rs");
    let text = fs::read_to_string(path).expect("the example is there");
    text.lines()
        .filter(|line| !line.starts_with("//!"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// A project that uses the library.
struct Project {
    folder: PathBuf,
}

/// What a command took, its children included.
struct Cost {
    wall: Duration,
    cpu: Duration,
    /// The most memory that one of the processes had, in kB.
    memory: i64,
}

impl Project {
    fn new() -> Project {
        let folder = std::env::temp_dir().join(format!("passrole-speed-{}", std::process::id()));
        fs::create_dir_all(folder.join("src")).expect("a folder for the project");
        let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime");
        let manifest = format!(
            "[package]\nname = \"project\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\npassrole = {{ path = {library:?} }}\n\n[workspace]\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest for the project");
        Project { folder }
    }

    fn write(&self, program: &str) {
        fs::write(self.folder.join("src/main.rs"), program).expect("a program for the project");
    }

    fn clean(&self) {
        let _ = fs::remove_dir_all(self.folder.join("target"));
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command
            .args(["--quiet"])
            .args(arguments)
            .current_dir(&self.folder)
            .env_remove("CARGO_TARGET_DIR");
        command.stdout(Stdio::null());
        command
    }

    fn cargo(&self, arguments: &[&str]) {
        measure(self.command(arguments));
    }

    fn measure(&self, arguments: &[&str]) -> Cost {
        measure(self.command(arguments))
    }

    /// The program, built already.
    fn run(&self) -> Cost {
        let mut command = Command::new(self.folder.join("target/debug/project"));
        command
            .args(["--out", "out", "--force"])
            .current_dir(&self.folder)
            .stdout(Stdio::null());
        measure(command)
    }

    fn packages(&self) -> usize {
        let mut command = self.command(&["tree", "--prefix", "none", "--edges", "normal,build"]);
        let output = command.stdout(Stdio::piped()).output().expect("cargo runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut packages: Vec<&str> = text
            .lines()
            .map(|line| line.trim_end_matches(" (*)"))
            .collect();
        packages.sort_unstable();
        packages.dedup();
        packages.len()
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Runs a command and takes its cost from the operating system.
#[expect(
    clippy::zombie_processes,
    reason = "wait4 waits for it and tells what it cost"
)]
fn measure(mut command: Command) -> Cost {
    let begin = Instant::now();
    let child = command.spawn().expect("the command starts");
    let pid = libc::pid_t::try_from(child.id()).expect("a process id");
    let mut status = 0;
    // SAFETY: all zeros is a value of this plain structure.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: the process is a child of this one and nobody else waits for it; both pointers are to our own.
    let waited = unsafe { libc::wait4(pid, &mut status, 0, &mut usage) };
    assert_eq!((waited, status), (pid, 0), "{command:?} fails");
    let time = |value: libc::timeval| {
        Duration::from_secs(value.tv_sec.unsigned_abs())
            + Duration::from_micros(value.tv_usec.unsigned_abs())
    };
    Cost {
        wall: begin.elapsed(),
        cpu: time(usage.ru_utime) + time(usage.ru_stime),
        memory: usage.ru_maxrss,
    }
}

fn median(runs: usize, mut measure: impl FnMut() -> u128) -> u128 {
    let mut all: Vec<u128> = (0..runs).map(|_| measure()).collect();
    all.sort_unstable();
    all[all.len() / 2]
}

fn millis(time: Duration) -> u128 {
    time.as_millis()
}

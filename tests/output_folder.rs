//! The output folder is replaced whole or not at all, whatever stops the program.

#[path = "output_folder/refused.rs"]
mod refused;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use passrole_tests::examples::{self, Example};
use passrole_tests::folder::{Folder, contents, names};
use passrole_tests::tools::{output, printed};

const FORMATS: [&str; 2] = ["yaml", "cdk"];
const OLD: usize = 0;
const NEW: usize = 1;

type Contents = BTreeMap<String, Vec<u8>>;

fn example() -> &'static Example {
    examples::named("storefront")
}

fn synth(out: &Path, format: &str) -> Command {
    let mut command = example().command();
    command
        .arg("synth")
        .arg("--out")
        .arg(out)
        .args(["--format", format]);
    command
}

/// What a run that nothing disturbs writes in each format.
fn undisturbed(folder: &Folder) -> [Contents; 2] {
    FORMATS.map(|format| {
        let out = folder.join(format!("undisturbed-{format}"));
        example().synth(&out, &["--format", format]);
        contents(&out)
    })
}

/// Random enough to fall anywhere, and the same sequence in each run of the test.
struct Moments(u64);

impl Moments {
    fn within(&mut self, span: Duration) -> Duration {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        span.mul_f64((self.0 >> 40) as f64 / f64::from(1 << 24))
    }
}

#[test]
fn a_killed_run_leaves_the_old_folder_or_the_new_one() {
    let folder = Folder::new("output-killed");
    let sets = undisturbed(&folder);
    let parent = folder.join("parent");
    let out = parent.join("out");
    fs::create_dir(&parent).expect("the folder is writable");
    // The quickest of some runs, since the first has to read the program from the disk.
    let whole_run = (0..5).map(|_| {
        let start = Instant::now();
        example().synth(&out, &["--format", FORMATS[OLD]]);
        start.elapsed()
    });
    let whole_run = whole_run.min().unwrap_or_default();

    let mut moments = Moments(1);
    let (mut now, mut killed, mut kept, mut in_the_middle) = (OLD, 0, 0, 0);
    let deadline = Instant::now() + Duration::from_secs(15);
    let mut round = 0;
    while round < 600 && Instant::now() < deadline {
        round += 1;
        let other = 1 - now;
        let status = strike(
            &parent,
            FORMATS[other],
            round % 2 == 0,
            whole_run,
            &mut moments,
        );
        let found = contents(&out);
        assert!(
            found == sets[now] || found == sets[other],
            "round {round}: neither the old folder nor the new one: {:?}",
            found.keys()
        );
        if status.success() {
            assert_eq!(
                names(&parent),
                ["out"],
                "round {round}: something was left beside the folder"
            );
            assert!(
                found == sets[other],
                "round {round}: a run that finished changed nothing"
            );
        } else {
            assert_eq!(
                status.signal(),
                Some(9),
                "round {round}: the program failed by itself"
            );
            killed += 1;
            kept += usize::from(found == sets[now]);
            in_the_middle += usize::from(names(&parent).len() > 1);
        }
        if found == sets[other] {
            now = other;
        }
    }
    eprintln!(
        "{round} runs, {killed} killed, {in_the_middle} of them while writing; {kept} kept the old folder"
    );
    // Otherwise the moments were badly chosen, and the test proves little.
    assert!(
        killed >= 100 && in_the_middle >= 20,
        "{killed} killed, {in_the_middle} while writing"
    );

    example().synth(&out, &["--format", FORMATS[1 - now]]);
    assert_eq!(
        names(&parent),
        ["out"],
        "what killed runs left is still there"
    );
}

/// The moments of the test above are many, these are all.
#[test]
#[cfg(target_os = "linux")]
fn a_run_killed_at_any_system_call_leaves_the_old_folder_or_the_new_one() {
    use passrole_tests::kill::{End, at_stop};

    let folder = Folder::new("output-killed-everywhere");
    let sets = undisturbed(&folder);
    let parent = folder.join("parent");
    let out = parent.join("out");
    fs::create_dir(&parent).expect("the folder is writable");
    example().synth(&out, &["--format", FORMATS[OLD]]);
    let (mut now, mut kept, mut replaced) = (OLD, 0, 0);
    for stops in 0.. {
        let other = 1 - now;
        let end = at_stop(synth(&out, FORMATS[other]).stdout(Stdio::null()), stops);
        let found = contents(&out);
        if end != End::Killed {
            assert_eq!(end, End::Exited(0), "stop {stops}");
            assert_eq!(
                names(&parent),
                ["out"],
                "what killed runs left is still there"
            );
            break;
        }
        assert!(
            found == sets[now] || found == sets[other],
            "stop {stops}: neither the old folder nor the new one: {:?}",
            found.keys()
        );
        if found == sets[other] {
            now = other;
            replaced += 1;
        } else {
            kept += 1;
        }
    }
    eprintln!("killed {kept} times before the folder was replaced, {replaced} times after");
    assert!(kept > 0 && replaced > 0, "{kept}, {replaced}");
}

#[test]
fn a_first_run_that_is_killed_leaves_the_whole_folder_or_none() {
    let folder = Folder::new("output-killed-first");
    let sets = undisturbed(&folder);
    let parent = folder.join("parent");
    let out = parent.join("out");
    fs::create_dir(&parent).expect("the folder is writable");
    let mut moments = Moments(2);
    for round in 0..60 {
        strike(&parent, FORMATS[NEW], true, Duration::ZERO, &mut moments);
        if out.exists() {
            assert!(
                contents(&out) == sets[NEW],
                "round {round}: a part of the folder"
            );
            fs::remove_dir_all(&out).expect("the folder is writable");
        }
    }
    example().synth(&out, &[]);
    assert_eq!(
        names(&parent),
        ["out"],
        "what killed runs left is still there"
    );
}

/// Starts a run into `out` and kills it: at any moment of a whole run, or soon after something appears or changes
/// beside the folder, where the files are written and the folders change places.
fn strike(
    parent: &Path,
    format: &str,
    writing: bool,
    whole_run: Duration,
    moments: &mut Moments,
) -> ExitStatus {
    let before = names(parent);
    let mut child = synth(&parent.join("out"), format)
        .stdout(Stdio::null())
        .spawn()
        .expect("the example is built");
    if writing {
        while names(parent) == before && matches!(child.try_wait(), Ok(None)) {}
        let pause = moments.within(Duration::from_millis(2));
        let start = Instant::now();
        while start.elapsed() < pause {}
    } else {
        thread::sleep(moments.within(whole_run));
    }
    child.kill().expect("a child can be killed");
    child.wait().expect("a child can be waited for")
}

#[test]
fn the_folder_is_there_at_every_moment() {
    let folder = Folder::new("output-there");
    let out = folder.join("out");
    example().synth(&out, &[]);
    let stop = AtomicBool::new(false);
    let missing = thread::scope(|scope| {
        let watch = scope.spawn(|| {
            let mut missing = 0;
            while !stop.load(Ordering::Relaxed) {
                missing += usize::from(!out.is_dir());
            }
            missing
        });
        for round in 0..60 {
            example().synth(&out, &["--format", FORMATS[round % 2]]);
        }
        stop.store(true, Ordering::Relaxed);
        watch.join().expect("the watch does not panic")
    });
    assert_eq!(missing, 0, "the folder was away {missing} times");
}

#[test]
fn two_runs_at_once_leave_the_folder_of_one() {
    let folder = Folder::new("output-two");
    let sets = undisturbed(&folder);
    let parent = folder.join("parent");
    let out = parent.join("out");
    fs::create_dir(&parent).expect("the folder is writable");
    for round in 0..40 {
        // Every second round starts without a folder.
        if round % 2 == 0 {
            let _ = fs::remove_dir_all(&out);
        }
        let children = FORMATS.map(|format| {
            let mut command = synth(&out, format);
            command.stdout(Stdio::null()).stderr(Stdio::piped());
            command.spawn().expect("the example is built")
        });
        for child in children {
            let output = child.wait_with_output().expect("a child can be waited for");
            assert!(
                output.status.success(),
                "round {round}:\n{}",
                printed(&output)
            );
        }
        assert!(sets.contains(&contents(&out)), "round {round}: a mixture");
        assert_eq!(
            names(&parent),
            ["out"],
            "round {round}: something was left beside the folder"
        );
    }
}

#[test]
fn an_empty_folder_and_a_link_are_written_to() {
    let folder = Folder::new("output-empty");
    let sets = undisturbed(&folder);
    let (real, link) = (folder.join("real"), folder.join("link"));
    fs::create_dir(&real).expect("the folder is writable");
    symlink(&real, &link).expect("the folder is writable");
    for _ in 0..2 {
        assert!(output(&mut synth(&link, FORMATS[NEW])).status.success());
        assert!(link.is_symlink() && contents(&real) == sets[NEW]);
    }
}

#[test]
fn every_file_ends_in_one_line_end() {
    let folder = Folder::new("output-ends");
    for example in examples::all() {
        for format in FORMATS {
            let out = folder.join(format!("{}-{format}", example.name));
            example.synth(&out, &["--format", format]);
            for (name, bytes) in contents(&out) {
                assert!(
                    bytes.ends_with(b"\n") && !bytes.ends_with(b"\n\n"),
                    "{name} of `{}`",
                    example.name
                );
            }
        }
    }
}

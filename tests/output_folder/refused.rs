//! What is not replaced, and what is said of it.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output};

use passrole_tests::folder::{Folder, contents, names};
use passrole_tests::tools::{output, printed};

use super::{Contents, FORMATS, NEW, OLD, example, synth, undisturbed};

#[test]
fn a_folder_of_someone_else_is_refused_and_untouched() {
    let folder = Folder::new("output-foreign");
    let out = folder.join("out");
    fs::create_dir(&out).expect("the folder is writable");
    fs::write(out.join("notes.txt"), "mine").expect("the folder is writable");
    refused(&folder, &mut synth(&out, "yaml"), "notes.txt");

    assert!(output(synth(&out, "yaml").arg("--force")).status.success());
    assert!(out.join("stacks.json").exists() && !out.join("notes.txt").exists());

    fs::write(out.join("added.txt"), "mine too").expect("the folder is writable");
    refused(&folder, &mut synth(&out, "yaml"), "added.txt");
}

#[test]
fn a_file_in_the_way_is_refused_and_untouched() {
    let folder = Folder::new("output-file");
    let file = folder.join("file");
    fs::write(&file, "mine").expect("the folder is writable");
    refused(&folder, &mut synth(&file, "yaml"), "file");
    refused(&folder, &mut synth(&file.join("out"), "yaml"), "file");
    assert_eq!(
        contents(folder.path()).get("file").map(Vec::as_slice),
        Some(&b"mine"[..])
    );
}

/// `--force` would delete the project.
#[test]
fn the_working_folder_is_never_replaced() {
    let folder = Folder::new("output-working");
    let project = folder.join("project");
    fs::create_dir_all(project.join("src")).expect("the folder is writable");
    fs::write(project.join("src/main.rs"), "mine").expect("the folder is writable");
    symlink(&project, folder.join("link")).expect("the folder is writable");
    for out in [
        ".",
        "..",
        "../..",
        "/",
        "../project",
        "../link",
        "missing/../../project",
        "missing/../../link/../project/.",
    ] {
        let mut command = synth(Path::new(out), "yaml");
        command.arg("--force").current_dir(&project);
        refused(&folder, &mut command, "is the working folder or holds it");
        assert_eq!(
            contents(&project.join("src"))
                .get("main.rs")
                .map(Vec::as_slice),
            Some(&b"mine"[..])
        );
    }
}

/// `cargo run --manifest-path project/Cargo.toml -- --out project --force` would delete the project from outside.
#[test]
fn the_folder_of_the_program_is_never_replaced() {
    let folder = Folder::new("output-program");
    let project = folder.join("project");
    let programs = project.join("target/debug");
    fs::create_dir_all(&programs).expect("the folder is writable");
    let program = programs.join("program");
    copy(&example().program, &program);
    for out in ["project", "project/target", "project/target/debug/../debug"] {
        let mut command = Command::new(&program);
        command.args(["--out", out, "--force"]);
        command.current_dir(folder.path());
        refused(&folder, &mut command, "holds the program that runs");
        assert!(program.exists());
    }
}

#[test]
fn a_folder_or_link_of_a_templates_name_is_someone_elses() {
    let folder = Folder::new("output-types");
    let out = folder.join("out");
    example().synth(&out, &[]);
    let template = out.join("storefront-dev.template.yaml");
    fs::remove_file(&template).expect("it was written");
    fs::create_dir(&template).expect("the folder is writable");
    fs::write(template.join("notes.txt"), "mine").expect("the folder is writable");
    refused(
        &folder,
        &mut synth(&out, "yaml"),
        "storefront-dev.template.yaml/",
    );
    assert!(template.join("notes.txt").exists());

    fs::remove_dir_all(&template).expect("the folder is writable");
    symlink("stacks.json", &template).expect("the folder is writable");
    refused(
        &folder,
        &mut synth(&out, "yaml"),
        "storefront-dev.template.yaml/",
    );
    assert!(template.is_symlink());
}

#[test]
fn an_old_folder_that_cannot_be_removed_is_told_of() {
    let folder = Folder::new("output-left");
    let parent = folder.join("parent");
    let (program, out) = (folder.join("program"), parent.join("out"));
    let locked = out.join("locked");
    copy(&example().program, &program);
    fs::create_dir_all(&locked).expect("the folder is writable");
    fs::write(locked.join("notes.txt"), "mine").expect("the folder is writable");
    fs::set_permissions(&locked, Permissions::from_mode(0o555)).expect("the folder is ours");
    // No permission binds root, so someone else runs the program then.
    let mut command = Command::new(&program);
    if fs::metadata(&out).expect("it is there").uid() == 0 {
        const NOBODY: u32 = 65_534;
        for path in [&parent, &out, &locked] {
            chown(path, Some(NOBODY), Some(NOBODY)).expect("root may");
        }
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = output(command.arg("--out").arg(&out).arg("--force"));
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    assert!(!locked.exists() && out.join("stacks.json").exists());
    let note = String::from_utf8_lossy(&output.stderr);
    assert!(
        note.starts_with("note: cannot remove the old folder `")
            && note.ends_with(": permission denied\n")
            && note.lines().count() == 1,
        "{note}"
    );
    // The note names it.
    let left = note.split('`').nth(1).expect("the note names the folder");
    assert!(Path::new(left).join("locked/notes.txt").exists(), "{note}");
    fs::set_permissions(
        Path::new(left).join("locked"),
        Permissions::from_mode(0o755),
    )
    .expect("the folder is ours");
    example().synth(&out, &[]);
    assert_eq!(names(&parent), ["out"], "the next run tries again");
}

#[test]
fn a_disk_that_takes_no_more_leaves_the_old_folder_whole() {
    let folder = Folder::new("output-full");
    let sets = undisturbed(&folder);
    let parent = folder.join("parent");
    fs::create_dir(&parent).expect("the folder is writable");
    let out = parent.join("out");
    example().synth(&out, &["--format", FORMATS[OLD]]);
    // A limit on the size of files binds root too, unlike permissions. The signal that comes with it is ignored, so
    // that the write itself fails, as it does on a full disk. Blocks are of 512 bytes.
    for blocks in ["0", "2", "4", "8"] {
        let mut command = Command::new("sh");
        command
            .args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\"", blocks])
            .arg(&example().program)
            .args(["synth", "--format", FORMATS[NEW], "--out"])
            .arg(&out);
        let output = output(&mut command);
        failed_in_one_line(&output);
        assert!(
            contents(&out) == sets[OLD],
            "{blocks} blocks: the folder changed"
        );
        assert_eq!(
            names(&parent),
            ["out"],
            "{blocks} blocks: something was left beside the folder"
        );
    }
}

/// The run fails, says why in one line that names the culprit, and changes nothing.
fn refused(folder: &Folder, command: &mut Command, culprit: &str) {
    let before: Vec<Contents> = tree(folder.path());
    let output = output(command);
    failed_in_one_line(&output);
    assert!(
        String::from_utf8_lossy(&output.stderr).contains(culprit),
        "the message does not name {culprit}:\n{}",
        printed(&output)
    );
    assert!(
        tree(folder.path()) == before,
        "a refused run changed something"
    );
}

/// A folder and the folders in it.
fn tree(folder: &Path) -> Vec<Contents> {
    let inner = names(folder)
        .into_iter()
        .map(|name| folder.join(name))
        .filter(|path| path.is_dir());
    std::iter::once(contents(folder))
        .chain(inner.map(|path| contents(&path)))
        .collect()
}

fn failed_in_one_line(output: &Output) {
    assert_eq!(output.status.code(), Some(1), "{}", printed(output));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr).lines().count(),
        1,
        "{}",
        printed(output)
    );
    assert!(output.stdout.is_empty(), "{}", printed(output));
}

/// Copies a program by another process: while this one writes it, a test that starts a program at the same moment
/// would hand it the open file, and what is open for writing cannot be run.
fn copy(program: &Path, to: &Path) {
    let copied = output(Command::new("cp").arg(program).arg(to));
    assert!(copied.status.success(), "{}", printed(&copied));
}

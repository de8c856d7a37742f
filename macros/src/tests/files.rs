//! The file of an artifact, however it is written.

use super::follows::said_of;

/// The last line of the one error of an action with that template.
fn help(template: &str) -> String {
    let settings =
        format!("ActionMode: CREATE_UPDATE, StackName: \"shop\", TemplatePath: {template}");
    let error = said_of("release: CloudFormation(source)", &settings);
    error.split_once("help: ").unwrap().1.to_owned()
}

#[test]
fn what_is_meant_is_written_out() {
    for written in [
        "source / infra/t.yml",
        "source / \"infra\" / \"t.yml\"",
        "source::\"infra/t.yml\"",
        "source::infra/t.yml",
    ] {
        assert_eq!(
            help(written),
            "write `source / \"infra/t.yml\"`",
            "{written}"
        );
    }
    for written in [
        "\"source/infra/t.yml\"",
        "\"infra/t.yml\"",
        "\"source:infra/t.yml\"",
    ] {
        let meant = "write `TemplatePath: source / \"infra/t.yml\"`";
        assert_eq!(help(written), meant, "{written}");
    }
}

#[test]
fn what_rust_says_is_said_of_the_whole() {
    let whole = "is written `format!(\"source::{}\", …)`";
    assert!(help("source / FILE").ends_with(whole));
    assert!(help("source / file()").ends_with(whole));
    assert!(help("source / (file())").ends_with(whole));
}

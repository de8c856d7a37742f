//! S01 to S05.

use super::draft::{Draft, breaks, keeps, messages};
use super::{and, with};

const SMALL: &str = r#"
pipeline "small" in ci;
account ci = "111111111111" in "eu-west-1";
stage Source { checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" }; }
"#;

#[test]
fn s01_two_stages_with_an_action_each() {
    breaks(SMALL, &[("S01", "small")]);
    breaks(&format!("{SMALL} stage Empty {{ }}"), &[("S01", "Empty")]);
    keeps(&format!("{SMALL} stage Wait {{ wait: Manual; }}"));
    let mut draft = Draft::new(&format!("{SMALL} stage Empty {{ }}"));
    draft.pipeline.stages.to_mut()[1].lost = true;
    assert!(draft.messages(&[]).is_empty());
}

#[test]
fn s02_the_first_stage_holds_sources_only() {
    breaks(
        &SMALL.replace("}; }", "}; wait: Manual; } stage Wait { wait: Manual; }"),
        &[("S02", "Manual")],
    );
    let none = SMALL.replace(
        "stage Source",
        "stage Wait { a: Manual; b: Manual; } stage Source",
    );
    breaks(&none, &[("S02", "Manual"), ("S03", "CodeCommit")]);
    assert!(messages(&none)[0].ends_with("help: write stage Source before stage Wait"));
    // What is used before the late source is there once it stands first.
    let (source, rest) = super::STOREFRONT.split_once("stage Build").unwrap();
    let (head, source) = source.split_once("stage Source").unwrap();
    let late = format!("{head}stage Build{rest} stage Source{source}");
    breaks(
        &late,
        &[("S02", "CodeBuild"), ("S03", "CodeStarSourceConnection")],
    );
    let taken = "pipeline \"small\" in ci; account ci = \"111111111111\" in \"eu-west-1\"; stage Source { a: Manual; } stage Last { b: Manual; }";
    assert!(messages(taken)[0].ends_with(
        "help: begin with a stage of sources: `stage Sources { … }` before stage Source"
    ));
}

#[test]
fn s03_sources_stand_in_the_first_stage() {
    breaks(
        &and(
            "stage More { more: Source::S3 -> more { S3Bucket: \"shop\", S3ObjectKey: \"all.zip\" }; }",
        ),
        &[("S03", "S3")],
    );
    keeps(&with(
        "checkout:",
        "more: Source::S3 -> more { S3Bucket: \"shop\", S3ObjectKey: \"all.zip\" };\ncheckout:",
    ));
}

#[test]
fn s04_quotas() {
    let stages = |count: usize| {
        let stages: String = (0..count)
            .map(|n| format!("stage S{n} {{ wait: Manual; }}\n"))
            .collect();
        format!("{SMALL}{stages}")
    };
    keeps(&stages(49));
    breaks(&stages(50), &[("S04", "small")]);
    let actions = |count: usize| {
        let actions: String = (0..count).map(|n| format!("a{n}: Manual;\n")).collect();
        format!("{SMALL} stage Wait {{ {actions} }}")
    };
    keeps(&actions(50));
    breaks(&actions(51), &[("S04", "Wait")]);
    let all = |count: usize| {
        let actions: String = (0..count).map(|n| format!("a{n}: Manual;\n")).collect();
        let stages: String = (0..10)
            .map(|n| format!("stage S{n} {{ {actions} }}\n"))
            .collect();
        format!("{SMALL}{stages}")
    };
    keeps(&all(49));
    breaks(&all(50), &[("S04", "small")]);
}

#[test]
fn s05_a_v1_pipeline_needs_nothing_of_v2() {
    let v1 = |settings: &str| {
        format!("{SMALL} stage Wait {{ wait: Manual; }}")
            .replace("in ci;", &format!("in ci {{ PipelineType: V1{settings} }}"))
    };
    keeps(&v1(""));
    keeps(&v1(", ExecutionMode: SUPERSEDED"));
    breaks(&v1(", ExecutionMode: QUEUED"), &[("S05", "QUEUED")]);
    breaks(
        &v1(", Variables: [{ Name: \"v\" }]"),
        &[("S05", "Variables")],
    );
    breaks(
        &v1(", Triggers: [{ ProviderType: \"CodeStarSourceConnection\" }]"),
        &[("S05", "Triggers")],
    );
    keeps(&v1(", Triggers: [{ ProviderType: \"CodeStarSourceConnection\" }]").replace("V1", "?"));
    let commands = format!(
        "{} stage Run {{ run: Commands(source) {{ Commands: [\"ls\"] }}; OnFailure: {{ Result: \"ROLLBACK\" }}; }}",
        v1("")
    );
    breaks(&commands, &[("S05", "Commands"), ("S05", "OnFailure")]);
    keeps(&commands.replace("V1", "V2"));
}

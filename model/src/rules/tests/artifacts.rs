//! A01 to A05.

use super::draft::{breaks, keeps, messages};
use super::{and, with};

#[test]
fn a_function_of_an_override_reads_an_input() {
    let overriding = |artifact: &str| {
        with(
            "Team: \"shop\"",
            &format!(
                "Team: \"shop\", Key: {{ \"Fn::GetArtifactAtt\": [\"{artifact}\", \"ObjectKey\"] }}, Tag: {{ \"Fn::GetParam\": [\"packaged\", \"a.json\", \"Tag\"] }}"
            ),
        )
    };
    keeps(&overriding("packaged"));
    keeps(&overriding("#{commit.CommitId}"));
    breaks(&overriding("source"), &[("A03", "source")]);
    breaks(&overriding("packagd"), &[("N01", "packagd")]);
}

#[test]
fn a01_an_input_is_made_before() {
    let parallel = |one: &str| {
        with(
            "build: CodeBuild(source)",
            &format!("{one}\nbuild: CodeBuild(source)"),
        )
    };
    let test = "test: Test::CodeBuild(packaged) { ProjectName: package };";
    breaks(&parallel(test), &[("A01", "packaged")]);
    assert!(
        messages(&parallel(test))[0].contains("by action `build` in stage Build, which runs after")
    );
    keeps(&with(
        "ProjectName: package };",
        &format!("ProjectName: package }}; {test}"),
    ));
    let both = with(
        "build: CodeBuild(source)",
        &format!("parallel {{ {test} build: CodeBuild(source)"),
    )
    .replace("ProjectName: package };\n}", "ProjectName: package }; }\n}");
    breaks(&both, &[("A01", "packaged")]);
    assert!(messages(&both)[0].contains("which runs at the same time"));
    breaks(
        &with("CodeBuild(source)", "CodeBuild(packaged)"),
        &[("A01", "packaged")],
    );
}

#[test]
fn a02_as_many_as_the_provider_takes() {
    breaks(&with("CodeBuild(source)", "CodeBuild"), &[("A02", "build")]);
    breaks(
        &with("Manual in ci", "Manual(source, packaged) in ci"),
        &[("A02", "source")],
    );
    breaks(
        &with("Manual in ci", "Manual -> out in ci"),
        &[("A02", "out")],
    );
    breaks(
        &with("-> source {", "{").replace("CodeBuild(source)", "CodeBuild(packaged)"),
        &[("A02", "checkout"), ("A01", "packaged")],
    );
    let said = messages(&with("Manual in ci", "Manual(source, packaged) in ci")).remove(0);
    assert!(
        said.contains("`Manual` takes no input artifact, and action `approve` has 2"),
        "{said}"
    );
    assert!(said.contains("drop `source` and `packaged`"), "{said}");
}

#[test]
fn what_is_missing_is_one_error_and_named_as_it_is_used() {
    let silent = with("-> source {", "{");
    breaks(&silent, &[("A02", "checkout")]);
    assert!(messages(&silent)[0].contains("`-> source`"));
    // What looks misspelt is no artifact of that action's.
    breaks(
        &silent.replace("CodeBuild(source)", "CodeBuild(packagd)"),
        &[("A02", "checkout"), ("N01", "packagd")],
    );
    let stack_set = and(
        "stage Last in prod { last: CloudFormationStackSet { StackSetName: \"s\", TemplatePath: packaged / \"t.yml\" }; }",
    );
    breaks(&stack_set, &[("A02", "last")]);
    assert!(messages(&stack_set)[0].contains("`(packaged)`"));
    breaks(
        &and("stage Last { last: CodeBuild { ProjectName: package, PrimarySource: source }; }"),
        &[("A02", "last")],
    );
}

#[test]
fn a02_files_go_into_an_output() {
    let files = |outputs: &str| {
        and(&format!(
            "stage Last {{ last: Commands(source){outputs} {{ Commands: [\"ls\"], Files: [\"a\"] }}; }}"
        ))
    };
    keeps(&files(" -> listed"));
    breaks(&files(""), &[("A02", "Files")]);
}

#[test]
fn a03_helps_with_what_can_be_an_input() {
    let own = with(
        "CodeBuild(source) -> packaged { ProjectName: package",
        "CodeBuild(source) -> packaged { ProjectName: package, PrimarySource: packaged",
    );
    breaks(&own, &[("A04", "packaged")]);
    assert!(messages(&own)[0].contains("name an input, `source`"));
}

#[test]
fn a03_a_file_is_in_an_input() {
    breaks(
        &with("packaged / \"template.yml\"", "source / \"template.yml\""),
        &[("A03", "source")],
    );
    breaks(
        &with("packaged / \"template.yml\"", "\"source::template.yml\""),
        &[("A03", "source::template.yml")],
    );
    keeps(&with(
        "packaged / \"template.yml\"",
        "\"packaged::template.yml\"",
    ));
    keeps(&with(
        "packaged / \"template.yml\"",
        "\"packaged::#{commit.CommitId}.yml\"",
    ));
}

#[test]
fn a04_one_of_several_inputs_is_primary() {
    let build = |settings: &str| {
        and(&format!(
            "stage Last {{ last: CodeBuild(source, packaged) {{ ProjectName: package{settings} }}; }}"
        ))
    };
    breaks(&build(""), &[("A04", "last")]);
    keeps(&build(", PrimarySource: source"));
    keeps(&build(", PrimarySource: \"source\""));
    breaks(
        &with(
            "ProjectName: package",
            "ProjectName: package, PrimarySource: packaged",
        ),
        &[("A04", "packaged")],
    );
    breaks(&build(", PrimarySource: sauce"), &[("N01", "sauce")]);
    breaks(&build(", PrimarySorce: source"), &[("C02", "PrimarySorce")]);
}

#[test]
fn a05_an_artifact_is_reached_through_the_pipeline_s_account() {
    let test = |account: &str, reader: &str| {
        and(&format!(
            "stage T in {account} {{ t: Test::CodeBuild(source) -> report {{ ProjectName: \"tests\" }}; }}
             stage U in {reader} {{ u: Deploy::S3(report) {{ BucketName: \"shop-site\", Extract: true }}; }}"
        ))
    };
    breaks(&test("dev", "prod"), &[("A05", "report")]);
    keeps(&test("dev", "dev"));
    keeps(&test("dev", "ci"));
    keeps(&test("ci", "prod"));
    let skill = "ClientId: \"c\", ClientSecret: \"s\", RefreshToken: \"t\", SkillId: \"k\"";
    let astray = format!(
        "stage T in dev {{ t: Test::CodeBuild(source) -> report {{ ProjectName: \"tests\" }}; }}
         stage U {{ u: Deploy::ThirdParty::AlexaSkillsKit(report) in prod {{ {skill} }}; }}"
    );
    breaks(&and(&astray), &[("P10", "prod")]);
}

#[test]
fn a05_a_reference_is_for_builds_that_reach_the_repository() {
    let source = |place: &str, format: &str| {
        with(
            "stage Source {",
            &format!(
                "stage Source {{ clone: CodeCommit -> repository {place} {{ RepositoryName: \"shop\", BranchName: \"main\"{format} }};"
            ),
        )
    };
    let reference = ", OutputArtifactFormat: CODEBUILD_CLONE_REF";
    let build = |program: String| program.replace("CodeBuild(source)", "CodeBuild(repository)");
    keeps(&build(source("", reference)));
    keeps(&build(source("in dev as deployer", "")));
    breaks(
        &build(source("in dev as deployer", reference)),
        &[("A05", "repository")],
    );
    let deploy = "site: Deploy::S3(repository) { BucketName: \"acme\", Extract: true };";
    let deploy = |program: String| format!("{program} stage Last {{ {deploy} }}");
    keeps(&deploy(source("", "")));
    breaks(&deploy(source("", reference)), &[("A05", "repository")]);
    assert_eq!(
        messages(&deploy(source("", reference))),
        [
            "[A05] `repository` is a reference to a repository, and action `site` is no build that could clone it\n\
          note: AWS lets only CodeBuild follow `CODEBUILD_CLONE_REF`\n\
          help: leave out `OutputArtifactFormat` of action `clone`"
        ]
    );
}

//! What stands within a setting: types, keys and limits of AWS's.

use super::draft::{breaks, keeps, messages};
use super::{and, with};

/// The storefront with further settings of the pipeline.
fn pipeline(settings: &str) -> String {
    with(
        "ExecutionMode: QUEUED",
        &format!("ExecutionMode: QUEUED, {settings}"),
    )
}

/// The storefront with further settings of its project.
fn project(settings: &str) -> String {
    with(
        "BuildSpec: \"buildspec.yml\"",
        &format!("BuildSpec: \"buildspec.yml\", {settings}"),
    )
}

/// The storefront with an action that runs commands.
fn commands(settings: &str) -> String {
    and(&format!(
        "stage Last {{ last: Commands(packaged) -> listed {{ Commands: [\"ls\"], {settings} }}; }}"
    ))
}

#[test]
fn c01_and_n05_an_action_type_of_the_author_s_has_aws_s_bounds() {
    let custom = |provider: &str| {
        and(&format!(
            "stage Last {{ last: Build::Custom::{provider}(packaged); }}"
        ))
    };
    keeps(&custom("Acme @ \"123456789\""));
    for version in ["", "a b", "1234567890"] {
        breaks(
            &custom(&format!("Acme @ \"{version}\"")),
            &[("C01", version)],
        );
    }
    let long = "x".repeat(36);
    keeps(&custom(&long[1..]));
    breaks(&custom(&long), &[("N05", &long)]);
    breaks(&custom("Bö"), &[("N05", "Bö")]);
}

#[test]
fn what_stands_beside_a_configuration_is_within_the_bounds() {
    let variables = |count: usize| {
        let all: Vec<String> = (0..count)
            .map(|number| format!("V{number}: \"v\""))
            .collect();
        commands(&format!("EnvironmentVariables: {{ {} }}", all.join(", ")))
    };
    keeps(&variables(10));
    breaks(&variables(11), &[("C04", "V10")]);
    let named = |name: &str| commands(&format!("EnvironmentVariables: {{ \"{name}\": \"v\" }}"));
    keeps(&named("A_1"));
    breaks(&named("A-B"), &[("N05", "A-B")]);
    breaks(&named(""), &[("N05", "")]);
    keeps(&commands(
        "EnvironmentVariables: [{ Name: \"A\", Value: \"secret\", Type: \"SECRETS_MANAGER\" }]",
    ));
    breaks(
        &commands("EnvironmentVariables: { A: { Value: \"x\", Type: \"PARAMETER_STORE\" } }"),
        &[("C04", "PARAMETER_STORE")],
    );
    breaks(&commands("OutputVariables: [\"x y\"]"), &[("N05", "x y")]);
    breaks(&commands("Files: \"a.zip\""), &[("C04", "a.zip")]);
    let lines = with(
        "stage Prod",
        "stage Last { last: Commands(packaged) { Commands: [\"a\nb\"] }; } stage Prod",
    );
    assert_eq!(
        messages(&lines),
        [
            "[C04] an entry of `Commands` is one line, and this has several\nhelp: write an entry for each line"
        ]
    );
}

#[test]
fn a_build_s_variables_have_codebuild_s_form() {
    let build = |variables: &str| {
        with(
            "ProjectName: package",
            &format!("ProjectName: package, EnvironmentVariables: {variables}"),
        )
    };
    for right in [
        "{ A: \"\", B: 5, C: { value: \"c\", type: SECRETS_MANAGER }, \"d-e\": { Value: \"x\" } }",
        "[{ name: \"A\", value: \"\", type: PLAINTEXT }, { Name: \"B\", Value: 5, Type: PARAMETER_STORE }]",
        "\"[]\"",
    ] {
        keeps(&build(right));
    }
    for (wrong, code, at) in [
        ("[]", "C04", "["),
        ("[\"A=b\"]", "C04", "A=b"),
        ("[{ name: \"A\" }]", "C03", "{"),
        ("[{ Value: \"a\" }]", "C03", "{"),
        ("[{ name: \"A\", valeu: \"a\" }]", "C02", "valeu"),
        (
            "[{ name: \"A\", value: \"a\", color: \"b\" }]",
            "C02",
            "color",
        ),
        (
            "[{ name: \"A\", value: \"a\", type: SECRET }]",
            "C04",
            "SECRET",
        ),
        ("{ A: { type: PLAINTEXT } }", "C03", "{"),
        ("{ A: { value: \"a\", typ: PLAINTEXT } }", "C02", "typ"),
        ("{ A: [\"a\"] }", "C04", "["),
    ] {
        breaks(&build(wrong), &[(code, at)]);
    }
}

#[test]
fn a_pipeline_is_started_with_lists_of_aws_s_form() {
    let start = |setting: &str| {
        and(&format!(
            "stage Last {{ last: Invoke::CodePipeline {{ PipelineName: \"next\", {setting} }}; }}"
        ))
    };
    let revision = "{ actionName: \"checkout\", revisionType: COMMIT_ID, revisionValue: \"#{commit.CommitId}\" }";
    keeps(&start(&format!("SourceRevisions: [{revision}]")));
    keeps(&start(
        "Variables: [{ name: \"channel\", value: \"stable\" }]",
    ));
    keeps(&start("Variables: \"[]\""));
    for (wrong, code, at) in [
        ("Variables: { channel: \"stable\" }", "C04", "{"),
        ("Variables: [{ name: \"channel\" }]", "C03", "{"),
        (
            "Variables: [{ Name: \"channel\", value: \"x\" }]",
            "C02",
            "Name",
        ),
        ("Variables: [{ name: \"a b\", value: \"x\" }]", "N05", "a b"),
        (&format!("SourceRevisions: {revision}"), "C04", "{"),
        (
            &format!(
                "SourceRevisions: [{}]",
                revision.replace("COMMIT_ID", "BRANCH")
            ),
            "C04",
            "BRANCH",
        ),
    ] {
        breaks(&start(wrong), &[(code, at)]);
    }
}

#[test]
fn a_gate_has_one_condition_and_that_has_rules() {
    let gate = |conditions: &str| {
        and(&format!(
            "stage Last {{ last: Manual; BeforeEntry: {{ Conditions: {conditions} }}; }}"
        ))
    };
    let rule = "{ Name: \"alarm\", RuleTypeId: { Category: \"Rule\", Provider: \"CloudWatchAlarm\" }, Configuration: { AlarmName: \"a\" } }";
    let one = format!("{{ Result: \"FAIL\", Rules: [{rule}] }}");
    keeps(&gate(&format!("[{one}]")));
    breaks(&gate(&format!("[{one}, {one}]")), &[("C04", "{")]);
    breaks(&gate("[{ Result: \"FAIL\" }]"), &[("C03", "{")]);
    breaks(&gate("{ Result: \"FAIL\" }"), &[("C04", "{")]);
    let many = [rule; 6].join(", ");
    breaks(
        &gate(&format!("[{{ Result: \"FAIL\", Rules: [{many}] }}]")),
        &[("C04", "{")],
    );
}

#[test]
fn c04_maps_of_the_author_s_hold_values() {
    breaks(&with("team: \"shop\"", "a: { b: \"c\" }"), &[("C04", "{")]);
    breaks(
        &project("EnvironmentVariables: { A: { b: \"c\" } }"),
        &[("C02", "b")],
    );
    breaks(
        &project("EnvironmentVariables: { A: { type: \"PLAINTEXT\" } }"),
        &[("C03", "{")],
    );
    breaks(
        &project("EnvironmentVariables: { B: [1, 2] }"),
        &[("C04", "[")],
    );
    keeps(&project(
        "EnvironmentVariables: { A: 1, B: { Type: \"PARAMETER_STORE\", Value: \"/shop\" }, \
         C: { value: \"x\" } }",
    ));
}

/// "No user environment variables can start with CODEBUILD_"
#[test]
fn n05_codebuild_keeps_a_beginning_of_variables_for_itself() {
    let named = |name: &str| project(&format!("EnvironmentVariables: {{ {name}: \"v\" }}"));
    assert_eq!(
        messages(&named("CODEBUILD_STAGE")),
        [
            "[N05] variable `CODEBUILD_STAGE` begins with `CODEBUILD_`\n\
          note: AWS keeps `CODEBUILD_` for its own"
        ]
    );
    keeps(&named("CODEBUILD"));
    keeps(&named("MY_CODEBUILD_STAGE"));
}

#[test]
fn a_pipeline_s_variables_are_maps_with_names_of_their_own() {
    breaks(
        &pipeline("Variables: [{ Name: \"tag\" }, \"x\"]"),
        &[("C04", "x")],
    );
    breaks(
        &pipeline("Variables: [{ Name: \"tag\" }, { Name: \"tag\" }]"),
        &[("N02", "tag")],
    );
    breaks(&pipeline("Variables: { Name: \"tag\" }"), &[("C04", "{")]);
    breaks(&pipeline("Variables: ?"), &[("C04", "?")]);
}

#[test]
fn a_project_s_cache_and_network_have_codebuild_s_keys() {
    keeps(&project(
        "Cache: { Type: \"LOCAL\", Modes: [\"LOCAL_SOURCE_CACHE\"] }",
    ));
    breaks(
        &project("Cache: { Type: \"FOO\", Nope: 1 }"),
        &[("C04", "FOO"), ("C02", "Nope")],
    );
    keeps(&project(
        "VpcConfig: { VpcId: \"vpc-1\", Subnets: [\"subnet-1\"], SecurityGroupIds: [\"sg-1\"] }",
    ));
    breaks(
        &project("VpcConfig: { VpcId: 5, Subnets: \"x\", SecurityGroupIds: [\"sg-1\"] }"),
        &[("C04", "5"), ("C04", "x")],
    );
    assert_eq!(
        messages(&project("Cache: { Type: LOCAL }")),
        ["[C03] `Cache` lacks `Modes`\n\
          note: `Type: LOCAL` needs `Modes`\n\
          help: add `Modes: …`"]
    );
    breaks(&project("Cache: { Type: \"S3\" }"), &[("C03", "Cache")]);
    keeps(&project("Cache: { Type: NO_CACHE }"));
    keeps(&project("Cache: { Type: ? }"));
    breaks(
        &project("VpcConfig: { VpcId: \"vpc-1\" }"),
        &[("C03", "VpcConfig")],
    );
    let within = |subnets: usize, groups: usize| {
        let all = |name: &str, count: usize| -> Vec<String> {
            (0..count).map(|id| format!("\"{name}-{id}\"")).collect()
        };
        let (subnets, groups) = (all("subnet", subnets), all("sg", groups));
        let (subnets, groups) = (subnets.join(", "), groups.join(", "));
        project(&format!(
            "VpcConfig: {{ VpcId: \"vpc-1\", Subnets: [{subnets}], SecurityGroupIds: [{groups}] }}"
        ))
    };
    keeps(&within(16, 5));
    breaks(&within(17, 6), &[("C04", "subnet-16"), ("C04", "sg-5")]);
}

#[test]
fn a_trigger_has_codepipeline_s_filters() {
    let git = |filters: &str| {
        pipeline(&format!(
            "Triggers: [{{ ProviderType: \"CodeStarSourceConnection\", GitConfiguration: {{ {filters} }} }}]"
        ))
    };
    let from = |filters: &str| git(&format!("SourceActionName: \"checkout\", {filters}"));
    keeps(&from(
        "Push: [{ Branches: { Includes: [\"main\"] }, FilePaths: { Excludes: [\"docs/**\"] } }, { Tags: { Includes: [\"v*\"] } }]",
    ));
    keeps(&from(
        "PullRequest: [{ Events: [\"OPEN\", \"UPDATED\"], Branches: { Includes: [\"main\"] } }]",
    ));
    breaks(&from("Push: [{ Foo: 1 }]"), &[("C02", "Foo")]);
    breaks(
        &from("Push: [{ Branches: { Inclde: [\"main\"] } }]"),
        &[("C02", "Inclde")],
    );
    breaks(
        &from("PullRequest: [{ Events: [\"OPENED\"] }]"),
        &[("C04", "OPENED")],
    );
    breaks(
        &from("Push: [{ Branches: { Includes: \"main\" } }]"),
        &[("C04", "main")],
    );
    breaks(
        &git("Push: []"),
        &[("C03", "GitConfiguration"), ("C04", "[")],
    );
    let unknown = git("SourceActionName: \"chekout\"");
    breaks(&unknown, &[("N01", "chekout")]);
    assert!(messages(&unknown)[0].contains("did you mean `checkout`?"));
    breaks(&git("SourceActionName: \"build\""), &[("N01", "build")]);
}

#[test]
fn c05_a_pipeline_has_one_bucket() {
    let existing = "ExistingArtifactBucket: { Name: \"shop-artifacts\", KeyArn: \"arn:aws:kms:eu-west-1:111111111111:key/1f\" }";
    breaks(
        &pipeline(&format!("ArtifactBucket: \"shop\", {existing}")),
        &[("C05", "ExistingArtifactBucket")],
    );
    breaks(
        &pipeline(&format!("{existing}, ArtifactBucket: \"shop\"")),
        &[("C05", "ArtifactBucket")],
    );
}

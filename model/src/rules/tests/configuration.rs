//! C01 to C05.

use super::draft::{Draft, breaks, keeps, messages};
use super::{and, with};
use crate::text::Scalar;

#[test]
fn c01_the_provider_exists() {
    breaks(
        &with("CodeBuild(source)", "CodeBiuld(source)"),
        &[("C01", "CodeBiuld")],
    );
    breaks(
        &with("CodeBuild(source)", "Deploy::CodeBuild(source)"),
        &[("C01", "CodeBuild")],
    );
    breaks(
        &with("CodeBuild(source)", "CodeBuild @ \"2\" (source)"),
        &[("C01", "2")],
    );
    keeps(&with("CodeBuild(source)", "CodeBuild @ \"1\" (source)"));
    let said = messages(&and(
        "stage Last { last: S3(packaged) { BucketName: \"shop-site\", Extract: true }; }",
    ));
    assert_eq!(
        said,
        ["[C01] `S3` stands in several categories\nhelp: say which: `Source::S3` or `Deploy::S3`"]
    );
    let custom =
        "stage Last { last: Build::Custom::Jenkins @ \"7\" (packaged) { Anything: \"goes\" }; }";
    keeps(&and(custom));
}

#[test]
fn c02_the_provider_has_the_key() {
    breaks(&with("BranchName:", "BranchNam:"), &[("C02", "BranchNam")]);
    breaks(
        &with("CustomData:", "TimeoutInMinutes: 60, CustomDate:"),
        &[("C02", "CustomDate")],
    );
    breaks(
        &with(
            "ProjectName: package",
            "ProjectName: package, TimeoutInMinutes: 60",
        ),
        &[("C02", "TimeoutInMinutes")],
    );
    keeps(&with("CustomData:", "TimeoutInMinutes: 60, CustomData:"));
    breaks(
        &with("ExecutionMode:", "ExecutionMod:"),
        &[("C02", "ExecutionMod")],
    );
    breaks(&with("BuildSpec:", "Buildspec:"), &[("C02", "Buildspec")]);
    assert!(messages(&with("BuildSpec:", "Buildspec:"))[0].contains("did you mean `BuildSpec`?"));
}

#[test]
fn c03_every_required_key_is_there() {
    let without = |line: &str| with(line, "");
    breaks(
        &without("RepositoryId: \"acme/storefront\",")
            .replace("FullBranch", "Branch")
            .replace("Full\n", "\n"),
        &[("C03", "checkout")],
    );
    breaks(&without("BranchName: \"main\","), &[("C03", "checkout")]);
    // All of them in one error, and why.
    let said = messages(&and(
        "stage Last in prod { last: CloudFormation as deployer { ActionMode: CREATE_UPDATE }; }",
    ));
    assert_eq!(
        said,
        [
            "[C03] action `last` lacks `StackName` and `TemplatePath`\nnote: `ActionMode: CREATE_UPDATE` needs `TemplatePath`\nhelp: add `StackName: …, TemplatePath: …`"
        ]
    );
    breaks(
        &and("stage Last { last: Commands(packaged); }"),
        &[("C03", "last")],
    );
    keeps(&and(
        "stage Last { last: Commands(packaged) { Commands: [\"ls\"] }; }",
    ));
    // What is required only for some value of another key is not, while that value is not known.
    breaks(
        &and(
            "stage Last in prod { last: CloudFormation as deployer passing stack { ActionMode: ?, StackName: \"s\" }; }",
        ),
        &[],
    );
}

#[test]
fn c04_a_value_has_its_key_s_type() {
    let site = |settings: &str| {
        and(&format!(
            "stage Last {{ last: Deploy::S3(packaged) {{ BucketName: \"shop-site\", {settings} }}; }}"
        ))
    };
    keeps(&site("Extract: true"));
    keeps(&site("Extract: \"true\""));
    keeps(&site("Extract: ?"));
    breaks(&site("Extract: \"yes\""), &[("C04", "yes")]);
    breaks(&site("Extract: [true]"), &[("C04", "[")]);
    breaks(
        &with("ActionMode: CREATE_UPDATE", "ActionMode: CREATE_UPDAET"),
        &[("C04", "CREATE_UPDAET")],
    );
    breaks(
        &with("CAPABILITY_NAMED_IAM, ", "CAPABILITY_NAMED, "),
        &[("C04", "CAPABILITY_NAMED")],
    );
    keeps(&with(
        "[CAPABILITY_NAMED_IAM, CAPABILITY_AUTO_EXPAND]",
        "\"CAPABILITY_NAMED_IAM,CAPABILITY_AUTO_EXPAND\"",
    ));
    breaks(
        &with("BranchName: \"main\"", "BranchName: \"\""),
        &[("C04", "")],
    );
    breaks(
        &with("ExecutionMode: QUEUED", "ExecutionMode: QUED"),
        &[("C04", "QUED")],
    );
    breaks(
        &with("BuildSpec: \"buildspec.yml\"", "PrivilegedMode: 1"),
        &[("C04", "1")],
    );
    breaks(
        &with("BuildSpec: \"buildspec.yml\"", "TimeoutInMinutes: 4"),
        &[("C04", "4")],
    );
    keeps(&with("BuildSpec: \"buildspec.yml\"", "TimeoutInMinutes: 5"));
    breaks(
        &with("packaged / \"template.yml\"", "\"template.yml\""),
        &[("C04", "template.yml")],
    );
    breaks(
        &with("packaged / \"template.yml\"", "packaged / \"\""),
        &[("C04", "")],
    );
}

#[test]
fn c04_arns_and_json() {
    breaks(
        &with(
            "arn:aws:codeconnections:eu-west-1:111111111111:connection/8a1c",
            "connection/8a1c",
        ),
        &[("C04", "connection/8a1c")],
    );
    breaks(
        &with("arn:aws:codeconnections:", "arn:aws:sns:"),
        &[("C04", "arn:aws:sns:eu-west-1:111111111111:connection/8a1c")],
    );
    let overrides = |value: &str| with("{ Team: \"shop\" }", value);
    keeps(&overrides("\"{}\""));
    breaks(&overrides("\"Team=shop\""), &[("C04", "Team=shop")]);
    breaks(&overrides("7"), &[("C04", "7")]);
    // {"Team":"…"} has 11 bytes beside the value.
    keeps(&overrides(&format!(
        "{{ Team: \"{}\" }}",
        "x".repeat(1_013)
    )));
    breaks(
        &overrides(&format!("{{ Team: \"{}\" }}", "x".repeat(1_014))),
        &[("C04", "{")],
    );
}

#[test]
fn c05_what_the_library_writes_is_not_written() {
    breaks(
        &with(
            "StackName: \"storefront\",\n        TemplatePath",
            "RoleArn: \"arn:aws:iam::033333333333:role/stack\", StackName: \"storefront\",\n        TemplatePath",
        ),
        &[("C05", "RoleArn")],
    );
    breaks(
        &with(
            "ProjectName: package",
            "ProjectName: package, Region: \"eu-west-1\"",
        ),
        &[("C05", "Region")],
    );
    breaks(
        &with(
            "ProjectName: package",
            "ProjectName: package, ProjectName: package",
        ),
        &[("C05", "ProjectName")],
    );
    breaks(
        &with("{ Team: \"shop\" }", "{ Team: \"shop\", Team: \"shop\" }"),
        &[("C05", "Team")],
    );
    breaks(
        &with(
            "ExecutionMode: QUEUED",
            "ExecutionMode: QUEUED, ExecutionMode: QUEUED",
        ),
        &[("C05", "ExecutionMode")],
    );
}

#[test]
fn settings_have_their_own_keys() {
    let pipeline = |settings: &str| {
        with(
            "ExecutionMode: QUEUED",
            &format!("ExecutionMode: QUEUED, {settings}"),
        )
    };
    let key = "arn:aws:kms:eu-west-1:111111111111:key/1f";
    keeps(&pipeline(&format!(
        "ExistingArtifactBucket: {{ Name: \"shop-artifacts\", KeyArn: \"{key}\" }}"
    )));
    for (wrong, code) in [
        ("eu-west-1:111111111111:alias/artifacts", "C04"),
        ("eu-west-1:111111111111:1f", "C04"),
        ("us-east-1:111111111111:key/1f", "P09"),
        ("us-east-1:111111111111:alias/artifacts", "C04"),
    ] {
        let arn = format!("arn:aws:kms:{wrong}");
        let existing = format!("{{ Name: \"shop-artifacts\", KeyArn: \"{arn}\" }}");
        breaks(
            &pipeline(&format!("ExistingArtifactBucket: {existing}")),
            &[(code, arn.as_str())],
        );
    }
    // The bucket may be another account's, with its key.
    keeps(&pipeline(
        "ExistingArtifactBucket: { Name: \"shop-artifacts\", KeyArn: \"arn:aws:kms:eu-west-1:999999999999:key/1f\" }",
    ));
    breaks(
        &pipeline("ExistingArtifactBucket: { Name: \"shop-artifacts\" }"),
        &[("C03", "ExistingArtifactBucket")],
    );
    breaks(
        &pipeline(&format!(
            "ExistingArtifactBucket: {{ Name: \"shop_artifacts\", KeyArn: \"{key}\" }}"
        )),
        &[("N05", "shop_artifacts")],
    );
    keeps(&pipeline(
        "Variables: [{ Name: \"tag\", DefaultValue: \"latest\" }]",
    ));
    breaks(
        &pipeline("Variables: [{ Nam: \"tag\" }]"),
        &[("C02", "Nam")],
    );
    breaks(
        &pipeline("Variables: [{ DefaultValue: \"latest\" }]"),
        &[("C03", "{")],
    );
    breaks(
        &pipeline("Triggers: [{ ProviderType: \"GitHub\" }]"),
        &[("C04", "GitHub")],
    );
}

#[test]
fn clauses_of_roles_name_policies() {
    let role = |clause: &str| {
        with(
            "CloudFormation in [dev, prod];",
            &format!("CloudFormation in [dev, prod] {{ {clause}; }}"),
        )
    };
    keeps(&role(
        "managed [\"arn:aws:iam::aws:policy/PowerUserAccess\"]",
    ));
    breaks(
        &role("managed [\"PowerUserAccess\"]"),
        &[("C04", "PowerUserAccess")],
    );
    keeps(&role("boundary \"arn:aws:iam::aws:policy/Edge\""));
    breaks(
        &role("boundary \"arn:aws:iam::222222222222:role/edge\""),
        &[("C04", "arn:aws:iam::222222222222:role/edge")],
    );
}

#[test]
fn c05_a_role_has_one_name_path_and_boundary() {
    for (clause, other) in [
        ("name \"one\";", "name \"two\";"),
        ("path \"/one/\";", "path \"/two/\";"),
        (
            "boundary \"arn:aws:iam::aws:policy/One\";",
            "boundary \"arn:aws:iam::aws:policy/Two\";",
        ),
    ] {
        let role = |body: &str| {
            with(
                "role stack",
                &format!("role agent: Events in dev {{ {body} }}\nrole stack"),
            )
        };
        let (at, _) = other.split_once(' ').unwrap();
        keeps(&role(clause));
        breaks(&role(&format!("{clause} {other}")), &[("C05", at)]);
    }
}

#[test]
fn c04_a_tag_has_a_name_of_its_own() {
    let tags = |tag: &str| with("team: \"shop\"", tag);
    keeps(&tags("\"a b\": \"\""));
    breaks(&tags("\"aws:team\": \"shop\""), &[("C04", "aws:team")]);
    breaks(&tags("\"\": \"shop\""), &[("C04", "")]);
    let long = "x".repeat(129);
    breaks(&tags(&format!("{long}: \"shop\"")), &[("C04", &long)]);
    breaks(
        &tags(&format!("team: \"{}\"", "x".repeat(257))),
        &[("C04", "team")],
    );
    // A project of it takes less than others.
    let long = "x".repeat(128);
    breaks(&tags(&format!("{long}: \"shop\"")), &[("C04", &long)]);
    keeps(&tags(&format!("{}: \"{}\"", &long[..127], "x".repeat(255))));
}

#[test]
fn c04_a_tag_has_no_characters_that_aws_refuses() {
    let tags = |tag: &str| with("team: \"shop\"", tag);
    keeps(&tags("\"Größe 1:/a\": \"a_b.c=d+e-f@g\""));
    breaks(&tags("\"~team\": \"shop\""), &[("C04", "~team")]);
    breaks(&tags("team: \"a~b\""), &[("C04", "a~b")]);
    let draft = tags("team: ?");
    assert_eq!(
        Draft::new(&draft).messages(&[Scalar::Text("a\tb".to_owned())]),
        [
            "[C04] the tag `team` has a `\\t` in it\nhelp: it may have letters, digits, spaces and `_`, `.`, `:`, `/`, `=`, `+`, `-`, `@`"
        ]
    );
}

#[test]
fn c04_a_failed_stage_is_tried_again_in_one_of_two_ways() {
    let retry = |mode: &str| {
        and(&format!(
            "stage Last {{ look: Manual; OnFailure: {{ Result: RETRY, RetryConfiguration: {{ RetryMode: {mode} }} }}; }}"
        ))
    };
    keeps(&retry("ALL_ACTIONS"));
    breaks(&retry("ALL"), &[("C04", "ALL")]);
}

#[test]
fn what_an_expression_is_worth_keeps_the_same_rules() {
    let named = with(
        "StackName: \"storefront\",\n        TemplatePath",
        "StackName: ?,\n        TemplatePath",
    );
    let draft = Draft::new(&named);
    assert!(draft.messages(&[]).is_empty());
    assert!(
        draft
            .messages(&[Scalar::Text("shop".to_owned())])
            .is_empty()
    );
    let said = draft.messages(&[Scalar::Text("my_shop".to_owned())]);
    assert_eq!(
        said,
        [
            "[N05] `StackName` is `my_shop`: it may have letters, digits and `-`, a letter first\nhelp: write `\"my-shop\"`"
        ]
    );
    let mode = with("ActionMode: CREATE_UPDATE", "ActionMode: ?");
    let said = Draft::new(&mode).messages(&[Scalar::Boolean(true)]);
    assert_eq!(said.len(), 1);
    assert!(
        said[0].starts_with("[C04] `ActionMode` cannot be `true`"),
        "{said:?}"
    );
}

//! C01 to C04 for the conditions of stages.

use super::draft::{breaks, keeps, messages};
use super::{and, with};

/// The storefront with a stage of its own that has a gate.
fn gate(gate: &str) -> String {
    and(&format!("stage Last {{ last: Manual; {gate} }}"))
}

/// A condition that asks one rule.
fn asking(result: &str, provider: &str) -> String {
    let kind = format!("{{ Category: \"Rule\", Provider: \"{provider}\" }}");
    let configuration = match provider {
        "LambdaInvoke" => "FunctionName: \"f\"",
        "VariableCheck" => "Variable: \"#{commit.CommitId}\", Value: \"v\", Operator: EQ",
        "CloudWatchAlarm" => "AlarmName: \"a\"",
        "DeploymentWindow" => "Cron: \"* * * ? * * *\"",
        _ => "",
    };
    format!(
        "[{{ Result: \"{result}\", Rules: [{{ Name: \"rule\", RuleTypeId: {kind}, Configuration: {{ {configuration} }} }}] }}]"
    )
}

#[test]
fn a_failed_stage_has_the_template_s_results_only() {
    for result in ["ROLLBACK", "RETRY"] {
        keeps(&gate(&format!("OnFailure: {{ Result: {result} }};")));
    }
    for result in ["FAIL", "SKIP"] {
        breaks(
            &gate(&format!("OnFailure: {{ Result: {result} }};")),
            &[("C04", result)],
        );
    }
}

#[test]
fn a_failed_stage_has_a_result_or_asks_conditions() {
    let conditions = format!("Conditions: {}", asking("ROLLBACK", "CloudWatchAlarm"));
    keeps(&gate(&format!("OnFailure: {{ {conditions} }};")));
    for result in ["ROLLBACK", "RETRY"] {
        let result = format!("Result: {result}");
        // On the later one.
        breaks(
            &gate(&format!("OnFailure: {{ {result}, {conditions} }};")),
            &[("C04", "Conditions")],
        );
        breaks(
            &gate(&format!("OnFailure: {{ {conditions}, {result} }};")),
            &[("C04", "Result")],
        );
    }
    // Where a gate has no result of its own, that is all that is wrong.
    breaks(
        &gate(&format!("OnSuccess: {{ Result: ROLLBACK, {conditions} }};")),
        &[("C02", "Result")],
    );
}

#[test]
fn a_stage_is_skipped_by_the_rules_that_can() {
    let entry = |result: &str, provider: &str| {
        gate(&format!(
            "BeforeEntry: {{ Conditions: {} }};",
            asking(result, provider)
        ))
    };
    for provider in ["LambdaInvoke", "VariableCheck", "MoonPhase"] {
        keeps(&entry("SKIP", provider));
    }
    keeps(&entry("FAIL", "DeploymentWindow"));
    breaks(
        &entry("SKIP", "DeploymentWindow"),
        &[("C04", "DeploymentWindow")],
    );
}

#[test]
fn a_stage_is_rolled_back_where_there_is_something_to_roll_back_to() {
    let conditions = asking("ROLLBACK", "CloudWatchAlarm");
    for gate in [
        "OnFailure: { Result: ROLLBACK };".to_owned(),
        format!("OnSuccess: {{ Conditions: {conditions} }};"),
        format!("OnFailure: {{ Conditions: {conditions} }};"),
    ] {
        let last = format!("stage Last {{ last: Manual; {gate} }}");
        keeps(&and(&last));
        let parallel = with("ExecutionMode: QUEUED", "ExecutionMode: PARALLEL");
        breaks(&(parallel + &last), &[("C04", "ROLLBACK")]);
        breaks(
            &with("stage Source {", &format!("stage Source {{ {gate}")),
            &[("C04", "ROLLBACK")],
        );
    }
    keeps(&with(
        "stage Source {",
        "stage Source { OnFailure: { Result: RETRY };",
    ));
    // A gate that rolls nothing back is one error in the first stage, too.
    breaks(
        &with(
            "stage Source {",
            &format!("stage Source {{ BeforeEntry: {{ Conditions: {conditions} }};"),
        ),
        &[("C04", "ROLLBACK")],
    );
}

#[test]
fn n01_a_rule_reads_what_is_made() {
    let reading = |artifact: &str| {
        let kind = "{ Category: \"Rule\", Provider: \"LambdaInvoke\" }";
        let rule =
            format!("Name: \"rule\", RuleTypeId: {kind}, Configuration: {{ FunctionName: \"f\" }}");
        gate(&format!(
            "OnSuccess: {{ Conditions: [{{ Result: \"FAIL\", Rules: [{{ {rule}, InputArtifacts: [{{ Name: \"{artifact}\" }}] }}] }}] }};"
        ))
    };
    keeps(&reading("packaged"));
    breaks(&reading("packagd"), &[("N01", "packagd")]);
}

#[test]
fn a_rule_has_no_timeout_in_a_template() {
    let rule = "Name: \"rule\", RuleTypeId: { Category: \"Rule\", Provider: \"LambdaInvoke\" }, Configuration: { FunctionName: \"f\" }";
    let with_rule = |rule: &str| {
        gate(&format!(
            "OnSuccess: {{ Conditions: [{{ Result: \"FAIL\", Rules: [{{ {rule} }}] }}] }};"
        ))
    };
    keeps(&with_rule(rule));
    breaks(
        &with_rule(&format!("{rule}, TimeoutInMinutes: 5")),
        &[("C02", "TimeoutInMinutes")],
    );
}

#[test]
fn a_rule_has_its_provider_s_version_and_configuration() {
    let rule = |version: &str, provider: &str, configuration: &str| {
        let kind =
            format!("{{ Category: \"Rule\", Provider: \"{provider}\", Version: \"{version}\" }}");
        let rule = format!("Name: \"rule\", RuleTypeId: {kind}, {configuration}");
        gate(&format!(
            "OnSuccess: {{ Conditions: [{{ Result: \"FAIL\", Rules: [{{ {rule} }}] }}] }};"
        ))
    };
    let lambda = "Configuration: { FunctionName: \"f\", UserParameters: 5 }";
    keeps(&rule("1", "LambdaInvoke", lambda));
    let newer = rule("2", "LambdaInvoke", lambda);
    breaks(&newer, &[("C01", "2")]);
    breaks(
        &rule("1", "LambdaInvoke", "Configuration: { FunctionNam: \"f\" }"),
        &[("C02", "FunctionNam")],
    );
    for missing in ["", "Configuration: { }", "Configuration: { Color: \"x\" }"] {
        let found = messages(&rule("1", "LambdaInvoke", missing));
        let lacks =
            "[C03] the rule `LambdaInvoke` lacks `FunctionName`\nhelp: add `FunctionName: …`";
        assert!(found.contains(&lacks.to_owned()), "{missing}: {found:#?}");
    }
    let check = |operator: &str| {
        let configuration = format!(
            "Configuration: {{ Variable: \"#{{commit.CommitId}}\", Value: \"v\", Operator: {operator} }}"
        );
        rule("1", "VariableCheck", &configuration)
    };
    keeps(&check("MATCHES"));
    breaks(&check("GT"), &[("C04", "GT")]);
    let alarm = "Configuration: { AlarmName: \"a\", AlarmStates: \"ALARM\", WaitTime: 5 }";
    keeps(&rule("1", "CloudWatchAlarm", alarm));
    keeps(&rule("1", "Commands", "Commands: [\"ls\"]"));
}

#[test]
fn conditions_have_aws_s_shape() {
    let rule = |rule: &str| {
        gate(&format!(
            "BeforeEntry: {{ Conditions: [{{ Result: \"FAIL\", Rules: [{{ {rule} }}] }}] }};"
        ))
    };
    let alarm = "Name: \"alarm\", RuleTypeId: { Category: \"Rule\", Owner: \"AWS\", Provider: \"CloudWatchAlarm\", Version: \"1\" }, Configuration: { AlarmName: \"a\" }";
    keeps(&rule(alarm));
    breaks(
        &rule(&alarm.replace("Configuration", "Configuratoin")),
        &[("C02", "Configuratoin")],
    );
    breaks(
        &rule(&alarm.replace("CloudWatchAlarm", "CloudWatchAlram")),
        &[("C01", "CloudWatchAlram")],
    );
    // One that is like none of those that are known may be new.
    let moon = alarm.replace("CloudWatchAlarm", "MoonPhase");
    keeps(&rule(&moon));
    keeps(&rule(
        &moon.replace("\"1\"", "\"2\"").replace("AlarmName", "Phase"),
    ));
    breaks(&rule("Name: \"alarm\""), &[("C03", "{")]);
    breaks(
        &gate("OnSuccess: { Conditions: [{ Result: \"SKIP\", Rules: [] }] };"),
        &[("C04", "SKIP"), ("C04", "[")],
    );
    breaks(
        &gate("OnFailure: { Result: \"ROLBACK\" };"),
        &[("C04", "ROLBACK")],
    );
    keeps(&gate("OnFailure: { Result: \"ROLLBACK\" };"));
}

/// The storefront with a rule that builds.
fn building(rule: &str) -> String {
    and(&format!(
        "stage Last {{ last: Manual; BeforeEntry: {{ Conditions: [{{ Result: \"FAIL\", Rules: [{{ \
         Name: \"check\", RuleTypeId: {{ Category: \"Rule\", Provider: \"CodeBuild\" }}, {rule} }}] }}] }}; }}"
    ))
}

#[test]
fn p08_a_rule_s_project_is_placed_where_the_rule_is_asked() {
    let named = |name: &str| building(&format!("Configuration: {{ ProjectName: \"{name}\" }}"));
    keeps(&named("storefront-package"));
    // One that is not declared is somebody else's.
    keeps(&named("storefront-others"));
    let elsewhere = |more: &str| {
        building(&format!(
            "Configuration: {{ ProjectName: \"storefront-smoke\" }}{more}"
        ))
        .replace("project package", "project smoke in dev; project package")
    };
    breaks(&elsewhere(""), &[("P08", "storefront-smoke")]);
    keeps(&elsewhere(
        ", RoleArn: \"arn:aws:iam::{dev.id}:role/storefront-deployer\"",
    ));
}

#[test]
fn n04_and_p11_the_region_of_a_rule() {
    let there = |region: &str| {
        building(&format!(
            "Region: \"{region}\", Configuration: {{ ProjectName: \"storefront-package\" }}"
        ))
    };
    keeps(&there("eu-central-1"));
    breaks(&there("eu-centrl-1"), &[("N04", "eu-centrl-1")]);
    breaks(&there("cn-north-1"), &[("N04", "cn-north-1")]);
    let existing = |program: String| {
        program.replace(
            "ExecutionMode: QUEUED",
            "ExistingArtifactBucket: { Name: \"acme-artifacts\", \
             KeyArn: \"arn:aws:kms:eu-west-1:111111111111:key/1\" }",
        )
    };
    keeps(&existing(there("eu-west-1")));
    breaks(&existing(there("eu-central-1")), &[("P11", "eu-central-1")]);
}

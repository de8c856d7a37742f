//! C02, C03, C05 and A02 for keys that ask for something else.

use super::draft::{breaks, keeps, messages};
use super::{and, with};

/// The storefront with one more action.
fn last(action: &str) -> String {
    and(&format!("stage Last {{ last: {action}; }}"))
}

#[test]
fn a02_a_value_asks_for_an_artifact() {
    let scan = "InspectorScan -> report { InspectorRunMode: SourceCodeScan }";
    breaks(&last(scan), &[("A02", "SourceCodeScan")]);
    keeps(&last(&scan.replace(" ->", "(source) ->")));
    keeps(&last(
        "InspectorScan -> report { InspectorRunMode: ECRImageScan, ECRRepositoryName: \"shop\" }",
    ));
    let machine = "StateMachineArn: \"arn:aws:states:eu-west-1:111111111111:stateMachine:m\"";
    let start = |input: &str| {
        last(&format!(
            "StepFunctions{input} {{ {machine}, InputType: FilePath, Input: \"in.json\" }}"
        ))
    };
    breaks(&start(""), &[("A02", "FilePath")]);
    keeps(&start("(source)"));
    let outputs = |output: &str| {
        with(
            "release: CloudFormation(packaged) as deployer passing stack {",
            &format!(
                "release: CloudFormation(packaged){output} as deployer passing stack {{ OutputFileName: \"o.json\","
            ),
        )
    };
    breaks(&outputs(""), &[("A02", "OutputFileName")]);
    keeps(&outputs(" -> told"));
}

#[test]
fn c03_a_key_asks_for_another_s_value() {
    let build = |settings: &str| {
        with(
            "ProjectName: package",
            &format!("ProjectName: package, {settings}"),
        )
    };
    breaks(
        &build("CombineArtifacts: true"),
        &[("C03", "CombineArtifacts")],
    );
    keeps(&build("CombineArtifacts: true, BatchEnabled: true"));
    keeps(&build("CombineArtifacts: false"));
    // What only follows from another mistake is not said.
    breaks(
        &build("CombineArtifacts: true, BatchEnabled: \"yes\""),
        &[("C04", "yes")],
    );
    breaks(
        &build("CombineArtifacts: true, BatchEnable: true"),
        &[("C02", "BatchEnable")],
    );
    keeps(&build("CombineArtifacts: true, BatchEnabled: ?"));
    let instances = |settings: &str| {
        last(&format!(
            "EC2(packaged) {{ InstanceTagKey: \"app\", InstanceType: EC2, {settings} }}"
        ))
    };
    breaks(&instances("PreScript: \"a.sh\""), &[("C03", "last")]);
    keeps(&instances("DeploySpec: \"deploy.yml\""));
    keeps(&instances(
        "TargetDirectory: \"/srv\", PostScript: \"b.sh\"",
    ));
}

#[test]
fn a_cluster_is_deployed_to_by_helm_or_by_manifests() {
    let cluster = |settings: &str| {
        last(&format!(
            "EKS(packaged) {{ ClusterName: \"c\", {settings} }}"
        ))
    };
    let helm = "HelmReleaseName: \"shop\", HelmChartLocation: \"chart\"";
    keeps(&cluster(helm));
    keeps(&cluster("ManifestFiles: [\"a.yml\"]"));
    breaks(
        &cluster(&format!("{helm}, ManifestFiles: [\"a.yml\"]")),
        &[("C02", "ManifestFiles")],
    );
    let neither = messages(&cluster(""));
    assert_eq!(
        neither,
        [
            "[C03] action `last` lacks `ManifestFiles`\nnote: an action without `HelmChartLocation` and `HelmReleaseName` needs `ManifestFiles`\nhelp: add `ManifestFiles: …`"
        ]
    );
}

/// The storefront with a stack set.
fn stack_set(passing: &str, settings: &str) -> String {
    and(&format!(
        "stage Last in dev {{ last: CloudFormationStackSet(packaged) as deployer {passing} {{
            StackSetName: \"shop\", TemplatePath: packaged / \"t.yml\", {settings}
        }}; }}"
    ))
}

#[test]
fn c05_a_stack_set_s_role_is_said_once() {
    let written = "AdministrationRoleArn: \"arn:aws:iam::222222222222:role/admin\"";
    breaks(
        &stack_set("passing stack", written),
        &[("C05", "AdministrationRoleArn")],
    );
    keeps(&stack_set("", written));
    keeps(&stack_set("passing stack", ""));
}

#[test]
fn c03_a_stack_set_s_keys_go_with_its_permission_model() {
    for key in [
        "AdministrationRoleArn: \"arn:aws:iam::222222222222:role/admin\"",
        "ExecutionRoleName: \"worker\"",
    ] {
        let name = key.split(':').next().unwrap();
        breaks(
            &stack_set("", &format!("PermissionModel: SERVICE_MANAGED, {key}")),
            &[("C03", name)],
        );
    }
    let automatic = "OrganizationsAutoDeployment: Enabled";
    breaks(
        &stack_set("passing stack", automatic),
        &[("C03", "OrganizationsAutoDeployment")],
    );
    let organization =
        |settings: &str| stack_set("", &format!("PermissionModel: SERVICE_MANAGED, {settings}"));
    keeps(&organization(automatic));
    let targets = "DeploymentTargets: [\"ou-abcd-12345678\"], Regions: [\"eu-west-1\"]";
    keeps(&organization(targets));
    breaks(
        &organization(&format!("{automatic}, {targets}")),
        &[("C03", "DeploymentTargets"), ("C03", "Regions")],
    );
}

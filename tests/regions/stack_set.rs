//! The artifact stores of further regions, and the stack set that makes them.

use super::*;

#[test]
fn a_pipeline_of_one_region_has_one_store_and_no_stack_set() {
    let stacks = synth(&shop(&[]));
    let store = property(&stacks, "shop-ci", "Pipeline", "/ArtifactStore");
    assert_eq!(store["Location"], json!({ "Ref": "ArtifactBucket" }));
    let home = stacks.get("shop-ci").expect("it is there").template();
    assert!(home.get("Regions").is_none());
    assert!(!home.to_json().contains("\"Region\""));
}

#[test]
fn the_pipeline_names_bucket_and_key_of_every_region() {
    let stacks = synth(&shop(&["us-east-1", "ap-southeast-2"]));
    let stores = property(&stacks, "shop-ci", "Pipeline", "/ArtifactStores");
    let store = |region: &str, bucket: Value, key: Value| {
        let key = json!({ "Type": "KMS", "Id": key });
        let store = json!({ "Type": "S3", "Location": bucket, "EncryptionKey": key });
        json!({ "Region": region, "ArtifactStore": store })
    };
    let replica = |region: &str| {
        json!({ "Fn::Sub": format!(
            "arn:${{AWS::Partition}}:kms:{region}:${{AWS::AccountId}}:key/${{ArtifactKey}}"
        ) })
    };
    assert_eq!(
        stores,
        json!([
            store(
                "eu-west-1",
                json!({ "Ref": "ArtifactBucket" }),
                json!({ "Fn::GetAtt": ["ArtifactKey", "Arn"] })
            ),
            store(
                "us-east-1",
                json!("shop-111111111111-us-east-1"),
                replica("us-east-1")
            ),
            store(
                "ap-southeast-2",
                json!("shop-111111111111-ap-southeast-2"),
                replica("ap-southeast-2")
            ),
        ])
    );
    let actions = property(&stacks, "shop-ci", "Pipeline", "/Stages/2/Actions");
    let regions: Vec<Option<&str>> = actions
        .as_array()
        .expect("a list")
        .iter()
        .map(|action| action["Region"].as_str())
        .collect();
    assert_eq!(regions, [None, Some("us-east-1"), Some("ap-southeast-2")]);
    assert_eq!(
        actions[1]["Configuration"]["ParameterOverrides"],
        json!({ "Fn::Sub": "{\"Bucket\":\"shop-111111111111-us-east-1\",\"Key\":\"arn:${AWS::Partition}:kms:us-east-1:${AWS::AccountId}:key/${ArtifactKey}\"}" })
    );
    let pipeline = stacks
        .get("shop-ci")
        .and_then(|stack| stack.template().get("Pipeline"));
    let waits_for = &pipeline.expect("it is there").depends_on;
    assert!(waits_for.contains(&"Regions".to_owned()), "{waits_for:?}");
}

#[test]
fn the_stack_set_is_given_what_it_cannot_know() {
    let stacks = synth(&shop(&["us-east-1"]));
    let get = |path: &str| property(&stacks, "shop-ci", "Regions", path);
    assert_eq!(get("/StackSetName"), "shop-regions");
    assert_eq!(get("/PermissionModel"), "SELF_MANAGED");
    assert_eq!(
        get("/AdministrationRoleARN"),
        json!({ "Fn::GetAtt": ["RegionsAdminRole", "Arn"] })
    );
    assert_eq!(
        get("/ExecutionRoleName"),
        json!({ "Ref": "RegionsExecRole" })
    );
    assert_eq!(
        get("/Parameters"),
        json!([{ "ParameterKey": "PrimaryKeyArn", "ParameterValue": { "Fn::GetAtt": ["ArtifactKey", "Arn"] } }])
    );
    assert_eq!(
        get("/StackInstancesGroup"),
        json!([{ "DeploymentTargets": { "Accounts": ["111111111111"] }, "Regions": ["us-east-1"] }])
    );
    let inner = in_region(&stacks, "shop-ci", "us-east-1");
    assert_eq!(inner["ArtifactKey"]["Type"], "AWS::KMS::ReplicaKey");
    assert_eq!(
        inner["ArtifactKey"]["Properties"]["PrimaryKeyArn"],
        json!({ "Ref": "PrimaryKeyArn" })
    );
    assert_eq!(
        inner["ArtifactBucket"]["Properties"]["BucketName"],
        json!({ "Fn::Sub": "shop-111111111111-${AWS::Region}" })
    );
    assert_eq!(
        inner["ArtifactKeyAlias"]["Properties"]["AliasName"],
        "alias/shop-artifacts"
    );
    // The roles of the projects there are of this stack, and CodeBuild takes no project without them.
    let regions = stacks
        .get("shop-ci")
        .and_then(|stack| stack.template().get("Regions"));
    assert_eq!(
        regions.expect("it is there").depends_on,
        ["ArtifactBucketPolicy", "SmokeBuildRole"]
    );
}

#[test]
fn the_two_roles_of_the_stack_set_trust_nobody_else() {
    let stacks = synth(&shop(&["us-east-1"]));
    let trust = |id: &str| {
        property(
            &stacks,
            "shop-ci",
            id,
            "/AssumeRolePolicyDocument/Statement",
        )
    };
    assert_eq!(
        trust("RegionsAdminRole")[0]["Principal"],
        json!({ "Service": "cloudformation.amazonaws.com" })
    );
    assert_eq!(
        trust("RegionsExecRole"),
        json!([{
            "Sid": "AdministrationRole",
            "Effect": "Allow",
            "Principal": { "AWS": "111111111111" },
            "Action": "sts:AssumeRole",
            "Condition": { "ArnEquals": { "aws:PrincipalArn": "arn:aws:iam::111111111111:role/shop-regions-admin" } }
        }])
    );
    let admin = property(
        &stacks,
        "shop-ci",
        "RegionsAdminRole",
        "/Policies/0/PolicyDocument/Statement",
    );
    assert_eq!(
        admin,
        json!([{
            "Sid": "AssumeExecutionRole",
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Resource": "arn:aws:iam::111111111111:role/shop-regions-exec"
        }])
    );
    let exec = property(
        &stacks,
        "shop-ci",
        "RegionsExecRole",
        "/Policies/0/PolicyDocument/Statement",
    );
    for statement in exec.as_array().expect("a list") {
        for action in statement["Action"].as_array().into_iter().flatten() {
            assert!(!action.as_str().expect("text").contains('*'), "{action}");
        }
        // Where all resources are meant there is no other: IAM knows none for these.
        if statement["Resource"] == "*" {
            let sid = statement["Sid"].as_str().expect("it has one");
            assert!(["Look", "CreateKey"].contains(&sid), "{sid}");
            assert!(statement["Condition"].is_object(), "{sid}");
        }
    }
}

/// The role is changed before the stack set is, so what takes something away must not hang on the region.
#[test]
fn a_region_can_be_left_by_a_role_that_no_longer_names_it() {
    let policy = |further: &[&str]| {
        let stacks = synth(&shop(further));
        let path = "/Policies/0/PolicyDocument/Statement";
        property(&stacks, "shop-ci", "RegionsExecRole", path)
    };
    let (two, three) = (
        policy(&["us-east-1"]),
        policy(&["us-east-1", "ap-southeast-2"]),
    );
    let [two, three] = [&two, &three].map(|policy| policy.as_array().expect("a list"));
    let changed = three.iter().filter(|statement| !two.contains(statement));
    let changed: Vec<&str> = changed
        .map(|one| one["Sid"].as_str().expect("it has one"))
        .collect();
    assert_eq!(
        changed,
        ["ManageBucket", "ReplicateKey", "CreateKey", "TagKey"]
    );
    for statement in three
        .iter()
        .filter(|one| changed.contains(&one["Sid"].as_str().unwrap_or_default()))
    {
        assert!(
            !statement["Action"].to_string().contains("Delete"),
            "{statement}"
        );
    }
}

/// Buckets of all accounts share one space of names, so nobody else's may be meant.
#[test]
fn the_buckets_that_may_be_left_are_the_pipeline_s() {
    let pipeline = |bucket: &str, home: &str, region: &str| {
        cross_account_pipeline! {
            pipeline "shop" in ci { ArtifactBucket: bucket }
            account ci = "111111111111" in [home, region];
            stage Source {
                checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
            }
            stage Prod { up: Deploy::S3(source) in ci / region { BucketName: "site", Extract: true }; }
        }
    };
    let left = |bucket: &str, home: &str, region: &str| {
        let stacks = synth(&pipeline(bucket, home, region));
        let path = "/Policies/0/PolicyDocument/Statement";
        let policy = property(&stacks, "shop-ci", "RegionsExecRole", path);
        let mut statements = policy.as_array().expect("a list").iter();
        let left = statements.find(|one| one["Sid"] == "LeaveBucket").cloned();
        left.expect("it is there")["Resource"].clone()
    };
    assert_eq!(
        left("acme", "cn-north-1", "cn-northwest-1"),
        "arn:aws-cn:s3:::acme-??-northwest-?"
    );
    assert_eq!(
        left("acme", "us-gov-east-1", "us-gov-west-1"),
        "arn:aws-us-gov:s3:::acme-??-gov-west-?"
    );
    let forms = [
        "south",
        "east",
        "northeast",
        "southeast",
        "central",
        "west",
        "north",
    ];
    assert_eq!(
        left("acme", "eu-west-1", "us-east-1"),
        json!(forms.map(|form| format!("arn:aws:s3:::acme-??-{form}-?")))
    );
}

#[test]
fn a_region_that_accounts_enable_has_a_principal_of_its_own() {
    let stacks = synth(&shop(&["af-south-1", "us-east-1"]));
    let principal = property(
        &stacks,
        "shop-ci",
        "RegionsAdminRole",
        "/AssumeRolePolicyDocument/Statement/0/Principal",
    );
    assert_eq!(
        principal["Service"],
        json!([
            "cloudformation.amazonaws.com",
            "cloudformation.af-south-1.amazonaws.com"
        ])
    );
}

/// The statements of a policy in the stack set's template, to change.
fn statements<'t>(template: &'t mut Value, id: &str, property: &str) -> &'t mut Vec<Value> {
    let policy = &mut template["Resources"][id]["Properties"][property];
    policy["Statement"].as_array_mut().expect("a list")
}

/// Nothing that the stack set's template grants is granted without need, and the proof sees what is not granted.
#[test]
fn no_step_does_without_a_statement_of_a_further_region() {
    let mut stacks = synth(&shop(&["us-east-1", "ap-southeast-2"]));
    let body = property(&stacks, "shop-ci", "Regions", "/TemplateBody");
    let whole: Value = serde_json::from_str(body.as_str().expect("text")).expect("JSON");
    for (id, property) in [
        ("ArtifactKey", "KeyPolicy"),
        ("ArtifactBucketPolicy", "PolicyDocument"),
    ] {
        let count = statements(&mut whole.clone(), id, property).len();
        assert!(count > 2, "{id} has {count} statements");
        for place in 0..count {
            let mut template = whole.clone();
            let gone = statements(&mut template, id, property)
                .remove(place)
                .to_string();
            let home = stacks
                .get_mut("shop-ci")
                .expect("it is there")
                .template_mut();
            let regions = home.resource_mut("Regions").expect("it is there");
            regions
                .properties
                .insert("TemplateBody", template.to_string());
            let stays = gone.contains("\"DenyInsecureTransport\"");
            assert_eq!(stacks.prove().is_ok(), stays, "without {gone}");
        }
    }
}

//! Pages of the rules of names.

use super::Page;

pub(super) const N01: Page = Page {
    code: "N01",
    title: "this name is not declared",
    rule: "An account, group, role, project or artifact that is named has been declared.",
    why: "A name that nothing declares is a slip of the pen or a declaration that was forgotten. \
          Correct the name, or declare it. An artifact is declared by the action that makes it, \
          after `->`. What a loop makes can be named inside its own round only.",
    aws: None,
    before: r#"role deployer: Action in prod;

stage Prod in prod {
    smoke: Invoke::Lambda as deployr { FunctionName: "smoke" };
}"#,
    after: r#"role deployer: Action in prod;

stage Prod in prod {
    smoke: Invoke::Lambda as deployer { FunctionName: "smoke" };
}"#,
};

pub(super) const N02: Page = Page {
    code: "N02",
    title: "this name is there already",
    rule: "Nothing is declared twice, and no two names that are made from yours are equal.",
    why: "AWS asks for stage names that are unique in the pipeline, action names that are unique \
          in the stage, and artifacts and namespaces that are unique in the pipeline. Names of \
          roles, stacks and projects are made from yours: if two become equal, the second stack \
          that is deployed fails. Give one of them another name.",
    aws: Some("InvalidStageDeclarationException: Stage name 'Deploy' is used more than once"),
    before: r#"for t in [dev, prod] {
    stage Deploy in t {
        smoke: Invoke::Lambda as tester { FunctionName: "smoke" };
    }
}"#,
    after: r#"for t in [dev, prod] {
    stage "Deploy-{t}" in t {
        smoke: Invoke::Lambda as tester { FunctionName: "smoke" };
    }
}"#,
};

pub(super) const N03: Page = Page {
    code: "N03",
    title: "this is no account id",
    rule: "An account id is a string of 12 digits.",
    why: "An id with a digit too few or too many fits into every ARN and points nowhere. An id \
          that is written as a number loses its leading zeros, so it is written as a string.",
    aws: None,
    before: r#"account prod = 033333333333;"#,
    after: r#"account prod = "033333333333";"#,
};

pub(super) const N04: Page = Page {
    code: "N04",
    title: "there is no such region, or it is in another partition",
    rule: "A region is one that exists, and all regions and ARNs of a pipeline are in one partition.",
    why: "A misspelt region is found nowhere before the deployment. Partitions, the commercial \
          regions, China and GovCloud, share no accounts and no roles: no role of one can be \
          assumed from another, and its ARNs name nothing there. For several partitions, declare a \
          pipeline in each; in an ARN that is the same in all of them write `${AWS::Partition}`.",
    aws: None,
    before: r#"account ci   = "111111111111" in "eu-west-1";
account prod = "333333333333" in "eu-wset-1";"#,
    after: r#"account ci   = "111111111111" in "eu-west-1";
account prod = "333333333333" in "eu-west-1";"#,
};

pub(super) const N05: Page = Page {
    code: "N05",
    title: "AWS does not take this name",
    rule: "A name has the length and the characters that AWS allows, those that are made from it \
           included.",
    why: "Each service has its own limits: pipelines, stages and actions have 100 characters and \
          no spaces, roles 64, buckets 63 and lower-case letters only. Some beginnings AWS keeps for \
          itself: `CODEBUILD_` of a project's variables, `/aws-service-role` of a role's path. \
          Names are never cut silently, since two long names could then become one. Take a shorter name, or name the thing by \
          hand: `name` in a role's body, `ArtifactBucket` in the pipeline's settings.",
    aws: Some(
        r"Value 'Deploy to prod' at 'pipeline.stages.3.member.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9.@\-_]+",
    ),
    before: r#"stage "Deploy to prod" in prod {
    smoke: Invoke::Lambda as tester { FunctionName: "smoke" };
}"#,
    after: r#"stage "Deploy-to-prod" in prod {
    smoke: Invoke::Lambda as tester { FunctionName: "smoke" };
}"#,
};

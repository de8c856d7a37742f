//! Pages of the rules of placement.

use super::Page;

pub(super) const P01: Page = Page {
    code: "P01",
    title: "the action role is in another account",
    rule: "The role after `as` is placed in the account in which the action runs.",
    why: "An action acts as the role that it names: the role's account is the account in which \
          stacks, builds and functions are looked for. CodePipeline does not compare it with \
          anything else that you wrote, so a role of the wrong account is found when the pipeline \
          is created, if the role does not exist, or when it has deployed to the wrong place. \
          Place the role in the action's account too, or name the role that is there.",
    aws: Some(
        "InvalidStructureException: arn:aws:iam::111111111111:role/shop-pipeline is not \
         authorized to perform AssumeRole on role arn:aws:iam::333333333333:role/shop-deployer",
    ),
    before: r#"role deployer: Action in dev;

stage Prod in prod {
    smoke: Invoke::Lambda as deployer { FunctionName: "smoke" };
}"#,
    after: r#"role deployer: Action in [dev, prod];

stage Prod in prod {
    smoke: Invoke::Lambda as deployer { FunctionName: "smoke" };
}"#,
};

pub(super) const P02: Page = Page {
    code: "P02",
    title: "the passed role is in another account",
    rule: "The role after `passing` is placed in the account in which the action runs.",
    why: "A role can be handed to a service only by a caller of the role's own account: IAM has no \
          permission that would allow more. The action role calls CloudFormation in the action's \
          account and passes the role there, so both roles must be in that account. Place the \
          passed role there too. No trust policy and no iam:PassRole on the other account's role \
          will mend it.",
    aws: Some(
        "Cross-account pass role is not allowed (Service: AmazonCloudFormation; Status Code: 403)",
    ),
    before: r#"role deployer: Action in prod;
role stack: CloudFormation in ci;

stage Prod in prod {
    remove: CloudFormation as deployer passing stack { ActionMode: DELETE_ONLY, StackName: "shop" };
}"#,
    after: r#"role deployer: Action in prod;
role stack: CloudFormation in prod;

stage Prod in prod {
    remove: CloudFormation as deployer passing stack { ActionMode: DELETE_ONLY, StackName: "shop" };
}"#,
};

pub(super) const P03: Page = Page {
    code: "P03",
    title: "an action in another account has no action role",
    rule: "An action that runs outside the pipeline's account has an `Action` role in the account \
           in which it runs.",
    why: "Without an action role the pipeline role acts, and it belongs to the pipeline's account. \
          CloudFormation is then asked in the wrong account, and to pass on a role of another one, \
          which is never allowed. Declare an `Action` role in that account; where it is the only \
          one there, `as` may be left out.",
    aws: Some(
        "Cross-account pass role is not allowed (Service: AmazonCloudFormation; Status Code: 403)",
    ),
    before: r#"role stack: CloudFormation in prod;

stage Prod in prod {
    remove: CloudFormation passing stack { ActionMode: DELETE_ONLY, StackName: "shop" };
}"#,
    after: r#"role deployer: Action in prod;
role stack: CloudFormation in prod;

stage Prod in prod {
    remove: CloudFormation passing stack { ActionMode: DELETE_ONLY, StackName: "shop" };
}"#,
};

pub(super) const P04: Page = Page {
    code: "P04",
    title: "it is not clear which role is meant",
    rule: "Where `as` is left out, at most one `Action` role is placed in the action's account; \
           where `passing` is left out and a role is needed, exactly one role of the right kind is \
           placed there.",
    why: "A role that is chosen for you must be the only one that could be. With several, the next \
          role that somebody adds would change what this action may do. Name the role that you \
          mean. Where none is placed there and one must be passed, declare one.",
    aws: None,
    before: r#"role deployer: Action in prod;
role tester: Action in prod;

stage Prod in prod {
    smoke: Invoke::Lambda { FunctionName: "smoke" };
}"#,
    after: r#"role deployer: Action in prod;
role tester: Action in prod;

stage Prod in prod {
    smoke: Invoke::Lambda as tester { FunctionName: "smoke" };
}"#,
};

pub(super) const P05: Page = Page {
    code: "P05",
    title: "the pipeline's role cannot run the pipeline",
    rule: "The role after the pipeline's `as` is of kind `Pipeline` and placed in the pipeline's \
           account.",
    why: "CodePipeline assumes this role to run the pipeline, so the role must trust \
          codepipeline.amazonaws.com, and CodePipeline takes a role of its own account only. \
          Declare it with the kind `Pipeline` in that account, or leave `as` out: then the role is \
          made.",
    aws: Some(
        "InvalidStructureException: CodePipeline is not authorized to perform AssumeRole on role \
         arn:aws:iam::111111111111:role/shop-runner",
    ),
    before: r#"pipeline "shop" in ci as runner;

role runner: Action in ci;"#,
    after: r#"pipeline "shop" in ci as runner;

role runner: Pipeline in ci;"#,
};

pub(super) const P06: Page = Page {
    code: "P06",
    title: "a role is used as its kind does not allow",
    rule: "`as` on an action takes an `Action` role, `as` on a project a `CodeBuild` role, and \
           `passing` the kind of role that the provider passes.",
    why: "The kind of a role says who may assume it, and its trust policy follows from that. A \
          role that trusts the pipeline role cannot be assumed by CloudFormation, and the other \
          way round. Use a role of the right kind, or declare one.",
    aws: Some("Role arn:aws:iam::222222222222:role/shop-deployer is invalid or cannot be assumed"),
    before: r#"role deployer: Action in dev;

stage Dev in dev {
    remove: CloudFormation as deployer passing deployer { ActionMode: DELETE_ONLY, StackName: "shop" };
}"#,
    after: r#"role deployer: Action in dev;
role stack: CloudFormation in dev;

stage Dev in dev {
    remove: CloudFormation as deployer passing stack { ActionMode: DELETE_ONLY, StackName: "shop" };
}"#,
};

pub(super) const P07: Page = Page {
    code: "P07",
    title: "an existing role's ARN is not a role of that account",
    rule: "The ARN after `=` is a role's, and its account is the account that the role is placed \
           in.",
    why: "The ARN is taken as it stands: if it lies in another account, every rule about this role \
          checks the wrong thing, and AWS meets the role where it cannot be used. An ARN names one \
          account. For a role of the same name in several accounts, write `{account.id}` in the \
          ARN.",
    aws: Some(
        r"failed to satisfy constraint: Member must satisfy regular expression pattern: arn:aws(-[\w]+)*:iam::[0-9]{12}:role/.*",
    ),
    before: r#"account dev  = "222222222222";
account prod = "333333333333";

role deployer: Action in [dev, prod] = "arn:aws:iam::222222222222:role/deployer";"#,
    after: r#"account dev  = "222222222222";
account prod = "333333333333";

role deployer: Action in [dev, prod] = "arn:aws:iam::{account.id}:role/deployer";"#,
};

pub(super) const P08: Page = Page {
    code: "P08",
    title: "the project is not where the build runs",
    rule: "A project that an action builds with is placed in the account and region in which the \
           action runs.",
    why: "The action names a project, not its ARN, and CodeBuild looks for it in the account of \
          the role that acts and in the action's region. Place the project there too: one is made \
          in each account that it is placed in.",
    aws: Some(
        "Error calling startBuild: Project cannot be found: \
         arn:aws:codebuild:eu-west-1:222222222222:project/shop-tests (Service: AWSCodeBuild; \
         Status Code: 400; Error Code: ResourceNotFoundException)",
    ),
    before: r#"role tester: Action in dev;
project tests in ci { BuildSpec: "tests.yml" }

stage Test in dev {
    integration: Test::CodeBuild(source) { ProjectName: tests };
}"#,
    after: r#"role tester: Action in dev;
project tests in dev { BuildSpec: "tests.yml" }

stage Test in dev {
    integration: Test::CodeBuild(source) { ProjectName: tests };
}"#,
};

pub(super) const P09: Page = Page {
    code: "P09",
    title: "an ARN names something that the action cannot reach",
    rule: "An ARN in a setting lies in the account and region that the provider asks for, mostly \
           those in which the action runs; the key of an `ExistingArtifactBucket` in the pipeline's \
           region; a policy or boundary of a role in the role's account.",
    why: "What an action uses must be in the action's region. Some services let roles of other \
          accounts in by a policy of the thing itself, others have no such policy, and then the \
          account must be the action's too. Name the thing of the right account and region, or let \
          the action run where the thing is. IAM gives a role policies of the role's own account and \
          those that AWS manages: where a role stands in several accounts, write `{account.id}`.",
    aws: None,
    before: r#"account ci = "111111111111" in "eu-west-1";

stage Approve {
    wait: Manual { NotificationArn: "arn:aws:sns:us-east-1:111111111111:approvals" };
}"#,
    after: r#"account ci = "111111111111" in "eu-west-1";

stage Approve {
    wait: Manual { NotificationArn: "arn:aws:sns:eu-west-1:111111111111:approvals" };
}"#,
};

pub(super) const P10: Page = Page {
    code: "P10",
    title: "this provider works in the pipeline's account only",
    rule: "An action outside the pipeline's account has a provider that takes an action role.",
    why: "An action reaches another account by the role that it names, and only AWS's own action \
          types take one. Custom and third-party actions, Jenkins among them, work in the \
          pipeline's account. Leave `in` out, or use a provider of AWS's.",
    aws: None,
    before: r#"stage Build in dev {
    compile: Build::Custom::Jenkins(source) -> app { ProjectName: "shop" };
}"#,
    after: r#"stage Build {
    compile: Build::Custom::Jenkins(source) -> app { ProjectName: "shop" };
}"#,
};

pub(super) const P11: Page = Page {
    code: "P11",
    title: "this provider works in the pipeline's region only",
    rule: "An action outside the pipeline's region has a provider that works across regions, and a \
           bucket there.",
    why: "CodePipeline runs source, custom and third-party actions in the pipeline's own region \
          and nowhere else. Read the source in the pipeline's region, or move the pipeline to the \
          region of the source. Other actions need an artifact bucket and a key in their region, \
          which are made there, but not beside an `ExistingArtifactBucket`.",
    aws: None,
    before: r#"account ci = "111111111111" in ["eu-west-1", "us-east-1"];

stage Source {
    checkout: CodeCommit -> source in ci / "us-east-1" { RepositoryName: "shop", BranchName: "main" };
}"#,
    after: r#"account ci = "111111111111" in ["us-east-1", "eu-west-1"];

stage Source {
    checkout: CodeCommit -> source in ci { RepositoryName: "shop", BranchName: "main" };
}"#,
};

pub(super) const P12: Page = Page {
    code: "P12",
    title: "the account is not declared for that region",
    rule: "The region of an action is one of the regions of its account.",
    why: "An account's declaration lists the regions that the pipeline may use in it, so that a \
          misspelt or forgotten region is found here. Add the region to the account, or use one \
          that is there.",
    aws: None,
    before: r#"account prod = "333333333333" in "eu-west-1";

stage Prod in prod / "eu-central-1" {
    smoke: Invoke::Lambda as tester { FunctionName: "smoke" };
}"#,
    after: r#"account prod = "333333333333" in ["eu-west-1", "eu-central-1"];

stage Prod in prod / "eu-central-1" {
    smoke: Invoke::Lambda as tester { FunctionName: "smoke" };
}"#,
};

pub(super) const P13: Page = Page {
    code: "P13",
    title: "this provider passes no role",
    rule: "`passing` stands only on an action whose provider hands a role on.",
    why: "CloudFormation's actions hand a role to CloudFormation. Other providers have no setting \
          for one, and AWS refuses a pipeline with a setting that it does not know. If you mean \
          the role that acts, write `as`.",
    aws: Some("Action configuration for action 'smoke' contains unknown configuration 'RoleArn'"),
    before: r#"role tester: Action in prod;

stage Prod in prod {
    smoke: Invoke::Lambda passing tester { FunctionName: "smoke" };
}"#,
    after: r#"role tester: Action in prod;

stage Prod in prod {
    smoke: Invoke::Lambda as tester { FunctionName: "smoke" };
}"#,
};

//! Pages of the rules of configuration.

use super::Page;

pub(super) const C01: Page = Page {
    code: "C01",
    title: "there is no such provider",
    rule: "The provider exists in the category and version that are written, and a name that \
           stands in several categories says which.",
    why: "`S3` is a source and a deployment, `Lambda` is invoked and deployed to. Write the \
          category before the name: `Source::S3`, `Deploy::S3`. `CodeBuild` alone is \
          `Build::CodeBuild`. Your own action types are `Build::Custom::Name`, those of partners \
          `Test::ThirdParty::Name`.",
    aws: Some(
        "InvalidActionDeclarationException: ActionType (Category: 'Build', Provider: \
         'CodeDeploy', Owner: 'AWS', Version: '1') in action 'release' is not available in region \
         'EU_WEST_1'",
    ),
    before: r#"stage Publish {
    publish: S3(app) { BucketName: "shop-site", Extract: true };
}"#,
    after: r#"stage Publish {
    publish: Deploy::S3(app) { BucketName: "shop-site", Extract: true };
}"#,
};

pub(super) const C02: Page = Page {
    code: "C02",
    title: "the provider does not know this key",
    rule: "Every key is one that the provider has, or one that stands beside the configuration.",
    why: "Keys are spelled as in CodePipeline's documentation, with its capitals. The keys differ \
          between providers that look alike: CodeCommit has PollForSourceChanges, ECR has not.",
    aws: Some(
        "Action configuration for action 'image' contains unknown configuration \
         'PollForSourceChanges'",
    ),
    before: r#"stage Source {
    image: ECR -> image { RepositoryName: "shop", PollForSourceChanges: false };
}"#,
    after: r#"stage Source {
    image: ECR -> image { RepositoryName: "shop" };
}"#,
};

pub(super) const C03: Page = Page {
    code: "C03",
    title: "a key is missing",
    rule: "Every key that the provider needs is there, those that another key's value asks for \
           included.",
    why: "What is needed may depend on a value: a change set needs its name, a stack that is \
          created its template. The message names the key and what asks for it.",
    aws: Some(
        "Action configuration for action 'checkout' is missing required configuration \
         'BranchName'",
    ),
    before: r#"stage Source {
    checkout: CodeCommit -> source { RepositoryName: "shop" };
}"#,
    after: r#"stage Source {
    checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
}"#,
};

pub(super) const C04: Page = Page {
    code: "C04",
    title: "the key does not take this value",
    rule: "A value has the type of its key, is one of its words where it has words, and is not \
           empty.",
    why: "CodePipeline takes every value as a string and hands it on: most wrong values are found \
          when the action runs, long after the deployment. Empty values are refused at once.",
    aws: Some(
        "failed to satisfy constraint: Map value must satisfy constraint: [Member must have \
         length less than or equal to 50000, Member must have length greater than or equal to 1]",
    ),
    before: r#"stage Publish {
    publish: Deploy::S3(app) { BucketName: "shop-site", Extract: "yes" };
}"#,
    after: r#"stage Publish {
    publish: Deploy::S3(app) { BucketName: "shop-site", Extract: true };
}"#,
};

pub(super) const C05: Page = Page {
    code: "C05",
    title: "the library writes this key",
    rule: "What the language says in words of its own (`RoleArn`, `RunOrder`, `Configuration`, …) is \
           not written as a setting, and no key is written twice.",
    why: "The role that is handed on stands after `passing`: there it is checked that it is in the \
          right account and trusts the right service. An ARN in the settings would be a second \
          answer to the same question.",
    aws: None,
    before: r#"stage Prod in prod {
    remove: CloudFormation as deployer {
        ActionMode: DELETE_ONLY, StackName: "shop", RoleArn: "arn:aws:iam::333333333333:role/stack",
    };
}"#,
    after: r#"role stack: CloudFormation in prod = "arn:aws:iam::333333333333:role/stack";

stage Prod in prod {
    remove: CloudFormation as deployer passing stack { ActionMode: DELETE_ONLY, StackName: "shop" };
}"#,
};

pub(super) const C06: Page = Page {
    code: "C06",
    title: "the variable is not there",
    rule: "In `#{namespace.variable}` the namespace is one that an earlier action declares, and \
           the variable is one that its provider puts out.",
    why: "An action's output variables can be read only under the `Namespace` that it declares, \
          and only after it has run. Declare the namespace on the action that makes the variable.",
    aws: Some(
        "Valid format for a pipeline execution variable reference is a namespace and a key \
         separated by a period (.). The following pipeline execution variables are referencing a \
         namespace that does not exist.",
    ),
    before: r#"stage Source {
    checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
}
stage Approve {
    wait: Manual { CustomData: "Release #{commit.CommitId}?" };
}"#,
    after: r#"stage Source {
    checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main", Namespace: "commit" };
}
stage Approve {
    wait: Manual { CustomData: "Release #{commit.CommitId}?" };
}"#,
};

pub(super) const C07: Page = Page {
    code: "C07",
    title: "nobody makes this change set",
    rule: "CHANGE_SET_EXECUTE names a stack and a change set that an earlier action in the same \
           account and region makes.",
    why: "A change set is made by CHANGE_SET_REPLACE and executed by CHANGE_SET_EXECUTE; both must \
          name the same stack and change set, in the same place. A difference between the two is \
          found when the second one runs.",
    aws: Some("ChangeSet [shop-change] does not exist"),
    before: r#"prepare: CloudFormation(app) as deployer passing stack {
    ActionMode: CHANGE_SET_REPLACE, StackName: "shop", ChangeSetName: "shop-changes",
    TemplatePath: app / "template.yml",
};
execute: CloudFormation as deployer {
    ActionMode: CHANGE_SET_EXECUTE, StackName: "shop", ChangeSetName: "shop-change",
};"#,
    after: r#"prepare: CloudFormation(app) as deployer passing stack {
    ActionMode: CHANGE_SET_REPLACE, StackName: "shop", ChangeSetName: "shop-changes",
    TemplatePath: app / "template.yml",
};
execute: CloudFormation as deployer {
    ActionMode: CHANGE_SET_EXECUTE, StackName: "shop", ChangeSetName: "shop-changes",
};"#,
};

pub(super) const C08: Page = Page {
    code: "C08",
    title: "two actions work on one stack at the same time",
    rule: "No two actions of one account and region that may run at the same time create or update \
           the same stack.",
    why: "CloudFormation works on a stack for one caller at a time; the second one fails, and \
          which of them is the second is chance. Take the actions out of `parallel`, or give each \
          a stack of its own.",
    aws: Some("is in UPDATE_IN_PROGRESS state and can not be updated."),
    before: r#"parallel {
    data: CloudFormation(app) as deployer passing stack {
        ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: app / "data.yml",
    };
    site: CloudFormation(app) as deployer passing stack {
        ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: app / "site.yml",
    };
}"#,
    after: r#"parallel {
    data: CloudFormation(app) as deployer passing stack {
        ActionMode: CREATE_UPDATE, StackName: "shop-data", TemplatePath: app / "data.yml",
    };
    site: CloudFormation(app) as deployer passing stack {
        ActionMode: CREATE_UPDATE, StackName: "shop-site", TemplatePath: app / "site.yml",
    };
}"#,
};

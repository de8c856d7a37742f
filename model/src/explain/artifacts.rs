//! Pages of the rules of artifacts.

use super::Page;

pub(super) const A01: Page = Page {
    code: "A01",
    title: "the artifact is not there yet",
    rule: "An input artifact is made by an action that is done before this one starts: in an \
           earlier stage, or earlier in the same stage.",
    why: "Actions of a stage run in the order written, those in `parallel` at the same time. An \
          artifact that is made beside the action or after it does not exist when the action \
          starts. Move the action that makes it, or take this one out of `parallel`.",
    aws: Some(
        "InvalidActionDeclarationException: Input Artifact Bundle app in action test is not \
         declared as Output Artifact Bundle in any of the preceding actions",
    ),
    before: r#"stage Build {
    parallel {
        build: CodeBuild(source) -> app { ProjectName: package };
        test: Test::CodeBuild(app) { ProjectName: tests };
    }
}"#,
    after: r#"stage Build {
    build: CodeBuild(source) -> app { ProjectName: package };
    test: Test::CodeBuild(app) { ProjectName: tests };
}"#,
};

pub(super) const A02: Page = Page {
    code: "A02",
    title: "too few or too many artifacts",
    rule: "An action has as many input and output artifacts as its provider takes and makes.",
    why: "Each provider has its bounds: a build takes one to five inputs, a source none. Inputs \
          stand in parentheses after the provider, outputs after `->`.",
    aws: Some(
        "InvalidActionDeclarationException: Action build declares 0 input artifacts which is less \
         than the minimum count (1)",
    ),
    before: r#"stage Build {
    build: CodeBuild -> app { ProjectName: package };
}"#,
    after: r#"stage Build {
    build: CodeBuild(source) -> app { ProjectName: package };
}"#,
};

pub(super) const A03: Page = Page {
    code: "A03",
    title: "the file is in an artifact that the action does not have",
    rule: "In `artifact / \"file\"` the artifact is one of the inputs of the same action.",
    why: "CodePipeline unpacks for an action only what stands in its parentheses. Add the artifact \
          to the inputs, or name the input that holds the file.",
    aws: None,
    before: r#"stage Prod in prod {
    release: CloudFormation as deployer passing stack {
        ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: app / "template.yml",
    };
}"#,
    after: r#"stage Prod in prod {
    release: CloudFormation(app) as deployer passing stack {
        ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: app / "template.yml",
    };
}"#,
};

pub(super) const A04: Page = Page {
    code: "A04",
    title: "which input holds the buildspec",
    rule: "A CodeBuild action with several inputs has `PrimarySource`, and it names one of them.",
    why: "CodeBuild looks for the buildspec in one input and starts its commands there. The others \
          are in folders that CODEBUILD_SRC_DIR_<artifact> names.",
    aws: None,
    before: r#"stage Build {
    build: CodeBuild(source, settings) -> app { ProjectName: package };
}"#,
    after: r#"stage Build {
    build: CodeBuild(source, settings) -> app { ProjectName: package, PrimarySource: source };
}"#,
};

pub(super) const A05: Page = Page {
    code: "A05",
    title: "the artifact is of a third account",
    rule: "An action may use an artifact if the action is in the pipeline's account, or if the \
           artifact was made there, or if an earlier action of the action's own account made it. \
           A reference to a repository is for builds, and one of CodeCommit for those of its own \
           account.",
    why: "CodePipeline hands an artifact from one account to another only through the pipeline's \
          account. What was made in `dev` can be used in `dev` and by actions in the pipeline's \
          account, but not in `prod`. Make the artifact in the pipeline's account. With \
          `CODEBUILD_CLONE_REF` a source hands on a reference only, which CodeBuild follows with \
          the build role; a repository of CodeCommit lets no role of another account in.",
    aws: None,
    before: r#"stage Build in dev {
    build: CodeBuild(source) -> app as tester { ProjectName: package };
}
stage Prod in prod {
    publish: Deploy::S3(app) as deployer { BucketName: "shop-site", Extract: true };
}"#,
    after: r#"stage Build {
    build: CodeBuild(source) -> app { ProjectName: package };
}
stage Prod in prod {
    publish: Deploy::S3(app) as deployer { BucketName: "shop-site", Extract: true };
}"#,
};

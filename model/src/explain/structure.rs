//! Pages of the rules of a pipeline's structure.

use super::Page;

pub(super) const S01: Page = Page {
    code: "S01",
    title: "a pipeline has two stages at least, and each has an action",
    rule: "A pipeline has at least two stages, and a stage has at least one action.",
    why: "CodePipeline takes no pipeline that only brings source in, and no empty stage. Add the \
          stage that does something with the source; remove a stage that has no action.",
    aws: Some(
        "InvalidStructureException: Pipeline has only 1 stage(s). There should be a minimum of 2 \
         stages in a pipeline",
    ),
    before: r#"stage Source {
    checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
}"#,
    after: r#"stage Source {
    checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
}
stage Build {
    build: CodeBuild(source) { ProjectName: package };
}"#,
};

pub(super) const S02: Page = Page {
    code: "S02",
    title: "the first stage is for sources",
    rule: "The first stage holds source actions only.",
    why: "An execution begins when a source has changed, so the first stage brings the sources in \
          and does nothing else. Move the other actions to a stage after it.",
    aws: Some(
        "InvalidStructureException: Pipeline should start with a stage that only contains source \
         actions",
    ),
    before: r#"stage Source {
    checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
    build: CodeBuild(source) { ProjectName: package };
}"#,
    after: r#"stage Source {
    checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
}
stage Build {
    build: CodeBuild(source) { ProjectName: package };
}"#,
};

pub(super) const S03: Page = Page {
    code: "S03",
    title: "sources stand in the first stage",
    rule: "Source actions stand in the first stage and nowhere else.",
    why: "All sources of an execution are taken at the same time, when it begins. Move the action \
          to the first stage: its artifact can be used in every stage after it.",
    aws: Some(
        "InvalidStructureException: Source actions can only be included in the first stage of the \
         pipeline",
    ),
    before: r#"stage Source {
    checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
}
stage Build {
    settings: Source::S3 -> settings { S3Bucket: "shop-settings", S3ObjectKey: "all.zip" };
}"#,
    after: r#"stage Source {
    checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
    settings: Source::S3 -> settings { S3Bucket: "shop-settings", S3ObjectKey: "all.zip" };
}"#,
};

pub(super) const S04: Page = Page {
    code: "S04",
    title: "the pipeline is larger than AWS allows",
    rule: "A pipeline has at most 50 stages and 500 actions; a stage has at most 50 actions, 50 of \
           them at the same time and 50 one after another.",
    why: "AWS does not raise these quotas. A loop over many accounts multiplies what stands in it. \
          Let several accounts share a stage, or distribute them over several pipelines: a \
          function that holds the macro can be called for each group of them.",
    aws: Some(
        "InvalidStructureException: Pipeline has too many stages. There can only be up to 50 \
         stages in a pipeline",
    ),
    before: r#"group fleet = [a01, a02, a03, a04]; // and 47 more

for t in fleet { stage "Deploy-{t}" in t {
    smoke: Invoke::Lambda as tester { FunctionName: "smoke" };
} }"#,
    after: r#"group first = [a01, a02]; // and 24 more
group second = [a03, a04]; // and 23 more
stage First { parallel { for t in first {
    "smoke-{t}": Invoke::Lambda in t as tester { FunctionName: "smoke" };
} } }
stage Second { parallel { for t in second {
    "smoke-{t}": Invoke::Lambda in t as tester { FunctionName: "smoke" };
} } }"#,
};

pub(super) const S05: Page = Page {
    code: "S05",
    title: "this needs a pipeline of type V2",
    rule: "A pipeline of type V1 has no triggers, no variables, no conditions, no execution mode \
           but SUPERSEDED, and no action that needs V2.",
    why: "These came with the type V2. A pipeline is of type V2 unless it says otherwise, so leave \
          `PipelineType` out. The two types are priced differently: V1 by the pipeline, V2 by the \
          minute.",
    aws: Some(
        "InvalidStructureException: QUEUED or PARALLEL mode can only be used with V2 pipelines",
    ),
    before: r#"pipeline "shop" in ci { PipelineType: V1, ExecutionMode: QUEUED }"#,
    after: r#"pipeline "shop" in ci { PipelineType: V2, ExecutionMode: QUEUED }"#,
};

use passrole::cross_account_pipeline;

fn main() {
    let _ = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" zebra;
        account dev = "222222222222" inn "eu-west-1";
        stage Source { checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" }; }
        stage Build {
            PipelineType: V1,
            role deployer: Action in dev;
            build: CodeBuild(source) { ProjectName: "shop" };
        }
        for t in [dev, staging] { stage "X-{t}" in t { release: CloudFormation(source) {
            ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source,
        } } }
    };
}

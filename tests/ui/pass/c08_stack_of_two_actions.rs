use passrole::cross_account_pipeline;

fn main() {
    let _ = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in prod;
        role stack: CloudFormation in prod;
        stage Source { checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" }; }
        stage Prod in prod {
            parallel {
                one: CloudFormation(source) as deployer passing stack {
                    ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "one.yml",
                };
                two: CloudFormation(source) as deployer passing stack {
                    ActionMode: CREATE_UPDATE, StackName: "shop-two", TemplatePath: source / "two.yml",
                };
            }
        }
    };
}

use passrole::cross_account_pipeline;

fn main() {
    let _ = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in prod;
        role stack: CloudFormation in prod;
        stage Source {
            checkout: CodeStarSourceConnection -> source {
                ConnectionArn: "arn:aws:codeconnections:eu-west-1:111111111111:connection/8a1c",
                FullRepositoryId: "acme/shop", BranchName: "main",
            };
        }
        stage Prod in prod {
            test: Commands(source) in ci { Commands: ["make"], Namespace: "made", OutputVariables: ["VERSION"] };
            ask: Manual in ci { CustomData: "Release #{made.VERSION}?" };
            release: CloudFormation(source) as deployer passing stack {
                ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "t.yml",
            };
        }
    };
}

use passrole::cross_account_pipeline;

fn main() {
    let _ = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in prod {
            boundary "arn:aws:iam::aws:policy/PowerUserAccess";
            boundary "arn:aws:iam::aws:policy/ReadOnlyAccess";
        }
        role stack: CloudFormation in prod = "arn:aws:iam::033333333333:role/stack" { name "stack"; }
        stage Source { checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" }; }
        stage (Approve prod) { approve: Manual { TimeoutInMinutes: 10 }; }
        stage Prod in prod {
            approve: Manual { TimeoutInMinutes: -1 };
            prepare: CloudFormation(source): {
                ActionMode: CHANGE_SET_REPLACE, StackName: "shop", ChangeSetName: "changes",
                TemplatePath: source / infra/my-template.yml,
            };
            release: CloudFormation{source} { ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: "source::t.yml" };
        }
    };
}

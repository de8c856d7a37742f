use passrole::cross_account_pipeline;

fn main() {
    let _ = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        stage Source {
            checkout: CodeCommit -> _source { RepositoryName: "shop", BranchName: "main", Namespace: "commit" };
        }
        stage Ask { ask: Manual { CustomData: "Release #{commit.CommitId}?" }; }
    };
}

#![deny(warnings)]

use passrole::cross_account_pipeline;

const PROD: &str = "033333333333";
#[expect(non_upper_case_globals)]
const deployer: u8 = 1;
static SOURCE: u8 = 2;
struct Unit;

mod names {
    pub const REGION: &str = "eu-west-1";
}

fn main() {
    let _ = (deployer, SOURCE, Unit);
    let _ = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in (names::REGION);
        account PROD = PROD in (names::REGION);
        account _spare = "222222222222";
        role deployer: Action in PROD;
        project Unit in PROD { EnvironmentVariables: { ID: PROD } }
        stage Source { checkout: CodeCommit -> SOURCE { RepositoryName: "shop", BranchName: "main" }; }
        stage Build in PROD { build: CodeBuild(SOURCE) { ProjectName: Unit }; }
    };
}

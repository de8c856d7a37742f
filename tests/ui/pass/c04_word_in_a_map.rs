use passrole::cross_account_pipeline;

fn main() {
    let value = "v";
    let kind = "CUSTOM";
    let _ = cross_account_pipeline! {
        pipeline "shop" in ci {
            Triggers: [{
                ProviderType: CodeStarSourceConnection,
                GitConfiguration: {
                    SourceActionName: "checkout",
                    PullRequest: [{ Events: [OPEN, UPDATED] }, { Events: [CLOSED] }],
                },
            }],
        }
        account ci = "111111111111" in "eu-west-1";
        project unit in ci {
            Cache: { Type: LOCAL, Modes: [LOCAL_SOURCE_CACHE] },
            EnvironmentVariables: { TOKEN: { Type: PARAMETER_STORE, Value: value }, type: kind },
        }
        stage Source {
            checkout: CodeStarSourceConnection -> source {
                ConnectionArn: "arn:aws:codeconnections:eu-west-1:111111111111:connection/8a1c",
                FullRepositoryId: "acme/shop",
                BranchName: "main",
            };
        }
        stage Build {
            unit: CodeBuild(source) {
                ProjectName: unit,
                EnvironmentVariables: [{ name: "X", value: value, type: SECRETS_MANAGER }],
            };
            OnFailure: { Result: RETRY, RetryConfiguration: { RetryMode: FAILED_ACTIONS } };
            BeforeEntry: {
                Conditions: [{
                    Result: SKIP,
                    Rules: [{
                        Name: "check",
                        RuleTypeId: { Category: Rule, Owner: AWS, Provider: VariableCheck, Version: "1" },
                        Configuration: { Variable: "#{codepipeline.PipelineExecutionId}", Value: "1", Operator: EQ },
                    }],
                }],
            };
        }
    };
}

//! One action of every type that CodePipeline has, in another account where it may be.
//!
//! It replaces no published system, and nobody would run it: it shows how each provider is written.

use passrole::{App, Pipeline, cross_account_pipeline};

fn main() -> std::process::ExitCode {
    App::new().pipeline(pipeline()).run()
}

/// The pipeline; an app may hold several.
pub fn pipeline() -> Pipeline {
    cross_account_pipeline! {
        pipeline "everything" in ci {
            ExecutionMode: QUEUED,
            Variables: [{ Name: "channel", DefaultValue: "beta", Description: "Where releases go." }],
            Triggers: [{
                ProviderType: "CodeStarSourceConnection",
                GitConfiguration: {
                    SourceActionName: "app",
                    Push: [{ Branches: { Includes: ["main"] }, FilePaths: { Excludes: ["docs/**"] } }],
                },
            }],
        }

        account ci   = "901111111111" in "eu-west-1";
        account prod = "092222222222" in "eu-west-1";

        role deployer: Action in prod;
        role stack: CloudFormation in prod {
            managed ["arn:aws:iam::aws:policy/PowerUserAccess"];
        }
        role stacksets: CloudFormation in ci;
        role instances: Service("ec2.amazonaws.com") in prod { reads [packaged]; }

        project unit in ci {
            Image: "901111111111.dkr.ecr.eu-west-1.amazonaws.com/builder:1",
            Cache: { Type: "S3", Location: "everything-cache-901111111111/unit" },
            EnvironmentVariables: {
                LOG_LEVEL: "debug",
                LICENSE: { Type: "PARAMETER_STORE", Value: "/everything/license" },
                TOKEN: { Type: "SECRETS_MANAGER", Value: "everything/registry:token" },
            },
        }
        project acceptance in prod;
        project checks in ci;

        stage Source {
            parallel {
                app: CodeStarSourceConnection -> source {
                    ConnectionArn: "arn:aws:codeconnections:eu-west-1:901111111111:connection/7b1f",
                    FullRepositoryId: "acme/everything",
                    BranchName: "main",
                    OutputArtifactFormat: CODEBUILD_CLONE_REF,
                    Namespace: "app",
                };
                templates: CodeCommit -> templates { RepositoryName: "templates", BranchName: "main" };
                assets: Source::S3 -> assets {
                    S3Bucket: "everything-assets-901111111111",
                    S3ObjectKey: "assets.zip",
                    PollForSourceChanges: false,
                };
                image: ECR -> image { RepositoryName: "everything", ImageTag: "stable" };
                legacy: Source::ThirdParty::GitHub -> _legacy {
                    Owner: "acme",
                    Repo: "legacy",
                    Branch: "main",
                    OAuthToken: "{{resolve:secretsmanager:github-token}}",
                };
            }
        }

        stage Build {
            package: CodeBuild(source, assets) -> packaged {
                ProjectName: unit,
                PrimarySource: source,
                EnvironmentVariables: { COMMIT: "#{app.CommitId}", CHANNEL: "#{variables.channel}" },
                Namespace: "package",
            };
            parallel {
                commands: Compute::Commands(packaged) -> listing {
                    Commands: ["ls -R > listing.txt", "export COUNT=$(wc -l < listing.txt)"],
                    Files: ["listing.txt"],
                    OutputVariables: ["COUNT"],
                    EnvironmentVariables: [
                        { Name: "CHANNEL", Value: "beta" },
                        { Name: "TOKEN", Value: "everything/commands", Type: "SECRETS_MANAGER" },
                    ],
                };
                publish: ECRBuildAndPublish(packaged) { ECRRepositoryName: "everything", ImageTags: "latest" };
                scan: InspectorScan(packaged) -> _findings { InspectorRunMode: SourceCodeScan, CriticalThreshold: 0 };
                snyk: Invoke::ThirdParty::Snyk(packaged) -> _report;
                jenkins: Build::Custom::Jenkins @ "2" (packaged) { ProjectName: "everything" };
            }
        }

        stage Test in prod {
            acceptance: Test::CodeBuild(listing) { ProjectName: acceptance, BatchEnabled: true };
            devices: DeviceFarm(packaged) {
                AppType: Android,
                ProjectId: "e1b2c3d4",
                App: "app.apk",
                DevicePoolArn: "arn:aws:devicefarm:us-west-2::devicepool:082d10e5-d7d7-48a5-ba5c-b33d66efa1f5",
                TestType: BUILTIN_FUZZ,
                FuzzEventCount: 3000,
            };
        }

        stage Approve {
            approve: Manual {
                NotificationArn: "arn:aws:sns:eu-west-1:901111111111:approvals",
                CustomData: "Release #{app.CommitId}?",
                ExternalEntityLink: "https://example.com/changes",
                TimeoutInMinutes: 1440,
            };
            BeforeEntry: { Conditions: [{
                Result: "FAIL",
                Rules: [{
                    Name: "quiet",
                    RuleTypeId: { Category: "Rule", Owner: "AWS", Provider: "DeploymentWindow", Version: "1" },
                    Configuration: { Cron: "* * 9-17 ? * MON-FRI *", TimeZone: "Europe/Dublin" },
                }, {
                    Name: "healthy",
                    RuleTypeId: { Category: "Rule", Owner: "AWS", Provider: "CloudWatchAlarm", Version: "1" },
                    Configuration: { AlarmName: "everything", WaitTime: "5" },
                }, {
                    Name: "checks",
                    RuleTypeId: { Category: "Rule", Owner: "AWS", Provider: "CodeBuild", Version: "1" },
                    Configuration: { ProjectName: "everything-checks" },
                    InputArtifacts: [{ Name: "packaged" }],
                }, {
                    Name: "files",
                    RuleTypeId: { Category: "Rule", Owner: "AWS", Provider: "Commands", Version: "1" },
                    Commands: ["test -s app.apk"],
                    InputArtifacts: [{ Name: "packaged" }],
                }, {
                    Name: "allowed",
                    RuleTypeId: { Category: "Rule", Owner: "AWS", Provider: "LambdaInvoke", Version: "1" },
                    Configuration: { FunctionName: "everything-allowed" },
                }],
            }] };
        }

        stage Infrastructure in prod {
            prepare: CloudFormation(templates) as deployer passing stack {
                ActionMode: CHANGE_SET_REPLACE,
                StackName: "everything",
                ChangeSetName: "everything-changes",
                TemplatePath: templates / "app.yml",
                TemplateConfiguration: templates / "prod.json",
                ParameterOverrides: { Version: "#{app.CommitId}", Account: "{prod.id}" },
                Capabilities: [CAPABILITY_NAMED_IAM, CAPABILITY_AUTO_EXPAND],
            };
            execute: CloudFormation -> outputs as deployer {
                ActionMode: CHANGE_SET_EXECUTE,
                StackName: "everything",
                ChangeSetName: "everything-changes",
                OutputFileName: "outputs.json",
            };
            OnFailure: { Result: "ROLLBACK" };
        }

        stage StackSets {
            set: CloudFormationStackSet(templates) passing stacksets {
                StackSetName: "everything-baseline",
                TemplatePath: templates / "baseline.yml",
                ExecutionRoleName: "AWSCloudFormationStackSetExecutionRole",
            };
            instances: CloudFormationStackInstances {
                StackSetName: "everything-baseline",
                DeploymentTargets: ["{prod.id}"],
                Regions: ["eu-west-1"],
            };
        }

        stage Deploy in prod {
            parallel {
                site: Deploy::S3(packaged) { BucketName: "everything-site", Extract: true, CacheControl: "max-age=60" };
                function: Deploy::Lambda(packaged) { FunctionName: "everything", FunctionAlias: "live" };
                catalog: ServiceCatalog(templates) {
                    TemplateFilePath: "/product.yml",
                    ProductVersionName: "#{app.CommitId}",
                    ProductType: CLOUD_FORMATION_TEMPLATE,
                    ProductId: "prod-abcd1234",
                };
                config: AppConfig(packaged) {
                    Application: "abc1234",
                    Environment: "def5678",
                    ConfigurationProfile: "ghi9012",
                    InputArtifactConfigurationPath: "config.json",
                    DeploymentStrategy: "AppConfig.Linear50PercentEvery30Seconds",
                };
                service: ECS(packaged) { ClusterName: "everything", ServiceName: "web", DeploymentTimeout: 15 };
                bluegreen: CodeDeployToECS(packaged, image) {
                    ApplicationName: "everything",
                    DeploymentGroupName: "web",
                    TaskDefinitionTemplateArtifact: packaged,
                    AppSpecTemplateArtifact: packaged,
                    Image1ArtifactName: image,
                    Image1ContainerName: "IMAGE",
                };
                chart: EKS(packaged) {
                    ClusterName: "everything",
                    HelmReleaseName: "web",
                    HelmChartLocation: "chart",
                    HelmValuesFiles: ["values.yml"],
                };
                servers: CodeDeploy(packaged) { ApplicationName: "everything", DeploymentGroupName: "servers" };
                fleet: EC2(packaged) {
                    InstanceTagKey: "app",
                    InstanceTagValue: "everything",
                    InstanceType: EC2,
                    TargetDirectory: "/srv/everything",
                    PreScript: "stop.sh",
                    PostScript: "start.sh",
                };
                beanstalk: ElasticBeanstalk(packaged) { ApplicationName: "everything", EnvironmentName: "prod" };
                opsworks: OpsWorks(packaged) { Stack: "everything", App: "web" };
            }
            skill: Deploy::ThirdParty::AlexaSkillsKit(packaged) in ci {
                ClientId: "amzn1.application-oa2-client.everything",
                ClientSecret: "{{resolve:secretsmanager:alexa:SecretString:secret}}",
                RefreshToken: "{{resolve:secretsmanager:alexa:SecretString:token}}",
                SkillId: "amzn1.ask.skill.everything",
            };
        }

        stage Announce in prod {
            notify: Invoke::Lambda(outputs) { FunctionName: "announce", UserParameters: "#{package.VERSION}" };
            migrate: StepFunctions {
                StateMachineArn: "arn:aws:states:eu-west-1:092222222222:stateMachine:migrate",
                InputType: Literal,
                Input: "{}",
            };
            next: Invoke::CodePipeline { PipelineName: "after-everything" };
        }
    }
}

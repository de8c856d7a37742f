//! A program for each module of the catalog, in which every key of every action type is written.
//!
//! Keys that say the same in two ways stand in two actions.

use passrole::{Pipeline, cross_account_pipeline};

/// All of them.
pub fn all() -> [Pipeline; 8] {
    [
        sources(),
        builds(),
        compute(),
        stacks(),
        containers(),
        servers(),
        deploys(),
        calls(),
    ]
}

fn sources() -> Pipeline {
    cross_account_pipeline! {
        pipeline "sources" in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in prod;

        stage Source in prod {
            bucket: Source::S3 -> _bucket {
                S3Bucket: "acme-source",
                S3ObjectKey: "shop/source.zip",
                PollForSourceChanges: false,
                AllowOverrideForS3ObjectKey: true,
            };
            repository: CodeCommit -> _repository {
                RepositoryName: "shop",
                BranchName: "main",
                PollForSourceChanges: false,
                OutputArtifactFormat: CODEBUILD_CLONE_REF,
            };
            host: CodeStarSourceConnection -> _host {
                ConnectionArn: "arn:aws:codestar-connections:eu-west-1:033333333333:connection/8a1c",
                FullRepositoryId: "acme/shop",
                BranchName: "main",
                OutputArtifactFormat: CODE_ZIP,
                DetectChanges: false,
            };
            image: ECR -> _image { RepositoryName: "shop/web", ImageTag: "stable" };
            token: Source::ThirdParty::GitHub -> _token in ci {
                Owner: "acme",
                Repo: "shop",
                Branch: "main",
                OAuthToken: "{{resolve:secretsmanager:github:SecretString:token}}",
                PollForSourceChanges: false,
            };
        }
        stage Approve {
            approve: Manual {
                NotificationArn: "arn:aws:sns:eu-west-1:111111111111:approvals",
                CustomData: "Look at dev first.",
                ExternalEntityLink: "https://example.com/review",
            };
        }
    }
}

fn builds() -> Pipeline {
    cross_account_pipeline! {
        pipeline "builds" in ci;
        account ci = "111111111111" in "us-west-2";
        account prod = "033333333333" in "us-west-2";
        role deployer: Action in prod;
        project unit in [ci, prod];

        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Build in prod {
            package: CodeBuild(source) -> (reports, packaged) {
                ProjectName: unit,
                PrimarySource: source,
                BatchEnabled: true,
                CombineArtifacts: true,
                BuildspecOverride: "ci/batch.yml",
                EnvironmentVariables: { STAGE: "prod", TOKEN: { value: "shop/token", type: "SECRETS_MANAGER" } },
            };
            check: Test::CodeBuild(reports, packaged) {
                ProjectName: unit,
                PrimarySource: packaged,
                BatchEnabled: false,
                CombineArtifacts: false,
                BuildspecOverride: "ci/test.yml",
                EnvironmentVariables: { LEVEL: "all" },
            };
            devices: DeviceFarm(packaged) {
                AppType: Android,
                ProjectId: "EXAMPLE-GUID-123-456",
                App: "app-release.apk",
                DevicePoolArn: "arn:aws:devicefarm:us-west-2:033333333333:devicepool:EXAMPLE-GUID-123-456/EXAMPLE-GUID-456",
                TestType: APPIUM_PYTHON,
                AppiumVersion: "1.14.2",
                Test: "tests.zip",
                RecordAppPerformanceData: true,
                RecordVideo: false,
                RadioBluetoothEnabled: true,
                RadioWifiEnabled: true,
                RadioNfcEnabled: true,
                RadioGpsEnabled: true,
            };
            fuzz: DeviceFarm(packaged) {
                AppType: iOS,
                ProjectId: "EXAMPLE-GUID-123-456",
                App: "app-release.ipa",
                DevicePoolArn: "arn:aws:devicefarm:us-west-2::devicepool:EXAMPLE-GUID-789",
                TestType: BUILTIN_FUZZ,
                FuzzEventCount: 6_000,
                FuzzEventThrottle: 50,
                FuzzRandomizerSeed: "17",
            };
        }
    }
}

fn compute() -> Pipeline {
    cross_account_pipeline! {
        pipeline "compute" in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in prod;

        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Build in prod {
            list: Commands(source) -> _listing { Commands: ["ls -R > listing.txt"], Files: ["listing.txt"] };
            publish: ECRBuildAndPublish(source) {
                ECRRepositoryName: "shop/web",
                DockerFilePath: "docker",
                ImageTags: ["latest", "#{codepipeline.PipelineExecutionId}"],
                RegistryType: "private",
            };
            public: ECRBuildAndPublish(source) { ECRRepositoryName: "shop", RegistryType: "public" };
            source_scan: InspectorScan(source) -> _source_findings {
                InspectorRunMode: SourceCodeScan,
                CriticalThreshold: 0,
                HighThreshold: 5,
                MediumThreshold: 20,
                LowThreshold: 100,
            };
            image_scan: InspectorScan -> _image_findings {
                InspectorRunMode: ECRImageScan,
                ECRRepositoryName: "shop/web",
                ImageTag: "latest",
            };
        }
    }
}

fn stacks() -> Pipeline {
    cross_account_pipeline! {
        pipeline "stacks" in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in prod;
        role stack: CloudFormation in prod;

        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Deploy in prod {
            prepare: CloudFormation(source) passing stack {
                ActionMode: CHANGE_SET_REPLACE,
                StackName: "shop",
                ChangeSetName: "shop-changes",
                TemplatePath: source / "template.yml",
                TemplateConfiguration: source / "prod.json",
                ParameterOverrides: { Release: "42", Image: { "Fn::GetParam": ["source", "image.json", "ImageURI"] } },
                Capabilities: [CAPABILITY_IAM, CAPABILITY_AUTO_EXPAND],
            };
            execute: CloudFormation -> _outputs {
                ActionMode: CHANGE_SET_EXECUTE,
                StackName: "shop",
                ChangeSetName: "shop-changes",
                OutputFileName: "outputs.json",
            };
            set: CloudFormationStackSet(source) {
                StackSetName: "baseline",
                TemplatePath: source / "baseline.yml",
                Description: "What every account has.",
                Parameters: "ParameterKey=Retention,ParameterValue=30",
                Capabilities: [CAPABILITY_NAMED_IAM],
                PermissionModel: SELF_MANAGED,
                AdministrationRoleArn: "arn:aws:iam::033333333333:role/AWSCloudFormationStackSetAdministrationRole",
                ExecutionRoleName: "AWSCloudFormationStackSetExecutionRole",
                DeploymentTargets: ["444444444444", "055555555555"],
                Regions: ["eu-west-1", "us-east-1"],
                FailureTolerancePercentage: 20,
                MaxConcurrentPercentage: 25,
            };
            organization: CloudFormationStackSet(source) {
                StackSetName: "organization",
                TemplatePath: source / "organization.yml",
                PermissionModel: SERVICE_MANAGED,
                OrganizationsAutoDeployment: EnabledWithStackRetention,
                CallAs: DELEGATED_ADMIN,
            };
            instances: CloudFormationStackInstances(source) {
                StackSetName: "baseline",
                DeploymentTargets: "source::targets.json",
                Regions: ["eu-west-1", "us-east-1"],
                ParameterOverrides: "ParameterKey=Retention,ParameterValue=7",
                FailureTolerancePercentage: 0,
                MaxConcurrentPercentage: 100,
                CallAs: SELF,
            };
        }
    }
}

fn containers() -> Pipeline {
    cross_account_pipeline! {
        pipeline "containers" in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in prod;

        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
            web: ECR -> web { RepositoryName: "shop/web" };
            proxy: ECR -> proxy { RepositoryName: "shop/proxy" };
        }
        stage Deploy in prod {
            service: ECS(source) {
                ClusterName: "shop",
                ServiceName: "web",
                FileName: "images.json",
                DeploymentTimeout: 15,
            };
            bluegreen: CodeDeployToECS(source, web, proxy) {
                ApplicationName: "shop",
                DeploymentGroupName: "web",
                TaskDefinitionTemplateArtifact: source,
                TaskDefinitionTemplatePath: "ecs/task.json",
                AppSpecTemplateArtifact: source,
                AppSpecTemplatePath: "ecs/appspec.yaml",
                Image1ArtifactName: web,
                Image1ContainerName: "WEB",
                Image2ArtifactName: proxy,
                Image2ContainerName: "PROXY",
                Image3ArtifactName: web,
                Image3ContainerName: "WORKER",
                Image4ArtifactName: proxy,
                Image4ContainerName: "SIDECAR",
            };
            chart: EKS(source) {
                ClusterName: "shop",
                HelmReleaseName: "web",
                HelmChartLocation: "chart",
                HelmValuesFiles: ["values.yml", "values-prod.yml"],
                Namespace: "web",
                Subnets: ["subnet-0a1b2c3d", "subnet-4e5f6a7b"],
                SecurityGroupIds: ["sg-0a1b2c3d"],
            };
            manifests: EKS(source) { ClusterName: "shop", ManifestFiles: ["deployment.yml", "service.yml"] };
        }
    }
}

fn servers() -> Pipeline {
    cross_account_pipeline! {
        pipeline "servers" in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in prod;
        role instances: Service("ec2.amazonaws.com") in prod { reads [source]; }

        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Deploy in prod {
            group: CodeDeploy(source) { ApplicationName: "shop", DeploymentGroupName: "servers" };
            folder: EC2(source) {
                InstanceTagKey: "app",
                InstanceTagValue: "shop",
                InstanceType: EC2,
                TargetDirectory: "/srv/shop",
                PreScript: "scripts/stop.sh",
                PostScript: "scripts/start.sh",
                MaxBatch: "50%",
                MaxError: "1",
                TargetGroupNameList: ["web"],
            };
            spec: EC2(source) { InstanceTagKey: "shop", InstanceType: SSM_MANAGED_NODE, DeploySpec: "deployspec.yml" };
            beanstalk: ElasticBeanstalk(source) { ApplicationName: "shop", EnvironmentName: "shop-prod" };
            opsworks: OpsWorks(source) { Stack: "6a7b", App: "8c9d", Layer: "0e1f" };
        }
    }
}

fn deploys() -> Pipeline {
    cross_account_pipeline! {
        pipeline "deploys" in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in prod;

        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Deploy in prod {
            site: Deploy::S3(source) {
                BucketName: "shop-site",
                Extract: false,
                ObjectKey: "releases/{datetime}.zip",
                KMSEncryptionKeyARN: "arn:aws:kms:eu-west-1:033333333333:key/1a2b3c4d-0000-4000-8000-1a2b3c4d5e6f",
                CannedACL: "bucket-owner-full-control",
                CacheControl: ["public", "max-age=60"],
            };
            function: Deploy::Lambda(source) {
                FunctionName: "shop",
                FunctionAlias: "live",
                DeployStrategy: "Canary10Percent5Minutes",
                Alarms: ["shop-errors", "shop-latency"],
            };
            rollback: Deploy::Lambda { FunctionName: "shop", FunctionAlias: "live", PublishedTargetVersion: "7" };
            product: ServiceCatalog(source) {
                ProductId: "prod-abcdabcdabcd1",
                TemplateFilePath: "product.yml",
                ProductVersionName: "v42",
                ProductType: CLOUD_FORMATION_TEMPLATE,
                ProductVersionDescription: "Faster.",
            };
            product_by_file: ServiceCatalog(source) {
                ProductId: "prod-abcdabcdabcd1",
                ConfigurationFilePath: "product.json",
            };
            config: AppConfig(source) {
                Application: "abc1234",
                Environment: "def5678",
                ConfigurationProfile: "ghi9012",
                InputArtifactConfigurationPath: "config.json",
                DeploymentStrategy: "jkl3456",
            };
            skill: Deploy::ThirdParty::AlexaSkillsKit(source) in ci {
                ClientId: "amzn1.application-oa2-client.shop",
                ClientSecret: "{{resolve:secretsmanager:alexa:SecretString:secret}}",
                RefreshToken: "{{resolve:secretsmanager:alexa:SecretString:token}}",
                SkillId: "amzn1.ask.skill.shop",
            };
        }
    }
}

fn calls() -> Pipeline {
    cross_account_pipeline! {
        pipeline "calls" in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in prod;

        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Call in prod {
            function: Invoke::Lambda(source) {
                FunctionName: "announce",
                UserParameters: "{ \"execution\": \"#{codepipeline.PipelineExecutionId}\" }",
            };
            machine: StepFunctions(source) {
                StateMachineArn: "arn:aws:states:eu-west-1:033333333333:stateMachine:migrate",
                ExecutionNamePrefix: "release",
                InputType: FilePath,
                Input: "input.json",
            };
            next: Invoke::CodePipeline {
                PipelineName: "after-shop",
                SourceRevisions: [{ actionName: "checkout", revisionType: "COMMIT_ID", revisionValue: "4f2d8c1" }],
                Variables: [{ name: "channel", value: "stable" }],
            };
            snyk: Invoke::ThirdParty::Snyk(source) -> _report in ci { ClientId: "6a7b", ClientToken: "8c9d" };
        }
    }
}

"""CodeBuild's projects and CodePipeline's pipelines."""

from moto.codebuild import responses as codebuild_responses
from moto.codebuild.models import codebuild_backends

from kinds import kind
from values import request


def without_location(check):
    """moto asks for a location even where the pipeline, or nothing, is the source."""
    given = ("CODEPIPELINE", "NO_SOURCE")
    return lambda part: check(part | {"location": "-"} if part["type"] in given else part)


for part in ["source", "artifacts"]:
    checks = vars(codebuild_responses)
    checks[f"_validate_required_params_{part}"] = without_location(checks[f"_validate_required_params_{part}"])
# Its list of environments is of some years ago.
codebuild_responses._validate_required_params_environment = lambda environment: None


@kind("AWS::CodeBuild::Project", named="Name")
class Project:
    def create(place, name, properties):
        codebuild = place.client("codebuild")
        wanted = request(codebuild, "CreateProject", properties | {"Name": name})
        made = codebuild.create_project(**wanted)["project"]
        # moto checks a request, and keeps only the older half of its members.
        codebuild_backends[place.account][place.region].codebuild_projects[name].project_metadata.update(wanted)
        return name, {"Arn": made["arn"]}

    def update(place, name, old, new):
        # moto knows no UpdateProject.
        Project.delete(place, name, old)
        Project.create(place, name, new)

    def delete(place, name, properties):
        place.client("codebuild").delete_project(name=name)


@kind("AWS::CodePipeline::Pipeline", named="Name")
class Pipeline:
    def create(place, name, properties):
        place.client("codepipeline").create_pipeline(**Pipeline.declared(place, name, properties))
        return name, {"Version": "1"}

    def declared(place, name, properties):
        own = {key: value for key, value in properties.items() if key not in ("Tags", "RestartExecutionOnUpdate")}
        if "ArtifactStores" in own:
            own["ArtifactStores"] = {item["Region"]: item["ArtifactStore"] for item in own["ArtifactStores"]}
        whole = {"Pipeline": own | {"Name": name}, "Tags": properties.get("Tags", [])}
        return request(place.client("codepipeline"), "CreatePipeline", whole)

    def update(place, name, old, new):
        codepipeline = place.client("codepipeline")
        wanted = Pipeline.declared(place, name, new)
        codepipeline.update_pipeline(pipeline=wanted["pipeline"])
        arn = f"arn:aws:codepipeline:{place.region}:{place.account}:{name}"
        codepipeline.untag_resource(resourceArn=arn, tagKeys=[tag["Key"] for tag in old.get("Tags", [])])
        codepipeline.tag_resource(resourceArn=arn, tags=wanted["tags"])

    def delete(place, name, properties):
        place.client("codepipeline").delete_pipeline(name=name)

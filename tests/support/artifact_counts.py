"""Prints cfn-lint's own numbers of artifacts: a line of JSON, owner to category to provider to bounds."""

import json

from cfnlint.rules.resources.codepipeline.PipelineArtifactCounts import PipelineArtifactCounts

print(json.dumps(PipelineArtifactCounts()._artifact_counts))

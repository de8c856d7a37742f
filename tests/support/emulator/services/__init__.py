"""The types that moto ignores, and those of which it ignores some properties. An unknown property is a failure here."""

from . import code, events, iam, kms, s3, stack_sets  # noqa: F401

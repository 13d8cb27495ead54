"""dacunha2022, statement by statement."""

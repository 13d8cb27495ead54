"""dacunha2023, statement by statement."""

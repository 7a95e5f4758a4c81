"""Helpers of checks."""

"""Requests."""

import requests


def retrieve_json(url, timeout=10, verify=True):
    response = requests.get(url, timeout=timeout, verify=verify)
    response.raise_for_status()
    return response.json()

"""The base of Datadog's checks, as their authors import it."""

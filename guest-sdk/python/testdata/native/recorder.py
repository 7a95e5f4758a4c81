"""What the check of this process has called."""

HOSTNAME = "host.example"

calls = []


def add(call, **arguments):
    calls.append({"call": call, **{key: value for key, value in arguments.items() if value is not None}})


def texts(tags):
    """Tags, of which bytes are texts too, and None is none."""
    return [tag.decode() if isinstance(tag, bytes) else str(tag) for tag in tags or [] if tag is not None]

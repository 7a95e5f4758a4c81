"""Identifiers by which StackState merges components."""


def _of(namespace):
    return staticmethod(lambda *parts: "urn:%s:/%s" % (namespace, ":".join(map(str, parts))))


class Identifiers:
    identifier_namespaces = {
        name: "urn:%s:" % name
        for name in (
            "host", "process", "container", "service", "service-instance", "agent-integration", "agent-integration-instance", "stackstate-agent"
        )
    }

    create_host_identifier = _of("host")
    create_process_identifier = _of("process")
    create_container_identifier = _of("container")
    create_trace_service_identifier = _of("service")
    create_trace_service_instance_identifier = _of("service-instance")
    create_integration_identifier = _of("agent-integration")
    create_integration_instance_identifier = _of("agent-integration-instance")
    create_agent_identifier = _of("stackstate-agent")

    @staticmethod
    def create_custom_identifier(identifier_namespace, identifier):
        return "urn:%s:/%s" % (identifier_namespace, identifier)

    @staticmethod
    def append_lowercase_identifiers(identifiers):
        """The identifiers, and those of these kinds again in lower case."""
        known = set(Identifiers.identifier_namespaces.values())
        return identifiers + [i.lower() for i in identifiers if i[: i.find("/")] in known and i != i.lower()]

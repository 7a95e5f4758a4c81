"""What is known of a service, which goes to the agent as it is."""


class MetadataManager:
    def __init__(self, check_name, check_id, logger=None, metadata_transformers=None):
        pass

    def submit(self, name, value, options):
        pass

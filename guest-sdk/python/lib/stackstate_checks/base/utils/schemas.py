"""Types of schemas."""

from schematics.exceptions import ValidationError
from schematics.types import BaseType, StringType


class StrictStringType(StringType):
    """A text, and nothing that could be made one."""

    def convert(self, value, context=None):
        if not isinstance(value, (str, bytes)):
            raise ValidationError("Value must be a string")
        return super().convert(value, context)


class ClassType(BaseType):
    """An object of a class."""

    def __init__(self, cls, **kwargs):
        super().__init__(**kwargs)
        self.cls = cls

    def convert(self, value, context=None):
        if not isinstance(value, self.cls):
            raise ValidationError("Value must be of class: %s" % self.cls)
        return value

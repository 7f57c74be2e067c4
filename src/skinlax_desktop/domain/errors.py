"""The one error that people meet: a stable code and safe parameters, no prose."""


class SkinlaxError(Exception):
    """Something the user can understand and act on.

    `code` is stable and names a sentence in `text/`; `parameters` are safe to log: never a name, a birth date
    or a patient's path.
    """

    def __init__(self, code: str, **parameters: str | int | float) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in sorted(self.parameters.items()))
        return f"{self.code}({details})"

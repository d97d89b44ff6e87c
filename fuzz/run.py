"""``python fuzz/run.py TARGET [FLAG…] [FOLDER…]``: one target under atheris, which is libFuzzer for Python."""

import importlib
import pkgutil
import sys

import atheris

with atheris.instrument_imports(include=["hesui_data"]):
    target = importlib.import_module(sys.argv[1])
    for part in target.COVERS:  # whole, since the package imports most of itself when it is used
        package = importlib.import_module(f"hesui_data.{part}")
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)

atheris.Setup([sys.argv[0], *sys.argv[2:]], target.one_input)
atheris.Fuzz()

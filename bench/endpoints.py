"""Requests of every shape to every address of the page: none is answered with a fault, and no file beside the index appears.

    pip install schemathesis            # anywhere; it is no dependency of this project
    python -m bench.endpoints [--examples 100] [--seed 1] [--schemathesis PATH]

Here schemathesis draws from a description; what fits none and no client would send is drawn by bench/requests.py.
Every route of the page is described in OpenAPI, Gradio's own as it describes them, ours by their parameters, and schemathesis
draws requests that fit the description and requests that do not. The server is a process of its own over the sample collection.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx

from bench.served import served

ENDLESS = "heartbeat|queue/data|upload_progress|event_id"  # streams, which do not end by themselves
_JSON: dict[str, dict[str, Any]] = {
    "str": {"type": "string"}, "int": {"type": "integer"}, "float": {"type": "number"}, "bool": {"type": "boolean"},
    "list": {"type": "array"}, "dict": {"type": "object"},
}  # fmt: skip


def schema_of(parameter: dict[str, Any]) -> dict[str, Any]:
    """What one parameter may be, in JSON Schema, going by the Python type that the page's own description names."""
    said = str(parameter["python_type"]["type"])
    kinds = [schema for name, schema in _JSON.items() if name in said]
    return {"anyOf": [*kinds, {"type": "null"}]} if kinds else {}


def described(endpoints: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI paths of the page's functions."""
    paths = {}
    for name, endpoint in endpoints.items():
        given = [schema_of(parameter) for parameter in endpoint["parameters"]]
        data = {"type": "array", "prefixItems": given, "minItems": len(given), "maxItems": len(given)}
        body = {"type": "object", "properties": {"data": data}, "required": ["data"]}
        paths[f"/gradio_api/run{name}"] = {
            "post": {
                "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
                "responses": {"200": {"description": "the answer"}},
            }
        }
    return paths


def gradio_paths(folder: Path) -> dict[str, Any]:
    """The OpenAPI description of the routes that Gradio adds."""
    from ui.server import create
    from ui.service import Service

    service = Service(folder / "described.index")
    try:
        [mounted] = [route.app for route in create(service).routes if type(route).__name__ == "Mount"]
        return dict(mounted.openapi())
    finally:
        service.close()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--examples", type=int, default=100, help="for each address")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--schemathesis", default="schemathesis", help="the command")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "served"
        folder.mkdir()
        schema = gradio_paths(Path(name))
        index = folder / "fuzz.index"
        with served(index, "--rate", "0") as (url, _):
            schema["paths"] |= described(httpx.get(f"{url}/gradio_api/info", timeout=120).json()["named_endpoints"])
            place = Path(name) / "openapi.json"
            place.write_text(json.dumps(schema), encoding="utf-8")
            command = [
                *(given.schemathesis, "run", str(place), "--url", url, "--checks", "not_a_server_error", "--phases", "fuzzing"),
                *("--max-examples", str(given.examples), "--seed", str(given.seed), "--mode", "all"),
                *("--request-timeout", "60", "--exclude-path-regex", ENDLESS),
                *("--suppress-health-check", "all", "--continue-on-failure", "--no-color"),
            ]
            status = subprocess.run(command, check=False).returncode
            alive = httpx.get(f"{url}/health", timeout=120).json()
        beside = sorted(path.name for path in folder.iterdir() if not path.name.startswith("fuzz.index"))
        print(json.dumps({"addresses": len(schema["paths"]), "after": alive, "files beside the index": beside}))
    sys.exit(status or bool(beside))


if __name__ == "__main__":
    main()

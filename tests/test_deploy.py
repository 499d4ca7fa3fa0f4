"""Dockerfile and compose.yaml, read and linted: no container engine is needed, so they hold on every machine that runs the tests."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.config import Settings

ROOT = Path(__file__).resolve().parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
NODES = ["node1", "node2"]
EVERY_SERVICE = pytest.mark.parametrize("name", SERVICES)


def settings_in(text: str) -> set[str]:
    return {name.removeprefix("HEARTH_").lower() for name in re.findall(r"\bHEARTH_[A-Z_]+", text)}


def test_hadolint_finds_nothing() -> None:
    hadolint = shutil.which("hadolint") or shutil.which("hadolint", path=str(Path(sys.executable).parent))
    if hadolint is None:
        assert sys.platform == "linux", "only Linux on other processors than x86-64 has no hadolint among the tests' libraries"
        return
    done = subprocess.run([hadolint, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_image_runs_as_nobody_in_particular_and_says_how_it_is() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!0)\d+:(?!0)\d+$", last, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK ", last, re.MULTILINE)
    assert "/health" in last
    assert re.search(r'^ENTRYPOINT \["', last, re.MULTILINE), "the list form, so that signals reach the server"


def test_the_image_is_given_all_that_it_copies_and_no_more() -> None:
    admitted = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")}
    copied = {word.split("/")[0] for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE) for word in line.split()[:-1]}
    assert copied == admitted
    assert all((ROOT / name).exists() for name in copied)


def test_every_setting_named_is_a_setting() -> None:
    environment = {name for node in NODES for name in SERVICES[node]["environment"]}
    named = settings_in(DOCKERFILE) | settings_in(" ".join(environment)) - {"config"}
    assert {"host", "public_url", "secret_key_file", "trusted_proxies"} <= named
    assert named <= set(Settings.model_fields)


def test_there_are_two_nodes_alike() -> None:
    assert SERVICES["node1"] == SERVICES["node2"]


@EVERY_SERVICE
def test_each_service_can_do_little_and_is_watched(name: str) -> None:
    service = SERVICES[name]
    assert re.search(r":\d", service["image"]), "an image of a known version"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["ulimits"]["core"] == 0, "no core dumps: words are in memory"
    assert service["restart"] == "unless-stopped"
    assert "privileged" not in service
    assert name in NODES or "healthcheck" in service, "the nodes' own is in the Dockerfile"


@EVERY_SERVICE
def test_only_the_balancer_can_be_reached_from_outside(name: str) -> None:
    assert ("ports" in SERVICES[name]) == (name == "balancer")
    assert name == "balancer" or list(SERVICES[name]["networks"]) == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


@EVERY_SERVICE
def test_no_secret_is_written_down_or_in_an_environment(name: str) -> None:
    for key, value in SERVICES[name].get("environment", {}).items():
        assert key.endswith("_FILE") or not re.search("PASSWORD|SECRET|KEY|TOKEN", key), key
        assert not re.search(r"://[^/]*@", str(value)), key


def test_secrets_and_volumes_are_declared_used_and_ignored_by_git() -> None:
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])
    assert all(secret["file"].startswith("./secrets/") for secret in COMPOSE["secrets"].values())
    assert "/secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    mounted = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert {name for name in mounted if not name.startswith(".")} == set(COMPOSE["volumes"])
    assert all((ROOT / name).exists() for name in mounted if name.startswith("."))


def test_the_keyring_lies_apart_from_the_record() -> None:
    assert SERVICES["record"]["volumes"] != SERVICES["keyring"]["volumes"]


def test_the_balancer_keeps_a_woman_on_one_node_and_no_log_of_her() -> None:
    caddyfile = (ROOT / "docs/deploy/Caddyfile").read_text(encoding="utf-8")
    assert f"reverse_proxy {' '.join(f'{node}:8080' for node in NODES)} {{" in caddyfile
    directives = [line.split()[0] for line in caddyfile.splitlines() if line.strip() and not line.startswith("#")]
    assert "lb_policy cookie hearth-node" in caddyfile
    assert "health_uri /ready" in caddyfile
    assert not {"log", "encode"} & set(directives)
    assert SERVICES["balancer"]["networks"]["inside"]["ipv4_address"] + "/32" == SERVICES["node1"]["environment"]["HEARTH_TRUSTED_PROXIES"]

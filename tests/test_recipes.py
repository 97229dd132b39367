"""The recipes of source/validation.md, and the hook for pre-commit: valid by the schemas of their readers."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from pressmark.cli import commands

PROJECT = Path(__file__).parent.parent
PAGE = (PROJECT / "source" / "validation.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```\{code-block\} yaml\n:caption: (.+?)\n\n(.+?)^```$", re.MULTILINE | re.DOTALL)
RECIPES = BLOCK.findall(PAGE)
LAST_STEPS = ".github/workflows/validate.yml, its last steps"


def schema_faults(schema: str, path: Path) -> str:
    """What check-jsonschema has against a file by one of the schemas that it carries."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    if schema == "gitlab-ci":
        command += ["--data-transform", "gitlab-ci"]
    done = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout if done.returncode else ""


def recipe(caption: str) -> str:
    (text,) = (text for name, text in RECIPES if name == caption)
    return str(text)


def test_every_recipe_is_looked_at() -> None:
    assert sorted({caption for caption, _ in RECIPES}) == sorted(
        [".github/workflows/validate.yml", LAST_STEPS, ".gitlab-ci.yml", ".pre-commit-config.yaml"]
    )


@pytest.mark.parametrize(
    ("caption", "schema"),
    [(".github/workflows/validate.yml", "github-workflows"), (".gitlab-ci.yml", "gitlab-ci")],
)
def test_a_recipe_is_valid(caption: str, schema: str, tmp_path: Path) -> None:
    path = tmp_path / Path(caption).name
    path.write_text(recipe(caption), encoding="utf-8")
    assert schema_faults(schema, path) == ""
    path.write_text(recipe(caption).replace("script:", "scirpt:").replace("steps:", "stesp:"))
    assert schema_faults(schema, path) != ""


def test_the_steps_that_upload_sarif_are_valid(tmp_path: Path) -> None:
    path = tmp_path / "validate.yml"
    workflow = recipe(".github/workflows/validate.yml")
    steps = "".join(f"      {line}\n" for line in recipe(LAST_STEPS).splitlines())
    path.write_text(workflow + steps)
    assert schema_faults("github-workflows", path) == ""
    jobs = yaml.safe_load(path.read_text())["jobs"]
    assert len(jobs["validate"]["steps"]) == 6


def test_the_hooks_for_pre_commit_are_those_of_the_page() -> None:
    (hook,) = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text())
    local, remote = (yaml.safe_load(text)["repos"][0] for name, text in RECIPES if name.startswith(".pre"))
    assert [each["id"] for each in remote["hooks"]] == [hook["id"]]
    (here,) = local["hooks"]
    assert {key: here[key] for key in ("id", "name", "pass_filenames", "files")} == {
        key: hook[key] for key in ("id", "name", "pass_filenames", "files")
    }
    assert here["entry"].endswith(hook["entry"])


@pytest.mark.parametrize(
    ("path", "checked"),
    [
        ("tei/articles/ferry.xml", True),
        ("seeds/ferry.toml", True),
        ("edition.toml", True),
        ("source/index.md", False),
        ("docs/tei/ferry.xml", False),
    ],
)
def test_the_hook_runs_for_what_validation_reads(path: str, checked: bool) -> None:
    (hook,) = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text())
    assert bool(re.search(hook["files"], path)) is checked


COMMANDS = sorted(set(re.findall(r"pressmark ((?:validate|explain)[^`\n>]*)", PAGE)))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_page_exist(command: str) -> None:
    arguments = [word for word in command.split() if word.startswith("-") or word in ("validate", "explain")]
    arguments += [word for word in command.split() if word in ("github", "json", "sarif")]
    result = CliRunner().invoke(commands, [*arguments, "--help"])
    assert result.exit_code == 0, result.output

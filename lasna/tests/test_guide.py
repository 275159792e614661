"""The reader of docs/operate.md misses nothing: it is tried on what it must refuse. # N45"""

import subprocess
from pathlib import Path

import pytest

from lasna.tests.guide import Block, Elsewhere, blocks, section
from lasna.tests.machine import CHECKOUT, EFFECTS, Machine

DOCUMENT = """
# Running

## Install, line by line

```sh
one
```

Words.

```sh machine
two
three
```

```yaml
no: line
```

## Something else

```sh
four
```
"""


def test_the_lines_of_one_part_are_read_in_order() -> None:
    part = section(DOCUMENT, "Install, line by line")
    assert list(blocks(part)) == [Block("server", "one\n"), Block("machine", "two\nthree\n")]


def test_what_is_put_in_is_not_moved_again_and_an_idle_row_is_known() -> None:
    elsewhere = Elsewhere({"/opt/lasna": "/var/lib/x/opt/lasna", "/var/lib": "/y", "/nowhere": "/z"})
    assert elsewhere.moved("cp /opt/lasna/a /var/lib") == "cp /var/lib/x/opt/lasna/a /y"
    assert elsewhere.unused == {"/nowhere"}


def test_lines_for_the_whole_machine_that_nothing_stands_for_are_refused(tmp_path: Path) -> None:
    machine = Machine(tmp_path, {}, {})
    with pytest.raises(AssertionError, match="Nothing stands for"):
        machine.follow(Block("machine", "systemctl restart something-new\n"))


def test_every_effect_is_one_of_the_document() -> None:
    part = section((CHECKOUT / "docs" / "operate.md").read_text(), "Install, line by line")
    lines = [block.lines for block in blocks(part) if block.where == "machine"]
    assert len(lines) == len(EFFECTS)
    assert all(any(each.startswith(beginning) for each in lines) for beginning in EFFECTS)


def test_every_line_of_shell_in_the_document_is_shell() -> None:
    found = list(blocks((CHECKOUT / "docs" / "operate.md").read_text()))
    assert len(found) > 12
    for block in found:
        words = ["sh", "-n", "-c", block.lines]
        assert subprocess.run(words, capture_output=True, check=False).returncode == 0, block.lines

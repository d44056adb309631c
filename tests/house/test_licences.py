"""What is brought along may be used in a project under the Apache licence."""

import pytest

from bench.licences import licence, packages, usable


def test_every_dependency_states_a_licence_that_may_be_used_here() -> None:
    found = {name: licence(package) for name, (package, _) in packages().items()}
    assert len(found) > 20
    assert {name: text for name, text in found.items() if not usable(text)} == {}


@pytest.mark.parametrize("text", ["AGPL-3.0-only", "GPL-3.0-or-later", "GNU Affero General Public License v3", "not stated"])
def test_a_licence_that_would_bind_users_is_seen(text: str) -> None:
    assert not usable(text)


@pytest.mark.parametrize(
    "text", ["MIT", "LGPL-2.1-or-later", "MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", "MPL-2.0 AND MIT"]
)
def test_a_licence_that_binds_only_its_own_files_is_no_obstacle(text: str) -> None:
    assert usable(text)

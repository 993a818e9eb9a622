"""What goes into the packaged counter: all of ours but the hub and the demo, all resources, nothing of GTK."""

from __future__ import annotations

import os
import runpy
from pathlib import Path

import pytest

from installer import bundle

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_hub_and_the_demo_stay_out() -> None:
    modules = bundle.our_modules(ROOT)
    assert {"app.errors", "app.domain.events", "sync.wire", "resources"} <= set(modules)
    assert not [name for name in modules if name.startswith(("sync.hub", "ui.demo", "tests", "bench", "installer"))]
    assert bundle.is_left_out("sync.hub.api")
    assert not bundle.is_left_out("sync.hubris")


def test_resources_and_migrations_go_in_as_files(tmp_path: Path) -> None:
    for name in (
        "resources/__init__.py",
        "resources/i18n/vi.ts",
        "resources/i18n/vi.qm",
        "resources/regulation/2025/set.toml",
        "app/store/migrations/env.py",
        "app/store/migrations/__pycache__/env.cpython-311.pyc",
        "app/store/schema.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    placed = {str(Path(target) / Path(source).name) for source, target in bundle.data_files(tmp_path)}
    assert placed == {"resources/i18n/vi.qm", "resources/regulation/2025/set.toml", "app/store/migrations/env.py"}


def test_gtk_and_qts_own_texts_are_not_wanted() -> None:
    assert not bundle.is_wanted("PySide6/Qt/plugins/platformthemes/libqgtk3.so")
    assert not bundle.is_wanted("PySide6/Qt/translations/qtbase_de.qm")
    assert bundle.is_wanted("resources/i18n/vi.qm")
    assert bundle.is_wanted("PySide6/Qt/plugins/platforms/libqxcb.so")


def test_what_only_an_unwanted_library_loads_is_left_out_with_it(tmp_path: Path) -> None:
    collected = [
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", str(tmp_path / "libqgtk3.so"), "BINARY"),
        ("PySide6/Qt/lib/libQt6Core.so.6", str(tmp_path / "libQt6Core.so.6"), "BINARY"),
        ("libgtk-3.so.0", "/usr/lib/none/libgtk-3.so.0", "BINARY"),
        ("libglib-2.0.so.0", "/usr/lib/none/libglib-2.0.so.0", "BINARY"),
        ("libpcre2-8.so.0", "/usr/lib/none/libpcre2-8.so.0", "BINARY"),
        ("libpython3.11.so.1.0", "/usr/lib/none/libpython3.11.so.1.0", "BINARY"),
        ("python3.11/lib-dynload/_ssl.so", "/usr/lib/none/_ssl.cpython-311-x86_64-linux-gnu.so", "EXTENSION"),
    ]
    loads = {
        "libqgtk3.so": ["/usr/lib/none/libgtk-3.so.0", "/usr/lib/none/libglib-2.0.so.0"],
        "libQt6Core.so.6": ["/usr/lib/none/libglib-2.0.so.0", None],
        "libglib-2.0.so.0": ["/usr/lib/none/libpcre2-8.so.0", "/usr/lib/none/libc.so.6"],
    }
    kept = bundle.needed(collected, lambda source: loads.get(Path(source).name, []))
    assert sorted(Path(place).name for place, _, _ in kept) == [
        "_ssl.so",
        "libQt6Core.so.6",
        "libglib-2.0.so.0",
        "libpcre2-8.so.0",
        "libpython3.11.so.1.0",
    ]


@pytest.mark.parametrize(
    ("given", "left"), [({}, None), ({"LD_LIBRARY_PATH_ORIG": "/usr/local/lib"}, "/usr/local/lib")]
)
def test_programs_it_starts_do_not_load_the_bundles_libraries(
    given: dict[str, str], left: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/motcua/_internal")
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    runpy.run_path(str(ROOT / "installer" / "linux" / "library_path.py"))
    assert os.environ.get("LD_LIBRARY_PATH") == left

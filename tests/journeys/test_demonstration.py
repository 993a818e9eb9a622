"""The demonstration itself: the real window driven off-screen through the main job, as `make demo` does it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from app.paper.barcode import decode
from app.paper.pages import page_image, page_text

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one run leaves, on a Tuesday that is a holiday."""
    folder = tmp_path_factory.mktemp("demonstration") / "out"
    run = subprocess.run(
        [sys.executable, "-m", "ui.demo", "--headless", "--out", str(folder), "--at", "2026-11-24T09:00"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count("/9] ") == 9
    return folder


def test_every_paper_is_left_and_reads_back(out: Path) -> None:
    papers = {path.name.rpartition("-")[0]: path.read_bytes() for path in (out / "papers").glob("*.pdf")}
    assert set(papers) == {"receipt", "dossier_handover_list", "return_receipt"}
    code = "H44.80.01-261124-0001"
    for form in ("receipt", "return_receipt"):
        width, height, rgb = page_image(papers[form], 0, 200)
        assert set(decode(Image.frombytes("RGB", (width, height), rgb))) == {code}
    # Accepted on a holiday: the clock starts on Wednesday 25/11 at 07:30 and runs five working days.
    assert "07 giờ 30 phút, ngày 02 tháng 12 năm 2026" in " ".join(page_text(papers["receipt"], 0).split())


def test_a_picture_of_each_step_is_left(out: Path) -> None:
    pictures = sorted(out.glob("*.png"))
    assert len(pictures) >= 12
    for picture in pictures:
        with Image.open(picture) as opened:
            assert opened.size == (1366, 768)


def test_the_hub_knows_the_end(out: Path) -> None:
    told = json.loads((out / "hub-answer.json").read_text("utf-8"))
    assert told["status"] == 10
    assert [item["here"] for item in told["files"]] == [True, True]
    kinds = [item["kind"] for item in told["events"]]
    assert kinds[0] == "receive"
    assert {"hand_over", "acknowledge", "finish", "return_result", "print"} <= set(kinds)

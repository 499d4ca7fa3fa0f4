"""The harness runs as its page says: a server of its own, real seats, a short conversation, ledgers that agree."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


async def test_a_short_conversation(tmp_path: Path) -> None:
    conversation = tmp_path / "short.jsonl"
    rows = [{"conversation": "one", "speaker": ("Ada", "Bea")[n % 2], "text": f"line {n} 🌿"} for n in range(6)]
    conversation.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    words = [str(ROOT / "bench" / "replay.py"), str(conversation), "--serve", "--rooms", "2", "--observers", "1", "--rate", "20"]
    replay = await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = (text.decode() for text in await replay.communicate())
    assert replay.returncode == 0, out + err
    assert "rooms 2  seats 6" in out
    assert "posted 12  acked 12  delivered 36" in out
    assert "The ledgers agree." in out
    nobody = await asyncio.create_subprocess_exec(
        sys.executable, words[0], str(conversation), "--rooms", "1", cwd=tmp_path, stderr=asyncio.subprocess.PIPE
    )
    assert b"--join" in (await nobody.communicate())[1]
    assert nobody.returncode == 2

"""Sessions do not mix: twenty visitors whose steps interleave each see what they would see alone."""

import random
from typing import Any

from streamlit.testing.v1 import AppTest

from kpi_core.model import Cadence
from tests.pages.test_pages import APP, _texts

_SESSIONS, _STEPS = 20, 2  # a step more is 40 runs of the app more; what mixes, mixes with the first change
_CHOICES: dict[str, tuple[Any, ...]] = {
    "v_cadence": (Cadence.WEEK, Cadence.MONTH, Cadence.QUARTER),
    "v_by": ("", "channel", "location", "weekday"),
    "v_compare": ("none", "previous", "year"),
    "v_kpis": (["service_level"], ["csat", "abandonment_rate"], ["queue_delay"]),
}


def _steps(seed: int) -> list[tuple[str, Any]]:
    rng = random.Random(seed)
    return [(name, rng.choice(_CHOICES[name])) for name in rng.choices(list(_CHOICES), k=_STEPS)]


def _began() -> AppTest:
    return AppTest.from_file(APP, default_timeout=60).run()


def _step(app: AppTest, name: str, value: Any) -> tuple[str, dict[str, Any]]:
    app.session_state[name] = value
    app.run()
    assert not app.exception
    return _texts(app), dict(app.query_params)


def test_interleaved_sessions_see_what_they_would_see_alone() -> None:
    plans = [_steps(seed) for seed in range(_SESSIONS)]
    together = [_began() for _ in plans]
    seen: list[list[Any]] = [[] for _ in plans]
    turns = [i for i in range(_SESSIONS) for _ in range(_STEPS)]
    random.Random(5).shuffle(turns)
    for i in turns:
        seen[i].append(_step(together[i], *plans[i][len(seen[i])]))
    for plan, found in zip(plans, seen, strict=True):
        alone = _began()
        assert [_step(alone, *step) for step in plan] == found

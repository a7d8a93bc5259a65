# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A worker in Python, for the tests."""

import gi

gi.require_version("Bg", "1.0")
from gi.repository import Bg  # noqa: E402


class Greet(Bg.Worker):
    def do_process(self, delivery, cancellable):
        payload = delivery.get_payload()
        if payload.get("do") == "fail":
            raise ValueError("no such photo")
        if payload.get("do") == "reject":
            delivery.reject("makes no sense")
            return None
        delivery.report_progress(0.5, "half")
        return f"Hello, {payload['name']}, for the {delivery.get_attempt()}. time"


Greet(name="greet").serve()

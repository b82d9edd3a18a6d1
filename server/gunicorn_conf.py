"""How gunicorn serves Mulin: ``gunicorn -c server/gunicorn_conf.py wsgi:app``. The settings are Mulin's own.

Threads, because slow tablets wait for their bytes; processes, because merging holds Python's lock.
"""

from __future__ import annotations

import gc
import sys
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# gunicorn reads this file before it looks for the application, when only its own folder is known.
sys.path.insert(0, str(ROOT))

from server.settings import SettingFault, Settings  # noqa: E402
from server.trial import gather_suspects  # noqa: E402

try:
    _settings = Settings.from_environment()
except SettingFault as fault:
    sys.exit(f"设置有误，未启动：{fault}\nNot started, a setting is wrong: {fault}")

_host = f"[{_settings.bind}]" if ":" in _settings.bind else _settings.bind

bind = f"{_host}:{_settings.port}"
chdir = str(ROOT)
worker_class = "gthread"
workers = _settings.workers
threads = _settings.threads
timeout = 60
graceful_timeout = 30
keepalive = 5
# Each process makes its own connections to the database; a connection that two processes share breaks both.
preload_app = False
# Addresses in an access log are people's movements; it is switched on only to look for a fault.
accesslog = None
# Its place is fixed in the home folder, where a second server would meet the first.
control_socket_disable = True
if _settings.certificate is not None:
    certfile = str(_settings.certificate)
    keyfile = str(_settings.certificate_key or _settings.certificate)


_GARBAGE_OBJECTS = 50_000


def when_ready(server: Any) -> None:
    """Before the first request: what was under way when the machine stopped is suspicious."""
    _gather(server)


def child_exit(server: Any, worker: Any) -> None:  # noqa: ARG001 - gunicorn's hook
    """What was under way in a process that died is suspicious, before its successor begins."""
    _gather(server)


def post_worker_init(worker: Any) -> None:
    """Look for garbage rarely; beside the first requests, bring records that are behind up to their documents, once;
    remind once a day.

    What was loaded stays for good, and a request makes tens of thousands of objects that nearly all go away by
    themselves: to look through them again and again took a tenth of its time.

    Records in the first process and after the fork, so that no connection is shared; whatever goes wrong is logged and
    the server serves, because records that are behind lose nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GARBAGE_OBJECTS)
    if worker.age == 1:
        threading.Thread(target=_catch_up, args=(worker.wsgi,), name="catch-up", daemon=True).start()
    # In every process, for any of them may be the one that is still there tomorrow; a row says whose turn it is.
    threading.Thread(target=_remind_daily, args=(worker.wsgi,), name="remind", daemon=True).start()


def _gather(server: Any) -> None:
    try:
        for fingerprint in gather_suspects(_settings.data):
            server.log.warning("hand-in %s was under way when a process died: it will be tried apart", fingerprint)
    except OSError as fault:
        server.log.error("what was under way when a process died could not be kept: %s", fault)


def _catch_up(app: Any) -> None:
    from server.care.follow import follow  # noqa: PLC0415
    from server.database import db  # noqa: PLC0415 - this file is read by the master, which has no database
    from server.reconcile import catch_up, communities  # noqa: PLC0415

    with app.app_context():
        try:
            for community_id in communities():
                catch_up(community_id)
                follow(community_id)
        except Exception as fault:
            app.logger.warning("records that are behind stay so for now: %s", fault)
        finally:
            db.session.remove()


def _remind_daily(app: Any) -> None:
    from server.care.daily import run_if_due  # noqa: PLC0415
    from server.care.kept_rates import refresh_all  # noqa: PLC0415
    from server.database import db  # noqa: PLC0415

    while True:
        # Tablets that wait at the start are served first.
        time.sleep(_settings.remind_every_seconds)
        with app.app_context():
            try:
                run_if_due()
                refresh_all()
            except Exception as fault:
                app.logger.warning("reminders did not run and are tried again: %s", fault)
            finally:
                db.session.remove()

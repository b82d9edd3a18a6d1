"""The app is there when the network is not."""

from __future__ import annotations

from tests.screens.centre import Centre
from tests.screens.conftest import MakeTablet


def test_it_starts_cold_while_the_server_is_off(make_tablet: MakeTablet, centre: Centre) -> None:
    tablet = make_tablet(cold=True)
    tablet.wait_until_installed()
    with centre.down():
        tablet.restart()
        assert tablet.page.title() == "睦邻"
        assert tablet.page.evaluate("navigator.serviceWorker.controller.scriptURL").endswith("/tablet/sw.js")

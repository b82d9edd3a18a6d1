"""A real tablet, over HTTP: what the office brings in is at the door the same day, and nobody becomes two."""

from __future__ import annotations

from pathlib import Path

from server import pairing
from server.database import writing
from tests.conftest import StartServer
from tests.server.commands.world import COMMUNITY
from tests.server.importing.office import Office
from tests.server.importing.registers import LI, ZHANG, person, save
from tests.tablet.driver import TabletProcess


def test_a_register_meets_what_a_tablet_wrote_without_a_signal(
    office: Office, start_server: StartServer, tmp_path: Path
) -> None:
    server = start_server()
    with TabletProcess() as process:
        tablet = process.tablet("wang", tmp_path / "wang", durable=False)
        tablet.enrol(server.url, _code(office), "王芳的平板")
        # In the stairwell, before anybody told her that the office has a register.
        met = tablet.create("resident", "g1", {"name": "李秀英", "sex": "2", "id_number": LI, "phone": "13899999999"})
        rows = [
            person("张守信", ZHANG, 性别="男", 现住址="3-2-501", 与户主关系="户主"),
            person("李秀英", LI, 电话="13812345678", 与户主关系="妻", 婚姻状况="已婚"),
        ]
        path = save(tmp_path / "r.xlsx", rows)
        assert office.bring(path).run.counts.new == 2
        assert tablet.sync()["outcomes"] == {"merged": 1}
        tablet.sync()
        held = {one["document"]: one["kind"] for one in tablet.list()}
        assert sorted(held.values()) == ["household", "resident", "resident"]
        values = tablet.values(met)
        assert values["marital"] == "2", "what the register says is on the tablet"
        home = tablet.values(values["household"])
        assert home["address.room"] == "501"
        assert tablet.values(home["head"])["name"] == "张守信"
        # Both wrote a phone without having seen the other's: that is for a supervisor, and no second person is born.
        assert office.rows("resident") == 2
        before = office.seqs()
        assert office.bring(path).documents == 0
        assert office.seqs() == before
        tablet.edit(met, {"live_address": "3-2-502"})
        tablet.sync()
        taken = office.bring(path)
        assert taken.documents == 0
        assert [issue.code for issue in taken.run.issues if issue.column.startswith("E")] == ["field.differs"]
        assert office.residents()["李秀英"]["live_address"] == "3-2-502"
        proofs = tablet.sync()["proofs"]
        assert proofs
        assert all(proof["equal"] for proof in proofs.values())


def _code(office: Office) -> str:
    with office.app.app_context(), writing() as session:
        return pairing.make_code(session, COMMUNITY, office.world.people["王芳"], None)[0]

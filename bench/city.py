"""A city of a thousand agencies with 2.8 million hazards, written straight into a SQLite file."""

import sqlite3
from datetime import date
from pathlib import Path

from scoring.editions import CURRENT
from scoring.settings import Readings
from storage.columns import canonical
from storage.schema import upgrade
from storage.writer import writing_engine

AGENCIES, CLIENTS, VISITS, HAZARDS = 1000, 350, 1400, 2
START, END, DAY = date(2025, 1, 1), date(2026, 12, 31), date(2026, 11, 20)

SERIES = (
    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :rows), "
    "a(k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM a WHERE k + 1 < :agencies) "
)
OWN = "'', '2026-01-05T02:00:00.000000Z', NULL, NULL, 1, NULL, NULL"
OWN_NAMES = "number, entered_at, entered_by, changed_at, revision, withdrawn_at, submit_key"
AGENCY = "printf('a%05d', k)"
CLIENT = "printf('c%05d%05d', k, i % :clients)"
SPREAD = "date('2025-01-01', '+' || (i * 7 % 680) || ' days')"

ROWS = {
    "agency": (1, "id, name, credit_code", f"{AGENCY}, '机构' || k, ''"),
    "participation": (
        1,
        "id, cycle_id, agency_id, joined_on",
        f"printf('p%05d', k), 'z', {AGENCY}, '{START}'",
    ),
    "staff": (
        12,
        "id, agency_id, name, contract_from, insured_from, title",
        f"printf('s%05d%05d', k, i), {AGENCY}, '人', '2024-01-01', '2024-01-01', 'intermediate'",
    ),
    "client": (
        CLIENTS,
        "id, agency_id, name, address, industry, contact",
        f"printf('c%05d%05d', k, i), {AGENCY}, '客户' || i, '地址', '五金', '联系人'",
    ),
    "contract": (
        CLIENTS,
        "id, agency_id, client_id, signed_on, content, starts_on, ends_on, visits, uploaded_on, "
        "scan",
        f"printf('t%05d%05d', k, i), {AGENCY}, {CLIENT}, '2025-01-05', '排查', '2025-01-05', "
        "'2026-12-31', 4, CASE WHEN i % 40 THEN '2025-01-06' END, '[\"x\"]'",
    ),
    "visit": (
        VISITS,
        'id, agency_id, client_id, "on", staff, done, photos',
        f"printf('v%05d%05d', k, i), {AGENCY}, {CLIENT}, {SPREAD}, '[]', '排查', '[]'",
    ),
    "hazard": (
        VISITS * HAZARDS,
        "id, agency_id, client_id, visit_id, place, description, grade, advice, photos, "
        "uploaded_on, rectified_photos",
        f"printf('h%05d%05d', k, i), {AGENCY}, {CLIENT}, printf('v%05d%05d', k, i % {VISITS}), "
        "'车间', '灭火器失效', 'general', '更换', '[]', "
        "CASE WHEN i % 60 THEN '2026-01-06' END, '[]'",
    ),
    "signed_list": (
        VISITS - 20,
        "id, agency_id, client_id, visit_id, signed_on, signer, photos",
        f"printf('q%05d%05d', k, i), {AGENCY}, {CLIENT}, printf('v%05d%05d', k, i), "
        "'2026-11-01', '签收人', '[\"x\"]'",
    ),
    "follow_up": (
        VISITS // 2,
        'id, agency_id, client_id, "on", way, outcome, photos',
        f"printf('f%05d%05d', k, i), {AGENCY}, {CLIENT}, {SPREAD}, '电话', '满意', '[]'",
    ),
}


def build(path: Path, agencies: int = AGENCIES) -> None:
    """Migrate, drop the indexes for the load, write, and put them back."""
    engine = writing_engine(str(path))
    with engine.begin() as connection:
        upgrade(connection)
    engine.dispose()
    raw = sqlite3.connect(path, isolation_level=None)
    for pragma in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-262144"):
        raw.execute(f"PRAGMA {pragma}")
    indexes = raw.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    raw.execute("BEGIN")
    for name, _sql in indexes:
        raw.execute(f"DROP INDEX {name}")
    raw.execute(
        f"INSERT INTO cycle (id, name, start, end, edition, readings, {OWN_NAMES}) "
        f"VALUES ('z', '周期', ?, ?, ?, ?, {OWN})",
        (str(START), str(END), CURRENT.code, canonical(Readings().as_dict())),
    )
    for table, (rows, names, values) in ROWS.items():
        raw.execute(
            f"{SERIES} INSERT INTO {table} ({names}, {OWN_NAMES}) "
            f"SELECT {values}, {OWN} FROM a CROSS JOIN n",
            {"rows": rows, "agencies": agencies, "clients": CLIENTS},
        )
    for _name, sql in indexes:
        raw.execute(sql)
    raw.execute("COMMIT")
    raw.execute("ANALYZE")
    raw.close()

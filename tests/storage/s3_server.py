"""OpenStack Swift with its S3 API, whole in one process: a real server for the tests.

``python -m tests.storage.s3_server FOLDER`` prints its port once it answers."""

import logging
import os
import sys
import warnings
from array import array
from pathlib import Path
from typing import Any

warnings.simplefilter("ignore")

ACCESS_KEY, SECRET_KEY = "test:tester", "testing-testing"
PIPELINE = f"""
[DEFAULT]
swift_dir = {{root}}
[pipeline:main]
pipeline = catch_errors cache s3api tempauth copy slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = {SECRET_KEY} .admin
[filter:s3api]
use = egg:swift#s3api
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
"""
POLICY = """
[swift-hash]
swift_hash_path_suffix = tests
[storage-policy:0]
name = one
default = yes
"""


def configure(root: Path) -> None:
    from swift.common import storage_policy, utils

    (root / "devices" / "one").mkdir(parents=True)
    (root / "swift.conf").write_text(POLICY)
    (root / "proxy.conf").write_text(PIPELINE.format(root=root))
    utils.SWIFT_CONF_FILE = str(root / "swift.conf")
    utils.HASH_PATH_SUFFIX, utils.HASH_PATH_PREFIX = b"tests", b""
    storage_policy.reload_storage_policies()


def ring(path: Path, port: int) -> None:
    """A ring of one device, on the loopback."""
    from swift.common.ring import RingData

    here = {"ip": "127.0.0.1", "port": port}
    there = {f"replication_{name}": value for name, value in here.items()}
    device = {"id": 0, "zone": 0, "region": 1, "device": "one", "weight": 1.0, "meta": ""}
    RingData([array("H", [0])], [{**device, **here, **there}], 32).save(str(path))


def main(root: Path) -> None:
    import eventlet

    eventlet.monkey_patch()
    from eventlet import wsgi

    configure(root)
    from swift.account.server import AccountController
    from swift.common.http_protocol import SwiftHttpProtocol
    from swift.common.wsgi import loadapp
    from swift.container.server import ContainerController
    from swift.obj.server import ObjectController

    quiet = logging.getLogger("swift")
    quiet.addHandler(logging.NullHandler())
    quiet.propagate = False

    nowhere = open(os.devnull, "w")  # noqa: SIM115

    def listen(app: Any) -> tuple[Any, int]:
        socket = eventlet.listen(("127.0.0.1", 0))
        port: int = socket.getsockname()[1]
        eventlet.spawn(
            wsgi.server,
            socket,
            app,
            nowhere,
            protocol=SwiftHttpProtocol,
            capitalize_response_headers=False,
        )
        return socket, port

    inner = {"devices": str(root / "devices"), "swift_dir": str(root), "mount_check": "false"}
    for kind, make in (
        ("account", AccountController),
        ("container", ContainerController),
        ("object", ObjectController),
    ):
        ring(root / f"{kind}.ring.gz", listen(make(inner))[1])
    _socket, port = listen(loadapp(str(root / "proxy.conf")))
    print(port, flush=True)
    while True:
        eventlet.sleep(3600)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""A real server of Apertium APy on loopback, where Debian's apertium-apy and apertium-hbs-eng are installed."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request


def is_installed():
    return bool(shutil.which("apertium-apy")) and os.path.exists("/usr/share/apertium/modes/hbs-eng.mode")


@contextlib.contextmanager
def serve():
    """Yield the server's address once it answers."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    # It asks for a UTF-8 locale, whatever ours is.
    process = subprocess.Popen(["apertium-apy", "-p", str(port), "/usr/share/apertium"],
                               env={**os.environ, "LC_ALL": "C.UTF-8"}, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url + "/listPairs").read()
                break
            time.sleep(0.1)
        yield url
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()

"""Runs LocalStack in this process, says when it is healthy, and ends it with whoever started it.

Arguments: where to say so, and its URL. "-" says it on standard output and makes standard input a
lifeline: when that ends, so does this process. A path says it by making that file.
"""

import json
import os
import signal
import sys
import threading
import time
import urllib.request

SERVICES = ("s3", "kms", "sts")
GRACE_SECONDS = 5


def end():
    """As a signal would, and for good after a while."""
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(0)


def end_with_standard_input():
    while os.read(0, 4096):
        pass  # nothing is said there; only its end means something
    end()


def healthy(url):
    try:
        with urllib.request.urlopen(url + "/_localstack/health", timeout=5) as answer:
            states = json.load(answer)["services"]
    except (OSError, ValueError, KeyError):
        return False
    for service in SERVICES:
        if states.get(service) == "error":  # its module did not load: it never will
            print(f"the service {service} did not load", file=sys.stderr)
            os._exit(1)
    return all(states.get(service) == "running" for service in SERVICES)


def say_when_healthy(url, where, out):
    while not healthy(url):
        time.sleep(0.1)
    if where == "-":
        out.write(url + "\n")
        out.flush()
    else:
        part = where + ".part"
        with open(part, "w", encoding="ascii") as file:
            file.write(url + "\n")
        os.replace(part, where)


def main():
    where, url = sys.argv[1:]
    sys.argv = sys.argv[:1]
    # Standard output is the one line; LocalStack's own talk goes where its log goes.
    out = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    if where == "-":
        threading.Thread(target=end_with_standard_input, daemon=True).start()
    threading.Thread(target=say_when_healthy, args=(url, where, out), daemon=True).start()
    from localstack.runtime.main import main as run

    sys.exit(run())


if __name__ == "__main__":
    main()

"""Runs a Python tool as its own command does; names like ACCOUNT.127.0.0.1, which the S3 control plane's clients put before a loopback endpoint, resolve to loopback."""

import os
import runpy
import socket
import sys

resolve = socket.getaddrinfo


def getaddrinfo(host, *rest, **named):
    return resolve("127.0.0.1" if str(host).endswith(".127.0.0.1") else host, *rest, **named)


socket.getaddrinfo = getaddrinfo
sys.argv = sys.argv[1:]
# As where a script is run by its name.
sys.path[0] = os.path.dirname(sys.argv[0])
runpy.run_path(sys.argv[0], run_name="__main__")

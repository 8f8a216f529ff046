#!/bin/sh
set -eu
exec /opt/code/localstack/.venv/bin/python -m localstack.runtime.main

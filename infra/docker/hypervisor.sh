#!/bin/sh
# The local hypervisor in its container: "certificates" makes the local CA and the server's certificate and ends;
# "enclave" starts the enclave and stays.
set -eu

run() {
  # Sockets are made where temporary files are: in the folder that the parent's container has, too.
  exec java -XX:+UseSerialGC -Xmx192m --enable-native-access=ALL-UNNAMED -Djava.io.tmpdir=/run/sealed-bid \
    -Dsealedbid.home=/opt/sealed-bid -jar /opt/sealed-bid/local-demo/target/local-demo.jar "$@"
}

case ${1:-} in
  certificates) run certificates --dir /state/ca ;;
  enclave)
    run up --aws https://127.0.0.1:4566 --ca /state/ca --sockets /run/sealed-bid --parent http://127.0.0.1:8080 \
      --state /state/up --closes-in "${CLOSES_IN_MINUTES:-30}"
    ;;
  *)
    echo "hypervisor: name what to do: certificates or enclave" >&2
    exit 2
    ;;
esac

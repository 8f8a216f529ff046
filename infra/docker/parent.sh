#!/bin/sh
# The parent in its container. Its AWS profile and trust store are those that the hypervisor's container wrote.
set -eu
sockets=/run/sealed-bid
state=/state/up

# A parent that was killed leaves its proxy's socket behind.
rm -f "$sockets/vsock_8000"
export AWS_CONFIG_FILE="$state/aws-config" AWS_SHARED_CREDENTIALS_FILE="$state/aws-credentials" AWS_PROFILE=auctioneer
exec java -XX:+UseSerialGC -Xmx256m -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED \
  -Djavax.net.ssl.trustStore="$state/trust.p12" -Djavax.net.ssl.trustStoreType=PKCS12 \
  -Djavax.net.ssl.trustStorePassword=changeit -jar /opt/sealed-bid/bidding-parent.jar \
  --server.port=8080 \
  --sealed-bid.enclave="unix:$sockets/vsock:5005" \
  --sealed-bid.kms-proxy.listen="unix:$sockets/vsock:8000" \
  --sealed-bid.kms-proxy.allow=127.0.0.1:4566 \
  --sealed-bid.bucket=auctioneer-statements \
  --sealed-bid.decrypt-role=arn:aws:iam::999999999999:role/auctioneer-decrypt

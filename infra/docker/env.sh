# Read it from the top of the repository, ". infra/docker/env.sh": ./sealed-bid then finds what docker compose runs.
export SEALED_BID_STATE="${SEALED_BID_STATE:-$PWD/infra/docker/state}"
export SEALED_BID_PARENT=http://127.0.0.1:8080
export AWS_CONFIG_FILE="$SEALED_BID_STATE/up/aws-config"
export AWS_SHARED_CREDENTIALS_FILE="$SEALED_BID_STATE/up/aws-credentials"
# The JVM says on standard error that it has picked these up.
export JDK_JAVA_OPTIONS="-Djavax.net.ssl.trustStore=$SEALED_BID_STATE/ca/trust-store.p12 -Djavax.net.ssl.trustStoreType=PKCS12 -Djavax.net.ssl.trustStorePassword=changeit"

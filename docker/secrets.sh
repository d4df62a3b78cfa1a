#!/bin/sh
# Makes what must be secret and different everywhere: sh docker/secrets.sh single|cluster
# What is there already is left as it is. The certificate of the proxy is yours to bring: tls-certificate, tls-key.
set -eu
case "${1:-}" in
  single) events="events:2113" views="views:27017" ;;
  cluster)
    events="events-1:2113,events-2:2113,events-3:2113"
    views="views-1:27017,views-2:27017,views-3:27017"
    ;;
  *) echo 'usage: sh docker/secrets.sh single|cluster' >&2 && exit 2 ;;
esac

# Compose shows a file to a container with the owner and mode it has here, so that each has to be readable to the user
# inside; the folder keeps everybody else out.
# https://docs.docker.com/reference/compose-file/services/#secrets
folder=$(dirname "$0")/secrets
mkdir -p "$folder"
chmod 700 "$folder"
cd "$folder"

# 256 random bits as 43 letters and digits that need no escape, neither in a URL nor in a file of variables.
random() { head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'; }
keep() {
  [ -e "$1" ] || printf '%s\n' "$2" >"$1"
  chmod 444 "$1"
}

keep admin-key "$(random)"
keep mongo-root-password "$(random)"
keep mongo-ledger-password "$(random)"
# https://www.mongodb.com/docs/manual/core/security-internal-authentication/#keyfiles
keep mongo-keyfile "$(head -c 96 /dev/urandom | base64 | tr -d '\n')"
# The passwords of the two users that EventStoreDB makes on its first start. It takes them from its environment only.
# https://github.com/EventStore/EventStore/blob/v24.10.4/docs/server/security/README.md#set-initial-passwords
keep event-store.env "EVENTSTORE_DEFAULT_ADMIN_PASSWORD=$(random)
EVENTSTORE_DEFAULT_OPS_PASSWORD=$(random)"
chmod 400 event-store.env

password=$(sed -n 's/^EVENTSTORE_DEFAULT_ADMIN_PASSWORD=//p' event-store.env)
keep "$1-event-store-url" "esdb://admin:$password@$events?tls=true&tlsCAFile=/trust/ca.crt"
keep "$1-read-model-url" "mongodb://ledger:$(cat mongo-ledger-password)@$views/chemledger?replicaSet=views"

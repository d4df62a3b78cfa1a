#!/bin/bash
# mongod takes a key file only that is its own and that nobody else can read; a secret of Compose is neither. So it gets
# a copy, in memory.
# https://www.mongodb.com/docs/manual/tutorial/enforce-keyfile-access-control-in-existing-replica-set/
set -eu
install -o mongodb -g mongodb -m 400 /run/secrets/mongo-keyfile /run/keys/mongo
exec docker-entrypoint.sh "$@"

#!/bin/bash
# Makes the authority of this installation and a certificate for each node of EventStoreDB that has none yet.
# With the word "renew" every node gets another: they last a year, the authority five.
# https://github.com/EventStore/EventStore/blob/v24.10.4/docs/server/security/protocol-security.md#certificate-generation-tool
set -eu
[ "${1:-}" != renew ] || rm -rf /certificates/*
[ -e /authority/ca.key ] || es-gencert-cli create-ca -out /authority
install -m 444 /authority/ca.crt /trust/ca.crt
for node in events events-1 events-2 events-3; do
  [ -e "/certificates/$node/node.key" ] || es-gencert-cli create-node -ca-certificate /authority/ca.crt \
    -ca-key /authority/ca.key -out "/certificates/$node" -ip-addresses 127.0.0.1 -dns-names "localhost,$node"
done
# The server runs as user 1000, and takes keys only that nobody else can read.
chown -R 1000:1000 /certificates
find /certificates -type f -exec chmod 400 {} +

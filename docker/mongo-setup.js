// Run by mongosh. Begins the replica set on the first of HOSTS (which has the root user; the others must be empty), and
// gives the service a user that may do no more than it needs. Can be run again, and then sets that user's password to
// what the secret is now.
// https://www.mongodb.com/docs/manual/tutorial/deploy-replica-set-with-keyfile-access-control/
const fs = require('node:fs');
const { HOSTS, REPLICA_SET } = process.env;
const VIEWS = 'chemledger';
// Names of people and hashes of keys: the service keeps them beside its views.
const PRIVATE = 'chemledger_private';

const secret = (name) => fs.readFileSync(`/run/secrets/${name}`, 'utf8').trim();
const asRoot = (hosts, options) =>
  new Mongo(`mongodb://root:${secret('mongo-root-password')}@${hosts}/admin?serverSelectionTimeoutMS=60000&${options}`);

const hosts = HOSTS.split(',');
const first = asRoot(hosts[0], 'directConnection=true').getDB('admin');
try {
  first.adminCommand({ replSetGetStatus: 1 });
} catch (error) {
  if (error.codeName !== 'NotYetInitialized') throw error;
  const members = hosts.map((host, _id) => ({ _id, host }));
  first.adminCommand({ replSetInitiate: { _id: REPLICA_SET, members } });
}

const db = asRoot(HOSTS, `replicaSet=${REPLICA_SET}`).getDB(VIEWS);
const account = {
  pwd: secret('mongo-ledger-password'),
  roles: [VIEWS, PRIVATE].map((name) => ({ role: 'readWrite', db: name })),
};
if (db.getUser('ledger')) db.updateUser('ledger', account);
else db.createUser({ user: 'ledger', ...account });

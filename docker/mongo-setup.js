// Run by mongosh. Begins the replica set, where REPLICA_SET names one, on the first of HOSTS (which has the root user;
// the others must be empty), and gives the service a user that may do no more than it needs. Can be run again, and
// then sets that user's password to what the secret is now.
// https://www.mongodb.com/docs/manual/tutorial/deploy-replica-set-with-keyfile-access-control/
const fs = require('node:fs');
const { HOSTS, REPLICA_SET } = process.env;
const DATABASE = 'chemledger';

const secret = (name) => fs.readFileSync(`/run/secrets/${name}`, 'utf8').trim();
const asRoot = (hosts, options) =>
  new Mongo(`mongodb://root:${secret('mongo-root-password')}@${hosts}/admin?serverSelectionTimeoutMS=60000&${options}`);

if (REPLICA_SET) {
  const hosts = HOSTS.split(',');
  const admin = asRoot(hosts[0], 'directConnection=true').getDB('admin');
  try {
    admin.adminCommand({ replSetGetStatus: 1 });
  } catch (error) {
    if (error.codeName !== 'NotYetInitialized') throw error;
    const members = hosts.map((host, _id) => ({ _id, host }));
    admin.adminCommand({ replSetInitiate: { _id: REPLICA_SET, members } });
  }
}

const db = asRoot(HOSTS, REPLICA_SET ? `replicaSet=${REPLICA_SET}` : 'directConnection=true').getDB(DATABASE);
const account = { pwd: secret('mongo-ledger-password'), roles: [{ role: 'readWrite', db: DATABASE }] };
if (db.getUser('ledger')) db.updateUser('ledger', account);
else db.createUser({ user: 'ledger', ...account });

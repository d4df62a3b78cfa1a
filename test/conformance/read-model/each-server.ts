import { afterAll, beforeAll, describe } from '@jest/globals';
import { ferretDb, mongoJavaServer, PREPARING_MS, type TestServer } from '../../support/mongodb/servers.js';

/** Tests for each server that this machine can run; says which it cannot. */
export function describeOnEachServer(
  tests: (server: () => TestServer, name: string) => void,
  kinds = [mongoJavaServer, ferretDb],
): void {
  for (const { name, missing, start } of kinds) {
    if (missing !== undefined) {
      describe.skip(`${name}: not here, for there is no ${missing}`, () => tests(() => nowhere, name));
      continue;
    }
    describe(name, () => {
      let server: TestServer;
      beforeAll(async () => {
        server = await start();
      }, PREPARING_MS);
      afterAll(() => server.stop());
      tests(() => server, name);
    });
  }
}

const nothing = async () => {};
const nowhere: TestServer = {
  url: '',
  down: nothing,
  up: nothing,
  silence: () => {},
  wake: () => {},
  stop: nothing,
};

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventStore } from '@ledger/event-store';
import { openEventStoreDb } from '../../libs/event-store/src/eventstoredb/index.js';
import { openMongoReadModel } from '../../libs/read-model/src/mongodb/index.js';
import { DoubleProcess } from '../support/double.process.js';
import { differing, documentsOf, folded } from '../support/folded.js';
import { founded } from '../support/founded.js';
import { emptied } from '../support/mongodb/emptied.js';
import { mongoJavaServerOnDisk, PREPARING_MS, type ServerOnDisk } from '../support/mongodb/servers.js';
import { NodeProcess } from '../support/node.process.js';

const DATABASE = 'restored';

const { missing } = mongoJavaServerOnDisk;
const title = 'a service whose database of views is not as it left it';

(missing === undefined ? describe : describe.skip)(
  missing === undefined ? title : `${title}: not tried here, for there is no ${missing}`,
  () => {
    const dir = mkdtempSync(join(tmpdir(), 'chemledger-restored-'));
    let log: DoubleProcess;
    let views: ServerOnDisk;
    let node: NodeProcess;
    let store: EventStore;

    beforeAll(async () => {
      [log, views] = await Promise.all([DoubleProcess.start(), mongoJavaServerOnDisk.start()]);
      const settings = { EVENT_STORE_URL: log.url, READ_MODEL_URL: `${views.url}${DATABASE}` };
      await founded(dir, settings);
      node = await NodeProcess.start(dir, settings);
      store = await openEventStoreDb(log.url);
    }, PREPARING_MS);
    afterAll(async () => {
      await node?.kill();
      await store?.close();
      await Promise.all([views?.stop(), log?.stop()]);
      rmSync(dir, { recursive: true, force: true });
    });

    /** Resolves when every view is a fold of the log. Nobody asks the service for anything meanwhile. */
    const whole = async () => {
      const wanted = await folded(store);
      const model = await openMongoReadModel(`${views.url}${DATABASE}`);
      while (differing(await documentsOf(model), wanted).length > 0) await delay(100);
      await model.close();
    };
    const used = async () => {
      const { code } = await node.bottle('1');
      const { position } = await node.use(code, '100');
      expect(await node.look(code, position)).toMatchObject({ content: { value: '0.9', unit: 'L' } });
      return code;
    };

    test(
      'folds what is missing where it was restored from a copy',
      async () => {
        await used();
        await views.down();
        await views.up();
        const codes = [await used(), await used()];
        await views.setBack();
        await whole();
        for (const code of codes) {
          const { position } = await node.use(code, '100');
          expect(await node.look(code, position)).toMatchObject({ content: { value: '0.8', unit: 'L' } });
        }
      },
      PREPARING_MS,
    );

    test(
      'folds everything where it was emptied',
      async () => {
        await emptied(views.url, DATABASE);
        await whole();
        await used();
        await whole();
        expect(node.said).toEqual([]);
      },
      PREPARING_MS,
    );
  },
);

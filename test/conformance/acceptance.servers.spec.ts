import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { DoubleProcess } from '../support/double.process.js';
import { mongoJavaServer, PREPARING_MS } from '../support/mongodb/servers.js';
import { NodeProcess } from '../support/node.process.js';
import { ADMIN_KEY } from '../support/service.js';

/** What any client may expect, as a script that knows the service by its address and a key. Not part of the project. */
const SCRIPT = resolve(process.env.ACCEPTANCE ?? '../shared/acceptance', 'core.mjs');

interface Engine {
  readonly url: string;
  stop(): Promise<void>;
}
const inAFile = async (): Promise<Engine> => ({ url: 'sqlite:', stop: async () => {} });
const logs = [
  ['SQLite', inAFile],
  ['the double of EventStoreDB', DoubleProcess.start],
] as const;
const models = [
  ['SQLite', inAFile, undefined],
  [mongoJavaServer.name, mongoJavaServer.start, mongoJavaServer.missing],
] as const;

describe('the acceptance script', () => {
  for (const [log, openLog] of logs) {
    for (const [model, openModel, lacking] of models) {
      const missing = existsSync(SCRIPT) ? lacking : SCRIPT;
      const title = `passes on ${log} with views on ${model}`;
      if (missing === undefined) test(title, () => accept(openLog, openModel), PREPARING_MS);
      else test.skip(`${title}: not tried here, for there is no ${missing}`, () => {});
    }
  }
});

async function accept(openLog: () => Promise<Engine>, openModel: () => Promise<Engine>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'chemledger-acceptance-'));
  const [log, model] = await Promise.all([openLog(), openModel()]);
  const settings = { EVENT_STORE_URL: log.url, READ_MODEL_URL: model.url };
  const node = await NodeProcess.start(dir, settings);
  try {
    const env = { ...process.env, BASE: node.url, KEY: ADMIN_KEY };
    const script = spawn(process.execPath, [SCRIPT], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    expect(await text(script.stdout)).toMatch(/(^|\n)[1-9]\d* passed, 0 failed\n$/);
    expect(node.said).toEqual([]);
  } finally {
    await node.kill();
    await Promise.all([log.stop(), model.stop()]);
    rmSync(dir, { recursive: true, force: true });
  }
}

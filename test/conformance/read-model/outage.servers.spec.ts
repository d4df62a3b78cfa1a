import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Unreachable, type ViewDoc } from '@ledger/read-model';
import { type MongoReadModel, openMongoReadModel } from '../../../libs/read-model/src/mongodb/index.js';
import { describeOnEachServer } from './each-server.js';

const PATIENCE = { answer: 2_000, work: 2_000 };
/** The driver looks at a server no more often than this: `minHeartbeatFrequencyMS` of its specification. */
const BETWEEN_LOOKS_MS = 600;

const sockets: Socket[] = [];
const note = (message: unknown) => sockets.push((message as { socket: Socket }).socket);

describeOnEachServer((server) => {
  let model: MongoReadModel;
  const documents = () => model.collection('v').find({}).toArray();
  const store = (_id: string, at: number) => model.project('v', [{ replace: { _id, at } as ViewDoc }], at);
  /** The first answer, however often it must be asked for. */
  const answered = async (): Promise<unknown[]> => {
    for (;;) {
      const found = await documents().catch((error: unknown) => {
        if (!(error instanceof Unreachable)) throw error;
      });
      if (found) return found;
    }
  };

  beforeEach(async () => {
    sockets.length = 0;
    subscribe('net.client.socket', note);
    model = await openMongoReadModel(server().url, { database: 'outage', patience: PATIENCE });
    await store('A', 1);
  });
  afterEach(async () => {
    unsubscribe('net.client.socket', note);
    await model.drop('v');
    await model.close();
  });

  it('answers in time, or says that it cannot, while the server takes everything and answers nothing', async () => {
    server().silence();
    const lease = model.lease();
    const walking = async () => {
      for await (const _ of model.collection('v').find({}));
    };
    const asked = [
      documents(),
      walking(),
      model.collection('v').findOne({}),
      model.collection('v').countDocuments(),
      model
        .collection('v')
        .aggregate([{ $match: {} }])
        .toArray(),
      model.names(),
      model.checkpoint('v'),
      lease.acquire(),
      store('B', 2),
    ];
    for (const asking of asked) await expect(asking).rejects.toBeInstanceOf(Unreachable);
    server().wake();
    await answered();
    await store('C', 3);
    expect(await documents()).toEqual(expect.arrayContaining([expect.objectContaining({ _id: 'C' })]));
  });

  it('answers where connections end before anybody is told', async () => {
    for (const socket of sockets) socket.destroy();
    await expect(documents()).rejects.toBeInstanceOf(Unreachable);
    expect(await answered()).toHaveLength(1);
  });

  it('finds the server again when its connections end with a question under way', async () => {
    await delay(BETWEEN_LOOKS_MS);
    server().silence();
    const asking = documents().catch(() => {});
    await delay(50);
    for (const socket of sockets) socket.destroy();
    server().wake();
    await asking;
    expect(await answered()).toHaveLength(1);
  });
});

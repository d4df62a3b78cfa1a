import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Intent } from './intent.js';
import { Keys, type Receipted } from './keys.js';

const intent = (commandHash = 'h', commandId = 'c'): Intent => ({
  ...{ actor: 'p', credential: 'k', stream: 'bottle-A', repeatable: true },
  ...{ commandId, commandHash },
});

describe('a key', () => {
  let receipts: Map<string, Receipted>;
  let asked: string[];
  let keys: Keys;
  beforeEach(() => {
    receipts = new Map();
    asked = [];
    keys = new Keys(async (commandId) => {
      asked.push(commandId);
      return receipts.get(commandId);
    });
  });
  const refused = (promise: Promise<unknown>, code: string) =>
    expect(promise).rejects.toThrow(expect.objectContaining({ code }));

  it('stands for one command, which may come again and again', async () => {
    const first = await keys.claim(intent(), 'bottle-A');
    const again = await keys.claim(intent(), 'bottle-A');
    first.accept();
    first.release();
    again.release();
    await keys.claim(intent(), 'bottle-A');
    await refused(keys.claim(intent('other'), 'bottle-A'), 'command.reused');
    expect(asked).toEqual(['c']);
  });

  it('is bound while its command runs', async () => {
    const claim = await keys.claim(intent(), 'bottle-A');
    await refused(keys.claim(intent('other'), 'bottle-A'), 'command.running');
    await refused(keys.claim(intent('other'), 'bottle-B'), 'command.running');
    claim.release();
  });

  it('is free again after a refusal, when nobody else runs with it', async () => {
    const first = await keys.claim(intent(), 'bottle-A');
    const second = await keys.claim(intent(), 'bottle-A');
    first.release();
    await refused(keys.claim(intent('other'), 'bottle-A'), 'command.running');
    second.release();
    (await keys.claim(intent('other'), 'bottle-B')).accept();
    await refused(keys.claim(intent(), 'bottle-A'), 'command.reused');
  });

  it('of a command for many is bound by the one of them that was accepted', async () => {
    const claims = await Promise.all(['A', 'B', 'C'].map((code) => keys.claim(intent(), `bottle-${code}`)));
    claims[1]?.accept();
    for (const claim of claims) claim.release();
    await refused(keys.claim(intent('other'), 'bottle-D'), 'command.reused');
    expect(keys.streamsOf('c')).toEqual(['bottle-A', 'bottle-B', 'bottle-C']);
    expect(keys.streamsOf('unknown')).toEqual([]);
  });

  it('is remembered beyond this process by its receipt', async () => {
    receipts.set('c', { streams: ['bottle-A'], hash: 'h' });
    await refused(keys.claim(intent('other'), 'bottle-A'), 'command.reused');
    await refused(keys.claim(intent('other'), 'bottle-B'), 'command.reused');
    const claim = await keys.claim(intent(), 'bottle-A');
    claim.release();
    await refused(keys.claim(intent('other'), 'bottle-A'), 'command.reused');
  });

  it('goes to one of several that ask at once', async () => {
    const claims = await Promise.allSettled([
      keys.claim(intent('one'), 'bottle-A'),
      keys.claim(intent('two'), 'bottle-A'),
      keys.claim(intent('two'), 'bottle-B'),
      keys.claim(intent('one'), 'bottle-A'),
      keys.claim(intent('two', 'd'), 'bottle-A'),
    ]);
    expect(claims.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
  });
});

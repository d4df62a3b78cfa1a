import { afterEach, beforeEach, describe } from '@jest/globals';
import { appending } from './appending.js';
import { copying } from './copying.js';
import { reading } from './reading.js';
import { streaming } from './streaming.js';
import { subscribing } from './subscribing.js';
import type { Trial } from './trial.js';

export type { Trial };

/** What every event store does. The log may hold facts of others before and beside those of a test. */
export function eventStoreContract(name: string, open: () => Promise<Trial>): void {
  describe(`${name} as an event store`, () => {
    let trial: Trial;
    beforeEach(async () => {
      trial = await open();
    });
    afterEach(() => trial.dispose());

    describe('append', () => appending(() => trial));
    describe('appendAll', () => copying(() => trial));
    describe('read', () => reading(() => trial));
    describe('subscribe', () => subscribing(() => trial));
  });
}

/** What a store does that can also be read by streams. */
export function streamsContract(name: string, open: () => Promise<Trial>): void {
  describe(`${name} by streams`, () => {
    let trial: Trial;
    beforeEach(async () => {
      trial = await open();
    });
    afterEach(() => trial.dispose());
    streaming(() => trial);
  });
}

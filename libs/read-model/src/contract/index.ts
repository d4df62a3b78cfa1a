import { afterEach, beforeEach, describe } from '@jest/globals';
import type { ReadModel } from '../port.js';
import { aggregating } from './aggregating.js';
import { asking } from './asking.js';
import { projecting } from './projecting.js';
import { writing } from './writing.js';

/** What every read model does. `open` gives an empty one, which is closed after each test. */
export function readModelContract(name: string, open: () => Promise<ReadModel>): void {
  describe(`read model: ${name}`, () => {
    let model: ReadModel;
    beforeEach(async () => {
      model = await open();
    });
    afterEach(() => model.close());
    projecting(() => model);
    writing(() => model);
    asking(() => model);
    aggregating(() => model);
  });
}

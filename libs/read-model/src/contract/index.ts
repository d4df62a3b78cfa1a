import { afterEach, beforeEach, describe } from '@jest/globals';
import type { ReadModel } from '../port.js';
import { aggregating } from './aggregating.js';
import { asking } from './asking.js';
import { except } from './it.js';
import { projecting } from './projecting.js';
import { writing } from './writing.js';

/**
 * What every read model does. `open` gives an empty one, which is closed after each test.
 * @param without titles of tests that the engine behind the adapter is known to fail
 */
export function readModelContract(
  name: string,
  open: () => Promise<ReadModel>,
  without: readonly string[] = [],
): void {
  const it = except(without);
  describe(`read model: ${name}`, () => {
    let model: ReadModel;
    beforeEach(async () => {
      model = await open();
    });
    afterEach(() => model.close());
    projecting(() => model, it);
    writing(() => model, it);
    asking(() => model, it);
    aggregating(() => model, it);
  });
}

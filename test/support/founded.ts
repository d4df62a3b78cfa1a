import pino from 'pino';
import type { Environment } from '../../src/config.files.js';
import { readConfig } from '../../src/config.js';
import { openHouse } from '../../src/house.js';
import { shortCatalogue } from './catalogue.js';
import { ADMIN_KEY } from './service.js';

/** Founds a ledger for processes that come after, with few substances. */
export async function founded(dir: string, settings: Environment): Promise<void> {
  const config = readConfig({ DATA_DIR: dir, ADMIN_KEY, ...settings });
  const options = { oneThread: true, catalogue: await shortCatalogue() };
  const house = await openHouse(config, pino({ level: 'silent' }), options);
  await house.close();
}

import { type Catalogue, readCatalogue } from '../../src/substance/catalogue.js';

/** What tests work with. */
const WANTED = ['67-64-1', '64-17-5', '7647-01-0', '7732-18-5'];

/** One in twenty of the substances that come with the ledger: to found it with all of them takes servers long. */
export async function shortCatalogue(): Promise<Catalogue> {
  const { version, substances } = await readCatalogue();
  return {
    version,
    substances: () => substances().filter(({ cas = '' }, n) => n % 20 === 0 || WANTED.includes(cas)),
  };
}

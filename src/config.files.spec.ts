import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withFiles } from './config.files.js';
import { BadConfig, readConfig } from './config.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** What is wrong with an environment, as it would be shown. */
function problemsOf(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof BadConfig) return error.message;
    throw error;
  }
  return '';
}

describe('secrets in files', () => {
  const key = 'k'.repeat(43);

  test('the first line of the file is the value', () => {
    const config = readConfig({
      DATA_DIR: folder,
      ADMIN_KEY_FILE: file('key', `${key}\n`),
      EVENT_STORE_URL_FILE: file('log', 'sqlite:other.db\r\n'),
      READ_MODEL_URL_FILE: file('views', 'memory:'),
    });
    expect(config.adminKey).toBe(key);
    expect(config.eventStore).toEqual({ kind: 'sqlite', file: join(folder, 'other.db') });
    expect(config.readModel).toEqual({ kind: 'memory' });
  });

  test('a value in the environment is left as it is, and only secrets are read from files', () => {
    const env = { ADMIN_KEY: key, ADMIN_KEY_FILE: '', PORT_FILE: file('port', '99') };
    const problems: string[] = [];
    expect(withFiles(env, problems)).toEqual(env);
    expect(problems).toEqual([]);
  });

  test.each(['ADMIN_KEY', 'EVENT_STORE_URL', 'READ_MODEL_URL'])(
    '%s is refused in two places at once',
    (name) => {
      const problem = problemsOf({ [name]: 'one', [`${name}_FILE`]: file('two', 'two') });
      expect(problem).toContain(`${name} and ${name}_FILE are both set`);
    },
  );

  test('a file that is missing or empty is named', () => {
    const missing = join(folder, 'missing');
    const empty = file('empty', '\n');
    const problem = problemsOf({ ADMIN_KEY_FILE: missing, EVENT_STORE_URL_FILE: empty });
    expect(problem).toContain(`ADMIN_KEY_FILE=${missing} cannot be read: ENOENT`);
    expect(problem).toContain(`EVENT_STORE_URL_FILE=${empty} is empty`);
  });

  test('what is wrong with a URL is said without its password', () => {
    const problem = problemsOf({ EVENT_STORE_URL_FILE: file('url', 'wrong://admin:pa@ss/word@host:1?a=b') });
    expect(problem).toContain('EVENT_STORE_URL=wrong://…@host:1?a=b must be');
    expect(problem).not.toMatch(/admin|pa@ss|word/);
  });
});

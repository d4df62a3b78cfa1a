import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Damaged, type ReadModel, Unreachable } from '../port.js';
import { openSqliteReadModel } from './index.js';

const PAGE_BYTES = 4_096;

describe('a read model in a file', () => {
  let dir: string;
  let file: string;
  const opened: ReadModel[] = [];
  const open = (onDamage: (damage: Damaged) => void = () => {}): ReadModel => {
    const model = openSqliteReadModel(file, { onDamage });
    opened.push(model);
    return model;
  };

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'ledger-damage-'));
    file = join(dir, 'views.db');
  });
  afterEach(async () => {
    for (const model of opened.splice(0)) await model.close();
    rmSync(dir, { recursive: true, force: true });
  });

  test('that is no database is said to be damaged, by its name', () => {
    writeFileSync(file, 'Long enough for a header, and none. '.repeat(200));
    const heard: Damaged[] = [];
    expect(() => open((damage) => heard.push(damage))).toThrow(Damaged);
    expect(heard.map(({ where }) => where)).toEqual([file]);
  });

  test('tells of pages that are not what was written when they are read, whoever reads', async () => {
    const written = open();
    const docs = Array.from({ length: 500 }, (_, n) => ({ _id: `doc-${n}`, text: 'x'.repeat(200) }));
    await written.project(
      'things@1',
      docs.map((replace) => ({ replace: { ...replace, at: 1 } })),
      1,
    );
    await opened.pop()?.close();
    const bytes = readFileSync(file);
    bytes.fill(0xff, 4 * PAGE_BYTES, bytes.length - PAGE_BYTES);
    writeFileSync(file, bytes);
    const heard: Damaged[] = [];
    const model = open((damage) => heard.push(damage));
    await expect(model.collection('things@1').find({}).toArray()).rejects.toThrow(Damaged);
    expect(heard).toHaveLength(1);
  });

  test('that cannot be made is out of reach, not damaged', () => {
    file = join(dir, 'missing', 'views.db');
    expect(() => open()).toThrow(Unreachable);
  });
});

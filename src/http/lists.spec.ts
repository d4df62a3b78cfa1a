import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import type { StreamableFile } from '@nestjs/common';
import { asCsv } from './lists.js';

const columns = { name: ({ name }: { name: string }) => name };
const read = (file: StreamableFile) => text(file.getStream() as Readable);

it('gives rows to a spreadsheet, and none of them is a formula', async () => {
  const names = ['plain', 'a,b', 'a "b"', '=1+1', '@x', '-1', '+1', '\t=1', '\r=1', '＝1', 'x=1'];
  const csv = await read(
    asCsv(
      columns,
      names.map((name) => ({ name })),
    ),
  );
  expect(csv).toBe(
    [
      'name',
      'plain',
      '"a,b"',
      '"a ""b"""',
      ...["'=1+1", "'@x", "'-1", "'+1", "'\t=1", `"'\r=1"`, "'＝1", 'x=1'],
      '',
    ].join('\n'),
  );
});

it('says nothing but the names of the columns where there are no rows', async () => {
  expect(await read(asCsv(columns, []))).toBe('name\n');
});

it('is torn where the rows cannot be read to the end', async () => {
  async function* rows() {
    yield { name: 'the first' };
    throw new Error('nobody answers');
  }
  await expect(read(asCsv(columns, rows()))).rejects.toThrow('nobody answers');
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';

interface Step {
  readonly word: string;
  readonly rest: string;
}

/** The steps of a Dockerfile, each on one line, stage by stage. */
function stagesOf(text: string): readonly (readonly Step[])[] {
  const lines = text
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n');
  const steps = lines.flatMap((line) => {
    const [, word, rest] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    return word && rest ? [{ word, rest }] : [];
  });
  const starts = steps.flatMap(({ word }, i) => (word === 'FROM' ? [i] : []));
  return starts.map((start, i) => steps.slice(start, starts[i + 1]));
}

const text = readFileSync('Dockerfile', 'utf8');
const stages = stagesOf(text);
const last = stages.at(-1) ?? [];
const only = (word: string) => last.filter((step) => step.word === word).map(({ rest }) => rest);

/** How the image's health check ends while a service answers this status, or none does. */
async function healthCheck(status?: number): Promise<unknown> {
  const asked: string[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(url ?? '');
    response.writeHead(status ?? 200).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  if (status === undefined) server.close();
  const [, ...args] = JSON.parse(only('HEALTHCHECK')[0]?.split('CMD ')[1] ?? '[]') as string[];
  const [code] = await once(spawn(process.execPath, args, { env: { PORT: String(port) } }), 'exit');
  server.close();
  return { code, asked };
}

describe('Dockerfile', () => {
  test('builds and runs on the Node.js that the service asks for, by an exact tag, or by the digest that is given', () => {
    const bases = stages.map(([from]) => from?.rest.replace(/ AS .*/, ''));
    expect(bases.map((base) => base?.replace(/^\$\{(\w+)\}$/, '$1'))).toEqual(['NODE_IMAGE', 'NODE_IMAGE']);
    const [, base] = /^ARG NODE_IMAGE=(\S+)$/m.exec(text) ?? [];
    expect(base).toMatch(/^node:24\.\d+\.\d+-[a-z]+-slim(@sha256:[0-9a-f]{64})?$/);
    // An argument counts for every stage where it stands before the first.
    expect(text.indexOf('ARG NODE_IMAGE')).toBeLessThan(text.indexOf('FROM '));
  });

  test('runs as a user without rights, by number, and takes signals itself', () => {
    expect(only('USER')).toEqual(['1000:1000']);
    expect(only('CMD')).toEqual(['["node", "--disable-warning=ExperimentalWarning", "dist/src/main.js"]']);
  });

  test('listens beyond itself in production, and leaves it to its user to name the proxy that makes it safe', () => {
    const [environment] = only('ENV');
    expect(environment?.split(' ')).toEqual([
      'NODE_ENV=production',
      'HOST=0.0.0.0',
      'PORT=3000',
      'DATA_DIR=/data',
    ]);
  });

  test('the health check tells a living service from a failing one and from none', async () => {
    expect(await healthCheck(200)).toEqual({ code: 0, asked: ['/health/live'] });
    expect(await healthCheck(503)).toEqual({ code: 1, asked: ['/health/live'] });
    expect(await healthCheck()).toEqual({ code: 1, asked: [] });
  });

  test('what it copies from here is let in, and secrets, data and git are not', () => {
    const ignored = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => /^[^#]/.test(line));
    expect(ignored[0]).toBe('*');
    const letIn = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    for (const path of letIn) expect([path, existsSync(path)]).toEqual([path, true]);
    const copied = stages[0]
      ?.filter(({ word }) => word === 'COPY')
      .flatMap(({ rest }) => rest.split(' ').slice(0, -1));
    expect(letIn).toEqual(expect.arrayContaining(copied?.filter((path) => path !== '.') ?? []));
    for (const path of ['docker', 'data', '.git', 'test', 'node_modules', 'dist'])
      expect(letIn).not.toContain(path);
  });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { codes } from '../../src/refusals.js';
import { type Family, familiesIn } from '../support/metrics.js';
import { NodeProcess } from '../support/node.process.js';
import { expressionIn } from '../support/promql.js';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}
interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat?: string }[];
}
interface Dashboard {
  readonly uid: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] };
}

const RULES = 'docker/prometheus/chemledger.rules.yml';
const rules: readonly Rule[] = parse(readFileSync(RULES, 'utf8')).groups.flatMap(
  (group: { readonly rules: readonly Rule[] }) => group.rules,
);
const dashboard: Dashboard = JSON.parse(readFileSync('docker/grafana/chemledger.json', 'utf8'));
const shown = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr, legendFormat = '' }) => ({
    where: title,
    // What Grafana puts in for an interval.
    expr: expr.replaceAll('$__rate_interval', '5m'),
    told: legendFormat,
  })),
);
const alarms = rules.map(({ alert, expr, annotations }) => ({
  where: alert,
  expr,
  told: annotations.summary,
}));

/** Prometheus gives these to whatever it asks; `up` says whether it was answered. */
const OF_TARGETS = ['job', 'instance'];

describe('what a node offers, and what is made of it', () => {
  const dir = mkdtempSync(join(tmpdir(), 'chemledger-watching-'));
  let node: NodeProcess;
  let families: ReadonlyMap<string, Family>;

  beforeAll(async () => {
    node = await NodeProcess.start(dir, { METRICS: 'open' });
    const { code } = await node.bottle('1');
    await node.use(code, '100');
    await node.settled();
    families = await offered();
  });
  afterAll(async () => {
    await node.kill();
    rmSync(dir, { recursive: true, force: true });
  });

  /** Everything, once garbage was collected and the event loop's delay measured. */
  async function offered(): Promise<ReadonlyMap<string, Family>> {
    for (;;) {
      const page = await (await fetch(`${node.url}/metrics`)).text();
      const found = familiesIn(page);
      if ((found.get('nodejs_gc_duration_seconds')?.samples ?? []).length > 0) return found;
      await delay(200);
    }
  }

  /** The samples of that name. */
  const samplesOf = (name: string) => {
    const family = families.get(name) ?? families.get(name.replace(/_(bucket|sum|count)$/, ''));
    return (family?.samples ?? []).filter((sample) => sample.name === name);
  };
  const labelsOf = (name: string): readonly string[] => [
    ...OF_TARGETS,
    ...new Set(samplesOf(name).flatMap(({ labels }) => Object.keys(labels))),
  ];

  test.each([...alarms, ...shown])('$where asks for what there is: $expr', ({ expr, told }) => {
    const { selectors, groupings } = expressionIn(expr);
    expect(selectors.length).toBeGreaterThan(0);
    const known = new Set<string>(OF_TARGETS);
    for (const { metric, labels } of selectors) {
      if (metric === 'up') continue;
      expect({ metric, offered: samplesOf(metric).length > 0 }).toEqual({ metric, offered: true });
      expect(labelsOf(metric)).toEqual(expect.arrayContaining(Object.keys(labels)));
      for (const code of labels.code?.split('|') ?? []) expect(codes).toContain(code);
      for (const label of labelsOf(metric)) known.add(label);
    }
    for (const label of groupings.flat()) expect([...known]).toContain(label);
    // What is told of an alarm or a line is still there after sums.
    const left = groupings[0] ?? [...known];
    const used = [...told.matchAll(/\$labels\.(\w+)|\{\{(\w+)\}\}/g)].map(
      ([, label, legend]) => label ?? legend,
    );
    expect(left).toEqual(expect.arrayContaining(used));
  });

  test('nothing that the service itself offers is left out of both', () => {
    const asked = new Set(
      [...alarms, ...shown].flatMap(({ expr }) => expressionIn(expr).selectors.map(({ metric }) => metric)),
    );
    const ours = [...families.keys()].filter((name) => name.startsWith('chemledger_'));
    const unseen = ours.filter((name) => !asked.has(name) && !asked.has(`${name}_bucket`));
    expect(unseen).toEqual([]);
  });
});

describe('the alarms', () => {
  test('each have a name of their own, somebody whom they are for, and one line that says what is wrong', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const { alert, labels, annotations, for: pending = '0m' } of rules) {
      expect(alert).toMatch(/^Chemledger[A-Z][A-Za-z]+$/);
      expect(['page', 'ticket']).toContain(labels.severity);
      expect(annotations.summary).toMatch(/^.+\.$/);
      expect(pending).toMatch(/^\d+[mh]$/);
    }
  });

  test('are all explained in docs/operations.md, and no other is', () => {
    const text = readFileSync('docs/operations.md', 'utf8')
      .split('### What every alarm means')[1]
      ?.split(/\n#/)[0];
    const told = [...(text ?? '').matchAll(/^\| `(Chemledger\w+)` \|/gm)].map(([, name]) => name);
    expect(told.sort()).toEqual(rules.map(({ alert }) => alert).sort());
  });

  const promtool = spawnSync('promtool', ['--version']).status === 0;
  if (!promtool) process.stderr.write('promtool is not installed here: it is not tried when alarms go off\n');
  (promtool ? test : test.skip)('go off when they should, and not before', () => {
    const { status, stdout, stderr } = spawnSync(
      'promtool',
      ['test', 'rules', 'test/deploy/alarms.test.yml'],
      {
        encoding: 'utf8',
      },
    );
    expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
  });
});

describe('the dashboard', () => {
  test('has panels with numbers and places of their own', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const { title, gridPos } of panels) {
      expect({ title, right: gridPos.x + gridPos.w <= 24 }).toEqual({ title, right: true });
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect({ title, taken: taken.has(`${x},${y}`) }).toEqual({ title, taken: false });
          taken.add(`${x},${y}`);
        }
      }
    }
    for (const { type, title, targets = [] } of panels)
      expect({ title, asks: targets.length > 0 }).toEqual({ title, asks: type !== 'row' });
  });

  test('uses the variables that it declares, and no others', () => {
    const declared = dashboard.templating.list.map(({ name }) => name);
    const used = [...JSON.stringify(dashboard).matchAll(/\$\{?(\w+)\}?/g)].map(([, name]) => name);
    expect([...new Set(used)].filter((name) => name !== '__rate_interval').sort()).toEqual(declared.sort());
  });
});

import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Over } from '../http/accounts.js';
import type { Became, Tally } from '../ledger/tally.js';
import { codes } from '../refusals.js';

/** Upper bounds of classes of durations, in seconds. */
const BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

/**
 * What is counted as it happens, for Prometheus. Labels come from closed lists: kinds of commands, codes of refusals,
 * templates of routes.
 */
export class Metrics implements Tally {
  readonly registry = new Registry();
  private readonly registers = [this.registry];

  private readonly commands = new Counter({
    name: 'chemledger_commands_total',
    help: 'Commands that were carried out, those that follow from facts among them, by what became of them.',
    labelNames: ['command', 'result'],
    registers: this.registers,
  });
  private readonly appends = new Histogram({
    name: 'chemledger_append_duration_seconds',
    help: 'From asking the log to keep facts to their being durable, or refused.',
    buckets: BUCKETS,
    registers: this.registers,
  });
  private readonly refusals = new Counter({
    name: 'chemledger_refusals_total',
    help: 'Requests that were answered with a problem, by its code.',
    labelNames: ['code'],
    registers: this.registers,
  });
  private readonly requests = new Counter({
    name: 'chemledger_http_requests_total',
    help: 'Requests that are over, by route and status; none: the client hung up before it was answered.',
    labelNames: ['method', 'route', 'status'],
    registers: this.registers,
  });
  private readonly durations = new Histogram({
    name: 'chemledger_http_request_duration_seconds',
    help: 'From the head of a request to the end of its answer, by route.',
    labelNames: ['method', 'route'],
    buckets: BUCKETS,
    registers: this.registers,
  });
  private readonly waiting = new Gauge({
    name: 'chemledger_appends_waiting',
    help: 'Appends that were asked for and are not settled.',
    registers: this.registers,
  });
  private readonly lastBackup = new Gauge({
    name: 'chemledger_last_backup_timestamp_seconds',
    help: 'When the last backup was finished, in seconds since 1970; 0 where none is known.',
    registers: this.registers,
  });

  constructor() {
    // A code that has never been seen counts from nought, so that its first time is seen as a rise.
    for (const code of codes) this.refusals.inc({ code }, 0);
  }

  /** The text that Prometheus reads, and its type. */
  async page(): Promise<{ readonly text: string; readonly type: string }> {
    return { text: await this.registry.metrics(), type: this.registry.contentType };
  }

  commanded(command: string, result: Became): void {
    this.commands.inc({ command, result });
  }

  appending(): () => void {
    const begun = performance.now();
    this.waiting.inc();
    return () => {
      this.waiting.dec();
      this.appends.observe((performance.now() - begun) / 1_000);
    };
  }

  refused(code: string): void {
    this.refusals.inc({ code });
  }

  backedUp(at: Date): void {
    this.lastBackup.set(at.getTime() / 1_000);
  }

  requested({ method, route, status, seconds }: Over): void {
    this.requests.inc({ method, route, status: status ?? 'none' });
    this.durations.observe({ method, route }, seconds);
  }
}

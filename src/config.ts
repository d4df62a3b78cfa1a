import { statSync } from 'node:fs';
import { isIP } from 'node:net';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { type Environment, shown, withFiles } from './config.files.js';

/** Where facts are kept. */
export type EventStoreUrl =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'eventstoredb'; readonly url: string };
/** Where views are kept. */
export type ReadModelUrl =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'mongodb'; readonly url: string };

/** Where backups go by themselves, how often, and how many stay. */
export interface BackupPlan {
  /** Left out: none are made unless somebody asks for one. */
  readonly dir?: string;
  readonly everyMs: number;
  readonly keep: number;
  /** How fast the log is read for one; 0 for no bound. */
  readonly bytesPerSecond: number;
}

export interface Config {
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly eventStore: EventStoreUrl;
  readonly readModel: ReadModelUrl;
  readonly adminKey?: string;
  /** Left out: as the ledger has it. */
  readonly timeZone?: string;
  readonly backdatingDays: number;
  readonly logLevel: LogLevel;
  /** Commands a second for one credential; 0 for no limit. */
  readonly rateLimit: number;
  /** Who may read the metrics. */
  readonly metrics: MetricsUse;
  /** Addresses of proxies whose word on the client's address counts. */
  readonly trustProxy: readonly string[];
  readonly backup: BackupPlan;
  /** What was set, without secrets: a backup tells it to whoever has to set up the service again. */
  readonly settings: Readonly<Record<string, string>>;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const metricsUses = ['off', 'key', 'open'] as const;
/** Nobody, whoever has a key that may, or whoever reaches the service. */
export type MetricsUse = (typeof metricsUses)[number];

/** What is wrong with the environment, all of it at once. */
export class BadConfig extends Error {
  override readonly name = 'BadConfig';
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** The environment as one checked object. Throws BadConfig. */
export function readConfig(environment: Environment): Config {
  const problems: string[] = [];
  const env = withFiles(environment, problems);
  const settings: Record<string, string> = {};
  const note = (name: string) => {
    for (const one of [name, `${name}_FILE`]) if (environment[one]) settings[one] = shown(environment[one]);
  };
  const read = <T>(
    name: string,
    fallback: string,
    parse: (text: string) => T | undefined,
    must: string,
  ): T => {
    note(name);
    const text = env[name] === undefined || env[name] === '' ? fallback : env[name];
    const value = parse(text);
    if (value === undefined) problems.push(`${name}=${shown(text)} must be ${must}`);
    return value as T;
  };
  const production = env.NODE_ENV === 'production';
  const dataDir = resolve(env.DATA_DIR || 'data');
  for (const name of ['NODE_ENV', 'DATA_DIR', 'BACKUP_DIR']) note(name);
  const config: Config = {
    production,
    dataDir,
    port: read('PORT', '3000', whole(0, 65_535), 'a port from 0 to 65535'),
    host: read(
      'HOST',
      '127.0.0.1',
      (text) => (/^[\w.:-]+$/.test(text) ? text : undefined),
      'an address to listen on',
    ),
    eventStore: read(
      'EVENT_STORE_URL',
      'sqlite:',
      (url) =>
        serverUrl('eventstoredb', /^esdb(\+discover)?:\/\/./, url) ?? fileUrl(dataDir, 'ledger.db', url),
      'sqlite:, sqlite:<file>, esdb://… or memory:',
    ),
    readModel: read(
      'READ_MODEL_URL',
      'sqlite:',
      (url) => serverUrl('mongodb', /^mongodb(\+srv)?:\/\/./, url) ?? fileUrl(dataDir, 'views.db', url),
      'sqlite:, sqlite:<file>, mongodb://… or memory:',
    ),
    backdatingDays: read('BACKDATING_DAYS', '30', whole(0, 36_500), 'a number of days from 0 to 36500'),
    logLevel: read(
      'LOG_LEVEL',
      'info',
      (text) => logLevels.find((level) => level === text),
      `one of ${logLevels.join(' ')}`,
    ),
    rateLimit: read(
      'RATE_LIMIT',
      '200',
      whole(0, 1_000_000),
      'commands a second for one key, 0 for no limit',
    ),
    metrics: read(
      'METRICS',
      'key',
      (text) => metricsUses.find((use) => use === text),
      'off, key (to keys that may read metrics) or open (to whoever reaches the service)',
    ),
    trustProxy: read(
      'TRUST_PROXY',
      '',
      proxies,
      'addresses such as 10.0.0.1 or 10.0.0.0/8, with commas between, or one of loopback, linklocal, uniquelocal',
    ),
    backup: {
      ...(env.BACKUP_DIR && { dir: resolve(env.BACKUP_DIR) }),
      everyMs: read('BACKUP_EVERY', '24h', duration, 'a time such as 24h, 30m or 7d'),
      keep: read('BACKUP_KEEP', '14', whole(1, 10_000), 'a number of backups from 1 to 10000'),
      bytesPerSecond:
        1_000_000 *
        read('BACKUP_RATE', '20', whole(0, 10_000), 'megabytes a second from 0 to 10000, 0 for no limit'),
    },
    settings,
    ...(env.SITE_TIME_ZONE && {
      timeZone: read(
        'SITE_TIME_ZONE',
        '',
        timeZone,
        'an IANA time zone such as Asia/Shanghai or Europe/Berlin',
      ),
    }),
    ...(env.ADMIN_KEY && { adminKey: env.ADMIN_KEY }),
  };
  checkAdminKey(config, problems);
  if (statSync(dataDir, { throwIfNoEntry: false })?.isDirectory() === false)
    problems.push(`DATA_DIR=${dataDir} must be a folder`);
  checkBackup(config, problems);
  if (production) checkProduction(config, problems);
  if (problems.length > 0) throw new BadConfig(problems);
  return config;
}

const whole = (min: number, max: number) => (text: string) =>
  /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max ? Number(text) : undefined;

const serverUrl = <Kind extends string>(kind: Kind, form: RegExp, url: string) =>
  form.test(url) ? { kind, url } : undefined;

function fileUrl(dataDir: string, file: string, url: string) {
  if (url === 'memory:') return { kind: 'memory' } as const;
  if (!url.startsWith('sqlite:')) return undefined;
  return { kind: 'sqlite', file: resolve(dataDir, url.slice('sqlite:'.length) || file) } as const;
}

/** By any of its names: `Intl.supportedValuesOf` knows Calcutta and not Kolkata. An offset such as +02:00 is no zone. */
function timeZone(name: string): string | undefined {
  if (!/^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/.test(name)) return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name;
  } catch {
    return undefined;
  }
}

function proxies(text: string): readonly string[] | undefined {
  const list = text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  return list.every(isProxy) ? list : undefined;
}

/** An address, a network, or a name that stands for some of these. */
function isProxy(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits] = text.split(/\/(.*)/s);
  const most = { 4: 32, 6: 128 }[isIP(address)];
  if (most === undefined || bits === undefined) return most !== undefined;
  return /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= most;
}

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function duration(text: string): number | undefined {
  const [, number = '', unit = ''] = /^([1-9]\d{0,4})([smhd])$/.exec(text) ?? [];
  return number === '' ? undefined : Number(number) * units[unit as keyof typeof units];
}

/** Whether a path is a folder or lies in it. */
export function within(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function checkBackup({ dataDir, eventStore, readModel, backup }: Config, problems: string[]): void {
  if (backup.dir === undefined) return;
  if (within(dataDir, backup.dir))
    problems.push(`BACKUP_DIR=${backup.dir} lies in DATA_DIR, and would be lost with it`);
  if (eventStore?.kind === 'memory' || readModel?.kind === 'memory')
    problems.push('BACKUP_DIR is set, and what is kept in memory: cannot be backed up');
}

/** 256 bits in 43 characters of base64url; for tests any 32 characters will do. */
function checkAdminKey({ adminKey, production }: Config, problems: string[]): void {
  if (adminKey === undefined || /^[A-Za-z0-9_-]{43}$/.test(adminKey)) return;
  if (production || !/^[\x21-\x7e]{32,255}$/.test(adminKey)) {
    problems.push(
      'ADMIN_KEY must be 43 characters of base64url (256 random bits); outside production any 32 printable characters',
    );
  }
}

function checkProduction(config: Config, problems: string[]): void {
  if (config.eventStore.kind === 'memory')
    problems.push('EVENT_STORE_URL=memory: forgets everything; not in production');
  if (config.readModel.kind === 'memory')
    problems.push('READ_MODEL_URL=memory: forgets everything; not in production');
  const mode = statSync(config.dataDir, { throwIfNoEntry: false })?.mode;
  if (mode !== undefined && (mode & 0o007) !== 0) {
    problems.push(`DATA_DIR=${config.dataDir} can be read by everybody on this machine: chmod 700 it`);
  }
  const local = ['127.0.0.1', '::1', 'localhost'].includes(config.host);
  if (!local && config.trustProxy.length === 0) {
    problems.push(
      `HOST=${config.host} would send keys unencrypted: put a proxy with TLS before it and name it in TRUST_PROXY`,
    );
  }
}

import { randomUUID } from 'node:crypto';
import { type Answer, Client, is } from './client.js';
import type { Service } from './service.js';

export const ACETONE = '67-64-1';
export const ETHANOL = '64-17-5';

/** A person with a key of their own. */
export interface Somebody {
  readonly id: string;
  readonly client: Client;
  readonly credential: string;
}

/** Where a role counts; left out: everywhere. */
export interface Scope {
  readonly unit?: string;
  readonly place?: string;
}

/** What a site has: opens places, registers bottles, lets people in. All through HTTP, as the administrator. */
export class Site {
  constructor(private readonly service: Service) {}

  get admin(): Client {
    return this.service.admin;
  }

  async place(more: object = {}): Promise<string> {
    const answer = await this.admin.post('/v1/places', { name: 'Cupboard', kind: 'cupboard', ...more });
    return is(answer, 201).body.id;
  }

  /** The receipt of a litre of acetone, or of many: where what follows takes long it is asked for again. */
  async bottle(more: object = {}): Promise<Answer> {
    const body = { origin: 'baselined', substance: ACETONE, content: { value: '1', unit: 'L' }, ...more };
    const key = { 'idempotency-key': randomUUID() };
    for (;;) {
      const answer = await this.admin.post('/v1/bottles', body, key);
      if (answer.status !== 202) return is(answer, 201);
    }
  }

  /** The code of a litre of acetone that stands somewhere. */
  async stored(place: string, more: object = {}): Promise<string> {
    return (await this.bottle({ place, ...more })).body.code;
  }

  async unit(more: object = {}): Promise<string> {
    return is(await this.admin.post('/v1/units', { name: 'Institute', kind: 'institute', ...more }), 201).body
      .id;
  }

  async person(name = 'Somebody'): Promise<string> {
    return is(await this.admin.post('/v1/people', { name }), 201).body.id;
  }

  async grant(person: string, role: string, scope?: Scope): Promise<string> {
    const body = { role, ...(scope && { scope }) };
    return is(await this.admin.post(`/v1/people/${person}/grant-role`, body), 200).body.events[0].id;
  }

  /** A key, fetched as its person fetches it. */
  async enrol(person: string, more: object = {}): Promise<Omit<Somebody, 'id'>> {
    const issued = is(await this.admin.post('/v1/credentials', { person, label: 'test', ...more }), 201);
    const answer = await this.service.as().post('/v1/enrolments', { code: issued.body.enrolment.code });
    const { key, credential } = is(answer, 201).body;
    return { client: this.service.as(key), credential };
  }

  async somebody(role?: string, scope?: Scope): Promise<Somebody> {
    const id = await this.person();
    if (role !== undefined) await this.grant(id, role, scope);
    return { id, ...(await this.enrol(id)) };
  }

  /** The bottle as everybody may see it after a receipt. */
  async look(code: string, receipt?: Answer): Promise<Answer['body']> {
    return this.read(`/v1/bottles/${code}`, receipt);
  }

  /** A read that has the receipt in it; left out: everything recorded by now. */
  async read(path: string, receipt?: Answer): Promise<Answer['body']> {
    const after = receipt?.body.position ?? (await this.now());
    const url = `${path}${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(after)}`;
    return is(await this.admin.get(url), 200).body;
  }

  /** The position of the last fact. */
  async now(): Promise<string> {
    return is(await this.admin.get('/health/ready'), 200).body.head;
  }

  /** Does something to a bottle. Fails unless that was accepted. */
  async act(code: string, action: string, body: object = {}): Promise<Answer> {
    return is(await this.admin.post(`/v1/bottles/${code}/${action}`, body), 200);
  }
}

export const litres = (value: string) => ({ value, unit: 'L' });
export const millilitres = (value: string) => ({ value, unit: 'mL' });
/** A time in the past, to the millisecond. */
export const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

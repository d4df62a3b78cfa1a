import type { Connection } from './connection.js';

/** As much as no run uses up. */
const CONTENT = { value: '100000', unit: 'L' };

/** Registers bottles that are used in a run, in a place of their own. Answers their codes. */
export async function bottles(connection: Connection, count: number): Promise<string[]> {
  const place = await connection.post<{ id: string }>('/v1/places', { name: 'Bench', kind: 'cupboard' });
  const body = { origin: 'baselined', substance: '67-64-1', content: CONTENT, place: place.id, count };
  const many = count > 1 ? body : { ...body, count: undefined };
  const made = await connection.post<{ items?: { code: string }[]; code?: string }>('/v1/bottles', many);
  return made.items?.map(({ code }) => code) ?? [made.code as string];
}

/** What is asked of a bottle again and again. */
export const USE = { quantity: { value: '1', unit: 'mL' }, purpose: 'bench' };

export const usePath = (code: string): string => `/v1/bottles/${code}/use`;

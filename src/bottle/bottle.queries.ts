import { calendarDay, readCode } from '@ledger/kernel';
import { IdField, OneOf, Read, Text, TimeField } from '../http/fields.js';
import { ListQuery } from '../http/lists.js';

const states = [
  'received',
  'stored',
  'issued',
  'emptied',
  'disposed',
  'returned-to-vendor',
  'written-off',
  'annulled',
] as const;

/** Filters of the inventory. */
export class InventoryQuery extends ListQuery {
  @IdField({ optional: true, description: 'Id of a substance that is in it.' }) readonly substance?: string;
  @Read(readCode, {}, { optional: true, description: 'A place and what is below.' }) readonly place?: string;
  @IdField({ optional: true, description: 'A unit and what belongs to it.' }) readonly ownerUnit?: string;
  @OneOf(states, { optional: true, description: 'Left out: all that live.' })
  readonly state?: (typeof states)[number];
  @IdField({ optional: true, description: 'Id of the person who holds it.' }) readonly holder?: string;
  @Read(
    calendarDay,
    { format: 'date' },
    { optional: true, description: 'Good only to a day before this one.' },
  )
  readonly expiresBefore?: string;
  @Text(100, { optional: true, description: "The maker's lot." }) readonly lot?: string;
  @Text(100, { optional: true, description: 'Part of the name of what is in it, or a code.' })
  readonly q?: string;
}

/** What stood in a place, in two times. */
export class HoldingsQuery extends ListQuery {
  @TimeField({
    optional: true,
    description: 'What stood there then, or at the end of that day; left out, now.',
  })
  readonly at?: string;
  @TimeField({
    optional: true,
    description: 'As the ledger knew it then, or at the end of that day; left out, as it knows now.',
  })
  readonly knownAt?: string;
}

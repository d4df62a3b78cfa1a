import { amountOrZero, plainText } from '@ledger/kernel';
import { AmountField, Changes, type FieldOptions, OneOf, Parts, Read, Text, TimeField } from './fields.js';
import { httpRefusals } from './http.refusals.js';

const reference = (text: string): string => {
  const ref = plainText(text, { max: 500 });
  if (!/^(https:\/\/|file:)\S+$/.test(ref)) throw httpRefusals('evidence.malformed');
  return ref;
};
const digest = (text: string): string => {
  if (!/^[0-9a-f]{64}$/.test(text)) throw httpRefusals('sha256.malformed');
  return text;
};

class EvidenceBody {
  @Text(50) readonly kind!: string;
  @Read(
    reference,
    { maxLength: 500 },
    { description: 'An https address, or `file:` and a file kept by the ledger.' },
  )
  readonly ref!: string;
  @Read(digest, { pattern: '^[0-9a-f]{64}$' }, { optional: true }) readonly sha256?: string;
}
/** Amounts are read where value and unit come together. */
const asWritten = (text: string): string => text;
const margin = (value: string): string => {
  amountOrZero({ value, unit: '1' });
  return value;
};

/** What every command may say beside what it asks for. */
abstract class Told {
  @TimeField({
    optional: true,
    description: 'When it happened. Left out: now. A day alone (YYYY-MM-DD) means known to the day.',
  })
  readonly occurredAt?: string;
  @OneOf(['day', 'minute'], { optional: true, description: 'How exactly the time is known.' })
  readonly occurredPrecision?: 'day' | 'minute';
  @Parts(() => EvidenceBody, 10, { optional: true }) readonly evidence?: readonly EvidenceBody[];
}

const reason = { description: 'Why. Kept for ever: name no persons here.' };

export abstract class CommandBody extends Told {
  @Text(500, { optional: true, ...reason }) readonly reason?: string;
}

/** A command that does not go without a reason. */
export abstract class ReasonedBody extends Told {
  @Text(500, reason) readonly reason!: string;
}

/** Puts right a fact that was told wrong. The first telling stays visible. */
export class CorrectFact extends ReasonedBody {
  @Text(60, { description: 'Id of the fact.' }) readonly fact!: string;
  @Changes({
    description: "The fields of that fact's data that change. `null` takes an optional field away.",
  })
  readonly with!: Readonly<Record<string, unknown>>;
}

/** Takes back a fact that did not happen. It stays visible. */
export class AnnulFact extends ReasonedBody {
  @Text(60, { description: 'Id of the fact.' }) readonly fact!: string;
}

/** An amount as written: a decimal string and a UCUM unit. */
export class QuantityBody {
  @Read(
    asWritten,
    { minLength: 1, maxLength: 25, example: '2.5' },
    { description: 'A decimal number: at most 12 digits before and 12 after the point.' },
  )
  readonly value!: string;
  @Read(
    asWritten,
    { minLength: 1, maxLength: 20, example: 'L' },
    { description: 'A UCUM unit of mass, volume or pieces.' },
  )
  readonly unit!: string;
}

/** An amount and how it is known. */
export class StatedBody extends QuantityBody {
  @OneOf(['nominal', 'declared', 'weighed', 'estimated'], { optional: true })
  readonly how?: 'nominal' | 'declared' | 'weighed' | 'estimated';
  @Read(margin, {}, { optional: true, description: 'Plus or minus, in the same unit.' })
  readonly uncertainty?: string;
}

export const Quantity = (options: FieldOptions = {}): PropertyDecorator =>
  AmountField(() => QuantityBody, options);
export const Stated = (options: FieldOptions = {}): PropertyDecorator =>
  AmountField(() => StatedBody, options);

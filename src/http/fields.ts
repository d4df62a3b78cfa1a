import { amount, calendarDay, instant, plainText, Refusal, readCode } from '@ledger/kernel';
import { applyDecorators, type Type as Class } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsObject,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';
import { readId } from './ids.js';

/*
 * Each decorator says one thing about a field of a body: what it must be, and the same to OpenAPI. The command holds
 * what was understood (a canonical code, a canonical time), never what was typed.
 */

export interface FieldOptions {
  readonly optional?: boolean;
  readonly description?: string;
  readonly example?: unknown;
}

function field(
  api: object,
  { optional, ...rest }: FieldOptions,
  ...rules: PropertyDecorator[]
): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ required: !optional, ...api, ...rest } as ApiPropertyOptions),
    ...(optional ? [ValidateIf((_body, value) => value !== undefined)] : []),
    ...rules,
  );
}

/** Turns a string into what the ledger keeps, or throws a `Refusal` of kind malformed. */
export type Reader = (value: string) => unknown;

/** A rule's message carries a code and a hint to where the problem document is written. */
export interface FieldProblem {
  readonly code: string;
  readonly detail: string;
  readonly hint?: string;
}

/** Stands in a command where a value could not be read, until validation refuses it. */
class Misread {
  constructor(readonly problem: FieldProblem) {}
}

const NOT_TEXT: FieldProblem = { code: 'body.wrong-type', detail: 'must be a string' };
const told = ({ code, message, spec }: Refusal): FieldProblem => ({ code, detail: message, hint: spec.hint });

function readWith(read: Reader, value: unknown): unknown {
  if (typeof value !== 'string') return new Misread(NOT_TEXT);
  try {
    return read(value);
  } catch (error) {
    if (error instanceof Refusal) return new Misread(told(error));
    throw error;
  }
}

const wasRead = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'read',
      validator: {
        validate: (value) => value !== undefined && !(value instanceof Misread),
        defaultMessage: (args) => JSON.stringify(problemIn(args?.value)),
      },
    },
    options,
  );

const problemIn = (value: unknown): FieldProblem => {
  const misread = Array.isArray(value) ? value.find((one) => one instanceof Misread) : value;
  return misread instanceof Misread ? misread.problem : NOT_TEXT;
};

/** A string that a reader understands. */
export const Read = (read: Reader, api: object, options: FieldOptions = {}): PropertyDecorator =>
  field(
    { type: String, ...api },
    options,
    Transform(({ value }) => readWith(read, value)),
    wasRead(),
  );

export const Text = (max: number, options: FieldOptions = {}): PropertyDecorator =>
  Read((text) => plainText(text, { max }), { minLength: 1, maxLength: max }, options);

/** The id of a person, a unit or a substance, in any spelling where it is a code. */
export const IdField = (options: FieldOptions = {}): PropertyDecorator =>
  Read((text) => readId(plainText(text, { max: 60 })), { minLength: 1, maxLength: 60 }, options);

export const CodeField = (options: FieldOptions = {}): PropertyDecorator =>
  Read(readCode, { example: '7K3QX9M2RP' }, options);

/** An RFC 3339 time, or a calendar day for what is known to a day only. */
export const TimeField = (options: FieldOptions = {}): PropertyDecorator =>
  Read(
    (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? calendarDay(text) : instant(text)),
    { anyOf: ['date-time', 'date'].map((format) => ({ type: 'string', format })) },
    options,
  );

export const OneOf = <T extends string>(
  values: readonly T[],
  options: FieldOptions = {},
): PropertyDecorator =>
  field(
    { enum: values },
    options,
    ValidateBy({
      name: 'oneOf',
      validator: {
        validate: (value) => values.includes(value as T),
        defaultMessage: () =>
          JSON.stringify({ code: 'body.not-one-of', detail: `must be one of ${values.join(', ')}` }),
      },
    }),
  );

export const Whole = (min: number, max: number, options: FieldOptions = {}): PropertyDecorator =>
  field(
    { type: 'integer', minimum: min, maximum: max },
    options,
    ValidateBy({
      name: 'whole',
      validator: {
        validate: (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
        defaultMessage: () =>
          JSON.stringify({ code: 'body.not-whole', detail: `must be a whole number from ${min} to ${max}` }),
      },
    }),
  );

export const Part = (part: () => Class, options: FieldOptions = {}): PropertyDecorator =>
  field({ type: () => part() }, options, IsObject(), ValidateNested(), Type(part));

export const Parts = (part: () => Class, max: number, options: FieldOptions = {}): PropertyDecorator =>
  field(
    { type: [part()], minItems: 1, maxItems: max },
    options,
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(max),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(part),
  );

export const Texts = (read: Reader, max: number, options: FieldOptions = {}): PropertyDecorator =>
  field(
    { type: [String], minItems: 1, maxItems: max },
    options,
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(max),
    Transform(({ value }) => (Array.isArray(value) ? value.map((one) => readWith(read, one)) : value)),
    wasRead({ each: true }),
  );

/** An object of fields with their new values. */
export const Changes = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    { type: 'object', additionalProperties: true, minProperties: 1 },
    options,
    ValidateBy({
      name: 'changes',
      validator: {
        validate: (value) =>
          typeof value === 'object' &&
          value !== null &&
          !Array.isArray(value) &&
          Object.keys(value).length > 0,
        defaultMessage: () =>
          JSON.stringify({ code: 'body.wrong-type', detail: 'must be an object with at least one field' }),
      },
    }),
  );

/** An amount greater than zero whose value and unit the ledger can add. Wrong shapes are told by the parts' own rules. */
export const AmountField = (part: () => Class, options: FieldOptions = {}): PropertyDecorator =>
  applyDecorators(
    Part(part, options),
    ValidateBy({
      name: 'amount',
      validator: {
        validate: (value) => amountProblem(value) === undefined,
        defaultMessage: (args) => JSON.stringify(amountProblem(args?.value)),
      },
    }),
  );

function amountProblem(given: unknown): FieldProblem | undefined {
  const { value, unit } = (given ?? {}) as { value?: unknown; unit?: unknown };
  if (typeof value !== 'string' || typeof unit !== 'string') return undefined;
  const read = readWith(() => amount({ value, unit }), value);
  return read instanceof Misread ? read.problem : undefined;
}

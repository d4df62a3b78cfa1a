import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import type { ValidationError } from 'class-validator';
import type { FieldProblem } from './fields.js';
import { httpRefusals } from './http.refusals.js';
import { type FieldError, InvalidFields } from './problem.js';
import { broken } from './rules.js';

/** Turns a body into its command, and a query into its parameters. Unknown fields are refused, never passed over. */
@Injectable()
export class BodyPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if ((type !== 'body' && type !== 'query') || metatype === undefined) return value;
    const given = value === undefined ? {} : value;
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      throw httpRefusals('body.invalid', {}, 'The body must be one JSON object');
    }
    refuseStrange(given, type, 1);
    const command: object = plainToInstance(metatype, given);
    const errors = broken(command);
    if (errors.length > 0) throw refused(errors, type);
    return command;
  }
}

/** No command is nested deeper; without a bound, a body of brackets would run whoever reads it out of stack. */
const DEEPEST = 12;

/** What the transformation would pass over in silence or never come back from. */
function refuseStrange(value: object, where: 'body' | 'query', depth: number): void {
  if (depth > DEEPEST) throw httpRefusals('body.invalid', {}, `nested deeper than ${DEEPEST} levels`);
  for (const [name, inner] of Object.entries(value)) {
    if (name in Object.prototype) {
      const detail = `${name}: is not known here`;
      throw where === 'body'
        ? httpRefusals('body.unknown-field', {}, detail)
        : httpRefusals('query.unknown-parameter', {}, detail);
    }
    if (typeof inner === 'object' && inner !== null) refuseStrange(inner, where, depth + 1);
  }
}

function refused(errors: readonly ValidationError[], where: 'body' | 'query'): InvalidFields {
  const fields = errors.flatMap((error) => fieldErrors(error, where === 'body' ? '/' : ''));
  const codes = new Set(fields.map(({ code }) => code));
  const [first] = fields;
  const detail = fields.map(({ pointer, detail: what }) => `${pointer}: ${what}`).join('; ');
  if (where === 'query') {
    const unknown = fields.some(({ code }) => code === 'body.unknown-field');
    return new InvalidFields(
      httpRefusals(unknown ? 'query.unknown-parameter' : 'query.invalid', {}, detail),
      fields,
    );
  }
  const refusal = httpRefusals('body.invalid', {}, detail);
  if (codes.size !== 1 || !first) return new InvalidFields(refusal, fields);
  // One thing is wrong: its own code is what a client can act on.
  const spec = { ...refusal.spec, hint: first.hint ?? refusal.spec.hint };
  return new InvalidFields(Object.assign(refusal, { code: first.code, spec }), fields);
}

function fieldErrors({ property, constraints, children }: ValidationError, under: string): FieldError[] {
  const pointer = `${under}${property.toWellFormed().slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const own = Object.entries(constraints ?? {}).map(([rule, message]) => ({
    pointer,
    ...problemOf(rule, message),
  }));
  return [...own, ...(children ?? []).flatMap((child) => fieldErrors(child, `${pointer}/`))];
}

function problemOf(rule: string, message: string): FieldProblem {
  if (rule === 'whitelistValidation') {
    return {
      code: 'body.unknown-field',
      detail: 'is not known here',
      hint: httpRefusals.specs['body.unknown-field'].hint,
    };
  }
  if (message.startsWith('{')) return JSON.parse(message) as FieldProblem;
  return { code: 'body.wrong-type', detail: message };
}

/** A JSON schema of draft 2020-12, which is the one of OpenAPI 3.1. */
export type Schema = { readonly [keyword: string]: unknown; readonly maybe?: never };

/** A field that may be left out. */
interface Maybe {
  readonly maybe: Schema;
}

/** A schema for each field of a TypeScript shape, marked where the field is optional: the compiler keeps the two alike. */
type Fields<T> = { readonly [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K> ? Maybe : Schema };

export const maybe = (schema: Schema): Maybe => ({ maybe: schema });

/** An object with exactly the fields of `T`. */
export function shape<T>(description: string, fields: Fields<T>): Schema {
  const all = Object.entries(fields) as [string, Schema | Maybe][];
  const required = all.filter(([, field]) => !isMaybe(field)).map(([name]) => name);
  return {
    type: 'object',
    description,
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(all.map(([name, field]) => [name, isMaybe(field) ? field.maybe : field])),
    additionalProperties: false,
  };
}

const isMaybe = (field: Schema | Maybe): field is Maybe => field.maybe !== undefined;

/** Another component of the document. */
export const component = (name: string, description?: string): Schema => ({
  $ref: `#/components/schemas/${name}`,
  ...(description !== undefined && { description }),
});

export const text = (description: string, rules: Schema = {}): Schema => ({
  type: 'string',
  description,
  ...rules,
});
export const whole = (description: string, minimum = 0): Schema => ({
  type: 'integer',
  minimum,
  description,
});
export const yesOrNo = (description: string): Schema => ({ type: 'boolean', description });
export const list = (items: Schema, description: string): Schema => ({ type: 'array', items, description });

/** Any fields, of values of one kind or of any. */
export const anything = (description: string, additionalProperties: Schema | true = true): Schema => ({
  type: 'object',
  description,
  additionalProperties,
});

export const oneOf = (description: string, ...schemas: readonly Schema[]): Schema => ({
  description,
  oneOf: schemas,
});

/** One word of a closed list; `words` says what each means, and the compiler that none is left out. */
export const word = <T extends string>(description: string, words: Readonly<Record<T, string>>): Schema => ({
  type: 'string',
  enum: Object.keys(words),
  description: `${description} ${Object.entries(words)
    .map(([name, meaning]) => `\`${name}\`: ${meaning}`)
    .join('; ')}.`,
});

/** One of a closed list whose words speak for themselves. */
export const among = (description: string, values: readonly string[]): Schema => ({
  type: 'string',
  enum: [...values],
  description,
});

export const code = (description: string): Schema =>
  text(description, { pattern: '^[0-9A-HJKMNP-TV-Z]{10}$', examples: ['7K3QX9M2RP'] });
export const time = (description: string): Schema => text(description, { format: 'date-time' });
export const factId = (description: string): Schema => text(description, { format: 'uuid' });
export const position = (description: string): Schema =>
  text(`${description} Opaque: keep it, send it back, never compute with it.`);
export const revision = whole('Of the last fact, beginning at 0: what `If-Match` is compared with.');

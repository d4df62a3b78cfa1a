/** JSON schemas of what is answered, for the OpenAPI document. */
export const schemas = {} as Readonly<Record<string, object>>;

import { accessSchemas } from './schemas/access.js';
import { answerSchemas } from './schemas/answers.js';
import { bottleSchemas } from './schemas/bottles.js';
import { catalogueSchemas } from './schemas/catalogue.js';
import { factSchemas } from './schemas/facts.js';
import { receiptSchemas } from './schemas/receipts.js';
import type { Schema } from './schemas/shape.js';
import { valueSchemas } from './schemas/values.js';

/** JSON schemas of everything that is answered, by the names that routes use. */
export const schemas = {
  ...valueSchemas,
  ...receiptSchemas,
  ...factSchemas,
  ...bottleSchemas,
  ...catalogueSchemas,
  ...accessSchemas,
  ...answerSchemas,
} satisfies Record<string, Schema>;

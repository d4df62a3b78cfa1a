import { casNumber, ecNumber, plainText } from '@ledger/kernel';
import { CommandBody } from '../http/command.js';
import { IdField, OneOf, Part, Read, Text, Texts } from '../http/fields.js';
import { formulaText, hazardCode, positiveDecimal } from './substance.readers.js';

const hazards = {
  optional: true,
  description: 'H and EUH codes. Left out: not classified, which never means not hazardous.',
  example: ['H225', 'EUH066'],
};

export class DensityBody {
  @Read(positiveDecimal, { example: '0.79' }) readonly value!: string;
  @OneOf(['g/mL']) readonly unit!: 'g/mL';
  @Text(20, { optional: true, example: '20 °C' }) readonly temperature?: string;
}

export class AddSubstance extends CommandBody {
  @Text(400) readonly name!: string;
  @Read(casNumber, { example: '67-64-1' }, { optional: true }) readonly cas?: string;
  @Read(ecNumber, { example: '200-662-2' }, { optional: true }) readonly ec?: string;
  @Read(formulaText, { example: 'C3H6O', maxLength: 100 }, { optional: true }) readonly formula?: string;
  @Read(positiveDecimal, { example: '58.08' }, { optional: true, description: 'In g/mol.' })
  readonly molarMass?: string;
  @Part(() => DensityBody, { optional: true }) readonly density?: DensityBody;
  @Texts((text) => plainText(text, { max: 400 }), 50, {
    optional: true,
    description: 'Other names, in any language.',
  })
  readonly synonyms?: readonly string[];
  @Texts(hazardCode, 50, hazards) readonly hazards?: readonly string[];
}

export class ReclassifySubstance extends CommandBody {
  @Texts(hazardCode, 50, hazards) readonly hazards?: readonly string[];
}

export class MergeSubstance extends CommandBody {
  @IdField({ description: 'Id of the substance that goes on in its place.' }) readonly into!: string;
}

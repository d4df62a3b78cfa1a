import { CommandBody } from '../http/command.js';
import { IdField, Text } from '../http/fields.js';

export class AddPerson extends CommandBody {
  @Text(200, { description: 'Kept outside the log, where it can be erased.' }) readonly name!: string;
  @Text(200, { optional: true, description: 'Kept outside the log, like the name.' }) readonly email?: string;
  @IdField({ optional: true }) readonly unit?: string;
}
export class PersonLeaves extends CommandBody {}
export class PersonReturns extends CommandBody {}
export class EraseName extends CommandBody {}

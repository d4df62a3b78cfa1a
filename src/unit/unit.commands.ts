import { CommandBody } from '../http/command.js';
import { IdField, OneOf, Text } from '../http/fields.js';
import { type UnitKind, unitKinds } from './unit.events.js';

export class AddUnit extends CommandBody {
  @Text(200) readonly name!: string;
  @OneOf(unitKinds) readonly kind!: UnitKind;
  @IdField({ optional: true, description: 'The unit it belongs to.' }) readonly parent?: string;
}
export class RenameUnit extends CommandBody {
  @Text(200) readonly name!: string;
}
export class AssignUnitHead extends CommandBody {
  @IdField({ optional: true, description: "A person's id; left out, nobody." }) readonly person?: string;
}

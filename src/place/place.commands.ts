import { CommandBody } from '../http/command.js';
import { CodeField, IdField, OneOf, Text } from '../http/fields.js';
import { type PlaceKind, placeKinds } from './place.events.js';

export class OpenPlace extends CommandBody {
  @Text(100) readonly name!: string;
  @OneOf(placeKinds) readonly kind!: PlaceKind;
  @CodeField({ optional: true, description: 'The place it lies in.' }) readonly parent?: string;
  @IdField({ optional: true, description: 'The unit it belongs to.' }) readonly unit?: string;
  @CodeField({ optional: true, description: 'The code of a label printed before.' }) readonly code?: string;
}
export class RenamePlace extends CommandBody {
  @Text(100) readonly name!: string;
}
export class MovePlace extends CommandBody {
  @CodeField({ optional: true, description: 'Where to; left out, it lies in no other place.' })
  readonly parent?: string;
}
export class ClosePlace extends CommandBody {}
export class ReopenPlace extends CommandBody {}
export class AssignResponsible extends CommandBody {
  @IdField({ optional: true, description: "A person's id; left out, nobody." }) readonly person?: string;
}

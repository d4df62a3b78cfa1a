import { instant } from '@ledger/kernel';
import { CommandBody } from '../http/command.js';
import { CodeField, IdField, OneOf, Part, Read, Text } from '../http/fields.js';
import { type Role, roles } from './permissions.js';

export class ScopeBody {
  @IdField({ optional: true, description: 'A unit and what belongs to it.' }) readonly unit?: string;
  @CodeField({ optional: true, description: 'A place and what is below.' }) readonly place?: string;
}
export class GrantRole extends CommandBody {
  @OneOf(roles) readonly role!: Role;
  @Part(() => ScopeBody, { optional: true, description: 'Left out: everywhere.' }) readonly scope?: ScopeBody;
}
export class WithdrawRole extends CommandBody {
  @Text(60, { description: 'Id of the fact that granted it.' }) readonly grant!: string;
}
export class IssueCredential extends CommandBody {
  @CodeField({ description: 'Whose it is.' }) readonly person!: string;
  @Text(100, { description: 'What it is for, such as `scanner at the counter`.' }) readonly label!: string;
  @Read(
    instant,
    { format: 'date-time' },
    { optional: true, description: 'When it stops working; left out, never.' },
  )
  readonly expiresAt?: string;
}
export class RevokeCredential extends CommandBody {}

/** What has a code of its own. */
export type RefKind = 'unit' | 'place' | 'person' | 'credential' | 'bottle';

/** Something that the plan speaks of by a number of its own, before it has a code. */
export class Ref {
  constructor(
    readonly kind: RefKind,
    readonly n: number,
  ) {}
}

/** What names a step. */
export type Named = Pick<Step, 'n' | 'by' | 'ask' | 'of'>;

/** The first fact that follows from a step. */
export class FactOf {
  constructor(readonly step: Named) {}
}

/** What may stand in a body: JSON, and what becomes an id. */
export type Told = string | number | Ref | FactOf | readonly Told[] | Body;
export interface Body {
  readonly [field: string]: Told;
}

/** A command before anything has an id. Bodies are those of the HTTP interface. */
export interface Step {
  /** Names it: its command id derives from it. */
  readonly n: number;
  /** The person who asks; person 0 is the administrator, at the command line. */
  readonly by: Ref;
  readonly ask: CommandName;
  /** What it is asked of: the thing, or a substance by its CAS number. */
  readonly of: Ref | string;
  /** The bottles that are filled or registered with it, where they are not what it is asked of. */
  readonly others?: readonly Ref[];
  readonly body: Body;
}

/** Steps that are asked at the same instant, of different things. */
export interface Moment {
  readonly at: number;
  readonly steps: readonly Step[];
}

/** Every command of the plan, with the kind of stream that decides it and what its asker must be allowed. */
export const commands = {
  AddUnit: ['unit', 'unit:write'],
  AssignUnitHead: ['unit', 'unit:write'],
  OpenPlace: ['place', 'place:write'],
  AssignResponsible: ['place', 'place:write'],
  AddPerson: ['person', 'people:write'],
  PersonLeaves: ['person', 'people:write'],
  EraseName: ['person', 'people:write'],
  GrantRole: ['grants', 'access:write'],
  IssueCredential: ['credential', 'access:write'],
  /** Whoever has the enrolment code may. */
  EnrolCredential: ['credential', undefined],
  AddSubstance: ['substance', 'catalogue:write'],
  RegisterBottle: ['bottle', 'bottle:register'],
  StoreBottle: ['bottle', 'bottle:handle'],
  MoveBottle: ['bottle', 'bottle:handle'],
  IssueBottle: ['bottle', 'bottle:handle'],
  ReturnBottle: ['bottle', 'bottle:handle'],
  TransferBottle: ['bottle', 'bottle:handle'],
  AcceptBottle: ['bottle', 'bottle:handle'],
  OpenBottle: ['bottle', 'bottle:handle'],
  UseBottle: ['bottle', 'bottle:handle'],
  SplitBottle: ['bottle', 'bottle:handle'],
  EmptyBottle: ['bottle', 'bottle:handle'],
  QuarantineBottle: ['bottle', 'bottle:quarantine'],
  ReleaseBottle: ['bottle', 'bottle:quarantine'],
  SightBottle: ['bottle', 'bottle:handle'],
  MarkBottleMissing: ['bottle', 'bottle:handle'],
  FindBottle: ['bottle', 'bottle:handle'],
  ReportLoss: ['bottle', 'bottle:handle'],
  RequestDisposal: ['bottle', 'bottle:request-disposal'],
  ApproveDisposal: ['bottle', 'bottle:end'],
  DisposeBottle: ['bottle', 'bottle:end'],
  ReturnBottleToVendor: ['bottle', 'bottle:end'],
  WriteOffBottle: ['bottle', 'bottle:end'],
  NoteOnBottle: ['bottle', 'bottle:handle'],
  RecordLabelPrinted: ['bottle', 'bottle:handle'],
  CorrectFact: ['bottle', 'bottle:repair'],
  AnnulFact: ['bottle', 'bottle:repair'],
} as const;
export type CommandName = keyof typeof commands;

/** How many facts it leads to, those that follow in other streams among them. */
export function factsOf({ ask, others = [], body }: Step): number {
  if (ask === 'RegisterBottle' && others.length > 0) return 1 + others.length;
  if (ask === 'SplitBottle') return 2 * others.length;
  if (ask === 'RegisterBottle') return 1 + ((body.aliases as readonly Told[] | undefined)?.length ?? 0);
  if (ask === 'OpenPlace' && 'parent' in body) return 2;
  return 1;
}

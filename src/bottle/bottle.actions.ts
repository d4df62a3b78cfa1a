import type { Permission } from '../access/permissions.js';
import { type Action, actionsController } from '../http/actions.js';
import { AnnulFact, CorrectFact } from '../http/command.js';
import * as ask from './bottle.commands.js';
import { bottleStream } from './bottle.events.js';

const actions: readonly Action[] = [
  {
    action: 'store',
    command: ask.StoreBottle,
    permission: 'bottle:handle',
    summary: 'Put a received bottle into its place.',
  },
  {
    action: 'move',
    command: ask.MoveBottle,
    permission: 'bottle:handle',
    summary: 'Move a bottle to another place.',
  },
  {
    action: 'issue',
    command: ask.IssueBottle,
    permission: 'bottle:handle',
    summary: 'Hand a bottle to a person.',
  },
  {
    action: 'return',
    command: ask.ReturnBottle,
    permission: 'bottle:handle',
    summary: 'Take a bottle back into a place.',
  },
  {
    action: 'transfer',
    command: ask.TransferBottle,
    permission: 'bottle:handle',
    summary: 'Offer a bottle to another person, who accepts it.',
  },
  {
    action: 'accept',
    command: ask.AcceptBottle,
    permission: 'bottle:handle',
    summary: 'Accept a bottle that is offered to you.',
  },
  { action: 'open', command: ask.OpenBottle, permission: 'bottle:handle', summary: 'Open a bottle.' },
  {
    action: 'use',
    command: ask.UseBottle,
    permission: 'bottle:handle',
    summary: 'Use some of what is in it.',
  },
  {
    action: 'split',
    command: ask.SplitBottle,
    permission: 'bottle:handle',
    summary: 'Fill new bottles from it; each has a code of its own.',
  },
  {
    action: 'empty',
    command: ask.EmptyBottle,
    permission: 'bottle:handle',
    summary: 'Say that it is empty; what the ledger still had is named.',
  },
  {
    action: 'quarantine',
    command: ask.QuarantineBottle,
    permission: 'bottle:quarantine',
    summary: 'Let nobody use or issue it.',
  },
  {
    action: 'release',
    command: ask.ReleaseBottle,
    permission: 'bottle:quarantine',
    summary: 'Lift the quarantine.',
  },
  {
    action: 'sight',
    command: ask.SightBottle,
    permission: 'bottle:handle',
    summary: 'Say where you saw it. It is not moved by this.',
  },
  {
    action: 'mark-missing',
    command: ask.MarkBottleMissing,
    permission: 'bottle:handle',
    summary: 'Say that it is not where it should be.',
  },
  {
    action: 'find',
    command: ask.FindBottle,
    permission: 'bottle:handle',
    summary: 'Say where a missing bottle was found.',
  },
  {
    action: 'report-loss',
    command: ask.ReportLoss,
    permission: 'bottle:handle',
    summary: 'Report that it is lost.',
  },
  {
    action: 'request-disposal',
    command: ask.RequestDisposal,
    permission: 'bottle:request-disposal',
    summary: 'Ask for its disposal.',
  },
  {
    action: 'approve-disposal',
    command: ask.ApproveDisposal,
    permission: 'bottle:end',
    summary: 'Approve a disposal that somebody else asked for.',
  },
  {
    action: 'dispose',
    command: ask.DisposeBottle,
    permission: 'bottle:end',
    summary: 'Dispose of it. Ends its life.',
  },
  {
    action: 'return-to-vendor',
    command: ask.ReturnBottleToVendor,
    permission: 'bottle:end',
    summary: 'Send it back. Ends its life.',
  },
  {
    action: 'write-off',
    command: ask.WriteOffBottle,
    permission: 'bottle:end',
    summary: 'Give up on it. Ends its life.',
  },
  {
    action: 'note',
    command: ask.NoteOnBottle,
    permission: 'bottle:handle',
    summary: 'Write down what you noticed.',
  },
  {
    action: 'print-label',
    command: ask.RecordLabelPrinted,
    permission: 'bottle:handle',
    summary: 'Say that its label was printed.',
  },
  {
    action: 'bind-alias',
    command: ask.BindAlias,
    permission: 'bottle:handle',
    summary: 'Let a code of another system name it too.',
  },
  {
    action: 'correct',
    command: CorrectFact,
    permission: 'bottle:repair',
    summary: 'Correct an earlier entry. The first one stays visible.',
  },
  {
    action: 'annul',
    command: AnnulFact,
    permission: 'bottle:repair',
    summary:
      'Take back an earlier entry. It stays visible. A portion is taken back in both bottles, unless the one that was filled has lived on.',
  },
];

/** What each action asks of whoever does it. */
export const permissionFor: ReadonlyMap<string, Permission> = new Map(
  actions.map(({ action, permission }) => [action, permission]),
);

/** `POST /v1/bottles/{code}/{action}` */
export const BottleActions = actionsController({
  path: 'v1/bottles/:code',
  tag: 'bottles',
  stream: bottleStream,
  actions,
});

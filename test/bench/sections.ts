import { type Commands, commands } from './sections/commands.js';
import { type Queries, queries } from './sections/queries.js';
import { type Rebuild, rebuild } from './sections/rebuild.js';
import { type Start, start } from './sections/start.js';
import { type Stream, stream } from './sections/stream.js';
import { type Visible, visible } from './sections/visible.js';

/** What is measured, each on a copy of a ledger by itself. */
export const sections = { commands, stream, visible, queries, rebuild, start };

export type Section = keyof typeof sections;

/** What was measured on a ledger of one size. */
export interface Figures {
  readonly commands: Commands;
  readonly stream: readonly Stream[];
  readonly visible: Visible;
  readonly queries: Queries;
  readonly rebuild: Rebuild;
  readonly start: Start;
}

import type { BackupStanding } from '../../backups.js';
import type { HealthController } from '../../health/health.http.js';
import type { ViewController } from '../../ledger/views.http.js';
import { codes } from '../../refusals.js';
import type { FieldError, Problem } from '../problem.js';
import {
  among,
  anything,
  component,
  factId,
  list,
  maybe,
  position,
  shape,
  text,
  time,
  whole,
  yesOrNo,
} from './shape.js';

type Ready = Awaited<ReturnType<HealthController['ready']>>;
type Detailed = Extract<Ready, { readonly views: unknown }>;
type ViewState = Detailed['views'][number];

/** What is answered whatever was asked for. */
export const answerSchemas = {
  ProblemCode: among('What is wrong: stable, of a closed list. docs/errors.md tells of each.', codes),
  Problem: shape<Problem>('Why not, as RFC 9457 has it.', {
    type: text('A name for the kind of problem.', {
      format: 'uri',
      examples: ['urn:chemledger:problem:bottle.ended'],
    }),
    title: text('The problem in one line, the same every time.'),
    status: whole('The HTTP status.', 400),
    detail: text('What it is this time.'),
    code: component('ProblemCode'),
    params: maybe(anything('What it is about: ids, amounts, the facts that a correction would break.')),
    hint: text('What to do next.'),
    errors: maybe(
      list(
        shape<FieldError>('What is wrong with one field.', {
          pointer: text('A JSON pointer into the body, or the name of a query parameter.'),
          code: component('ProblemCode'),
          detail: text('What is wrong.'),
          hint: maybe(text('What to do about it.')),
        }),
        'One for each field.',
      ),
    ),
    requestId: factId('Names the request in the log of the service.'),
  }),
  ViewRebuilt: shape<Awaited<ReturnType<ViewController['rebuild']>>>(
    'A view that was built again from the whole log.',
    {
      view: text('The view.'),
      position: position('The last fact it has read.'),
    },
  ),
  ViewsRebuilt: shape<Awaited<ReturnType<ViewController['rebuildAll']>>>(
    'Views that were built again from the whole log.',
    { items: list(component('ViewRebuilt'), 'One for each view.') },
  ),
  Live: shape<ReturnType<HealthController['live']>>('The process runs.', { status: { const: 'live' } }),
  Readiness: shape<Pick<Detailed, 'status'> & Partial<Omit<Detailed, 'status'>>>(
    'Whether the service can be used.',
    {
      status: among('Whether it can.', ['ready', 'not-ready', 'stopping']),
      example: maybe(yesOrNo('The ledger is made up: nobody and nothing in it is real.')),
      head: maybe(position('The end of the log. To an administrator only.')),
      views: maybe(
        list(
          shape<ViewState>('How far a view is.', {
            view: text('The view.'),
            position: position('The last fact it has read.'),
            behind: whole('How many facts it has still to read.'),
            rebuilding: maybe(
              shape<Required<ViewState>['rebuilding']>(
                'It is being built again, beside the one that is answered.',
                {
                  position: position('How far the new one has come.'),
                  behind: whole('How many facts it has still to read.'),
                },
              ),
            ),
            paused: maybe(
              anything('The fact that it could not take, and why. The view waits; the others go on.'),
            ),
          }),
          'To an administrator only.',
        ),
      ),
      backup: maybe(
        shape<BackupStanding>('How backups stand, where the service makes them. To an administrator only.', {
          last: maybe(
            shape<Required<BackupStanding>['last']>('The last one of this log, whoever made it.', {
              number: whole('Its number.', 1),
              madeAt: time('When it was whole.'),
            }),
          ),
          running: maybe(time('Since when one is being made.')),
          failed: maybe(
            shape<Required<BackupStanding>['failed']>('Why the last try came to nothing.', {
              at: time('When.'),
              code: text('What is wrong.'),
              message: text('What is wrong this time.'),
              hint: text('What to do about it.'),
            }),
          ),
          late: yesOrNo(
            'The last one is older than twice the time between two. That does not make the service unready.',
          ),
        }),
      ),
    },
  ),
};

import type { AccessController } from '../../access/access.http.js';
import type { AttemptController } from '../../access/attempts.http.js';
import type { Enrolments } from '../../access/enrolments.js';
import type { MeController } from '../../access/me.http.js';
import { permissions, roles } from '../../access/permissions.js';
import { receiptSchemas } from './receipts.js';
import {
  among,
  code,
  component,
  factId,
  list,
  maybe,
  oneOf,
  type Schema,
  shape,
  text,
  time,
  whole,
  yesOrNo,
} from './shape.js';

type Me = Awaited<ReturnType<MeController['me']>>;
type Grant = Awaited<ReturnType<AccessController['grants']>>['items'][number];
type Credential = Awaited<ReturnType<AccessController['read']>>;
type Invitation = NonNullable<Awaited<ReturnType<Enrolments['invite']>>>;
type Enrolled = Awaited<ReturnType<AccessController['enrol']>>;
type Attempts = Extract<Awaited<ReturnType<AttemptController['list']>>, { readonly items: unknown }>;

const role = among('The role.', roles);
const scope = oneOf(
  'Where it counts.',
  { const: 'all', description: 'Everywhere.' },
  shape<{ unit: string }>('In a unit and what belongs to it.', { unit: text('Id of the unit.') }),
  shape<{ place: string }>('In a place and what is below.', { place: code('Id of the place.') }),
);

/** A shape with more fields. */
const extended = (schema: Schema, properties: object): Schema => ({
  ...schema,
  properties: { ...(schema.properties as object), ...properties },
});

export const accessSchemas = {
  Me: shape<Me>('Who you are, and what you may do.', {
    id: text('Your id: it can hold bottles.'),
    name: maybe(text('Your name.')),
    credential: text('Id of the credential whose key you use.'),
    roles: list(shape<Me['roles'][number]>('A role.', { role, scope }), 'What was granted to you.'),
    permissions: list(among('A permission.', permissions), 'All that your roles let you do somewhere.'),
  }),
  Grants: shape<{ items: readonly Grant[] }>('The roles of a person.', {
    items: list(
      shape<Grant>('A role that was granted.', {
        id: factId('Id of the fact that granted it.'),
        role,
        scope,
      }),
      'In the order of their being granted.',
    ),
  }),
  Credential: shape<Credential>('A credential. Its key is nowhere.', {
    id: text('The id.'),
    person: component('Named', 'Whose it is.'),
    label: text('What it is for.'),
    expiresAt: maybe(time('When it stops working; left out, never.')),
    enrolled: yesOrNo('Whether the key was fetched.'),
    revoked: yesOrNo('Whether it was revoked.'),
  }),
  CredentialReceipt: {
    ...extended(receiptSchemas.Receipt, {
      enrolment: shape<Invitation>('To hand to the person; left out where the key was fetched already.', {
        code: text('Fetches the key, once.'),
        expiresAt: time('Until when.'),
      }),
    }),
    description: 'The receipt, and what the person needs to fetch the key.',
  },
  Enrolled: shape<Enrolled>('A key, shown this one time.', {
    credential: text('Id of the credential.'),
    key: text('The key: `Authorization: Bearer <key>`.'),
  }),
  Attempt: shape<Attempts['items'][number]>(
    'Refusals of one kind by one key on one route within one minute.',
    {
      id: text('The id.'),
      minute: text('The minute, in UTC.', { pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}$' }),
      status: whole('HTTP status of the answer.', 400),
      code: component('ProblemCode'),
      method: text('HTTP method.'),
      route: text('The route, with names of parameters in place of what was asked for.'),
      actor: maybe(text('Id of the person, where the key was known.')),
      credential: maybe(text('Id of the credential, where the key was known.')),
      address: text('The address that it came from.'),
      count: whole('How often.', 1),
    },
  ),
} satisfies Record<string, Schema>;

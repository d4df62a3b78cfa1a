import { idOf } from '@ledger/kernel';
import { type Collection, collectionOf, living, type ReadModel } from '@ledger/read-model';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Directory, type Named } from '../directory/directory.js';
import { actionsController } from '../http/actions.js';
import { Allow } from '../http/allow.js';
import { CommandRoute, ListRoute, ReadRoute } from '../http/api.js';
import { Desk, isDryRun } from '../http/desk.js';
import { IdField, Text } from '../http/fields.js';
import { readId } from '../http/ids.js';
import { answerList, ListQuery, NoQuery, ReadQuery } from '../http/lists.js';
import { Reads } from '../http/reads.js';
import { READ_MODEL } from '../ledger/tokens.js';
import { unknownPerson } from '../people/people.refs.js';
import * as ask from './access.commands.js';
import { credentialStream, grantsStream } from './access.events.js';
import { accessRefusals } from './access.refusals.js';
import { AccessService } from './access.service.js';
import { Enrolments } from './enrolments.js';
import { type CredentialDocument, credentialsView } from './views/credentials.view.js';

export class CredentialsQuery extends ListQuery {
  @IdField({ optional: true, description: 'Id of the person.' }) readonly person?: string;
}

export class EnrolBody {
  @Text(100, { description: 'The code that came with the credential.' }) readonly code!: string;
}

/** A credential as the interface answers it; its key is nowhere. */
interface CredentialRead {
  readonly id: string;
  readonly person: Named;
  readonly label: string;
  readonly expiresAt?: string;
  readonly enrolled: boolean;
  readonly revoked: boolean;
}

const columns = {
  id: ({ id }: CredentialRead) => id,
  person: ({ person }: CredentialRead) => person.name ?? person.id,
  label: ({ label }: CredentialRead) => label,
  expires_at: ({ expiresAt }: CredentialRead) => expiresAt,
  enrolled: ({ enrolled }: CredentialRead) => (enrolled ? 'yes' : 'no'),
  revoked: ({ revoked }: CredentialRead) => (revoked ? 'yes' : 'no'),
};

@ApiTags('access')
@Controller('v1')
export class AccessController {
  private readonly documents: Collection<CredentialDocument>;

  constructor(
    @Inject(READ_MODEL) model: ReadModel,
    private readonly desk: Desk,
    private readonly directory: Directory,
    private readonly access: AccessService,
    private readonly enrolments: Enrolments,
  ) {
    this.documents = model.collection(collectionOf(credentialsView));
  }

  @Post('credentials')
  @Allow('access:write')
  @ApiOperation({
    operationId: 'credentials.issue',
    summary:
      'Issue a credential. Its person fetches the key with the enrolment code; nobody else ever sees it.',
  })
  @CommandRoute(201, 'CredentialReceipt')
  async issue(
    @Body() body: ask.IssueCredential,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const errand = {
      stream: { begin: 'credential' },
      permission: 'access:write',
      location: (id: string) => `/v1/credentials/${id}`,
    } as const;
    const outcome = await this.desk.carry(body, errand, request);
    const receipt = this.desk.hand(outcome, errand, request, reply);
    if (isDryRun(request)) return receipt;
    const enrolment = await this.enrolments.invite(idOf(outcome.stream));
    return { ...receipt, ...(enrolment && { enrolment }) };
  }

  @Post('enrolments')
  @HttpCode(201)
  @Allow('anybody')
  @ApiOperation({ summary: 'Fetch the key of a credential, once, with the code that was handed over.' })
  @ReadRoute('Enrolled', { status: 201, description: 'The key. It is shown this one time.' })
  enrol(@Body() { code }: EnrolBody, @Query() _none: NoQuery) {
    return this.enrolments.enrol(code);
  }

  @Get('credentials')
  @Allow('access:read')
  @Reads('credentials')
  @ApiOperation({ operationId: 'credentials.list', summary: 'Who has a key, what for, and until when.' })
  @ListRoute('Credential')
  list(
    @Query() query: CredentialsQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const filter = query.person === undefined ? {} : { person: query.person };
    const show = (docs: readonly CredentialDocument[]) => Promise.all(docs.map((doc) => this.show(doc)));
    return answerList({ from: this.documents, filter, show, columns }, query, request, reply);
  }

  @Get('credentials/:id')
  @Allow('access:read')
  @Reads('credentials')
  @ApiOperation({ operationId: 'credentials.read', summary: 'A credential.' })
  @ReadRoute('Credential')
  async read(@Param('id') id: string, @Query() _query: ReadQuery) {
    const credential = readId(id);
    const doc = await this.documents.findOne(living({ _id: credential }));
    if (!doc) throw accessRefusals('credential.unknown', { credential });
    return this.show(doc);
  }

  @Get('people/:id/grants')
  @Allow('access:read')
  @Reads('log')
  @ApiOperation({ summary: 'The roles of a person, and where they count.' })
  @ReadRoute('Grants')
  async grants(@Param('id') id: string, @Query() _query: ReadQuery) {
    const person = readId(id);
    if (!(await this.access.isKnown(person))) throw unknownPerson(person);
    return { items: await this.access.grantsOf(person) };
  }

  private async show({ _id, state }: CredentialDocument): Promise<CredentialRead> {
    const { person, ...credential } = state;
    return { id: _id, person: await this.directory.person(person), ...credential };
  }
}

export const CredentialActions = actionsController({
  path: 'v1/credentials/:id',
  tag: 'access',
  stream: credentialStream,
  actions: [
    {
      action: 'revoke',
      command: ask.RevokeCredential,
      permission: 'access:write',
      summary: 'Let it open nothing any more.',
    },
  ],
});

export const GrantActions = actionsController({
  path: 'v1/people/:id',
  tag: 'access',
  stream: grantsStream,
  actions: [
    {
      action: 'grant-role',
      command: ask.GrantRole,
      permission: 'access:write',
      summary: 'Give the person a role, everywhere or in a unit or place.',
    },
    {
      action: 'withdraw-role',
      command: ask.WithdrawRole,
      permission: 'access:write',
      summary: 'Take a role back.',
    },
  ],
});

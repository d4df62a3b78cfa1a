import { idOf } from '@ledger/kernel';
import { type Collection, collectionOf, living, type ReadModel } from '@ledger/read-model';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessService } from '../access/access.service.js';
import { Directory, type Named } from '../directory/directory.js';
import { actionsController } from '../http/actions.js';
import { Allow } from '../http/allow.js';
import { CommandRoute, ListRoute, ReadRoute } from '../http/api.js';
import { askerOf } from '../http/asker.js';
import { Desk, isDryRun } from '../http/desk.js';
import { IdField, OneOf, Text } from '../http/fields.js';
import { readId } from '../http/ids.js';
import { answerList, ListQuery, NoQuery, ReadQuery } from '../http/lists.js';
import { Reads } from '../http/reads.js';
import { Lives } from '../ledger/lives.js';
import { READ_MODEL } from '../ledger/tokens.js';
import { Names } from './names.js';
import * as ask from './people.commands.js';
import { personStream } from './people.events.js';
import { peopleRefusals } from './people.refusals.js';
import type { Person, PersonState } from './people.state.js';
import { type PersonDocument, peopleView } from './views/people.view.js';

export class PeopleQuery extends ListQuery {
  @IdField({ optional: true, description: 'Id of the unit they belong to.' }) readonly unit?: string;
  @OneOf(['true', 'false'], { optional: true, description: 'Left out: both.' }) readonly active?:
    | 'true'
    | 'false';
  @Text(100, { optional: true, description: 'Part of a name.' }) readonly q?: string;
}

export class PersonNameBody {
  @Text(200) readonly name!: string;
  @Text(200, { optional: true }) readonly email?: string;
}

/** A person as the interface answers it. */
interface PersonRead extends Named {
  readonly email?: string;
  readonly unit?: Named;
  readonly active: boolean;
  readonly nameErased: boolean;
  readonly revision: number;
}

const columns = {
  id: ({ id }: PersonRead) => id,
  name: ({ name }: PersonRead) => name,
  email: ({ email }: PersonRead) => email,
  unit: ({ unit }: PersonRead) => unit?.name ?? unit?.id,
  active: ({ active }: PersonRead) => (active ? 'yes' : 'no'),
};

@ApiTags('people')
@Controller('v1/people')
export class PeopleController {
  private readonly documents: Collection<PersonDocument>;

  constructor(
    @Inject(READ_MODEL) model: ReadModel,
    private readonly desk: Desk,
    private readonly names: Names,
    private readonly lives: Lives,
    private readonly access: AccessService,
    private readonly directory: Directory,
  ) {
    this.documents = model.collection(collectionOf(peopleView));
  }

  @Post()
  @Allow('people:write')
  @ApiOperation({
    summary: 'Add a person. The log keeps an opaque id; the name is kept beside it and can be erased.',
  })
  @CommandRoute(201)
  async add(
    @Body() body: ask.AddPerson,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const errand = {
      stream: { begin: 'person' },
      permission: 'people:write',
      location: (id: string) => `/v1/people/${id}`,
    } as const;
    const outcome = await this.desk.carry(body, errand, request);
    if (!isDryRun(request)) await this.keepFirst(idOf(outcome.stream), body);
    return this.desk.hand(outcome, errand, request, reply);
  }

  @Post(':id/set-name')
  @HttpCode(204)
  @Allow('people:write')
  @ApiOperation({ summary: 'Write the name anew. Names are no facts: the log is not told.' })
  @ApiResponse({ status: 204, description: 'Kept.' })
  async setName(
    @Param('id') id: string,
    @Body() { name, email }: PersonNameBody,
    @Query() _none: NoQuery,
    @Req() request: FastifyRequest,
  ) {
    const person = readId(id);
    const { unit, nameErased } = await this.known(person);
    await this.access.require(askerOf(request), 'people:write', { unit });
    if (nameErased) throw peopleRefusals('person.name-erased');
    await this.names.keep(person, name, email);
  }

  @Post(':id/erase-name')
  @Allow('people:write')
  @ApiOperation({ summary: 'Erase the name. What the person did stays, under the id alone.' })
  @CommandRoute(200)
  async erase(
    @Param('id') id: string,
    @Body() body: ask.EraseName,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const errand = {
      stream: personStream(readId(id)),
      permission: 'people:write',
      location: (person: string) => `/v1/people/${person}`,
    } as const;
    const outcome = await this.desk.carry(body, errand, request);
    if (!isDryRun(request)) await this.names.erase(idOf(outcome.stream));
    return this.desk.hand(outcome, errand, request, reply);
  }

  @Get()
  @Allow('people:read')
  @Reads('people')
  @ApiOperation({ summary: 'The people who can be named in commands.' })
  @ListRoute('Person')
  async list(
    @Query() query: PeopleQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { unit, active, q } = query;
    const filter = {
      ...(unit !== undefined && { 'state.unit': unit }),
      ...(active !== undefined && { 'state.active': active === 'true' }),
      ...(q !== undefined && { _id: { $in: await this.names.search(q) } }),
    };
    const show = (docs: readonly PersonDocument[]) => Promise.all(docs.map((doc) => this.show(doc)));
    return answerList({ from: this.documents, filter, show, columns }, query, request, reply);
  }

  @Get(':id')
  @Allow('people:read')
  @Reads('people')
  @ApiOperation({ summary: 'A person.' })
  @ReadRoute('Person', { headers: ['ETag'] })
  async read(
    @Param('id') id: string,
    @Query() _query: ReadQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const person = readId(id);
    const doc = await this.documents.findOne(living({ _id: person }));
    if (!doc) throw peopleRefusals('person.unknown', { person });
    reply.header('etag', `"${doc.revision}"`);
    return this.show(doc);
  }

  /** The name as it was told when the person was added: told again, it undoes neither a new name nor an erasure. */
  private async keepFirst(person: string, { name, email }: ask.AddPerson): Promise<void> {
    const { nameErased } = await this.known(person);
    if (!nameErased && !(await this.names.of(person))) await this.names.keep(person, name, email);
  }

  private async known(person: string): Promise<Person> {
    const state = (await this.lives.load(personStream(person))).state as PersonState;
    if (state === 'none') throw peopleRefusals('person.unknown', { person });
    return state;
  }

  private async show({ _id, state, revision }: PersonDocument): Promise<PersonRead> {
    const { unit, active, nameErased } = state;
    const { _id: id, ...known } = (await this.names.of(_id)) ?? { _id };
    const of = unit === undefined ? {} : { unit: await this.directory.unit(unit) };
    return { id, ...known, ...of, active, nameErased, revision };
  }
}

export const PeopleActions = actionsController({
  path: 'v1/people/:id',
  tag: 'people',
  stream: personStream,
  actions: [
    {
      action: 'leave',
      command: ask.PersonLeaves,
      permission: 'people:write',
      summary: 'Say that the person has left: their keys open nothing.',
    },
    {
      action: 'come-back',
      command: ask.PersonReturns,
      permission: 'people:write',
      summary: 'Say that the person is here again.',
    },
  ],
});

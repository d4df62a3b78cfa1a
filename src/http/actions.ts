import { readCode } from '@ledger/kernel';
import { Body, Controller, HttpCode, Param, Post, Req, Res, type Type } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Permission } from '../access/permissions.js';
import { Allow } from './allow.js';
import { CommandRoute } from './api.js';
import { Desk, type Errand } from './desk.js';

/** An action on a thing: `POST …/{id}/{action}` with the command as its body. */
export interface Action {
  readonly action: string;
  readonly command: Type;
  readonly permission: Permission;
  readonly summary: string;
}

export interface Actions {
  /** `v1/bottles/:code` */
  readonly path: string;
  readonly tag: string;
  readonly stream: (id: string) => string;
  readonly read?: (text: string) => string;
  readonly actions: readonly Action[];
}

/** A controller with one route for each action. They differ in nothing but their command, permission and words. */
export function actionsController({ path, tag, stream, read = readCode, actions }: Actions): Type {
  const [collection = '', param = ''] = path.split('/:');
  const location = (id: string) => `/${collection}/${id}`;

  class ActionsController {
    constructor(private readonly desk: Desk) {}

    submit(
      id: string,
      command: object,
      permission: Permission,
      request: FastifyRequest,
      reply: FastifyReply,
    ) {
      const errand: Errand = { stream: stream(read(id)), permission, location };
      return this.desk.submit(command, errand, request, reply);
    }
  }
  Reflect.defineMetadata('design:paramtypes', [Desk], ActionsController);

  for (const { action, command, permission, summary } of actions) {
    const name = action.replace(/-(\w)/g, (_match, letter: string) => letter.toUpperCase());
    Object.defineProperty(ActionsController.prototype, name, {
      configurable: true,
      writable: true,
      value(this: ActionsController, id: string, body: object, request: FastifyRequest, reply: FastifyReply) {
        return this.submit(id, body, permission, request, reply);
      },
    });
    const decorators = [
      Post(action),
      HttpCode(200),
      Allow(permission),
      ApiOperation({ summary, operationId: `${tag}.${name}` }),
      ApiParam({ name: param, type: String }),
      ApiBody({ type: command }),
      CommandRoute(200),
    ];
    const descriptor = Object.getOwnPropertyDescriptor(
      ActionsController.prototype,
      name,
    ) as PropertyDescriptor;
    Reflect.defineMetadata(
      'design:paramtypes',
      [String, command, Object, Object],
      ActionsController.prototype,
      name,
    );
    Param(param)(ActionsController.prototype, name, 0);
    Body()(ActionsController.prototype, name, 1);
    Req()(ActionsController.prototype, name, 2);
    Res({ passthrough: true })(ActionsController.prototype, name, 3);
    for (const decorate of decorators) decorate(ActionsController.prototype, name, descriptor);
  }
  ApiTags(tag)(ActionsController);
  Controller(path)(ActionsController);
  Object.defineProperty(ActionsController, 'name', { value: `${tag}Actions` });
  return ActionsController;
}

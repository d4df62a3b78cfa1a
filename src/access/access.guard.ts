import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { type Needs, PERMISSION } from '../http/allow.js';
import { identified } from '../http/asker.js';
import type { Asker } from '../ledger/intent.js';
import { ledgerRefusals } from '../ledger/ledger.refusals.js';
import { accessRefusals } from './access.refusals.js';
import { AccessService } from './access.service.js';
import { bearerOf } from './bearer.js';
import { actsFor } from './console.js';

/** Lets in whoever may do what the route needs somewhere; whether it is allowed here is asked of the thing itself. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly access: AccessService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const needs = this.reflector.get<Needs>(PERMISSION, context.getHandler());
    if (needs === 'anybody') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const asker = await this.identify(request);
    identified(request, asker);
    if (needs !== 'any-key' && !(await this.access.may(asker.actor, needs))) {
      throw ledgerRefusals('access.forbidden', { permission: needs });
    }
    return true;
  }

  private async identify(request: FastifyRequest): Promise<Asker> {
    const asker = actsFor(request.raw);
    if (asker) return asker;
    const key = bearerOf(request);
    if (key === undefined) throw accessRefusals('access.no-token');
    return this.access.authenticate(key);
  }
}

import { applyDecorators, type CustomDecorator, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { Permission } from '../access/permissions.js';

export const PERMISSION = 'permission';
/** Open to everybody, or to everybody with a key. */
export type Needs = Permission | 'anybody' | 'any-key';

/** Every route says what it needs. Without it the service does not start. */
export const Allow = (needs: Needs): MethodDecorator =>
  applyDecorators(
    SetMetadata(PERMISSION, needs) as CustomDecorator,
    ApiExtension('x-permission', needs),
    ...(needs === 'anybody' ? [] : [ApiBearerAuth()]),
  );

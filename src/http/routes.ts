import type { INestApplication } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { type Needs, PERMISSION } from './allow.js';

export interface Route {
  readonly controller: string;
  readonly handler: string;
  readonly needs: Needs | undefined;
}

/** Every route of the service, with what it needs. */
function routesOf(app: INestApplication): readonly Route[] {
  const reflector = app.get(Reflector);
  const scanner = new MetadataScanner();
  return app
    .get(DiscoveryService)
    .getControllers()
    .flatMap(({ metatype, instance }) => {
      const prototype = Object.getPrototypeOf(instance);
      return scanner.getAllMethodNames(prototype).flatMap((handler) => {
        const method = prototype[handler];
        if (Reflect.getMetadata('path', method) === undefined) return [];
        return [
          {
            controller: metatype?.name ?? '',
            handler,
            needs: reflector.get<Needs | undefined>(PERMISSION, method),
          },
        ];
      });
    });
}

/** Throws where a route does not say what it needs. */
export function requirePermissions(app: INestApplication): void {
  const open = routesOf(app).filter(({ needs }) => needs === undefined);
  if (open.length > 0) {
    const names = open.map(({ controller, handler }) => `${controller}.${handler}`).join(', ');
    throw new TypeError(`routes without a permission: ${names}`);
  }
}

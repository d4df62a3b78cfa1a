import type { Provider, Type } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { intentOf } from './intent.js';
import { Ledger } from './ledger.js';
import type { Outcome } from './outcome.js';

/** One handler for each command class. They differ in nothing: the stream a command is about says which rules decide. */
export const handlersOf = (...commands: readonly Type[]): Provider[] =>
  commands.map((command) => {
    class Handler implements ICommandHandler<object, Outcome> {
      constructor(private readonly ledger: Ledger) {}

      execute(asked: object): Promise<Outcome> {
        return this.ledger.execute(command.name, asked, intentOf(asked));
      }
    }
    Reflect.defineMetadata('design:paramtypes', [Ledger], Handler);
    CommandHandler(command)(Handler);
    Object.defineProperty(Handler, 'name', { value: `${command.name}Handler` });
    return Handler;
  });

/** The command classes of a `*.commands.ts`: all but the parts of bodies. */
export const commandsIn = (module: Readonly<Record<string, unknown>>): Type[] =>
  Object.entries(module).flatMap(([name, value]) =>
    typeof value === 'function' && !name.endsWith('Body') ? [value as Type] : [],
  );

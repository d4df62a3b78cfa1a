import { Module } from '@nestjs/common';
import { AnnulFact, CorrectFact } from '../http/command.js';
import { CommandController } from './commands.http.js';
import { handlersOf } from './handlers.js';
import { ViewController } from './views.http.js';

/** What is asked of things of any kind. */
@Module({ controllers: [CommandController, ViewController], providers: handlersOf(CorrectFact, AnnulFact) })
export class LedgerModule {}

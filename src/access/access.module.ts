import { Module } from '@nestjs/common';
import { commandsIn, handlersOf } from '../ledger/handlers.js';
import * as commands from './access.commands.js';
import { AccessController, CredentialActions, GrantActions } from './access.http.js';
import { AttemptController } from './attempts.http.js';
import { Enrolments } from './enrolments.js';
import { MeController } from './me.http.js';

@Module({
  controllers: [AccessController, CredentialActions, GrantActions, MeController, AttemptController],
  providers: [Enrolments, ...handlersOf(...commandsIn(commands))],
})
export class AccessModule {}

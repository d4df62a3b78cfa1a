import { Module } from '@nestjs/common';
import { commandsIn, handlersOf } from '../ledger/handlers.js';
import * as commands from './substance.commands.js';
import { SubstanceActions, SubstanceController } from './substance.http.js';

@Module({
  controllers: [SubstanceController, SubstanceActions],
  providers: handlersOf(...commandsIn(commands)),
})
export class SubstanceModule {}

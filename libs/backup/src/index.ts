export type { Backup, Named } from './backup.js';
export { BackupFailure } from './failure.js';
export { BackupFolder, type Listed } from './folder.js';
export type { PrivateDoc } from './private.js';
export { BackupReader, checked } from './reading.js';
export { type How, type Taken, takeBackup } from './taking.js';

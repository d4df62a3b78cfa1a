import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { httpRefusals } from './http.refusals.js';
import { problemOf } from './problem.js';

/** Answers what cannot even be read as a request, or not in time, in the form of every other refusal, and hangs up. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy(error);
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const problem = problemOf(httpRefusals(late ? 'request.too-slow' : 'request.unreadable'), randomUUID());
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

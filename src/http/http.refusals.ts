import { refusals } from '@ledger/kernel';

/** What is wrong with a request, whatever it asks for. */
export const httpRefusals = refusals({
  'body.invalid': {
    kind: 'malformed',
    title: 'The body is not what this route takes',
    hint: 'Each entry of `errors` names a field and what it must be.',
  },
  'body.not-json': {
    kind: 'malformed',
    title: 'The body is not JSON',
    hint: 'Send one JSON object as application/json in UTF-8.',
  },
  'body.name-twice': {
    kind: 'malformed',
    title: 'The body names a field twice',
    hint: 'Leave one of the two out: nobody can say which was meant.',
  },
  'body.wrong-type': {
    kind: 'malformed',
    title: 'A field has the wrong type or is missing',
    hint: 'Compare the field with the description of the route at /docs.',
  },
  'body.unknown-field': {
    kind: 'malformed',
    title: 'A field that this route does not know',
    hint: 'Look for a slip in its name; unknown fields are never passed over.',
  },
  'body.not-one-of': {
    kind: 'malformed',
    title: 'A value outside its list',
    hint: 'The detail names the values that are allowed.',
  },
  'body.not-whole': {
    kind: 'malformed',
    title: 'Not a whole number within its bounds',
    hint: 'The detail names the bounds.',
  },
  'body.too-large': {
    kind: 'too-large',
    title: 'The body is larger than 32 KiB',
    hint: 'Send fewer things at once.',
  },
  'body.not-supported': {
    kind: 'unsupported',
    title: 'Not a kind of content this route takes',
    hint: 'Send application/json.',
  },
  'evidence.malformed': {
    kind: 'malformed',
    title: 'Evidence is an https address or a file kept by the ledger',
    hint: 'Write ref as https://… or file:….',
  },
  'sha256.malformed': {
    kind: 'malformed',
    title: 'Not a SHA-256 digest',
    hint: 'Write 64 hexadecimal digits in lower case.',
  },
  'query.unknown-parameter': {
    kind: 'malformed',
    title: 'A query parameter that this route does not know',
    hint: 'Look for a slip in its name; the detail names those it knows.',
  },
  'query.invalid': {
    kind: 'malformed',
    title: 'A query parameter cannot be read',
    hint: 'The detail names the parameter and what it must be.',
  },
  'cursor.invalid': {
    kind: 'malformed',
    title: 'Not a cursor of this list',
    hint: 'Send back `next` of the page before, with the same filters.',
  },
  'position.unknown': {
    kind: 'malformed',
    title: 'Not a position of this ledger',
    hint: 'Send back a position as it was given; it cannot be computed.',
  },
  'position.of-older-log': {
    kind: 'gone',
    title: 'This position belongs to a log that was moved or restored',
    hint: 'Go on by the last fact you saw: afterId=<its id>. If that one is gone, `lastCommon` names the last that both logs have.',
  },
  'fact.gone': {
    kind: 'gone',
    title: 'This fact is not in the log, which was restored from a backup',
    hint: 'Go on by afterId=<lastCommon>, the last fact that both logs have. What you have behind it did not stay: the ledger is what the feed tells now.',
  },
  'request.too-slow': {
    kind: 'too-slow',
    title: 'The request did not arrive within a minute',
    hint: 'Nothing was recorded. Send the same request again, all of it at once.',
  },
  'request.unreadable': {
    kind: 'malformed',
    title: 'This is no request of HTTP/1.1',
    hint: 'Write what is not ASCII in an address as %XX, and keep the line and the headers within 16 KiB.',
  },
  'route.unknown': {
    kind: 'unknown',
    title: 'There is nothing at this address',
    hint: 'The routes are listed at /docs.',
  },
  internal: {
    kind: 'internal',
    title: 'Something is wrong with the service',
    hint: 'Tell whoever runs the service the requestId. With an idempotency key the command can be sent again.',
  },
  'rate.exceeded': {
    kind: 'throttled',
    title: 'More requests than one key may send',
    hint: 'Send the same command again after the time named in Retry-After.',
  },
  'read.overloaded': {
    kind: 'unavailable',
    title: 'More is being read than the service takes on',
    hint: 'Ask again after the time named in Retry-After.',
  },
  'idempotency-key.malformed': {
    kind: 'malformed',
    title: 'Not an idempotency key',
    hint: 'Send a UUID or up to 255 printable ASCII characters.',
  },
  'if-match.malformed': {
    kind: 'malformed',
    title: 'If-Match is not a revision',
    hint: 'Send back the ETag of the last answer, such as "4".',
  },
});

import { statusOf } from '../../dist/src/http/problem.js';
import { refusalLists } from '../../dist/src/refusals.js';

/** docs/errors.md, from every list of refusals. */
export function errors() {
  const sections = Object.entries(refusalLists).map(([about, { specs }]) => {
    const rows = Object.entries(specs).map(([code, { kind, title, hint }]) => [
      `\`${code}\``,
      statusOf[kind],
      title,
      hint,
    ]);
    return `## ${about}\n\n${table(['code', 'status', 'what is wrong', 'what to do next'], rows)}`;
  });
  return `# Errors

Every answer that is not what was asked for is \`application/problem+json\` (RFC 9457):

\`\`\`json
{
  "type": "urn:chemledger:problem:bottle.quantity.exceeds-content",
  "title": "There is less in the bottle than that",
  "status": 409,
  "detail": "There is less in the bottle than that",
  "code": "bottle.quantity.exceeds-content",
  "params": { "content": { "value": "0.2", "unit": "L" } },
  "hint": "Look at what is left.",
  "requestId": "2f1c3b52-9a34-4e8e-9f3e-2f0d8a7c6b11"
}
\`\`\`

\`code\` is stable and one of the list below: it is what a program acts on. \`params\` says what it is about (a correction
that would break later facts lists them in \`params.facts\`), \`hint\` what to do next, \`errors\` what is wrong with each
field, by JSON pointer. \`requestId\` names the request in the log of the service. 429 and 503 carry \`Retry-After\`.

${sections.join('\n\n')}
`;
}

const cell = (value) => String(value).replaceAll('|', '\\|').replaceAll('\n', ' ');

export function table(head, rows) {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((line) => `| ${line.map(cell).join(' | ')} |`).join('\n');
}

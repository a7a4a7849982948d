import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Thrown when a command is given what it does not understand; the message says what it does. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

/** What a command was given. Null when it was asked for help, which is printed. */
export function readArguments<Given extends Options>(args: readonly string[], options: Given, help: string) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...options, help: { type: 'boolean', short: 'h' } },
  });
  if ((values as { help?: boolean }).help) {
    console.log(help);
    return null;
  }
  return { values, positionals };
}

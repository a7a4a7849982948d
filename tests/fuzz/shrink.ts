import { parse, print, validate, visit, type ASTNode, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { Difference } from './harness.js';

/** How often a document is asked while it is made smaller. */
const MOST_TRIES = 600;

type Path = readonly (string | number)[];

/**
 * Makes a document smaller for as long as both answers differ: selections, arguments, parts of filters and terms of
 * orders are left out one by one, and `and`, `or` and `not` give way to what is in them.
 */
export async function shrink(
  schema: GraphQLSchema,
  difference: Difference,
  check: (source: string) => Promise<Difference | null>,
): Promise<Difference> {
  const failed = isFailure(difference.answered);
  let best: Difference = { ...difference, source: print(parse(difference.source)) };
  let tries = 0;
  const attempt = async (document: DocumentNode): Promise<boolean> => {
    tries += 1;
    const source = print(document);
    if (source.length >= best.source.length || validate(schema, document).length > 0) return false;
    const found = await check(source).catch(() => null);
    // A document that is refused is another difference than one that is answered wrongly.
    if (!found || isFailure(found.answered) !== failed) return false;
    if (failed && found.answered.slice(0, 40) !== difference.answered.slice(0, 40)) return false;
    best = found;
    return true;
  };
  const step = async (): Promise<boolean> => {
    for (const candidate of candidates(parse(best.source))) {
      if (tries >= MOST_TRIES) return false;
      if (await attempt(candidate)) return true;
    }
    return false;
  };
  while (await step());
  return best;
}

function isFailure(answer: string): boolean {
  return !answer.startsWith('{');
}

/** The document with one part less each, the largest parts first. */
function* candidates(document: DocumentNode): Generator<DocumentNode> {
  const parts: { readonly path: Path; readonly size: number; readonly replacement: ASTNode | null }[] = [];
  visit(document, {
    enter(node, _key, parent, path) {
      const size = (node.loc?.end ?? 0) - (node.loc?.start ?? 0);
      const isListed = Array.isArray(parent);
      const kinds = ['Field', 'Argument', 'ObjectField', 'InlineFragment', 'FragmentSpread', 'Directive'];
      if (isListed && (kinds.includes(node.kind) || node.kind === 'ObjectValue')) {
        parts.push({ path: [...path], size, replacement: null });
      }
      if (node.kind === 'ObjectValue' && node.fields.length === 1) {
        const [field] = node.fields;
        const inner = field?.value;
        if (field?.name.value === 'not' && inner?.kind === 'ObjectValue') {
          parts.push({ path: [...path], size: 8, replacement: inner });
        }
        if (['and', 'or'].includes(field?.name.value ?? '') && inner?.kind === 'ListValue') {
          for (const value of inner.values) parts.push({ path: [...path], size: 9, replacement: value });
        }
      }
    },
  });
  parts.sort((a, b) => b.size - a.size);
  for (const { path, replacement } of parts) {
    const edited = without(document, path, replacement);
    if (edited) yield edited;
  }
}

/** A copy of a tree with what is at a path taken out of its list, or replaced; null when a list would be left empty. */
function without(document: DocumentNode, path: Path, replacement: ASTNode | null): DocumentNode | null {
  const copy = (value: unknown, depth: number): unknown => {
    const step = path[depth];
    if (step === undefined) return replacement;
    if (Array.isArray(value)) {
      const items = value as unknown[];
      if (depth === path.length - 1 && replacement === null) {
        // Only arguments and directives may be left out altogether.
        const kind = (items[0] as ASTNode).kind;
        if (items.length === 1 && kind !== 'Argument' && kind !== 'Directive') return undefined;
        return items.filter((_, index) => index !== step);
      }
      const changed = copy(items[Number(step)], depth + 1);
      return changed === undefined
        ? undefined
        : items.map((item, index) => (index === step ? changed : item));
    }
    const changed = copy((value as Record<string, unknown>)[step], depth + 1);
    return changed === undefined ? undefined : { ...(value as object), [step]: changed };
  };
  return (copy(document, 0) as DocumentNode | undefined) ?? null;
}

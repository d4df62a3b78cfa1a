import { globSync } from 'node:fs';
import ts from 'typescript';

// Reads the facts and the shapes they are made of from the TypeScript sources.

const EFFECTIVE = 'libs/kernel/src/effective.ts';

/** Every `Fact<'Type', Data>` with its area, words and fields; and the named shapes that the fields use. */
export function declared() {
  const files = [...globSync('src/*/*.events.ts').sort(), EFFECTIVE];
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile('tsconfig.json', ts.sys.readFile).config,
    ts.sys,
    '.',
  );
  const program = ts.createProgram(files, options);
  const checker = program.getTypeChecker();
  const shapes = new Map();
  const facts = files.flatMap((file) =>
    factsOf(
      program.getSourceFile(file),
      file === EFFECTIVE ? 'repairs' : file.split(/[\\/]/)[1],
      checker,
      shapes,
    ),
  );
  return { facts, shapes };
}

function factsOf(source, area, checker, shapes) {
  const facts = [];
  const visit = (node) => {
    if (
      ts.isTypeReferenceNode(node) &&
      node.typeName.getText() === 'Fact' &&
      node.typeArguments?.length === 2
    ) {
      const [type, data] = node.typeArguments;
      if (ts.isLiteralTypeNode(type)) {
        facts.push({
          area,
          type: type.literal.text,
          words: wordsOf(node, source),
          ...dataOf(checker.getTypeFromTypeNode(data), node, checker, shapes),
        });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return facts;
}

/** The name of the data's shape where it has one, else its fields. */
function dataOf(type, node, checker, shapes) {
  const name = nameOf(type, node, checker, shapes);
  return shapes.has(name) ? { shape: name } : { fields: fieldsOf(type, node, checker, shapes) };
}

/** The doc comment before a member of a union, or before the alias that is the fact alone. */
function wordsOf(node, source) {
  const { parent } = node;
  if (ts.isUnionTypeNode(parent)) {
    const before = parent.types[parent.types.indexOf(node) - 1];
    const gap = source.text.slice(before ? before.end : parent.getFullStart(), node.getStart());
    const comment = /\/\*\*([\s\S]*?)\*\//.exec(gap);
    return comment ? plain(comment[1]) : '';
  }
  return ts.isTypeAliasDeclaration(parent)
    ? ts
        .getJSDocCommentsAndTags(parent)
        .map(({ comment }) => comment)
        .join(' ')
    : '';
}

const plain = (comment) =>
  comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*?\s?/, '').trim())
    .join(' ')
    .trim();

function fieldsOf(type, node, checker, shapes) {
  return checker.getPropertiesOfType(type).map((property) => {
    const optional = Boolean(property.flags & ts.SymbolFlags.Optional);
    const of = checker.getTypeOfSymbolAtLocation(property, node);
    return {
      name: property.name,
      optional,
      type: nameOf(optional ? checker.getNonNullableType(of) : of, node, checker, shapes),
      words: ts.displayPartsToString(property.getDocumentationComment(checker)).replaceAll('\n', ' '),
    };
  });
}

/** How a type reads. A shape with a name of its own is described once, under that name. */
function nameOf(type, node, checker, shapes) {
  const inner = elementOf(type, checker);
  if (inner) return `list of ${nameOf(inner, node, checker, shapes)}`;
  const symbol = type.aliasSymbol ?? type.symbol;
  const shape = symbol?.declarations?.find(
    (one) => ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one),
  );
  const ours = shape && !shape.getSourceFile().fileName.includes('node_modules') && !shape.typeParameters;
  if (!ours || isWords(type)) return written(type, checker);
  if (!shapes.has(symbol.name)) {
    shapes.set(symbol.name, undefined);
    shapes.set(symbol.name, {
      words: ts.displayPartsToString(symbol.getDocumentationComment(checker)).replaceAll('\n', ' '),
      fields: type.isUnion() ? undefined : fieldsOf(type, node, checker, shapes),
      text: written(type, checker),
    });
  }
  return symbol.name;
}

const FORMAT = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias;
const written = (type, checker) =>
  checker.typeToString(type, undefined, FORMAT).replaceAll('readonly ', '').replaceAll('"', "'");
const isWords = (type) => type.isUnion() && type.types.every((one) => one.isStringLiteral());
const elementOf = (type, checker) =>
  checker.isArrayType(type) || ['ReadonlyArray', 'Array'].includes(type.symbol?.name)
    ? checker.getTypeArguments(type)[0]
    : undefined;

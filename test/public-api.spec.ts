import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Everything that `import … from 'nestjs-lightapi'` can name. A change here is a change for users. */
const PUBLIC_API = [
  'ANONYMOUS',
  'AccessOf',
  'AccountStore',
  'ApiKeyStore',
  'AuthSession',
  'AuthenticatedGuard',
  'CurrentPrincipal',
  'ERROR_CODES',
  'IdempotencyEntry',
  'InjectResource',
  'InvalidQuestionError',
  'JsonText',
  'LIGHT_API_PRINCIPALS',
  'LightApiBootError',
  'LightApiCache',
  'LightApiError',
  'LightApiModule',
  'LightApiTransactions',
  'Resource',
  'ResourceController',
  'ResourceService',
  'action',
  'and',
  'answerFrameworkError',
  'authenticated',
  'getResourceToken',
  'not',
  'or',
  'owner',
  'role',
  'runLightApi',
  'type AccessAction',
  'type AccessFunction',
  'type AccessOption',
  'type AccessRule',
  'type AccessRules',
  'type Account',
  'type ActionAnswer',
  'type ActionContext',
  'type ActionFunction',
  'type ActionMethod',
  'type ActionOption',
  'type ActionOptions',
  'type ActionSettings',
  'type AttemptOptions',
  'type AuthOptions',
  'type BodyLimits',
  'type BootProblem',
  'type BulkLimits',
  'type CacheOption',
  'type CacheOptions',
  'type CacheRules',
  'type Caller',
  'type ChangeOptions',
  'type CollectionAction',
  'type CollectionActionContext',
  'type CollectionActionOptions',
  'type CommittedRow',
  'type CorsOptions',
  'type CountMode',
  'type CrossFieldProblem',
  'type DocsOptions',
  'type EnhancerOptions',
  'type EntityData',
  'type EntityFilter',
  'type EntityKey',
  'type EntityPage',
  'type ErrorCode',
  'type ErrorCodeEntry',
  'type FieldAccess',
  'type FieldName',
  'type FieldRule',
  'type FieldRules',
  'type FilterTree',
  'type HealthOptions',
  'type HookContext',
  'type HookData',
  'type IdempotencyRules',
  'type ItemActionOptions',
  'type JwtAlgorithm',
  'type JwtOptions',
  'type LightApiAsyncOptions',
  'type LightApiErrorOptions',
  'type LightApiFeatureOptions',
  'type LightApiOptions',
  'type LightApiRuntimeOptions',
  'type LightApiStaticOptions',
  'type LimitOptions',
  'type ListOptions',
  'type Locking',
  'type LoginOptions',
  'type LoginResult',
  'type MetricsOptions',
  'type OnBehalf',
  'type Operation',
  'type Operator',
  'type OrderingName',
  'type PaginationOptions',
  'type PressureOptions',
  'type Principal',
  'type PrincipalRequest',
  'type PrincipalSource',
  'type ProblemItem',
  'type QueryLimits',
  'type ReadOptions',
  'type RelationOptions',
  'type RelationWrites',
  'type RelationsOption',
  'type RequestCount',
  'type RequestCounter',
  'type RequestLogOptions',
  'type ResourceAction',
  'type ResourceDeclaration',
  'type ResourceDefaults',
  'type ResourceEntries',
  'type ResourceEntry',
  'type ResourceHooks',
  'type ResourceOptions',
  'type RowsQuestion',
  'type RunLightApiOptions',
  'type SerializerFields',
  'type ShutdownOptions',
  'type TenancyOptions',
  'type ThrottleOptions',
  'type UpsertedEntity',
  'where',
];

/** The same for `nestjs-lightapi/testing`. */
const TESTING_API = [
  'LeaksError',
  'TestApi',
  'createTestApi',
  'expectNoLeaks',
  'findLeaks',
  'type ApiAgent',
  'type EntityFactory',
  'type FactoryOptions',
  'type Leak',
  'type LeakExpectations',
  'type LeakKind',
  'type LeakOptions',
  'type LeakPrincipal',
  'type LeakProgress',
  'type LeakReport',
  'type RowAction',
  'type StoredValues',
  'type TestApiOptions',
  'type TestAppOptions',
  'type TestHooks',
  'type TestModuleOptions',
  'type TestUser',
];

describe('the public API', () => {
  it('is exported by name, each name on purpose', () => {
    expect(exportsOf(join(root, 'lib', 'index.ts')).sort()).toEqual(PUBLIC_API);
  });

  it('exports at run time what the list says', async () => {
    const names = Object.keys(await import('../lib/index.js'));
    expect(names.sort()).toEqual(PUBLIC_API.filter((name) => !name.startsWith('type ')));
  });

  it('is as exact for tests', async () => {
    expect(exportsOf(join(root, 'lib', 'testing', 'index.ts')).sort()).toEqual(TESTING_API);
    const names = Object.keys(await import('../lib/testing/index.js'));
    expect(names.sort()).toEqual(TESTING_API.filter((name) => !name.startsWith('type ')));
  });

  it('fences its files: only what package.json names can be imported', () => {
    const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: object };
    expect(Object.keys(exports)).toEqual(['.', './testing', './lightapi.schema.json', './package.json']);
  });
});

describe('the types of the options', () => {
  it('accept what is right and refuse what is misspelt', { timeout: 60_000 }, () => {
    const folder = join(root, 'test', 'types');
    const files = readdirSync(folder).map((name) => join(folder, name));
    expect(files.length).toBeGreaterThan(0);
    expect(diagnosticsOf(files)).toEqual([]);
  });
});

/** `name` for a value or class, `type name` for a type; read from the text, which has to name each export. */
function exportsOf(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause || !ts.isNamedExports(statement.exportClause)) {
      return [`unexpected: ${ts.SyntaxKind[statement.kind]}`];
    }
    const { isTypeOnly, exportClause } = statement;
    return exportClause.elements.map((element) => {
      return isTypeOnly || element.isTypeOnly ? `type ${element.name.text}` : element.name.text;
    });
  });
}

/** What the compiler says about these files, unused `@ts-expect-error` directives included. */
function diagnosticsOf(files: readonly string[]): string[] {
  const configPath = join(root, 'tsconfig.json');
  const { config } = ts.readConfigFile(configPath, (path) => ts.sys.readFile(path)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root, undefined, configPath);
  const program = ts.createProgram(files, options);
  return files.flatMap((file) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) => {
      const line = source!.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line + 1;
      return `${file}:${line} ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`;
    });
  });
}

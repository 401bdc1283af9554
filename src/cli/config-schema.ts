import type { ZodMiniType } from 'zod/mini';
import type { ConfigSchema, TaskModule } from '../tasks/task.ts';
import type { ConfigPath } from './config-issues.ts';

/** The sections of a config that a schema checks. */
export interface SectionSchemas {
  readonly data: ConfigSchema;
  readonly model: ConfigSchema;
  readonly train: ConfigSchema;
}

export const sectionNames = ['data', 'model', 'train'] as const;
export type SectionName = (typeof sectionNames)[number];

/** The keys at the top of a config, in the order of the house. */
export const topKeys = ['task', 'data', 'model', 'train', 'run'] as const;

/** The schemas of a task's config. */
export async function schemasOf(task: TaskModule): Promise<SectionSchemas> {
  const { trainSchema } = await import('../tasks/config.ts');
  return { ...(await task.sections()), train: trainSchema };
}

/** As much of JSON Schema as is read here. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly [key: string]: unknown;
}

/** The JSON Schema of one section, of what a person writes (defaults not yet filled in). */
export async function toJsonSchema(schema: ConfigSchema): Promise<JsonSchema> {
  const { toJSONSchema } = await import('zod/mini');
  return toJSONSchema(schema as unknown as ZodMiniType, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
}

/** The keys that the section at `path` may have. */
export function keysAt(schema: JsonSchema, path: ConfigPath): string[] {
  const below = path.reduce<JsonSchema[]>((schemas, part) => schemas.flatMap((one) => childrenOf(one, part)), [schema]);
  return [...new Set(below.flatMap(variantsOf).flatMap((one) => Object.keys(one.properties ?? {})))];
}

function variantsOf(schema: JsonSchema): JsonSchema[] {
  return [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
}

function childrenOf(schema: JsonSchema, part: string | number): JsonSchema[] {
  return variantsOf(schema).flatMap((one) => {
    const child = typeof part === 'number' ? one.items : one.properties?.[part];
    return typeof child === 'object' ? [child] : [];
  });
}

/** The JSON Schema of a whole config, for editors. */
export async function configJsonSchema(task: TaskModule): Promise<JsonSchema> {
  const schemas = await schemasOf(task);
  const sections: Record<string, JsonSchema> = {};
  for (const name of sectionNames) {
    const { $schema: _dialect, ...section } = await toJsonSchema(schemas[name]);
    sections[name] = section;
  }
  const needed = sectionNames.filter((name) => (sections[name]?.required ?? []).length > 0);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `elman: ${task.name}`,
    type: 'object',
    properties: {
      task: { const: task.name },
      ...sections,
      run: {
        type: 'string',
        description: 'Where model, metrics and checkpoints go, seen from the folder of the command',
      },
    },
    required: ['task', ...needed],
    additionalProperties: false,
  };
}

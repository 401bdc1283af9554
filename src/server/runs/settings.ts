/** The settings of a config by their path, as text: `train.lr` → `0.01`. None where the text is no YAML, or no settings. */
export async function settingsOf(config: string): Promise<Readonly<Record<string, string>>> {
  const { parse } = await import('yaml');
  const settings: Record<string, string> = Object.create(null) as Record<string, string>;
  try {
    collect(parse(config, { logLevel: 'silent' }), '', settings);
  } catch {
    return {};
  }
  return settings;
}

function collect(value: unknown, path: string, into: Record<string, string>): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    for (const [key, inner] of Object.entries(value)) collect(inner, path === '' ? key : `${path}.${key}`, into);
  else if (path !== '') into[path] = typeof value === 'string' ? value : JSON.stringify(value);
}

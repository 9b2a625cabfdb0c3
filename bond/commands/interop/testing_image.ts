/** For tests: an image with one program and the libraries that it is linked with, as an archive in OCI's layout. */

import { createHash } from "node:crypto";

/** Writes an image called `name` that runs `command`, whose first word is the path of a program. */
export function writeImage(archive: string, name: string, command: readonly string[]): void {
  const folder = Deno.makeTempDirSync({ dir: "/run" });
  try {
    copyProgram(command[0] ?? "", `${folder}/root`);
    const layout = `${folder}/layout`;
    Deno.mkdirSync(`${layout}/blobs/sha256`, { recursive: true });
    const put = (mediaType: string, bytes: Uint8Array) => {
      const hash = createHash("sha256").update(bytes).digest("hex");
      Deno.writeFileSync(`${layout}/blobs/sha256/${hash}`, bytes);
      return { mediaType, digest: `sha256:${hash}`, size: bytes.length };
    };
    const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
    const oci = "application/vnd.oci.image";
    const layer = put(`${oci}.layer.v1.tar`, tar(`${folder}/root`));
    const config = put(
      `${oci}.config.v1+json`,
      json({
        architecture: "amd64",
        os: "linux",
        config: { Entrypoint: command },
        rootfs: { type: "layers", diff_ids: [layer.digest] },
      }),
    );
    const manifest = put(
      `${oci}.manifest.v1+json`,
      json({ schemaVersion: 2, mediaType: `${oci}.manifest.v1+json`, config, layers: [layer] }),
    );
    const annotations = { "io.containerd.image.name": name };
    Deno.writeFileSync(
      `${layout}/index.json`,
      json({ schemaVersion: 2, manifests: [{ ...manifest, annotations }] }),
    );
    Deno.writeFileSync(`${layout}/oci-layout`, json({ imageLayoutVersion: "1.0.0" }));
    Deno.writeFileSync(archive, tar(layout));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Copies a program, and the libraries that it is linked with, below `root`. */
export function copyProgram(program: string, root: string): void {
  const { stdout } = new Deno.Command("ldd", { args: [program] }).outputSync();
  const libraries = new TextDecoder().decode(stdout).match(/\/\S+/g) ?? [];
  for (const file of [program, ...libraries]) {
    Deno.mkdirSync(`${root}${file.slice(0, file.lastIndexOf("/"))}`, { recursive: true });
    Deno.copyFileSync(file, `${root}${file}`);
  }
}

function tar(folder: string): Uint8Array {
  const { stdout } = new Deno.Command("tar", { args: ["-C", folder, "-cf", "-", "."] })
    .outputSync();
  return stdout;
}

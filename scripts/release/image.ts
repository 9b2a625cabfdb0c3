/**
 * Builds the image from dist/bond, with podman and without any registry:
 * `deno task image [--tag NAME]`. The same program gives the same digest.
 */
import { parseArgs } from "node:util";
import { dirname, join, resolve } from "node:path";
import { run } from "../command.ts";
import { main } from "../main.ts";
import { writeLine } from "../output.ts";

const root = resolve(import.meta.dirname ?? ".", "../..");

/** Builds the image of a program under a name. Throws CommandError when podman fails. */
export async function buildImage(program: string, tag: string): Promise<void> {
  const context = join(root, "dist", "image");
  await Deno.remove(context, { recursive: true }).catch(() => {});
  for (const [file, inside] of [[program, "/bond"], ...librariesOf(program)] as const) {
    const target = join(context, inside);
    await Deno.mkdir(dirname(target), { recursive: true, mode: 0o755 });
    await Deno.copyFile(file, target);
    await Deno.chmod(target, 0o755);
  }
  await run([
    ...["podman", "build", "--quiet", "--no-cache", "--timestamp", "0"],
    ...["--file", join(root, "deploy", "Containerfile"), "--tag", tag, context],
  ]);
  await Deno.remove(context, { recursive: true });
}

/** The libraries and the loader that a program is linked with, each where the program looks for it. */
function librariesOf(program: string): [string, string][] {
  const { success, stdout } = new Deno.Command("ldd", { args: [program] }).outputSync();
  const files = new TextDecoder().decode(stdout).match(/(?<=\s)\/\S+/g);
  if (!success || !files) throw new Error(`ldd does not tell what ${program} is linked with`);
  return files.map((file) => [file, file]);
}

if (import.meta.main) {
  await main(async () => {
    const { values } = parseArgs({
      args: Deno.args.filter((arg) => arg !== "--"),
      options: { tag: { type: "string", default: "localhost/bond" } },
    });
    await buildImage(join(root, "dist", "bond"), values.tag);
    writeLine(`built the image ${values.tag}`);
    return 0;
  });
}

/** The pages of the documentation, for tests. */

/** Returns the Markdown files below `folder`, and the README; as paths from the root of the project. */
export function documentationPages(root: string, folder = "docs"): string[] {
  const below = [...Deno.readDirSync(`${root}/${folder}`)].flatMap(({ name, isDirectory }) =>
    isDirectory
      ? documentationPages(root, `${folder}/${name}`)
      : name.endsWith(".md")
      ? [`${folder}/${name}`]
      : []
  );
  return folder === "docs" ? ["README.md", ...below.sort()] : below;
}

import assert from "node:assert/strict";
import { TtyOutput } from "./tty_output.ts";

/** What a terminal with ONLCR makes of it. */
function onlcr(text: string): string {
  return text.replaceAll("\n", "\r\n");
}

function undone(chunks: readonly string[]): string {
  let text = "";
  {
    using output = new TtyOutput((chunk) => text += new TextDecoder().decode(chunk));
    for (const chunk of chunks) output.write(new TextEncoder().encode(chunk));
  }
  return text;
}

Deno.test("what was written comes out again, wherever the line was cut", () => {
  for (const written of ["", "a\nb", "\n", "\r\n", "\r\r\n\n\r", "a\r", "\r\r", "x\ry\r\nz\n"]) {
    const line = onlcr(written);
    for (let cut = 0; cut <= line.length; cut++) {
      assert.equal(undone([line.slice(0, cut), line.slice(cut)]), written, JSON.stringify(written));
    }
    assert.equal(undone([...line]), written);
  }
});

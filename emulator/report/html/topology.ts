/** The picture of the network as inline SVG: drawn once, its signs change from moment to moment. */

import type { Cast, Frame } from "../story/mod.ts";
import { type Box, type Layout, layOut, NARROW, type Sizes, WIDE } from "./layout.ts";
import { html, type Markup } from "./markup.ts";
import { listed } from "../../input/words/mod.ts";
import { FITS } from "./script.ts";
import { count, ending, shortened } from "../words.ts";

/** The two drawings of the network: one where there is room, and one where there is not. */
interface Drawings {
  wide: Markup;
  narrow: Markup;
  /** What the wide one takes. */
  width: number;
}

/** Returns the drawings, with the signs of `frame`; `id` makes names of elements. */
export function drawings(cast: Cast, frame: Frame, id: (name: string) => string): Drawings {
  const wide = layOut(cast, WIDE);
  const draw = (layout: Layout, sizes: Sizes, kind: "wide" | "narrow") =>
    new Drawing(cast, frame, layout, sizes, kind, id).svg();
  return {
    wide: draw(wide, WIDE, "wide"),
    narrow: draw(layOut(cast, NARROW), NARROW, "narrow"),
    width: wide.width,
  };
}

const FONT = { wide: 13, narrow: 12 } as const;
/** The width of a letter in the mean, of the size of its font. */
const LETTER = 0.66;

/** In boxes that are narrower names are small, and of long ones the end is left: there they differ. */
const TINY = 46;

class Drawing {
  readonly #font: number;

  constructor(
    readonly cast: Cast,
    readonly frame: Frame,
    readonly layout: Layout,
    readonly sizes: Sizes,
    readonly kind: "wide" | "narrow",
    readonly id: (name: string) => string,
  ) {
    this.#font = FONT[kind];
  }

  svg(): Markup {
    const { width, height } = this.layout;
    const [title, words, hatch] = ["title", "words", "hatch"].map((name) =>
      this.id(`${this.kind}-${name}`)
    );
    return html`
      <svg class="pic ${this.kind}" viewBox="0 0 ${width} ${height}" width="${width}"
        height="${height}" style="--fs:${this
          .#font}px;--hatch:url(#${hatch})${this.kind === "narrow" && width > FITS &&
          html`;min-width:${width}px`}" role="img"
        aria-labelledby="${title} ${words}"
        focusable="false"><title id="${title}">Network of the replay</title><desc id="${words}">${this
          .#description()}</desc><defs><pattern id="${hatch}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hl" d="M0 0V7"/></pattern></defs>${this
          .#pods()}${this.#lines()}${this.#podLabels()}${this.#groups()}${this.#boxes()}${this
          .#levels()}${this
          .#cells()}${this.#cuts()}</svg>
    `;
  }

  #description(): string {
    const { pods, cards, switches, hosts } = this.cast;
    const uplinks = switches.filter(({ uplink }) => uplink !== undefined)
      .map(({ name, uplink }) => `${name} below ${uplink}`);
    return [
      count(pods.length, "pod"),
      `cards: ${
        listed(cards.map(({ name, switch: of }) => of ? `${name} on ${of}` : name)) || "none"
      }`,
      ...(uplinks.length > 0 ? [`switches: ${listed(uplinks)}`] : []),
      ...(hosts.length > 0
        ? [`hosts: ${listed(hosts.map(({ name, switch: of }) => `${name} on ${of}`))}`]
        : []),
      "the table below the picture says the same in words",
    ].join("; ") + ".";
  }

  /** The class of something: its own, and its sign. */
  #class(base: string, key: string): string {
    return `${base} ${this.frame.signs[key] ?? ""}`.trimEnd();
  }

  #fit(text: string, width: number, scale = 1): string {
    return shortened(text, this.#room(width, scale));
  }

  /** How many letters fit. */
  #room(width: number, scale: number): number {
    return Math.max(3, Math.floor(width / (this.#font * scale * LETTER)));
  }

  #pods(): Markup[] {
    return this.cast.pods.flatMap(({ pod }) => {
      const box = this.layout.pods.get(pod);
      return box
        ? [
          html`<g class="${
            this.#class("node pod", `P:${pod}`)
          }" data-i="P:${pod}"><title>pod ${pod}</title>${rect(box, 8)}</g>`,
        ]
        : [];
    });
  }

  #podLabels(): Markup[] {
    return this.cast.pods.flatMap(({ pod, label, links }) => {
      const box = this.layout.pods.get(pod);
      const cells = links.flatMap(({ name }) => this.layout.cells.get(`${pod}/${name}`) ?? []);
      return box ? [this.#podLabel(pod, label, box, cells)] : [];
    });
  }

  #podLabel(pod: string, label: string, box: Box, cells: readonly Box[]): Markup {
    const words = this.frame.words[pod] ?? "";
    if (this.kind === "narrow") {
      const x = Math.min(...cells.map((cell) => cell.x), box.width / 2);
      const y = box.y + box.height - 9;
      const shown = this.#fit(label, this.layout.width * 0.5);
      return html`
        <text x="${x}" y="${y}" class="halo2">
          <tspan class="b">${shown}</tspan>
          <tspan class="dim small" dx="6" data-b="${pod}">${words}</tspan>
        </text>
      `;
    }
    const middle = box.y + box.height / 2;
    return html`
      <text x="14" y="${middle - 4}" class="b">${this.#fit(label, this.sizes.label - 24)}</text>
      <text x="14" y="${middle + 12}" class="dim small" data-b="${pod}">${words}</text>
    `;
  }

  #lines(): Markup[] {
    const { hostLines, uplinks, cables, risers, stubs } = this.layout;
    const down = (kind: string, lines: Layout["cables"]) =>
      [...lines].map(([name, { x, from, to }]) =>
        html`
          <path class="${this.#class("ln", `${kind}:${name}`)}" data-i="${kind}:${name}"
            d="M${x} ${from}V${to}" />
        `
      );
    return [
      ...down("h", hostLines),
      ...down("u", uplinks),
      ...down("c", cables),
      ...down("r", risers),
      ...[...stubs].map(([key, { x, to, y }]) =>
        html`
          <path class="${this.#class("ln", `s:${key}`)}" data-i="s:${key}" d="M${x} ${y}H${to}" />
        `
      ),
    ];
  }

  #groups(): Markup[] {
    return [...this.layout.groups].map(([name, { x, y, rx }]) =>
      html`
        <g
          class="agg"><title>aggregation group ${name}</title><ellipse cx="${x}" cy="${y}" rx="${rx}" ry="6"/>${this
                .kind === "wide" &&
            html`<text x="${x}" y="${y - 10}" class="mid dim small halo">${
              this.#fit(name, rx * 2, 0.88)
            }</text>`}</g>
      `
    );
  }

  #boxes(): Markup[] {
    const { hosts, switches, cards } = this.layout;
    return [
      ...this.cast.hosts.flatMap((host) => this.#host(host, hosts.get(host.name)) ?? []),
      ...this.cast.switches.flatMap((one) => this.#switch(one, switches.get(one.name)) ?? []),
      ...this.cast.cards.flatMap((card) => this.#card(card, cards.get(card.name)) ?? []),
    ];
  }

  #host({ name, addresses }: Cast["hosts"][number], box: Box | undefined): Markup | undefined {
    return box && html`
      <g class="node host"
        data-i="H:${name}"><title>host ${name} ${addresses.join(" ")}</title>${rect(
          box,
          box.height / 2,
        )}${this.#label(box, name, addresses[0] ?? "")}</g>
    `;
  }

  #switch({ name }: Cast["switches"][number], box: Box | undefined): Markup | undefined {
    const key = `S:${name}`;
    return box && html`
      <g class="${this.#class("node sw", key)}"
        data-i="${key}"><title>switch ${name}</title>${rect(
          box,
          4,
        )}<rect class="hatch" x="${box.x}" y="${box.y}" width="${box.width}" height="${box
          .height}" rx="4"/>${this.#label(box, name, "")}${this.#off(box)}</g>
    `;
  }

  #card({ name, pciAddress }: Cast["cards"][number], box: Box | undefined): Markup | undefined {
    if (!box) return undefined;
    const key = `C:${name}`;
    const second = box.width < 110 ? pciAddress.replace(/^0000:/, "") : pciAddress;
    return html`
      <g class="${this.#class("node card", key)}"
        data-i="${key}"><title>card ${name} ${pciAddress}</title>${rect(box, 3)}${this.#label(
          box,
          name,
          second,
        )}</g>
    `;
  }

  /** A name in its box, and, where there is room, a `second` line. */
  #label(box: Box, name: string, second: string): Markup {
    const x = box.x + box.width / 2;
    const middle = box.y + box.height / 2;
    const isHigh = this.kind === "wide" && second !== "" && box.height >= 40;
    const tiny = box.width < TINY;
    const shown = tiny
      ? ending(name, this.#room(box.width - 4, 0.75))
      : this.#fit(name, box.width - 8);
    return html`<text x="${x}" y="${isHigh ? middle - 4 : middle + 4.5}" class="mid b${
      tiny && " tiny"
    }">${shown}</text>${
      isHigh &&
      html`<text x="${x}" y="${middle + 12}" class="mid dim small">${
        this.#fit(second, box.width - 8, 0.88)
      }</text>`
    }`;
  }

  /** The word that a switch is off, beside its name or, where that is too narrow, instead of nothing. */
  #off({ x, y, width, height }: Box): Markup {
    const isNarrow = width < 110;
    return isNarrow
      ? html`
        <path class="off offx" d="M${x + width - 14} ${y + 6}l8 8m0-8l-8 8" />
      `
      : html`<text x="${x + width - 10}" y="${
        y + height / 2 + 4.5
      }" class="end off small">off</text>`;
  }

  #levels(): Markup[] {
    return this.layout.levels.map(({ label, y }) =>
      html`<text x="14" y="${y}" class="dim small">${label}</text>`
    );
  }

  #cells(): Markup[] {
    const isLow = (height: number) => height < 40;
    return this.cast.pods.flatMap(({ pod, links }) =>
      links.flatMap(({ name, mac, pciAddress }) => {
        const key = `${pod}/${name}`;
        const box = this.layout.cells.get(key);
        if (!box) return [];
        const { x, y, width, height } = box;
        const tiny = width < TINY;
        const r = tiny ? 2.6 : this.kind === "wide" ? 4.5 : 3.2;
        // Where there is no room beside the sign, the name stands below it.
        const middle = tiny ? y + 9 : y + height / 2;
        const glyph = x + (tiny ? width / 2 : this.kind === "wide" ? 13 : 9);
        const text = tiny ? glyph : glyph + r + (this.kind === "wide" ? 8 : 5);
        const room = tiny ? width - 2 : x + width - text - 2;
        const rows = isLow(height)
          ? []
          : height < 60
          ? [middle - 3, middle + 13]
          : [middle - 13, middle + 5, middle + 22];
        return [
          html`
            <g class="${this.#class("node lk", `l:${key}`)}"
              data-i="l:${key}"><title>${[name, pciAddress, mac].filter((part) => part !== "").join(
                " ",
              )}</title>${rect(
                box,
                5,
              )}<circle class="gl" cx="${glyph}" cy="${middle}" r="${r}"/><path class="gx" d="M${glyph -
                r} ${middle - r}l${2 * r} ${2 * r}m0-${2 * r}l-${2 * r} ${2 *
                r}"/><text x="${text}" y="${rows[0] ??
                (tiny ? y + 22 : middle + 4.5)}" class="${tiny ? "b mid tiny" : "b"}">${this.#fit(
                  name,
                  room,
                  tiny ? 0.75 : 1,
                )}</text>${rows[1] !== undefined &&
                html`<text class="sn small" x="${text}" y="${rows[1]}" data-s="${key}">${
                  this.frame.words[key] ?? ""
                }</text>`}${rows[2] !== undefined &&
                html`<text class="dim mono small" x="${text}" y="${rows[2]}">${mac}</text>`}</g>
          `,
        ];
      })
    );
  }

  /** Crosses on lines, shown where they are cut. */
  #cuts(): Markup[] {
    const cross = (kind: string, lines: Layout["cables"]) =>
      [...lines].map(([name, { x, from, to }]) => {
        const key = `${kind}:${name}`;
        return html`
          <path class="${this.#class("x", key)}" data-i="${key}" d="M${x - 5} ${(from + to) / 2 -
            5}l10 10m0-10l-10 10" />
        `;
      });
    const { hostLines, uplinks, cables } = this.layout;
    return [...cross("h", hostLines), ...cross("u", uplinks), ...cross("c", cables)];
  }
}

function rect({ x, y, width, height }: Box, radius: number): Markup {
  return html`
    <rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" />
  `;
}

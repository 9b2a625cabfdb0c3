/** What the page does when one touches it: it steps through time, folds, filters, and fills the paper. */

/** A wider drawing of the narrow kind is too small to be read where three stand side by side, or on a telephone. */
export const FITS = 430;

/** The script of a report. It changes classes and text only: nothing of a replay becomes markup. */
export const SCRIPT: string = `
"use strict";
document.body.classList.remove("nojs");
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const SIGNS = "act back stale down free none lost cut gone bad".split(" ");

class Report {
  constructor(root) {
    this.root = root;
    this.prefix = root.dataset.report;
    this.now = -1;
    const data = root.querySelector("script[type='application/json']");
    if (!data) return;
    const { steps, at, key, failure } = JSON.parse(data.textContent);
    Object.assign(this, { at, key, failure });
    let signs = {}, words = {};
    this.moments = steps.map((one) => {
      signs = { ...signs, ...one.s };
      words = { ...words, ...one.w };
      return { head: one.h, rest: one.r, signs, words };
    });
    this.slider = root.querySelector(".slide input");
    this.cap = root.querySelector(".cap");
    this.list = root.querySelector(".evs");
    this.drawn = all("[data-i]", root.querySelector(".stage"));
    this.bare = new Map(this.drawn.map((one) => [
      one,
      one.getAttribute("class").split(" ").filter((name) => !SIGNS.includes(name)).join(" "),
    ]));
    this.slider.addEventListener("input", () => {
      this.cap.setAttribute("aria-live", "off"); // the slider says its moment itself
      this.show(+this.slider.value);
    });
    this.list.addEventListener("keydown", (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1, Home: -1e6, End: 1e6 }[event.key];
      if (!by) return;
      event.preventDefault();
      this.show(this.now + by);
      this.list.querySelector("[aria-current]").focus();
    });
    this.show(at);
  }

  paint(element, bare, moment) {
    const sign = moment.signs[element.dataset.i] ?? "";
    element.setAttribute("class", (bare + " " + sign).trim());
  }

  show(wanted) {
    const position = Math.max(0, Math.min(this.moments.length - 1, wanted));
    if (position === this.now) return;
    this.now = position;
    const moment = this.moments[position];
    for (const [element, bare] of this.bare) this.paint(element, bare, moment);
    for (const name of ["b", "w", "s"]) {
      for (const element of all("[data-" + name + "]", this.root)) {
        element.textContent = moment.words[element.dataset[name]] ?? "";
      }
    }
    this.cap.firstElementChild.textContent = moment.head;
    this.cap.lastElementChild.textContent = moment.rest;
    this.slider.value = position;
    this.slider.setAttribute("aria-valuetext", moment.head + ": " + moment.rest);
    for (const button of all("button", this.list)) {
      const isIt = +button.dataset.m === position;
      if (isIt) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
      button.tabIndex = isIt ? 0 : -1;
      if (isIt) this.reveal(button);
    }
    for (const chip of all(".chip", this.root)) {
      chip.setAttribute("aria-pressed", String(+chip.dataset.m === position));
    }
  }

  /** Scrolls the list, and nothing but the list. */
  reveal(button) {
    const [inner, outer] = [button, this.list].map((one) => one.getBoundingClientRect());
    if (inner.top < outer.top + 30 || inner.bottom > outer.bottom) {
      this.list.scrollTop += inner.top - outer.top - outer.height / 2;
    }
  }

  click(event) {
    const button = event.target.closest("[data-m],[data-d],[data-all]");
    if (!button) return;
    if (button.dataset.all) {
      for (const call of all("details.call:not([hidden])", this.root)) {
        call.open = button.dataset.all === "open";
      }
      return;
    }
    this.cap.setAttribute("aria-live", "polite");
    if (button.dataset.d) this.show(this.now + +button.dataset.d);
    else this.show(+button.dataset.m);
    if (button.classList.contains("lnk")) this.root.querySelector(".stage").scrollIntoView();
    try {
      history.replaceState(null, "", "#" + this.prefix + "moment-" + this.now);
    } catch { /* a page that is no document of its own has no address */ }
  }

  filter(input) {
    const words = input.value.toLowerCase().split(/\\s+/);
    let shown = 0;
    for (const call of all("details.call", this.root)) {
      call.hidden = !words.every((word) => call.dataset.f.includes(word));
      if (!call.hidden) shown++;
    }
    this.root.querySelector(".shown").textContent = shown + (shown === 1 ? " call" : " calls");
  }

  /** On paper three moments stand side by side, or one below the other where the drawing is wide. */
  fillPaper() {
    const paper = this.root.querySelector(".print3");
    const drawing = this.root.querySelector("svg.narrow");
    if (!drawing || paper.childElementCount > 0) return;
    this.root.classList.add("drawn");
    paper.classList.toggle("stacked", drawing.viewBox.baseVal.width > ${FITS});
    const names = this.failure ? ["Before", "At the failure", "After"] : ["Before", "Attached", "After"];
    names.forEach((name, i) => {
      const moment = this.moments[this.key[i]];
      const figure = document.createElement("figure");
      const copy = drawing.cloneNode(true);
      copy.removeAttribute("aria-labelledby");
      for (const one of all("title,desc", copy)) one.remove();
      for (const one of all("pattern", copy)) one.id += name.replace(/ /g, "");
      copy.style.setProperty("--hatch", "url(#" + (copy.querySelector("pattern")?.id ?? "") + ")");
      const originals = all("[data-i]", drawing);
      all("[data-i]", copy).forEach((one, n) => this.paint(one, this.bare.get(originals[n]), moment));
      for (const one of all("[data-b]", copy)) one.textContent = moment.words[one.dataset.b] ?? "";
      const caption = document.createElement("figcaption");
      const bold = document.createElement("b");
      bold.textContent = name + " ";
      caption.append(bold, moment.head + ": " + moment.rest);
      figure.append(caption, copy);
      paper.append(figure);
    });
  }
}

const reports = all("[data-report]").map((root) => new Report(root));
const of = (element) => reports.find((one) => one.root.contains(element));
document.addEventListener("click", (event) => of(event.target)?.click(event));
document.addEventListener("input", (event) => {
  if (event.target.type === "search") of(event.target)?.filter(event.target);
});
function follow() {
  const name = decodeURIComponent(location.hash.slice(1));
  const moment = /^(.*?)moment-(\\d+)$/.exec(name);
  const report = moment && reports.find((one) => one.prefix === moment[1] && one.moments);
  if (report) {
    open(report.root);
    report.show(+moment[2]);
    report.root.querySelector(".stage").scrollIntoView();
    return;
  }
  const target = name && document.getElementById(name);
  if (!target) return;
  open(target);
  target.scrollIntoView();
}
function open(element) {
  for (let one = element; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
}
addEventListener("hashchange", follow);
const fill = () => reports.forEach((one) => one.moments && one.fillPaper());
addEventListener("beforeprint", fill);
matchMedia("print").addEventListener("change", fill);
follow();
`.trim();

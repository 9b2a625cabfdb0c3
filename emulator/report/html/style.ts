/** The look of the page: light, dark, on paper; from 360 px to 1920 px. */

const COLOURS = `
:root{--bg:#fbfbfa;--card:#fff;--ink:#1c2126;--dim:#565f69;--line:#d9dde1;--soft:#f0f2f4;--blue:#0b5cad;--blue-bg:#e3eefa;--red:#a8360c;--red-bg:#fcebe4;--amb:#755200;--amb-bg:#fbf1d9;--idle:#767f88;--focus:#0b5cad;--code:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{--bg:#14171a;--card:#1b1f23;--ink:#e4e7ea;--dim:#a3adb7;--line:#343b42;--soft:#23282d;--blue:#7ab8f5;--blue-bg:#17324d;--red:#ff9d76;--red-bg:#43241a;--amb:#e7c25f;--amb-bg:#3a3018;--idle:#828c96;--focus:#9ccbfa}}
@media print{:root{--bg:#fff;--card:#fff;--ink:#000;--dim:#444;--line:#bbb;--soft:#f3f3f3;--blue:#0b5cad;--blue-bg:#e3eefa;--red:#a8360c;--red-bg:#fcebe4;--amb:#755200;--amb-bg:#fbf1d9;--idle:#777}}`;

const PAGE = `
*{box-sizing:border-box}
html{scroll-padding-top:3.6rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif}
h1,h2,h3,h4,p,dl,dd,ol,ul,figure{margin:0;padding:0}
ol,ul{list-style:none}
h1,.top h2,.report>.top h2{font-size:clamp(1.35rem,1.05rem + 1.3vw,2rem);line-height:1.25;font-weight:650;letter-spacing:-.01em;text-wrap:balance;overflow-wrap:anywhere}
h2{font-size:1.35rem;line-height:1.3;font-weight:650}
h3{font-size:1rem;font-weight:650}
.blk h3,.evs h3{font-size:.82rem;font-weight:650;color:var(--dim)}
section{margin-top:3.5rem}
a{color:var(--blue)}
code,pre,.mono{font-family:var(--code)}
code{font-size:.92em;overflow-wrap:anywhere}
pre{margin:0;font-size:.8rem;line-height:1.5;background:var(--soft);border-radius:6px;padding:.75rem .9rem;overflow:auto;max-height:26rem;tab-size:2}
small,.dim,.quiet{color:var(--dim)}
summary{cursor:pointer;padding:.35rem 0}
button{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:6px;padding:.3rem .75rem;cursor:pointer;min-height:34px}
button:hover{border-color:var(--idle)}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
.wrap{max-width:1560px;margin:0 auto;padding:0 clamp(16px,3vw,48px)}
.m{white-space:nowrap;font-style:italic;font-variant-numeric:tabular-nums}
.vh,.skip:not(:focus){position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip:focus{position:fixed;top:8px;left:8px;z-index:9;background:var(--card);padding:.5rem 1rem;border:2px solid var(--focus);border-radius:6px}
.nojs .js,.nojs .ctl,[hidden]{display:none!important}
.ic{width:1.3em;height:1.3em;flex:none}
.ic>*{fill:none;stroke-width:2}
.ic .in{stroke:var(--card);stroke-width:2.4;stroke-linecap:round;stroke-linejoin:round}
.ic.ok>:first-child,.ic.info>:first-child{fill:var(--blue)}.ic.bad>:first-child{fill:var(--red)}.ic.warn>:first-child{fill:var(--amb)}
.top{background:var(--card);border-bottom:1px solid var(--line);padding:1.5rem 0 1.25rem}
.brand{color:var(--dim);font-size:.9rem;margin-bottom:1rem;overflow-wrap:anywhere}.brand b{color:var(--ink);font-weight:600}
.verdict{display:flex;gap:.9rem;align-items:flex-start}.verdict>div{min-width:0}
.verdict>.ic{width:2.1rem;height:2.1rem;margin-top:.15rem}
.lead{color:var(--dim);margin-top:.4rem;max-width:75ch;overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(148px,1fr));gap:1.1rem 1.75rem;margin-top:1.75rem}
.facts dt{font-size:.82rem;color:var(--dim)}.facts dd{font-weight:600;font-size:1.08rem}
.facts small{display:block;font-weight:400;font-size:.82rem}
.det{font-size:.85rem;color:var(--dim);margin-top:1.5rem;max-width:85ch}
.toc{position:sticky;top:0;z-index:5;background:var(--bg);border-bottom:1px solid var(--line)}
.toc ul{display:flex;gap:.1rem 1.4rem;overflow-x:auto;scrollbar-width:none}
.toc a{display:block;padding:.7rem 0;color:var(--ink);text-decoration:none;white-space:nowrap;font-size:.93rem}
.toc a:hover{color:var(--blue);text-decoration:underline}.toc .n{color:var(--dim);font-size:.85em}
.what{color:var(--dim);margin:.2rem 0 1.25rem;max-width:75ch}
footer{color:var(--dim);font-size:.85rem;margin-top:4rem!important;padding-bottom:3rem!important}
.tw{overflow-x:auto}
table{border-collapse:collapse;font-size:.87rem;min-width:100%}
th,td{text-align:left;padding:.38rem 1rem .38rem 0;border-bottom:1px solid var(--line);vertical-align:top;white-space:nowrap}
thead th{color:var(--dim);font-weight:600;font-size:.8rem}tbody th{font-weight:600}
.index{display:grid;gap:.2rem;margin-top:1.5rem}
.index a{display:flex;gap:.6rem;align-items:baseline;color:var(--ink);text-decoration:none;padding:.25rem 0;min-width:0}.index a:hover b{text-decoration:underline}
.index .ic{align-self:center}.index b{overflow-wrap:anywhere}.index span{color:var(--dim);overflow-wrap:anywhere}
.report{margin-top:1rem;border:1px solid var(--line);border-radius:8px;background:var(--bg)}
.report>summary{padding:.9rem 1.25rem;background:var(--card);border-radius:8px;display:flex;gap:.6rem;align-items:center;overflow-wrap:anywhere}
.report .top{border-top:1px solid var(--line)}.report section{margin-top:2.5rem}.report .body1{padding-bottom:2rem}`;

const FINDINGS = `
.finds{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:1.25rem}
.find{background:var(--card);border:1px solid var(--line);border-top:3px solid var(--red);border-radius:6px;padding:1.1rem 1.25rem;min-width:0}
.find.warning{border-top-color:var(--amb)}.find.info{border-top-color:var(--blue)}
.find h3{display:flex;gap:.55rem;align-items:center}
.sev{color:var(--red)}.warning .sev{color:var(--amb)}.info .sev{color:var(--blue)}
.find .code{font-weight:400;color:var(--dim);margin-left:.35rem}
.msg{margin:.55rem 0 .9rem;overflow-wrap:anywhere}.fix{margin-top:.9rem;overflow-wrap:anywhere}.fix b{display:block;font-size:.82rem;color:var(--dim)}
.src figcaption{font-size:.82rem;color:var(--dim);margin-bottom:.3rem}.src pre{padding:.5rem 0}
.sl{display:block;padding:0 .9rem 0 0;white-space:pre;min-width:max-content}
.sl .no{display:inline-block;width:3.2rem;padding-right:.9rem;text-align:right;color:var(--dim);user-select:none}
.hit{background:var(--red-bg);box-shadow:inset 3px 0 var(--red)}.warning .hit,.info .hit{background:var(--amb-bg);box-shadow:inset 3px 0 var(--amb)}
.sl.hit .no{color:var(--ink)}`;

const PICTURE = `
.stage{display:grid;gap:1.5rem}.pane{min-width:0;container-type:inline-size}
.ctl{display:flex;flex-wrap:wrap;gap:.75rem 1.5rem;align-items:center}
.chips{display:flex;gap:.4rem;flex-wrap:wrap}
.chip[aria-pressed=true]{background:var(--blue-bg);border-color:var(--blue);color:var(--blue);font-weight:600}
.slide{display:flex;gap:.5rem;align-items:center;flex:1 1 240px;max-width:460px}
.slide input{flex:1;min-width:0;accent-color:var(--blue);height:34px}
.stp{padding:.1rem .8rem;font-size:1.2rem;line-height:1}
.cap{min-height:3.1em;margin:.9rem 0 .75rem;max-width:75ch;overflow-wrap:anywhere}.cap b{margin-right:.5em}
.scroll{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:clamp(8px,2vw,24px);overflow-x:auto}
.pic{display:block;margin:0 auto;height:auto}
.pic.wide{display:none;max-width:none}.pic.narrow{width:100%;max-width:430px;min-width:300px}
.pic text{fill:var(--ink);font-family:inherit;font-size:var(--fs)}
.pic .small{font-size:calc(var(--fs) - 1.5px)}
.pic .tiny{font-size:9px}.pic .b{font-weight:600}.pic .mid{text-anchor:middle}.pic .end{text-anchor:end}.pic .dim,.pic tspan.dim{fill:var(--dim)}.pic .mono{font-family:var(--code)}
.pic .halo,.pic .halo2{paint-order:stroke;stroke:var(--card);stroke-width:4px}.pic .halo2{stroke:var(--soft)}
.node rect{fill:var(--card);stroke:var(--idle);stroke-width:1.25}
.host rect,.sw>rect:first-of-type{fill:var(--soft)}
.node .hatch,.off{display:none}.hl{stroke:var(--red);stroke-width:1.6;opacity:.35}
.node.pod rect{fill:var(--soft);stroke:var(--line)}.node.pod.none rect{stroke-dasharray:3 4;fill:none}
.sw.bad rect{stroke:var(--red);stroke-dasharray:6 4;stroke-width:1.75}.sw.bad>rect:first-of-type{fill:var(--card)}
.sw.bad .hatch{display:block;stroke:none;fill:var(--hatch)}
.pic .sw.bad .off{display:block;fill:var(--red);font-weight:600}.pic .sw.bad .offx{fill:none;stroke:var(--red);stroke-width:2}
.pic .sw.bad text{paint-order:stroke;stroke:var(--card);stroke-width:5px}
.card.cut rect{stroke:var(--red);stroke-dasharray:4 3}
.ln{fill:none;stroke:var(--idle);stroke-width:1.5}
.ln.act{stroke:var(--blue);stroke-width:4.5}
.ln.lost{stroke:var(--red);stroke-width:4.5;stroke-dasharray:3 5}
.ln.down{stroke:var(--red);stroke-dasharray:4 5}
.ln.gone{stroke-dasharray:1 4;opacity:.6}
.x{display:none;fill:none;stroke:var(--red);stroke-width:2.5;stroke-linecap:round}.x.cut{display:block}
.agg ellipse{fill:none;stroke:var(--dim);stroke-width:1.5}
.lk .gl,.lk .gx{display:none;fill:none;stroke-width:2}.lk .gx{stroke-linecap:round}
.lk.none rect{stroke-dasharray:2 4;fill:none}.pic .lk.none text{fill:var(--dim);font-weight:400}
.lk.act rect{fill:var(--blue-bg);stroke:var(--blue);stroke-width:2.25}.lk.act .gl{display:block;fill:var(--blue);stroke:var(--blue)}
.lk.back .gl,.lk.free .gl{display:block;stroke:var(--dim)}.lk.free .gl{stroke-dasharray:2 2}
.lk.stale rect{fill:var(--red-bg);stroke:var(--red);stroke-width:2.25}
.lk.down rect{stroke:var(--red);stroke-dasharray:5 4;stroke-width:1.5}
.lk.stale .gx,.lk.down .gx{display:block;stroke:var(--red)}
.pic .sn{fill:var(--dim)}.pic .lk.act .sn{fill:var(--blue)}.pic .lk.stale .sn,.pic .lk.down .sn{fill:var(--red)}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.25rem;margin:.9rem 0;font-size:.85rem;color:var(--dim)}
.legend li{display:flex;gap:.45rem;align-items:center}.legend svg{width:34px;height:14px}
.words{margin-top:.5rem}.words ul{margin-bottom:.5rem}
.events{min-width:0}
.evs{border:1px solid var(--line);border-radius:8px;background:var(--card);padding:.5rem .5rem .75rem;overflow-y:auto;max-height:20rem}
.evs h3{padding:.7rem .6rem .25rem;position:sticky;top:-.5rem;background:var(--card)}
.evs button{display:grid;grid-template-columns:4.6rem minmax(0,1fr);gap:.5rem;width:100%;text-align:left;border:1px solid transparent;background:none;padding:.2rem .6rem;font-size:.9rem;line-height:1.4;min-height:30px;overflow-wrap:anywhere}
.evs button:hover{background:var(--soft)}.evs button[aria-current]{background:var(--blue-bg);border-color:var(--blue);font-weight:600}
.at{color:var(--dim);text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.print3{display:none}
@media screen and (min-width:1120px){.stage{grid-template-columns:minmax(0,1fr) 350px}.events{position:relative}.evs{position:absolute;inset:0;max-height:none}}`;

const TIMELINE = `
.track{position:relative;flex:1;min-width:0}
.ax{display:flex;padding-left:20rem;height:1.5rem;font-size:.78rem;color:var(--dim)}
.ax .track span{position:absolute;top:0;padding-left:.3rem;border-left:1px solid var(--line);white-space:nowrap;line-height:1.5rem}
.gh{font-size:.82rem;font-weight:650;color:var(--dim);padding:.7rem 0 .2rem;border-top:1px solid var(--line)}
.tr{display:flex;align-items:center;min-height:30px}
.lab{display:grid;grid-template-columns:4.2rem minmax(0,1fr);align-items:baseline;width:20rem;flex:none;padding-right:1rem;text-decoration:none;color:var(--ink);font-size:.9rem;line-height:1.35;overflow-wrap:anywhere}
.lab:hover span{text-decoration:underline}.badw{color:var(--red);font-weight:600}
.tr .track{height:30px}
.bar{position:absolute;top:9px;height:12px;border-radius:2px;background:var(--idle)}
.bar.ADD{background:var(--blue)}.bar.CHECK{background:none;border:2px solid var(--blue)}
.bar.step{background:none;border:1.5px solid var(--dim);border-radius:6px}
.bar.bad{background:repeating-linear-gradient(45deg,var(--red) 0 4px,var(--red-bg) 4px 7px);border:1.5px solid var(--red)}
.dur{position:absolute;top:4px;padding:0 .5rem;font-size:.8rem;color:var(--dim);white-space:nowrap}
.cmd{white-space:nowrap;font:600 .78rem/1 var(--code);letter-spacing:.02em;color:var(--dim)}.cmd.ADD,.cmd.CHECK{color:var(--blue)}
.close{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1.1rem clamp(.9rem,2vw,1.5rem) 1.25rem;margin-top:.75rem}
.tl+.close{margin-top:2.25rem}
.close>summary{padding:0;display:flex;gap:.6rem;list-style:none;align-items:center}
.close>summary::-webkit-details-marker,.call>summary::-webkit-details-marker{display:none}
.close>summary::before,.call>summary::before{content:"›";color:var(--dim);font-weight:700}
.close[open]>summary::before,.call[open]>summary::before{transform:rotate(90deg)}
.close h3{display:flex;gap:.55rem;align-items:center;overflow-wrap:anywhere}.close h3 .m{margin-left:.3rem;font-weight:400;color:var(--dim)}
.cmp{display:flex;flex-wrap:wrap;gap:.3rem 1.6rem;margin:-.4rem 0 .9rem}.cmp dt{font-size:.82rem;color:var(--dim)}.cmp dd{margin:0;overflow-wrap:anywhere}
.unm{color:var(--red);margin:.5rem 0 0;overflow-wrap:anywhere}.told{margin:.5rem 0 0;color:var(--dim);overflow-wrap:anywhere}
.cu{margin-top:1rem}.cu .ax{padding-left:9.5rem}
.lane{display:flex;align-items:center;min-height:38px}
.ll{width:9.5rem;flex:none;font-size:.86rem;line-height:1.25;padding-right:1rem}.ll small{display:block;font-size:.8rem}
.lane .track{height:26px;background:linear-gradient(var(--line),var(--line)) 0 50%/100% 1px no-repeat}
.pins span{position:absolute;top:2px;transform:translateX(-50%);background:var(--ink);color:var(--card);border-radius:11px;min-width:22px;height:22px;line-height:22px;text-align:center;font-size:.76rem;font-weight:600;padding:0 6px;white-space:nowrap}
.pins .pn{display:none}
.strip i{position:absolute;top:4px;width:6px;height:18px;margin-left:-3px;background:var(--blue);border-radius:1px}
.strip i.no{background:none;width:10px;margin-left:-5px}
.strip i.no::before,.strip i.no::after{content:"";position:absolute;left:4px;top:1px;width:2.5px;height:16px;background:var(--red);transform:rotate(32deg)}.strip i.no::after{transform:rotate(-32deg)}
.dense i{width:2px;margin-left:-1px}.dense i.no{width:2px;margin-left:-1px;top:15px;height:9px;background:var(--red)}.dense i.no::before,.dense i.no::after{display:none}
.bin{position:absolute;top:3px;width:1%;height:20px;background:linear-gradient(to top,var(--red) var(--lost),var(--blue) 0);border-right:1px solid var(--card)}
.gap{position:absolute;top:3px;height:20px;background:var(--red-bg);border:solid var(--red);border-width:0 2px}.gap.fine{background:var(--soft);border-color:var(--idle)}
.gapw{position:absolute;top:3px;padding:0 .45rem;line-height:20px;font-size:.84rem;white-space:nowrap;background:var(--card)}
.limit{position:absolute;top:-3px;height:32px;border-left:2px dotted var(--ink)}
.parts span{position:absolute;top:4px;height:18px;text-align:center;line-height:15px;font-size:.78rem;border:1.5px solid var(--dim);background:var(--soft)}
.parts .q1{background:var(--amb-bg);border-color:var(--amb)}.parts .q2{background:var(--blue-bg);border-color:var(--blue)}
.two{display:grid;gap:1rem 2.5rem;margin-top:1rem}
@media(min-width:860px){.two{grid-template-columns:minmax(0,3fr) minmax(0,2fr)}}
.evlist,.plist{font-size:.9rem}
.evlist li{display:grid;grid-template-columns:1.6rem 4.4rem minmax(0,1fr);gap:.5rem;padding:.12rem 0}.evlist.merged li{grid-template-columns:3.4rem 4.4rem minmax(0,1fr)}.evlist b{font-weight:600;text-align:right}
.plist{list-style:lower-alpha;padding-left:1.4rem}.plist li{padding:.12rem 0}.plist .m{color:var(--dim);margin-left:.3rem}
.lnk{border:0;background:none;padding:0;text-align:left;min-height:24px;color:var(--ink);text-decoration:underline;text-decoration-color:var(--idle);text-underline-offset:3px;overflow-wrap:anywhere}.lnk:hover{color:var(--blue)}
.nojs .lnk{text-decoration:none;cursor:default}
.runs{width:12rem;height:26px}.runs i{position:absolute;top:5px;width:10px;height:10px;margin:3px 0 0 -5px;border-radius:50%;background:var(--blue);opacity:.65}.runs .mid{position:absolute;top:0;height:26px;border-left:2px solid var(--ink)}`;

const CALLS = `
.tools{margin-bottom:.75rem;display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
input[type=search]{font:inherit;color:inherit;background:var(--card);border:1px solid var(--idle);border-radius:6px;padding:.25rem .6rem;min-height:34px;width:15rem;max-width:100%}
.call,.podv{background:var(--card);border:1px solid var(--line);border-bottom-width:0}
.call:first-of-type,.podv:first-of-type{border-radius:8px 8px 0 0}.call:last-of-type,.podv:last-of-type{border-bottom-width:1px;border-radius:0 0 8px 8px}.call:only-of-type,.podv:only-of-type{border-radius:8px}
.call>summary{display:grid;grid-template-columns:1rem 4rem 6rem 6rem minmax(0,1.2fr) minmax(0,1fr) 5rem;gap:.75rem;align-items:baseline;padding:.6rem 1rem;list-style:none}
.call>summary:hover,.podv>summary:hover{background:var(--soft)}
.ifn{font-weight:600}.net,.typ{color:var(--dim)}.net,.out,.ifn,.typ{overflow-wrap:anywhere}
.out{font-weight:600;color:var(--blue)}.out .dim{font-weight:400}.out.bad{color:var(--red)}
.call .d{text-align:right;color:var(--dim);white-space:nowrap}
.body{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:1.25rem 1.5rem;padding:.75rem 1rem 1.5rem 2.75rem}
.podv .body{padding-left:1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,600px),1fr))}.podv>summary{padding:.7rem 1rem;overflow-wrap:anywhere}
.col{display:grid;gap:1.25rem;align-content:start;min-width:0}.blk{min-width:0}.blk h3{margin-bottom:.35rem;overflow-wrap:anywhere}
.wrapl{white-space:pre-wrap;overflow-wrap:anywhere}.full{grid-column:1/-1;min-width:0}
.err{background:var(--red-bg);color:var(--red);border-radius:6px;padding:.7rem .9rem;overflow-wrap:anywhere;white-space:pre-line}
.diff del,.diff ins{text-decoration:none;padding:.05rem .3rem;border-radius:3px}
.diff del{background:var(--red-bg);color:var(--red)}.diff del::before{content:"− "}
.diff ins{background:var(--blue-bg);color:var(--blue)}.diff ins::before{content:"+ "}`;

const NARROW = `
@media screen and (min-width:761px) and (max-width:980px){.call>summary{grid-template-columns:1rem 3.4rem 3.6rem 3.8rem minmax(0,1fr) 12.5rem 4.2rem;gap:.6rem}}
@media screen and (max-width:760px){
.pins .pw{display:none}.pins .pn{display:block}
.ax .track span:nth-child(even){font-size:0}.ax,.cu .ax{padding-left:0}
.tr{display:block;padding:.3rem 0 0}.lab{width:auto;padding:0}.tr .track{height:22px}.bar{top:4px}.dur{top:-1px}
.lane{display:block;padding-top:.5rem}.ll{display:block;width:auto}.ll small{display:inline;margin-left:.5rem}
.call>summary{grid-template-columns:1rem 3.6rem minmax(0,1fr) auto;gap:.15rem .6rem}.call>summary .typ{display:none}.call>summary .net,.call>summary .out{grid-column:2/-1}.call>summary .d{grid-row:1;grid-column:4}
.body{padding-left:1rem}.facts{grid-template-columns:1fr 1fr;gap:1rem}
.verdict{display:block}.verdict>.ic{margin-bottom:.5rem}.index a{flex-wrap:wrap}}
@media(prefers-reduced-motion:no-preference){.lk rect,.ln{transition:stroke .15s,fill .15s}html{scroll-behavior:smooth}}
@media(forced-colors:active){.pic,.track,.legend svg,.ic{forced-color-adjust:none}}`;

const PRINT = `
@media print{
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{font-size:10.5pt}
.toc,.ctl,.skip,.tools,.events,.cap,.what,.print3:not(:empty)~.none,footer{display:none}
.wrap{max-width:none;padding:0}section{margin-top:1.6rem}
.drawn .stage .scroll,.drawn .words{display:none}
.print3{display:grid;grid-template-columns:repeat(3,1fr);gap:1rem}.print3.stacked{grid-template-columns:1fr}.print3 figure{break-inside:avoid;min-width:0}
.print3 svg{display:block!important;width:100%!important;min-width:0!important;max-width:none!important;height:auto;border:1px solid var(--line);border-radius:6px;padding:6px}.print3 figcaption{font-size:8.5pt;min-height:5em}
.finds{display:block}.find{margin-bottom:1rem}
.facts{grid-template-columns:repeat(4,1fr);gap:.7rem 1.5rem;margin-top:1rem}.top{padding:0 0 .8rem}
.ax{padding-left:14rem}.lab{width:14rem}.tr{min-height:24px}
.call>summary{grid-template-columns:1rem 3.5rem 4rem 4rem 1.2fr 1.2fr 4.5rem;padding:.3rem .7rem}.close{padding:.7rem 1rem}
.find,.close,.lane,.tr,.blk{break-inside:avoid}h2,h3{break-after:avoid}.call>summary,.podv>summary{break-after:avoid}
.tr{overflow-x:clip}th,td{white-space:normal;overflow-wrap:anywhere}
pre{max-height:none;white-space:pre-wrap;overflow:visible}}`;

/** The style sheet of a picture that stands alone. */
export const PICTURE_STYLE: string = `${COLOURS}${PICTURE}
.pic.wide{display:block;background:var(--card);font-family:system-ui,"Noto Sans","DejaVu Sans",sans-serif}`
  .trim();

/** The style sheet of a report. */
export const STYLE: string = [COLOURS, PAGE, FINDINGS, PICTURE, TIMELINE, CALLS, NARROW, PRINT]
  .join("")
  .trim();

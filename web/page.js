"use strict";
// The page of one alliance graph. Texts come from the news and are only ever written as text.
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const nodes = new Map(data.nodes.map((n) => [n.id, n]));
  const pairs = new Map(data.pairs.map((p) => [p.id, p]));
  const labels = new Set(data.nodes.map((n) => n.label));
  const MARK = { plus: "+", minus: "−", "both-signs": "±" };
  const relations = new Map();
  for (const kind of data.kinds) for (const { label, count } of kind.relations) relations.set(label, (relations.get(label) || 0) + count);
  const state = { kinds: new Set(data.kinds.map((k) => k.kind)), relations: new Set(relations.keys()), from: "", to: "", top: data.top, pick: "", sort: "claims", down: true };

  function make(tag, words, cls) {
    const element = document.createElement(tag);
    if (words !== undefined) element.textContent = words;
    if (cls) element.className = cls;
    return element;
  }

  // ------------------------------------------------------------ what is shown

  const wanted = (pair) => pair.ties.filter((tie) => state.relations.has(tie.label));
  const told = (tie) => tie.sentences.map((i) => data.sentences[i]);
  function inTime(claim) {
    const first = claim.earliest || claim.reported || "", last = claim.latest || claim.reported || first;
    return (!state.from || (last && last >= state.from)) && (!state.to || (first && first <= state.to));
  }
  function shown(pair) {
    if (!state.kinds.has(pair.kind)) return false;
    if (!among(pair)) return false;
    const ties = wanted(pair);
    return ties.length > 0 && ((!state.from && !state.to) || ties.some((tie) => told(tie).some(inTime)));
  }

  // ------------------------------------------------------------ the graph

  const FONT = "system-ui, sans-serif", LETTER = 11; // pixels
  let cy = null, scale = 0;
  function colours() {
    const style = getComputedStyle(document.documentElement);
    return (name) => style.getPropertyValue("--" + name).trim();
  }
  function look() {
    const c = colours();
    const line = { plus: [c("plus"), "solid", "triangle"], minus: [c("minus"), "dashed", "tee"], "both-signs": [c("soft"), "dotted", "none"],
      "no-side": [c("plus"), "solid", "none"], held: [c("ink"), "solid", "diamond"], unheld: [c("ink"), "dashed", "diamond"],
      "on-place": [c("ink"), "dotted", "vee"], other: [c("soft"), "solid", "none"] };
    const kinds = Object.entries(line).map(([kind, [colour, dashes, head]]) => ({ selector: `edge[kind = "${kind}"]`, style: {
      "line-color": colour, "line-style": dashes, "target-arrow-shape": "none", "source-arrow-shape": "none",
      "target-arrow-color": colour, "source-arrow-color": colour,
      "target-arrow-fill": head === "diamond" ? "hollow" : "filled", "source-arrow-fill": head === "diamond" ? "hollow" : "filled" } }));
    const heads = Object.entries(line).flatMap(([kind, [, , head]]) => [
      { selector: `edge[kind = "${kind}"][?atEnd]`, style: { "target-arrow-shape": head } },
      { selector: `edge[kind = "${kind}"][?atStart]`, style: { "source-arrow-shape": head } }]);
    return [
      { selector: "node", style: { label: "", width: "data(size)", height: "data(size)", "background-color": c("node"), color: c("ink"),
        "border-width": 1.2, "border-color": c("ink"), "font-family": FONT, "font-size": LETTER, "text-valign": "bottom", "text-margin-y": 2,
        "text-wrap": "wrap", "text-max-width": 1000, "text-outline-color": c("paper"), "text-outline-width": 2 } },
      { selector: "node.named", style: { label: "data(words)", "z-index": 2 } },
      { selector: "node[?place]", style: { shape: "rectangle", "background-color": c("paper") } },
      { selector: "edge", style: { width: "data(width)", "curve-style": "bezier", "arrow-scale": 1.2 } },
      ...kinds, ...heads,
      { selector: ".dim", style: { opacity: 0.12 } },
      { selector: ".picked", style: { "underlay-color": "#e6a700", "underlay-opacity": 0.55, "underlay-padding": 5 } },
      { selector: ".gone", style: { display: "none" } },
    ];
  }
  function draw() {
    if (typeof window.cytoscape !== "function") return;
    $("still").remove();
    cy = window.cytoscape({
      container: $("cy"), layout: { name: "preset" }, style: look(), minZoom: 0.05, maxZoom: 5,
      elements: [
        ...data.nodes.map((n) => ({ group: "nodes", data: { id: n.id, words: n.lines.join("\n"), place: n.place, size: n.size } })),
        ...data.pairs.map((p) => ({ group: "edges", data: { id: p.id, source: p.source, target: p.target, kind: p.kind, width: p.width, atStart: p.at_start, atEnd: p.at_end } })),
      ],
    });
    window.cy = cy;
    cy.on("tap", (event) => { if (event.target === cy) pick(""); else pick(event.target.id()); });
    cy.on("mouseover", "node", (event) => event.target.addClass("named"));
    cy.on("mouseout dragfree", "node", showNames);
    let waiting = 0;
    cy.on("zoom", () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(() => { rescale(); showNames(); }); });
    window.addEventListener("resize", () => { cy.resize(); place(); });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(look()));
  }

  // The first actors have a layout of their own, in which they have more room than among all others. Where the
  // window is wider, or higher, than the layout, that is stretched.
  const here = () => data.nodes.slice(0, state.top).map((n) => cy.getElementById(n.id));
  const among = (p) => nodes.get(p.source).rank < state.top && nodes.get(p.target).rank < state.top;
  const spot = (n) => (state.top <= data.top && n.at) || [n.x, n.y];
  function extent(spots) {
    const [left, right, top, bottom] = [0, 1].flatMap((i) => [Math.min(...spots.map((s) => s[i])), Math.max(...spots.map((s) => s[i]))]);
    return { x: (left + right) / 2, y: (top + bottom) / 2, width: Math.max(right - left, 1), height: Math.max(bottom - top, 1) };
  }
  function place() {
    if (!data.nodes.length) return;
    const all = extent(data.nodes.slice(0, state.top).map(spot));
    const want = cy.width() / Math.max(cy.height(), 1) / (all.width / all.height);
    const wide = Math.min(Math.max(want, 1), 2), high = Math.min(Math.max(1 / want, 1), 2);
    cy.batch(() => data.nodes.slice(0, state.top).forEach((n) => { const [x, y] = spot(n); cy.getElementById(n.id).position({ x: x * wide, y: y * high }); }));
    scale = 0; // those who came have not been drawn to scale yet
    fit();
  }
  // All that is shown, with room at the sides for labels.
  function fit() {
    const all = extent(here().map((n) => [n.position("x"), n.position("y")]));
    const zoom = Math.min((cy.width() - 120) / all.width, (cy.height() - 60) / all.height, 1.5);
    cy.viewport({ zoom: Math.max(zoom, cy.minZoom()), pan: { x: cy.width() / 2 - zoom * all.x, y: cy.height() / 2 - zoom * all.y } });
    rescale();
    showNames();
  }

  // Letters, markers and lines keep their size on the screen when the picture is small.
  function rescale() {
    const wanted = Math.round(20 / Math.min(1, Math.max(cy.zoom(), 0.1))) / 20;
    if (wanted === scale) return;
    scale = wanted;
    const markers = Math.sqrt(scale);
    cy.batch(() => {
      here().forEach((n) => { const size = n.data("size") * markers; n.style({ "font-size": LETTER * scale, "text-outline-width": 2 * scale, "border-width": 1.2 * markers, width: size, height: size }); });
      data.pairs.filter(among).forEach((p) => { cy.getElementById(p.id).style("width", p.width * Math.max(1, scale)); });
    });
  }

  // A label is shown where it covers no other label and no marker: the chosen actor's first, then those of its
  // neighbours, then those of the strongest. The rest come as one zooms in, or by pointing at them.
  const pen = document.createElement("canvas").getContext("2d"), widths = new Map();
  function width(line) {
    if (!widths.has(line)) { pen.font = `${LETTER}px ${FONT}`; widths.set(line, pen.measureText(line).width); }
    return widths.get(line);
  }
  function showNames() {
    const zoom = cy.zoom(), near = new Set();
    for (const p of data.pairs) if (p.id === state.pick || p.source === state.pick || p.target === state.pick) near.add(p.source).add(p.target);
    const boxes = here().map((element) => {
      const id = element.id(), { x, y } = element.position(), half = (element.width() / 2) * zoom, lines = nodes.get(id).lines;
      const letter = LETTER * Math.max(scale * zoom, zoom), side = Math.max(...lines.map(width)) * (letter / LETTER) / 2 + 2;
      const top = y * zoom + half + 1;
      return { element, order: (id === state.pick ? 0 : near.has(id) ? 1 : 2) * 1e6 + nodes.get(id).rank,
        marker: [x * zoom - half, y * zoom - half, x * zoom + half, y * zoom + half],
        label: [x * zoom - side, top, x * zoom + side, top + lines.length * letter * 1.15 + 3] };
    }).sort((a, b) => a.order - b.order);
    const hit = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
    const taken = [];
    cy.batch(() => boxes.forEach((box) => {
      const free = box.element.id() === state.pick || (!taken.some((other) => hit(box.label, other)) && !boxes.some((other) => other !== box && hit(box.label, other.marker)));
      if (free) taken.push(box.label);
      box.element.toggleClass("named", free);
    }));
  }

  // ------------------------------------------------------------ evidence

  function sentence(claim) {
    const quote = make("blockquote"), words = make("p"), spots = [];
    for (const mention of [claim.subject_mention, claim.object_mention]) {
      const at = mention ? claim.text.indexOf(mention) : -1;
      if (at >= 0 && !spots.some(([a, b]) => at < b && a < at + mention.length)) spots.push([at, at + mention.length]);
    }
    let end = 0;
    for (const [a, b] of spots.sort((x, y) => x[0] - y[0])) {
      words.append(claim.text.slice(end, a), make("mark", claim.text.slice(a, b)));
      end = b;
    }
    words.append(claim.text.slice(end));
    const foot = make("footer"), article = data.articles[claim.article] || {};
    if (claim.status !== "asserted") foot.append(make("strong", claim.status + "; "));
    const days = [...new Set([claim.earliest, claim.latest].filter(Boolean))].join(" to ");
    if (days) foot.append(days + "; ");
    if (claim.by) foot.append("according to " + claim.by + "; ");
    const source = [article.title || claim.article, article.publisher, claim.reported].filter(Boolean).join(", ");
    if (/^https?:\/\//i.test(article.url || "")) {
      const link = make("a", source);
      link.href = article.url;
      link.rel = "noreferrer noopener";
      foot.append(link);
    } else foot.append(source);
    foot.append(`, characters ${claim.start}–${claim.end}`);
    quote.append(words, foot);
    return quote;
  }
  function tell(pair, into) {
    for (const tie of wanted(pair)) {
      const title = make("h3", undefined, tie.sign > 0 ? "plus" : tie.sign < 0 ? "minus" : "");
      title.textContent = `${tie.sign > 0 ? "+ " : tie.sign < 0 ? "− " : ""}${tie.subject} ${tie.label} ${tie.object}`;
      into.append(title, ...told(tie).filter(inTime).map(sentence));
    }
  }
  function panel() {
    const into = $("evidence");
    into.replaceChildren();
    const pair = pairs.get(state.pick), node = nodes.get(state.pick);
    if (pair) {
      into.append(make("h2", `${nodes.get(pair.source).label} and ${nodes.get(pair.target).label}`));
      tell(pair, into);
    } else if (node) {
      into.append(make("h2", node.label));
      if (node.names.length) into.append(make("p", "Also: " + node.names.join(", "), "soft"));
      const mine = data.pairs.filter((p) => (p.source === node.id || p.target === node.id) && shown(p));
      into.append(make("p", `${mine.length} ties shown`, "soft"));
      mine.forEach((p) => tell(p, into));
    } else {
      into.append(make("h2", "Evidence"), make("p", "Choose a tie or an actor, in the picture or in the table: its sentences stand here."), make("p", data.caption, "soft"));
    }
  }

  // ------------------------------------------------------------ table

  const COLUMNS = [["source", "Between", (p) => nodes.get(p.source).label], ["target", "and", (p) => nodes.get(p.target).label],
    ["relations", "Ties", (p) => [...new Set(wanted(p).map((t) => t.label))].join(", ")], ["sign", "Sign", (p) => MARK[p.kind] || ""],
    ["claims", "Claims", (p) => p.claims], ["first", "First", (p) => p.first || ""], ["last", "Last", (p) => p.last || ""]];
  function table() {
    const value = COLUMNS.find(([key]) => key === state.sort)[2], way = state.down ? -1 : 1;
    const rows = data.pairs.filter(shown).sort((a, b) => {
      const x = value(a), y = value(b);
      return way * (typeof x === "number" ? x - y : String(x).localeCompare(String(y))) || (a.id < b.id ? -1 : 1);
    });
    $("rows").replaceChildren(...rows.map((p) => {
      const row = make("tr");
      row.setAttribute("aria-selected", String(p.id === state.pick));
      COLUMNS.forEach(([, , cell], i) => {
        const box = make("td"), words = String(cell(p));
        if (i) box.textContent = words;
        else { const open = make("button", words); open.type = "button"; open.addEventListener("click", () => pick(p.id)); box.append(open); }
        row.append(box);
      });
      return row;
    }));
    for (const head of document.querySelectorAll("th")) head.setAttribute("aria-sort", head.dataset.key === state.sort ? (state.down ? "descending" : "ascending") : "none");
    $("count").textContent = `${rows.length} of ${data.pairs.length} pairs, ${Math.min(state.top, data.nodes.length)} of ${data.nodes.length} actors and places`;
    $("more").classList.toggle("hidden", state.top >= data.nodes.length);
  }

  // ------------------------------------------------------------ all of it

  let placed = 0;
  function refresh() {
    if (cy) cy.batch(() => {
      cy.elements().removeClass("gone dim picked");
      cy.edges().forEach((e) => { if (!shown(pairs.get(e.id()))) e.addClass("gone"); });
      cy.nodes().forEach((n) => { if (nodes.get(n.id()).rank >= state.top) n.addClass("gone"); });
      const chosen = state.pick ? cy.getElementById(state.pick) : cy.collection();
      if (chosen.nonempty()) {
        const near = chosen.isNode() ? chosen.closedNeighborhood(":visible") : chosen.union(chosen.connectedNodes());
        cy.elements().not(near).addClass("dim");
        chosen.addClass("picked");
      }
    });
    if (cy && state.top !== placed) place();
    else if (cy) showNames();
    placed = state.top;
    table();
    panel();
    remember();
  }
  function pick(id) {
    state.pick = nodes.has(id) || pairs.has(id) ? id : "";
    const node = nodes.get(state.pick), pair = pairs.get(state.pick);
    const ranks = node ? [node.rank] : pair ? [nodes.get(pair.source).rank, nodes.get(pair.target).rank] : [];
    state.top = Math.max(state.top, ...ranks.map((r) => r + 1));
    refresh();
  }
  function search(words) {
    const wanted = words.trim().toLowerCase();
    if (!wanted) return pick("");
    const hit = data.nodes.find((n) => n.label.toLowerCase() === wanted) || data.nodes.find((n) => n.names.some((x) => x.toLowerCase() === wanted))
      || data.nodes.find((n) => [n.label, ...n.names].some((x) => x.toLowerCase().includes(wanted)));
    $("found").textContent = hit ? "" : `Nobody called “${words}” here.`;
    if (!hit) return undefined;
    pick(hit.id);
    if (cy) { const at = cy.getElementById(hit.id); cy.center(at); cy.zoom({ level: Math.max(cy.zoom(), 1), position: at.position() }); }
    return undefined;
  }
  function remember() {
    const hash = new URLSearchParams();
    if (state.pick) hash.set("pick", state.pick);
    if (state.from) hash.set("from", state.from);
    if (state.to) hash.set("to", state.to);
    if (state.top !== data.top) hash.set("top", String(state.top));
    const off = data.kinds.map((k) => k.kind).filter((k) => !state.kinds.has(k));
    if (off.length) hash.set("off", off.join("."));
    for (const label of relations.keys()) if (!state.relations.has(label)) hash.append("without", label);
    try { history.replaceState(null, "", "#" + hash); } catch { /* a sandboxed frame has no history */ }
  }
  function recall() {
    const hash = new URLSearchParams(location.hash.slice(1));
    const day = (text) => (/^\d{4}-\d\d-\d\d$/.test(text || "") ? text : "");
    state.from = day(hash.get("from"));
    state.to = day(hash.get("to"));
    state.top = Math.max(1, parseInt(hash.get("top") || "", 10) || data.top);
    for (const kind of (hash.get("off") || "").split(".")) state.kinds.delete(kind);
    for (const label of hash.getAll("without")) state.relations.delete(label);
    return hash.get("pick") || "";
  }

  if (matchMedia("(max-width: 760px)").matches) $("filters").open = false;
  const picked = recall();
  function toggle(into, name, chosen, key, ...words) {
    const label = make("label"), box = make("input");
    box.type = "checkbox";
    box.name = name;
    box.checked = chosen.has(key);
    box.addEventListener("change", () => { if (box.checked) chosen.add(key); else chosen.delete(key); refresh(); });
    label.append(box, ...words);
    into.append(label);
  }
  for (const { kind, name, relations, count } of data.kinds) {
    const line = make("span", "", "line " + kind);
    line.setAttribute("aria-hidden", "true");
    toggle($("kinds"), kind, state.kinds, kind, line, `${MARK[kind] ? MARK[kind] + " " : ""}${name}: ${relations.map((r) => r.label).join(", ")} (${count})`);
  }
  for (const [label, count] of relations) toggle($("relations"), "relation", state.relations, label, `${label} (${count})`);
  for (const [key, words] of COLUMNS) {
    const head = make("th"), button = make("button", words);
    head.scope = "col";
    head.dataset.key = key;
    button.type = "button";
    button.addEventListener("click", () => { state.down = state.sort === key ? !state.down : key === "claims"; state.sort = key; table(); });
    head.append(button);
    $("heads").append(head);
  }
  for (const [id, key] of [["from", "from"], ["to", "to"]]) {
    $(id).value = state[key];
    $(id).addEventListener("change", () => { state[key] = $(id).value; refresh(); });
  }
  for (const n of data.nodes) { const option = make("option"); option.value = n.label; $("names").append(option); }
  $("search").addEventListener("keydown", (event) => { if (event.key === "Enter") search(event.target.value); });
  $("search").addEventListener("input", (event) => { if (!event.target.value || labels.has(event.target.value)) search(event.target.value); });
  $("more").addEventListener("click", () => { state.top = Math.min(state.top + 25, data.nodes.length); refresh(); });
  $("all").addEventListener("click", () => { pick(""); if (cy && data.nodes.length) fit(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") pick(""); });
  draw();
  pick(picked);
  document.body.dataset.ready = "true";
})();

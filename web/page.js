"use strict";
// The page of one alliance graph. Texts come from the news and are only ever written as text.
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const nodes = new Map(data.nodes.map((n) => [n.id, n]));
  const pairs = new Map(data.pairs.map((p) => [p.id, p]));
  const labels = new Set(data.nodes.map((n) => n.label));
  const MARK = { plus: "+", minus: "−", "both-signs": "±" };
  const state = { kinds: new Set(data.kinds.map((k) => k.kind)), from: "", to: "", top: data.top, pick: "", sort: "claims", down: true };

  function make(tag, words, cls) {
    const element = document.createElement(tag);
    if (words !== undefined) element.textContent = words;
    if (cls) element.className = cls;
    return element;
  }

  // ------------------------------------------------------------ what is shown

  const told = (tie) => tie.sentences.map((i) => data.sentences[i]);
  function inTime(claim) {
    const first = claim.earliest || claim.reported || "", last = claim.latest || claim.reported || first;
    return (!state.from || (last && last >= state.from)) && (!state.to || (first && first <= state.to));
  }
  function shown(pair) {
    if (!state.kinds.has(pair.kind)) return false;
    if (nodes.get(pair.source).rank >= state.top || nodes.get(pair.target).rank >= state.top) return false;
    return (!state.from && !state.to) || pair.ties.some((tie) => told(tie).some(inTime));
  }

  // ------------------------------------------------------------ the graph

  let cy = null;
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
      { selector: "node", style: { label: "data(label)", width: "data(size)", height: "data(size)", "background-color": c("node"), color: c("ink"),
        "border-width": 1.2, "border-color": c("ink"), "font-size": 11, "text-valign": "bottom", "text-margin-y": 2, "text-wrap": "wrap", "text-max-width": 110,
        "text-outline-color": c("paper"), "text-outline-width": 2 } },
      { selector: "node[?place]", style: { shape: "rectangle", "background-color": c("paper") } },
      { selector: "edge", style: { width: "data(width)", "curve-style": "bezier", "arrow-scale": 0.9 } },
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
        ...data.nodes.map((n) => ({ group: "nodes", data: { id: n.id, label: n.label, place: n.place, size: n.size }, position: { x: n.x, y: n.y } })),
        ...data.pairs.map((p) => ({ group: "edges", data: { id: p.id, source: p.source, target: p.target, kind: p.kind, width: p.width, atStart: p.at_start, atEnd: p.at_end } })),
      ],
    });
    window.cy = cy;
    cy.on("tap", (event) => { if (event.target === cy) pick(""); else pick(event.target.id()); });
    // Labels keep their size on the screen when the picture is small.
    let size = 11;
    const letters = () => {
      const wanted = Math.round(11 / Math.min(1, Math.max(cy.zoom(), 0.2)));
      if (wanted !== size) { size = wanted; cy.nodes().style("font-size", size); }
    };
    cy.on("zoom", letters);
    window.addEventListener("resize", () => { cy.resize(); cy.fit(cy.elements(":visible"), 30); });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(look()));
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
    for (const tie of pair.ties) {
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
    ["relations", "Ties", (p) => [...new Set(p.ties.map((t) => t.label))].join(", ")], ["sign", "Sign", (p) => MARK[p.kind] || ""],
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
    try { history.replaceState(null, "", "#" + hash); } catch { /* a sandboxed frame has no history */ }
  }
  function recall() {
    const hash = new URLSearchParams(location.hash.slice(1));
    const day = (text) => (/^\d{4}-\d\d-\d\d$/.test(text || "") ? text : "");
    state.from = day(hash.get("from"));
    state.to = day(hash.get("to"));
    state.top = Math.max(1, parseInt(hash.get("top") || "", 10) || data.top);
    for (const kind of (hash.get("off") || "").split(".")) state.kinds.delete(kind);
    return hash.get("pick") || "";
  }

  const picked = recall();
  for (const { kind, words, count } of data.kinds) {
    const label = make("label"), box = make("input");
    box.type = "checkbox";
    box.name = kind;
    box.checked = state.kinds.has(kind);
    box.addEventListener("change", () => { if (box.checked) state.kinds.add(kind); else state.kinds.delete(kind); refresh(); });
    label.append(box, `${MARK[kind] ? MARK[kind] + " " : ""}${words} (${count})`);
    $("kinds").append(label);
  }
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
  $("more").addEventListener("click", () => { state.top = Math.min(state.top + 25, data.nodes.length); refresh(); if (cy) cy.fit(cy.elements(":visible"), 30); });
  $("all").addEventListener("click", () => { pick(""); if (cy) cy.fit(cy.elements(":visible"), 30); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") pick(""); });
  draw();
  pick(picked);
  if (cy) cy.fit(cy.elements(":visible"), 30);
  document.body.dataset.ready = "true";
})();

"use strict";
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const data = JSON.parse(document.getElementById("data").textContent);
  const byLabel = new Map(data.findings.map((f) => [f.label, f]));
  const sheets = new Map();
  for (const svg of document.querySelectorAll("svg[data-sheet]")) {
    const root = svg.firstElementChild;
    const elements = new Map();
    const lines = new Map();
    for (const e of root.querySelectorAll("[data-el]")) if (!elements.has(e.dataset.el)) elements.set(e.dataset.el, e);
    for (const e of root.querySelectorAll("[data-line]")) {
      if (!lines.has(e.dataset.line)) lines.set(e.dataset.line, []);
      lines.get(e.dataset.line).push(e);
    }
    const v = svg.viewBox.baseVal;
    sheets.set(Number(svg.dataset.sheet), { svg, root, elements, lines, full: [v.x, v.y, v.width, v.height], overlay: null });
  }

  // ---- geometry on the sheets

  const make = (name, attributes, parent) => {
    const e = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
    if (parent) parent.appendChild(e);
    return e;
  };

  // The box of an element in the coordinates of its sheet; of a long run of pipe only the middle of its longest stroke.
  const boxOf = (sheet, element) => {
    const within = (e, x, y) => new DOMPoint(x, y).matrixTransform(sheet.root.getCTM().inverse().multiply(e.getCTM()));
    const b = element.getBBox();
    const corners = [[b.x, b.y], [b.x + b.width, b.y], [b.x, b.y + b.height], [b.x + b.width, b.y + b.height]];
    const points = corners.map(([x, y]) => within(element, x, y));
    const xs = points.map((p) => p.x), ys = points.map((p) => p.y);
    const box = { x: Math.min(...xs), y: Math.min(...ys), w: Math.max(...xs) - Math.min(...xs), h: Math.max(...ys) - Math.min(...ys) };
    const small = 0.14 * Math.max(sheet.full[2], sheet.full[3]);
    if (Math.max(box.w, box.h) <= small) return box;
    let longest = null, most = 0;
    for (const stroke of element.querySelectorAll("path,line,polyline")) {
      const n = stroke.getTotalLength();
      if (n > most) { longest = stroke; most = n; }
    }
    if (!longest) return box;
    const at = longest.getPointAtLength(most / 2);
    const p = within(longest, at.x, at.y);
    return { x: p.x - small / 12, y: p.y - small / 12, w: small / 6, h: small / 6 };
  };

  // Where a finding stands on the sheets: its own elements, else drawn neighbours, else its line.
  const spotsOf = (finding) => {
    const found = (list, near) => list.map((s) => ({ sheet: s.sheet, element: sheets.get(s.sheet)?.elements.get(s.el), near })).filter((s) => s.element);
    const own = found(finding.own, false);
    if (own.length) return own;
    const near = found(finding.near, true);
    if (near.length) return near.slice(0, 1);
    for (const [index, sheet] of sheets) {
      const groups = finding.line ? sheet.lines.get(finding.line) : null;
      if (groups) return [{ sheet: index, element: groups[0], near: false }];
    }
    return [];
  };

  // ---- labels on the sheets

  const MOST_STACKED = 6;
  const taken = new Map();
  const off = [];
  for (const finding of data.findings) {
    finding.spots = spotsOf(finding);
    if (!finding.spots.length) { off.push(finding.label); continue; }
    for (const spot of finding.spots) label(finding, spot);
  }
  function label(finding, spot) {
    const sheet = sheets.get(spot.sheet);
    sheet.overlay ??= make("g", {}, sheet.root);
    let box;
    try { box = boxOf(sheet, spot.element); } catch { return; }
    spot.box = box;
    if (!spot.near) {
      spot.element.classList.add("hit");
      spot.element.style.setProperty("--hit", finding.color);
    }
    const size = Math.max(sheet.full[2], sheet.full[3]) / 85;
    const width = size * (0.7 + 0.62 * finding.label.length);
    const key = `${spot.sheet} ${box.x.toFixed(0)} ${box.y.toFixed(0)}`;
    const stack = taken.get(key) ?? { n: 0, more: null };
    const n = stack.n++;
    taken.set(key, stack);
    const x = box.x + box.w + size * 0.15, y = box.y - size * 1.15 - Math.min(n, MOST_STACKED) * size * 1.4;
    if (n >= MOST_STACKED) {
      stack.more ??= make("text", { class: "more", x, y: y + size * 0.95, "font-size": size * 0.95 }, sheet.overlay);
      stack.more.textContent = `+${n - MOST_STACKED + 1}`;
      return;
    }
    const badge = make("g", { class: "badge", "data-finding": finding.label }, sheet.overlay);
    make("path", { d: `M${x} ${y + size * 0.6}L${box.x + box.w / 2} ${box.y + box.h / 2}`, stroke: finding.color, "stroke-width": size / 14, "stroke-dasharray": size / 5 }, badge);
    make("rect", { x, y, width, height: size * 1.25, rx: size * 0.15, fill: spot.near ? "#fff" : finding.color, stroke: finding.color, "stroke-width": size / 12, "stroke-dasharray": spot.near ? size / 4 : "none" }, badge);
    const text = make("text", { x: x + width / 2, y: y + size * 0.95, "font-size": size * 0.95 }, badge);
    text.textContent = finding.label;
    if (spot.near) text.style.fill = finding.color;
  }
  const offSheet = document.getElementById("off-sheet");
  if (offSheet && off.length) offSheet.textContent = `Without a place on a sheet: ${off.slice(0, 60).join(", ")}${off.length > 60 ? ` and ${off.length - 60} more` : ""}.`;

  // ---- choosing a finding

  const rows = new Map([...document.querySelectorAll("#finding-table tbody tr")].map((tr) => [tr.dataset.label, tr]));
  const detail = document.getElementById("detail");
  let marks = [];
  function choose(name, scroll) {
    const finding = byLabel.get(name), row = rows.get(name);
    if (!finding || !row) return;
    document.querySelectorAll("tr.chosen").forEach((tr) => tr.classList.remove("chosen"));
    row.classList.add("chosen");
    if (scroll) row.scrollIntoView({ block: "center" });
    marks.forEach((m) => m.remove());
    marks = finding.spots.filter((s) => s.box).map((s) => {
      const sheet = sheets.get(s.sheet), pad = Math.max(sheet.full[2], sheet.full[3]) / 120;
      const mark = make("rect", { class: "chosen-spot", x: s.box.x - pad, y: s.box.y - pad, width: s.box.w + 2 * pad, height: s.box.h + 2 * pad, rx: pad, "stroke-width": pad / 3 });
      sheet.overlay.prepend(mark);
      return mark;
    });
    show(finding, row);
  }
  function show(finding, row) {
    detail.replaceChildren();
    const head = document.createElement("h3");
    head.append(row.cells[0].firstElementChild.cloneNode(true), row.querySelector(".message").textContent);
    detail.append(head);
    const picture = row.querySelector(".pic img");
    if (picture) {
      const img = document.createElement("img");
      img.src = picture.src;
      img.alt = picture.alt;
      detail.append(img);
    } else {
      detail.append(...[...row.querySelector(".pic").childNodes].map((n) => n.cloneNode(true)));
    }
    const spot = finding.spots.find((s) => s.box);
    if (!spot) return;
    const sheet = sheets.get(spot.sheet);
    const same = finding.spots.filter((s) => s.sheet === spot.sheet && s.box).map((s) => s.box);
    const x0 = Math.min(...same.map((b) => b.x)), x1 = Math.max(...same.map((b) => b.x + b.w));
    const y0 = Math.min(...same.map((b) => b.y)), y1 = Math.max(...same.map((b) => b.y + b.h));
    const width = Math.max((x1 - x0) * 1.5, ((y1 - y0) * 1.5 * 16) / 9, sheet.full[2] / 5), height = (width * 9) / 16;
    const excerpt = make("svg", { class: "excerpt", viewBox: `${(x0 + x1 - width) / 2} ${(y0 + y1 - height) / 2} ${width} ${height}` });
    make("use", { href: `#${sheet.root.id}` }, excerpt);
    detail.append(excerpt);
    const where = document.createElement("p");
    where.className = "small";
    const link = document.createElement("a");
    link.href = `#${sheet.svg.id}`;
    link.textContent = "Show on the sheet";
    where.append(link);
    detail.append(where);
  }
  document.getElementById("finding-table")?.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-label]");
    if (row && !event.target.closest("a")) choose(row.dataset.label, false);
  });
  document.getElementById("finding-table")?.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr[data-label]");
    if (!row) return;
    const next = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (event.key === "Enter") choose(row.dataset.label, false);
    if (!next) return;
    let to = row[next];
    while (to && to.hidden) to = to[next];
    if (to) { event.preventDefault(); to.focus(); choose(to.dataset.label, false); }
  });

  // ---- from the drawing and the plan back to the list

  const findingsAt = new Map();
  for (const finding of data.findings) for (const s of finding.spots) if (!s.near && s.element.dataset.el) {
    const key = `${s.sheet} ${s.element.dataset.el}`;
    if (!findingsAt.has(key)) findingsAt.set(key, finding.label);
  }
  let dragged = false;
  document.addEventListener("click", (event) => {
    const badge = event.target.closest?.(".badge");
    if (badge && !dragged) return choose(badge.dataset.finding, true);
    const svg = event.target.closest?.("svg[data-sheet]");
    if (!svg || dragged) return;
    let element = event.target.closest("[data-el]");
    while (element) {
      const found = findingsAt.get(`${svg.dataset.sheet} ${element.dataset.el}`);
      if (found) return choose(found, true);
      const pair = data.pairs[element.dataset.el];
      if (pair) return say(svg, `${element.dataset.tag || element.dataset.el} is object ${pair[0]} in the field (confidence ${pair[1]} %); no finding.`);
      element = element.parentElement.closest("[data-el]");
    }
    say(svg, "");
  });
  function say(svg, words) {
    const status = document.querySelector(`[data-sheet-status="${svg.dataset.sheet}"]`);
    if (status) status.textContent = words || "\u00a0";
  }

  // ---- tables: sort and filter

  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      if (!head.dataset.sort) return;
      head.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((h) => h.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const numeric = head.dataset.sort === "n";
        const value = (tr) => {
          const cell = tr.cells[column], text = cell.dataset.v ?? cell.textContent.trim();
          if (!numeric) return text;
          const n = parseFloat(text.replace(/\u202f/g, "").replace("\u2212", "-"));
          return Number.isNaN(n) ? -Infinity : n;
        };
        const body = table.tBodies[0];
        const keyed = [...body.rows].map((tr, i) => [value(tr), i, tr]);
        const order = numeric ? (a, b) => a[0] - b[0] : (a, b) => a[0].localeCompare(b[0], "en", { numeric: true });
        keyed.sort((a, b) => (order(a, b) || 0) * (down ? -1 : 1) || a[1] - b[1]);
        body.append(...keyed.map((k) => k[2]));
      });
    });
  }
  const filter = (form, table, keep) => {
    if (!form || !table) return;
    const body = table.tBodies[0];
    const texts = new Map([...body.rows].map((tr) => [tr, tr.textContent.toLowerCase()]));
    const apply = () => {
      const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
      let n = 0;
      for (const [tr, text] of texts) {
        tr.hidden = !(words.every((w) => text.includes(w)) && keep(tr, form.elements));
        n += !tr.hidden;
      }
      form.querySelector("output").textContent = n === texts.size ? "" : `${n} of ${texts.size} shown`;
    };
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
  };
  filter(document.getElementById("finding-filters"), document.getElementById("finding-table"), (tr, e) =>
    (!e.kind.value || tr.dataset.letter === e.kind.value) &&
    Number(tr.dataset.rank) >= Number(e.severity.value || 0) &&
    Number(tr.dataset.confidence) >= Number(e.confidence.value || 0));
  for (const form of document.querySelectorAll("form[data-table]")) filter(form, document.getElementById(form.dataset.table), () => true);

  // ---- zoom and pan

  for (const svg of document.querySelectorAll("svg.zoom")) {
    const base = svg.viewBox.baseVal;
    const full = [base.x, base.y, base.width, base.height];
    svg.style.aspectRatio = `${full[2]} / ${full[3]}`;
    let view = [...full];
    const set = () => svg.setAttribute("viewBox", view.join(" "));
    const scale = (factor, x, y) => {
      const w = Math.min(full[2], Math.max(full[2] / 60, view[2] * factor)), f = w / view[2];
      view = [x - (x - view[0]) * f, y - (y - view[1]) * f, w, view[3] * f];
      set();
    };
    const at = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const bar = document.createElement("div");
    bar.className = "zoombar";
    const button = (words, name, act) => {
      const b = document.createElement("button");
      b.type = "button";
      b.textContent = words;
      b.title = name;
      b.addEventListener("click", act);
      bar.append(b);
    };
    const middle = () => [view[0] + view[2] / 2, view[1] + view[3] / 2];
    button("+", "Nearer (or Ctrl and wheel)", () => scale(0.7, ...middle()));
    button("−", "Farther", () => scale(1 / 0.7, ...middle()));
    button("Whole", "Show all", () => { view = [...full]; set(); });
    svg.before(bar);
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const p = at(event);
      scale(event.deltaY > 0 ? 1.2 : 1 / 1.2, p.x, p.y);
    }, { passive: false });
    let from = null;
    svg.addEventListener("pointerdown", (event) => { from = at(event); dragged = false; });
    svg.addEventListener("pointermove", (event) => {
      if (!from || !(event.buttons & 1)) return;
      const p = at(event);
      if (!dragged && Math.hypot(p.x - from.x, p.y - from.y) < view[2] / 200) return;
      dragged = true;
      view = [view[0] + from.x - p.x, view[1] + from.y - p.y, view[2], view[3]];
      set();
    });
    window.addEventListener("pointerup", () => { from = null; });
  }
  const first = document.querySelector("#finding-table tbody tr");
  if (first && byLabel.has(decodeURIComponent(location.hash.slice(3)))) choose(decodeURIComponent(location.hash.slice(3)), true);
  else if (first) choose(first.dataset.label, false);
})();

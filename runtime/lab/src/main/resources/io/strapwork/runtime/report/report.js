'use strict';
(function () {
  const data = JSON.parse(document.getElementById('data').textContent);
  const outcome = data.outcome, guest = outcome.guest || {};
  const handedOff = outcome.status === 'handed-off';
  const page = document.getElementById('page');
  const SVG = 'http://www.w3.org/2000/svg';

  // All text from outside goes through textContent: nothing of it is ever markup.
  function el(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    for (const child of children) if (child !== null && child !== undefined) made.append(child);
    return made;
  }
  function svg(name, attributes, text) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }
  const seconds = (value) => value.toFixed(3) + ' s';
  const bytes = (value) => {
    const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
    let unit = 0;
    while (value >= 1024 && unit < units.length - 1) { value /= 1024; unit++; }
    return (unit === 0 ? value : value.toFixed(1)) + ' ' + units[unit];
  };
  function table(heads, rows) {
    const numeric = (at) => heads[at].startsWith('#');
    const body = rows.map((row) => el('tr', {}, ...row.map((cell, at) => el('td', { class: numeric(at) ? 'num mono' : 'mono' }, cell))));
    return el('table', {}, el('thead', {}, el('tr', {}, ...heads.map((head, at) => el('th', { class: numeric(at) ? 'num' : '' }, head.replace('#', ''))))),
      el('tbody', {}, ...body));
  }
  const nav = el('nav', { 'aria-label': 'Sections' });
  function section(id, title) {
    const made = el('section', { id }, el('h2', {}, title));
    nav.append(el('a', { href: '#' + id }, title));
    page.append(made);
    return made;
  }

  document.title = outcome.profile + ': ' + (handedOff ? 'handed off' : 'failed');
  page.append(el('h1', {}, outcome.profile, el('span', { class: handedOff ? 'pill' : 'pill bad' }, handedOff ? 'handed off' : 'failed in ' + data.reached)));
  page.append(el('p', { class: 'soft' }, outcome.architecture + ', ' + bytes(data.memory) + ' of memory, ' + seconds(data.seconds) + ', ' + data.date
    + (guest.ending ? '; the guest ' + guest.ending : '') + (guest.reboots ? '; reboots: ' + guest.reboots : '')));
  page.append(nav);

  function problems() {
    const told = outcome.problems || [];
    if (!told.length) return;
    const at = section('problem', told.length === 1 ? 'Problem' : 'Problems');
    for (const problem of told) {
      const about = data.pages[problem.code];
      const box = el('div', { class: 'problem' }, el('strong', {}, problem.code + ': ' + problem.what));
      if (problem.where) box.append(el('div', { class: 'mono' }, problem.where));
      if (problem.hint) box.append(el('pre', {}, problem.hint));
      box.append(el('div', { class: 'soft' }, 'to be mended by: ' + problem.blame));
      if (about) box.append(el('details', { class: 'inner' }, el('summary', {}, 'About ' + problem.code), el('pre', { class: 'page' }, about)));
      at.append(box);
    }
    if (outcome.attempts.length) at.append(el('h3', {}, 'Earlier attempts'), el('pre', { class: 'page' }, outcome.attempts.join('\n')));
  }

  function timeline() {
    const at = section('timeline', 'Timeline');
    const rows = [];
    for (const span of data.spans) rows.push({ kind: span.done ? span.lane : 'failed', name: span.name, detail: span.detail, from: span.from, to: span.to, span, retries: [] });
    for (const talk of data.conversations) {
      if (!talk.lines.length) continue;
      rows.push({ kind: 'talk', name: talk.protocol, detail: talk.title, from: talk.lines[0].at, to: talk.lines[talk.lines.length - 1].at,
        retries: talk.lines.filter((line) => line.again).map((line) => line.at) });
    }
    rows.sort((a, b) => a.from - b.from || b.to - a.to);
    const shown = rows.slice(0, 400);
    const total = Math.max(data.seconds, 0.001);
    let from = 0, to = total;
    const LEFT = 190, ROW = 22, TOP = 24, WIDTH = 1150;
    const height = TOP + shown.length * ROW + 6;
    const chart = svg('svg', { viewBox: '0 0 ' + WIDTH + ' ' + height, role: 'img', 'aria-label': 'Rooms, transfers and conversations over time', tabindex: '0' });
    const clip = svg('clipPath', { id: 'plot' });
    clip.append(svg('rect', { x: LEFT, y: 0, width: WIDTH - LEFT, height }));
    const x = (time) => LEFT + (time - from) / (to - from) * (WIDTH - LEFT - 10);
    function draw() {
      chart.replaceChildren(clip);
      const step = niceStep((to - from) / 8);
      for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) {
        chart.append(svg('line', { x1: x(tick), x2: x(tick), y1: TOP - 6, y2: height, class: 'grid' }));
        chart.append(svg('text', { x: x(tick) + 3, y: 14, class: 'tick' }, label(tick, step)));
      }
      const plot = svg('g', { 'clip-path': 'url(#plot)' });
      shown.forEach((row, index) => {
        const y = TOP + index * ROW;
        const group = svg('g', {});
        group.append(svg('title', {}, row.name + ' ' + row.detail + '\n' + seconds(row.from) + ' to ' + seconds(row.to) + ' (' + seconds(row.to - row.from) + ')'));
        const left = x(row.from), width = Math.max(2, x(row.to) - left);
        group.append(svg('rect', { x: left, y: y + 4, width, height: ROW - 8, rx: 2, class: row.kind }));
        if (row.span) {
          for (const wait of row.span.waits) {
            group.append(svg('rect', { x: x(wait[0]), y: y + 4, width: Math.max(1, x(wait[1]) - x(wait[0])), height: ROW - 8, class: 'wait' }));
          }
          const points = row.span.progress;
          const most = points.reduce((all, point) => Math.max(all, point[1]), 0);
          if (points.length > 2 && most > 0) {
            group.append(svg('polyline', { class: 'rate', points: points.map((point) => x(point[0]) + ',' + (y + ROW - 5 - point[1] / most * (ROW - 10))).join(' ') }));
          }
        }
        for (const retry of row.retries) group.append(svg('line', { x1: x(retry), x2: x(retry), y1: y + 2, y2: y + ROW - 2, class: 'retry' }));
        plot.append(group);
      });
      chart.append(plot);
      chart.append(svg('rect', { x: 0, y: TOP - 6, width: LEFT - 4, height, class: 'lane' }));
      shown.forEach((row, index) => {
        const name = svg('text', { x: 8, y: TOP + index * ROW + 15 }, cut(row.name + (row.detail ? '  ' + row.detail : ''), 28));
        name.append(svg('title', {}, row.name + ' ' + row.detail));
        chart.append(name);
      });
    }
    function zoom(factor, around) {
      const middle = around === undefined ? (from + to) / 2 : around;
      const width = Math.min(total, Math.max(total / 1e5, (to - from) * factor));
      from = Math.max(0, Math.min(total - width, middle - (middle - from) / (to - from) * width));
      to = from + width;
      draw();
    }
    function move(by) {
      const width = to - from;
      from = Math.max(0, Math.min(total - width, from + by));
      to = from + width;
      draw();
    }
    const timeAt = (event) => {
      const box = chart.getBoundingClientRect();
      return from + ((event.clientX - box.left) / box.width * WIDTH - LEFT) / (WIDTH - LEFT - 10) * (to - from);
    };
    chart.addEventListener('wheel', (event) => {
      if (!event.ctrlKey && !event.shiftKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 0.8 : 1.25, timeAt(event));
    }, { passive: false });
    let dragged = null;
    chart.addEventListener('pointerdown', (event) => { dragged = event.clientX; chart.setPointerCapture(event.pointerId); });
    chart.addEventListener('pointermove', (event) => {
      if (dragged === null) return;
      const box = chart.getBoundingClientRect();
      move((dragged - event.clientX) / box.width * WIDTH / (WIDTH - LEFT - 10) * (to - from));
      dragged = event.clientX;
    });
    chart.addEventListener('pointerup', () => { dragged = null; });
    chart.addEventListener('dblclick', (event) => zoom(0.4, timeAt(event)));
    chart.addEventListener('keydown', (event) => {
      const width = to - from;
      const keys = { '+': () => zoom(0.7), '-': () => zoom(1.4), ArrowLeft: () => move(-width / 8), ArrowRight: () => move(width / 8), 0: all };
      if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
    });
    function all() { from = 0; to = total; draw(); }
    const button = (text, action) => { const made = el('button', { type: 'button' }, text); made.addEventListener('click', action); return made; };
    at.append(el('div', { class: 'tools' }, button('Zoom in', () => zoom(0.5)), button('Zoom out', () => zoom(2)), button('All', all),
      el('span', { class: 'soft' }, 'double click or Ctrl and wheel to zoom, drag to move; grey: nothing came, red: said again')));
    at.append(el('div', { class: 'chart' }, chart));
    if (rows.length > shown.length) at.append(el('p', { class: 'soft' }, (rows.length - shown.length) + ' more are not drawn'));
    draw();
    const timed = data.spans.filter((span) => span.lane !== 'transfer');
    at.append(el('details', {}, el('summary', {}, 'Rooms and steps as a table'), table(['room', 'plugin', '#from', '#took'],
      timed.map((span) => [span.name + (span.done ? '' : ' (failed)'), span.detail, seconds(span.from), seconds(span.to - span.from)]))));
  }
  function niceStep(rough) {
    const power = Math.pow(10, Math.floor(Math.log10(rough)));
    for (const factor of [1, 2, 5, 10]) if (rough <= factor * power) return factor * power;
    return 10 * power;
  }
  const label = (value, step) => step < 1 ? (value * 1000).toFixed(step < 0.001 ? 2 : 0) + ' ms' : value.toFixed(0) + ' s';
  const cut = (text, most) => text.length <= most ? text : text.slice(0, most - 1) + '\u2026';

  function network() {
    if (!data.conversations.length && !outcome.lease) return;
    const at = section('network', 'What the network said');
    if (outcome.lease) {
      const rows = Object.entries(outcome.lease).filter(([, value]) => value.length).map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => ' ' + letter.toLowerCase()), Array.isArray(value) ? value.join('\n') : value]);
      at.append(table(['lease', ''], rows));
    }
    at.append(el('p', { class: 'soft' }, data.network.frames + ' frames, ' + bytes(data.network.bytes)
      + (data.network.unread ? '; ' + data.network.unread + ' frames are not decoded (malformed, or fragments)' : '')
      + (data.network.cut ? '; there was more than the 16 MiB that a report keeps' : '')));
    for (const talk of data.conversations) {
      const retries = talk.lines.filter((line) => line.again).length;
      const box = el('details', {}, el('summary', {}, el('span', { class: 'tag' }, talk.protocol), talk.title,
        retries ? el('span', { class: 'again' }, '  said again: ' + retries) : null));
      box.addEventListener('toggle', () => {
        if (box.childElementCount > 1) return;
        for (const line of talk.lines) {
          const body = el('div', { class: 'body mono' }, el('div', { class: line.again ? 'again' : '' }, line.what + (line.again ? ' (again)' : '')));
          if (line.details.length) body.append(el('ul', {}, ...line.details.map((detail) => el('li', {}, detail))));
          box.append(el('div', { class: 'said ' + (line.client ? 'client' : 'server') }, el('div', { class: 'when mono' }, seconds(line.at)), body));
        }
      });
      at.append(box);
    }
  }

  function choice() {
    if (!data.trail.length && !outcome.menu) return;
    const at = section('choice', 'How it chose');
    if (outcome.menu) {
      at.append(table(['menu', ''], [['configuration', outcome.menu.config], ['reader', outcome.menu.reader], ['entry', outcome.menu.entry + (outcome.menu.title ? ': ' + outcome.menu.title : '')]]
        .filter((row) => row[1])));
    }
    if (data.trail.length) at.append(el('ol', { class: 'mono' }, ...data.trail.map((step) => el('li', { class: step.includes(' (not found)') ? 'soft' : '' }, step))));
    if (outcome.menu && outcome.menu.remarks.length) at.append(el('h3', {}, 'Not understood'), el('ul', { class: 'mono' }, ...outcome.menu.remarks.map((remark) => el('li', {}, remark))));
  }

  function image() {
    if (!outcome.parts.length && !outcome.segments.length) return;
    const at = section('image', 'Parts and memory');
    if (outcome.parts.length) {
      at.append(table(['part', 'from', '#size', '#took', 'verified by', 'SHA-256'], outcome.parts.map((part) => [part.name, part.uri, bytes(part.bytes), seconds(part.seconds), part.verified, part.sha256])));
    }
    if (outcome.companions.length) at.append(el('ul', { class: 'mono' }, ...outcome.companions.map((companion) => el('li', {}, companion.uri + (companion.there ? ', ' + companion.bytes + ' bytes' : ', not there')))));
    if (!outcome.segments.length) return;
    at.append(el('h3', {}, 'Memory map'));
    const sorted = outcome.segments.map((segment) => ({ ...segment, at: Number(segment.address) })).sort((a, b) => a.at - b.at);
    const most = Math.max(...sorted.map((segment) => segment.at + segment.memoryBytes));
    const top = Math.min(data.memory, most * 1.15) || data.memory;
    const chart = svg('svg', { viewBox: '0 0 1150 74', role: 'img', 'aria-label': 'Memory map' });
    chart.append(svg('rect', { x: 5, y: 18, width: 1140, height: 30, class: 'wait' }));
    sorted.forEach((segment, index) => {
      const box = svg('rect', { x: 5 + segment.at / top * 1140, y: 18, width: Math.max(2, segment.memoryBytes / top * 1140), height: 30, class: ['room', 'transfer', 'step', 'talk'][index % 4] });
      box.append(svg('title', {}, segment.name + ' at ' + segment.address + ', ' + bytes(segment.memoryBytes)));
      chart.append(box);
    });
    chart.append(svg('text', { x: 5, y: 66, class: 'tick' }, '0'));
    chart.append(svg('text', { x: 1145, y: 66, class: 'tick', 'text-anchor': 'end' }, bytes(top) + (top < data.memory ? ' of ' + bytes(data.memory) : '')));
    at.append(el('div', { class: 'chart memory' }, chart));
    at.append(table(['segment', 'address', '#from the image', '#in memory', 'SHA-256'],
      sorted.map((segment) => [segment.name, segment.address, bytes(segment.fileBytes), bytes(segment.memoryBytes), segment.sha256])));
    if (outcome.entry) {
      at.append(el('p', {}, 'Entered at ', el('span', { class: 'mono' }, outcome.entry.address), ' with contract ', el('span', { class: 'mono' }, outcome.entry.contract)));
      at.append(el('details', {}, el('summary', {}, 'Registers'), table(['register', 'value'], Object.entries(outcome.entry.registers))));
    }
  }

  function facts() {
    const chain = outcome.facts.filter((fact) => fact.plugin === 'tls');
    const others = outcome.facts.filter((fact) => fact.plugin !== 'tls');
    if (chain.length) {
      const at = section('tls', 'TLS');
      at.append(table(['', ''], chain.map((fact) => [fact.name, fact.value])));
    }
    if (others.length) {
      const at = section('facts', 'What plugins told');
      at.append(table(['room', 'plugin', 'fact', 'value'], others.map((fact) => [fact.room, fact.plugin, fact.name, fact.value])));
    }
  }

  // Only the lines that can be seen are in the page: a console of any length scrolls.
  function consoleView() {
    if (!data.console) return;
    const at = section('console', 'Console');
    const lines = data.console.split('\n');
    if (lines[lines.length - 1] === '') lines.pop();
    const ROW = 18, MOST = 1800000;
    const kept = lines.length <= MOST ? lines : lines.slice(lines.length - MOST);
    const view = el('div', { class: 'console', tabindex: '0', role: 'log', 'aria-label': 'Console of the guest' });
    const rows = el('div', { class: 'rows' });
    const room = el('div', {});
    room.style.height = kept.length * ROW + 'px';
    view.append(room, rows);
    let needle = '', hit = -1;
    function draw() {
      const first = Math.max(0, Math.floor(view.scrollTop / ROW) - 20);
      const last = Math.min(kept.length, first + Math.ceil(view.clientHeight / ROW) + 40);
      rows.style.transform = 'translateY(' + first * ROW + 'px)';
      rows.replaceChildren(...kept.slice(first, last).map((line, index) => el('div', { class: first + index === hit ? 'row hit' : 'row' }, line.slice(0, 4000) || ' ')));
    }
    let waiting = false;
    view.addEventListener('scroll', () => { if (!waiting) { waiting = true; requestAnimationFrame(() => { waiting = false; draw(); }); } });
    const find = el('input', { type: 'search', placeholder: 'Find a line', 'aria-label': 'Find a line of the console' });
    const told = el('span', { class: 'soft' }, kept.length + ' lines' + (kept.length < lines.length ? ', the last of ' + lines.length : ''));
    find.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      const start = find.value === needle ? hit + 1 : 0;
      needle = find.value;
      hit = kept.findIndex((line, index) => index >= start && line.includes(needle));
      told.textContent = hit < 0 ? 'no line' : 'line ' + (hit + 1) + ' of ' + kept.length;
      if (hit >= 0) view.scrollTop = Math.max(0, (hit - 8) * ROW);
      draw();
    });
    at.append(el('div', { class: 'tools' }, find, told), view);
    draw();
  }

  problems();
  timeline();
  network();
  choice();
  image();
  facts();
  consoleView();
}());

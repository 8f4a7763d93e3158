/// The script of the report: values on hover and by keyboard, and a choice of election, measure and rule.
///
/// The page says everything without it.
enum ReportScript {
  /// The code; it holds no `<` and no `&`, so that the page stays well-formed XML.
  static let code: StaticString = """
    (function () {
      'use strict';
      var tip = document.createElement('div');
      tip.className = 'tip';
      tip.hidden = true;
      tip.setAttribute('aria-hidden', 'true');
      document.body.appendChild(tip);

      function show(mark) {
        tip.textContent = mark.getAttribute('aria-label');
        tip.hidden = false;
        var box = mark.getBoundingClientRect();
        var left = box.left + box.width / 2 - tip.offsetWidth / 2;
        var most = document.documentElement.clientWidth - tip.offsetWidth - 8;
        tip.style.left = Math.max(8, Math.min(left, most)) + 'px';
        var above = box.top - tip.offsetHeight - 8;
        tip.style.top = (above > 0 ? above : box.bottom + 8) + 'px';
      }
      function hide() { tip.hidden = true; }

      // One stop of the tab key for a group of marks; arrow keys move within it.
      function roam(marks, step) {
        marks.forEach(function (mark, index) {
          mark.addEventListener('focus', function () {
            marks.forEach(function (other) { other.setAttribute('tabindex', '-1'); });
            mark.setAttribute('tabindex', '0');
            show(mark);
          });
          mark.addEventListener('blur', hide);
          mark.addEventListener('mouseenter', function () { show(mark); });
          mark.addEventListener('mouseleave', hide);
          mark.addEventListener('keydown', function (event) {
            if (event.key === 'Escape') { hide(); return; }
            var next = step(index, event.key);
            if (next === undefined) { return; }
            event.preventDefault();
            marks[next].focus();
          });
        });
        if (marks.length) { marks[0].setAttribute('tabindex', '0'); }
      }
      function along(count) {
        return function (index, key) {
          if (key === 'ArrowRight' || key === 'ArrowDown') { return (index + 1) % count; }
          if (key === 'ArrowLeft' || key === 'ArrowUp') { return (index + count - 1) % count; }
          if (key === 'Home') { return 0; }
          if (key === 'End') { return count - 1; }
        };
      }

      document.querySelectorAll('figure svg').forEach(function (svg) {
        var marks = [];
        svg.querySelectorAll('title').forEach(function (title) {
          var mark = title.parentNode;
          if (mark === svg) { return; }
          mark.setAttribute('aria-label', title.textContent);
          mark.setAttribute('role', 'img');
          mark.setAttribute('tabindex', '-1');
          title.remove();
          marks.push(mark);
        });
        if (marks.length === 0) { return; }
        svg.setAttribute('role', 'group');
        roam(marks, along(marks.length));
      });

      var source = document.getElementById('x-data');
      if (!source) { return; }
      var data = JSON.parse(source.textContent);
      var board = document.getElementById('explorer');
      var choices = ['x-election', 'x-measure', 'x-rule'].map(function (id) {
        return document.getElementById(id);
      });
      var tiles = Array.from(document.querySelectorAll('.tile'));
      function place(tile) {
        return [Number(tile.dataset.row), Number(tile.dataset.column)];
      }
      // The nearest square in the direction of an arrow.
      function toward(index, key) {
        if (key === 'Home') { return 0; }
        if (key === 'End') { return tiles.length - 1; }
        var way = {
          ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0]
        }[key];
        if (!way) { return; }
        var from = place(tiles[index]);
        var best;
        var nearest = Infinity;
        tiles.forEach(function (tile, other) {
          var to = place(tile);
          var ahead = (to[0] - from[0]) * way[0] + (to[1] - from[1]) * way[1];
          var aside = Math.abs((to[0] - from[0]) * way[1]) + Math.abs((to[1] - from[1]) * way[0]);
          if (ahead > 0) {
            if (nearest > ahead + 3 * aside) {
              nearest = ahead + 3 * aside;
              best = other;
            }
          }
        });
        return best;
      }
      function number(measure, value) {
        if (value === null) { return 'not reported'; }
        var decimals = measure.suffix === '%' ? 1 : 0;
        var parts = value.toFixed(decimals).split('.');
        parts[0] = parts[0].replace(/\\B(?=(\\d{3})+(?!\\d))/g, ',');
        return measure.prefix + parts.join('.') + measure.suffix;
      }
      // What a group of states has together: a sum, or of a share the sums that are divided.
      function together(measure, election, flags) {
        function sum(values) {
          return values.reduce(function (total, value, state) {
            return flags(state) ? total + (value || 0) : total;
          }, 0);
        }
        if (!measure.parts) { return sum(measure.values[election]); }
        var shares = measure.parts.map(function (part) {
          return sum(data.measures[part].values[election]);
        });
        return shares[1] ? 100 * shares[0] / shares[1] : null;
      }
      function draw() {
        var election = Number(choices[0].value);
        var measure = data.measures[Number(choices[1].value)];
        var rule = data.rules[Number(choices[2].value)];
        var values = measure.values[election];
        var swing = rule.swing[election];
        tiles.forEach(function (tile) {
          var state = Number(tile.dataset.state);
          var value = values[state];
          var isSwing = swing[state] === 1;
          var found = measure.classes[election][state];
          tile.className = 'tile class-' + (found === null ? 'none' : found)
            + (isSwing ? ' swing' : '');
          tile.querySelector('.value').textContent =
            value === null ? 'n/r' : measure.suffix === '%' ? Math.round(value) + '%'
              : value >= 1000 ? '$' + Math.round(value / 1000) + 'bn' : number(measure, value);
          tile.setAttribute('aria-label', data.states[state] + ': ' + number(measure, value)
            + (swing[state] === null ? '' : isSwing ? '; swing state' : '; not a swing state'));
        });
        var ones = swing.filter(function (flag) { return flag === 1; }).length;
        function group(wanted) {
          return number(measure, together(measure, election, function (state) {
            return wanted === undefined ? true : swing[state] === wanted;
          }));
        }
        document.getElementById('x-summary').textContent =
          data.elections[election] + ', ' + measure.name + ': the ' + ones
          + ' swing states by ' + rule.name + ' together ' + group(1)
          + ', the other states together ' + group(0) + ', all ' + group() + '. ' + rule.name + ': '
          + rule.definition + '.';
        var legend = document.getElementById('x-legend');
        legend.textContent = '';
        var ends = measure.breaks[election];
        for (var at = 0; ends.length ? ends.length >= at : false; at += 1) {
          var entry = document.createElement('span');
          var box = document.createElement('span');
          box.className = 'swatch class-' + at;
          entry.appendChild(box);
          entry.appendChild(document.createTextNode(
            at === 0 ? 'to ' + number(measure, ends[0])
              : at === ends.length ? 'over ' + number(measure, ends[at - 1])
                : number(measure, ends[at - 1]) + ' to ' + number(measure, ends[at])));
          legend.appendChild(entry);
        }
        var how = document.createElement('span');
        how.textContent = 'Classes: ' + measure.rule + ' of ' + data.elections[election];
        legend.appendChild(how);
        document.getElementById('x-value').textContent = ' ';
      }
      roam(tiles, toward);
      tiles.forEach(function (tile) {
        tile.addEventListener('click', function () {
          document.getElementById('x-value').textContent = tile.getAttribute('aria-label');
        });
      });
      choices.forEach(function (choice) { choice.addEventListener('change', draw); });
      board.hidden = false;
      draw();
    })();

    """
}

// Pictures of numbers. Each figure [data-chart] names the script element that holds its data; tables beside them say the same.

const INK = "#1b2530";
const LINE = "#cdd5de";
const COLOURS = ["#0b5f8a", "#c75b00", "#125c37", "#6b3fa0", "#8a6d00", "#a3181b"];
// A canvas inherits nothing: told "inherit", it writes everything in ten pixels.
const WORDS = { color: INK, fontSize: 15, fontFamily: getComputedStyle(document.body).fontFamily };
const base = (data) => ({
  animation: false,
  color: COLOURS,
  textStyle: WORDS,
  grid: { left: 56, right: 16, top: 72, bottom: 32 },
  // Text on the canvas: a box of HTML would need styles of its own, which the page's policy forbids.
  tooltip: { trigger: "axis", renderMode: "richText" },
  legend: { top: 0, textStyle: WORDS },
  xAxis: { type: "category", data: data.along ?? data.months, axisLine: { lineStyle: { color: LINE } }, axisLabel: WORDS },
});

const draw = {
  rate: (data) => ({
    ...base(data),
    yAxis: { type: "value", min: 0, max: 100, axisLabel: { formatter: "{value}%", ...WORDS }, splitLine: { lineStyle: { color: LINE } } },
    series: data.series.map((one, at) => ({
      name: one.name,
      type: "line",
      data: one.rate,
      lineStyle: { width: 3, type: ["solid", "dashed", "dotted"][at % 3] },
      symbol: ["circle", "rect", "triangle"][at % 3],
      symbolSize: 9,
    })),
  }),
  people: (data) => ({
    ...base(data),
    yAxis: { type: "value", minInterval: 1, axisLabel: WORDS, splitLine: { lineStyle: { color: LINE } } },
    series: data.series.flatMap((one, at) => [
      { name: `${one.name} ${data.words.met}`, type: "bar", stack: one.name, data: one.met, itemStyle: { color: COLOURS[at % COLOURS.length] } },
      { name: `${one.name} ${data.words.left}`, type: "bar", stack: one.name, data: one.left, itemStyle: { color: COLOURS[at % COLOURS.length], opacity: 0.3 } },
    ]),
  }),
};

/** A line across, named at its end: what lies above it is dangerous. */
const across = (at, name) => ({ yAxis: at, label: { formatter: `${name} ${at}`, position: "insideEndTop", ...WORDS, color: COLOURS[5] } });

draw.pressure = (data) => ({
  ...base(data),
  yAxis: { type: "value", min: 40, axisLabel: WORDS, splitLine: { lineStyle: { color: LINE } } },
  series: ["high", "low"].map((name, at) => ({
    name: data.words[name],
    type: "line",
    data: data[name],
    connectNulls: true,
    label: { show: data.along.length < 9, ...WORDS },
    lineStyle: { width: 3, type: ["solid", "dashed"][at] },
    symbol: ["circle", "rect"][at],
    symbolSize: 9,
    markLine: { silent: true, symbol: "none", lineStyle: { color: COLOURS[5], type: "dotted" }, data: [across(data.danger[name], data.words.danger)] },
  })),
});

const charts = [];
for (const figure of document.querySelectorAll("[data-chart]")) {
  const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const chart = globalThis.echarts?.init(figure, null, { renderer: "canvas" });
  chart?.setOption(draw[figure.dataset.draws](data));
  if (chart) charts.push(chart);
}
const fit = () => charts.forEach((chart) => chart.resize());
addEventListener("resize", fit);
addEventListener("beforeprint", fit);
addEventListener("afterprint", fit);

//! The calibration diagram: is the probability the share of copies?

use std::fmt::Write;

use crate::scores::Bin;

const LEFT: f64 = 64.0;
const TOP: f64 = 56.0;
const SIZE: f64 = 360.0;

const STYLE: &str = "
text { font: 13px system-ui, sans-serif; fill: #444 }
.page { fill: #fff }
.head { font-size: 16px; font-weight: 600; fill: #111 }
.axis { stroke: #888; fill: none }
.ideal { stroke: #bbb; stroke-dasharray: 2 4 }
.bin { fill: #0b62c4; fill-opacity: .75 }
.number { font-size: 11px; fill: #777 }
@media (prefers-color-scheme: dark) {
  text { fill: #c8c8c8 }
  .page { fill: #16181c }
  .head { fill: #f4f4f4 }
  .ideal { stroke: #55595f }
  .bin { fill: #6cb2ff }
  .number { fill: #9a9a9a }
}
";

/// A picture that stands alone. For each tenth of the probability with pairs in it: a disc at
/// their mean probability and share of copies, its area by their number.
pub fn picture(title: &str, bins: &[Bin]) -> String {
    let x = |share: f64| LEFT + SIZE * share;
    let y = |share: f64| TOP + SIZE * (1.0 - share);
    let (width, height) = (LEFT + SIZE + 40.0, TOP + SIZE + 56.0);
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="title">
<title id="title">{title}</title>
<style>{STYLE}</style>
<rect class="page" width="{width}" height="{height}"/>
<text class="head" x="{LEFT}" y="30">{title}</text>
<line class="ideal" x1="{}" y1="{}" x2="{}" y2="{}"/>
<path class="axis" d="M{} {}V{}H{}"/>
"#,
        x(0.0),
        y(0.0),
        x(1.0),
        y(1.0),
        x(0.0),
        y(1.0),
        y(0.0),
        x(1.0)
    );
    for tick in 0..=5 {
        let (share, percent) = (f64::from(tick) / 5.0, 20 * tick);
        let _ = write!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{percent} %</text>\n\
             <text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{share:.1}</text>\n",
            x(0.0) - 8.0,
            y(share) + 4.0,
            x(share),
            y(0.0) + 20.0
        );
    }
    let _ = write!(
        svg,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">Probability given</text>\n\
         <text x=\"16\" y=\"{2}\" text-anchor=\"middle\" transform=\"rotate(-90 16 {2})\">Share of copies</text>\n",
        x(0.5),
        y(0.0) + 44.0,
        y(0.5)
    );
    for bin in bins.iter().filter(|bin| bin.pairs > 0.0) {
        let (at, up) = (x(bin.probability / bin.pairs), y(bin.copies / bin.pairs));
        let radius = 1.6 * bin.pairs.sqrt();
        let _ = write!(
            svg,
            "<circle class=\"bin\" cx=\"{at:.1}\" cy=\"{up:.1}\" r=\"{radius:.1}\"/>\n\
             <text class=\"number\" x=\"{:.1}\" y=\"{:.1}\">{}</text>\n",
            at + radius + 3.0,
            up + 4.0,
            bin.pairs
        );
    }
    svg.push_str("</svg>\n");
    svg
}

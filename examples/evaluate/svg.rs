//! The precision/recall curve as a picture.

use std::fmt::Write;

use crate::curve::{Counts, Curve, to_type};

/// One curve of the picture.
pub struct Series<'a> {
    /// What it counts; empty if there is only one.
    pub name: &'a str,
    pub curve: &'a Curve,
}

const WIDTH: f64 = 680.0;
const LEFT: f64 = 64.0;
const TOP: f64 = 56.0;
const SIZE: f64 = 400.0;
const LEGEND: f64 = LEFT + SIZE + 20.0;

/// A picture that stands alone: no fonts, scripts or files beside it, and
/// colours for light and dark surroundings.
pub fn picture(series: &[Series<'_>], threshold: f32) -> String {
    let mut svg = String::new();
    let height = TOP + SIZE + 56.0;
    let _ = write!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title">
<title id="title">Precision and recall at every threshold</title>
<style>{STYLE}</style>
<rect class="page" width="{WIDTH}" height="{height}"/>
<text class="head" x="{LEFT}" y="30">Precision and recall at every threshold</text>
"#
    );
    axes(&mut svg);
    contours(&mut svg);
    for (at, one) in series.iter().enumerate() {
        line(&mut svg, one, at);
    }
    for (at, one) in series.iter().enumerate() {
        marks(&mut svg, one, at, threshold);
    }
    svg.push_str("</svg>\n");
    svg
}

const STYLE: &str = "
text { font: 13px system-ui, sans-serif; fill: #444 }
.page { fill: #fff }
.head { font-size: 16px; font-weight: 600; fill: #111 }
.axis { stroke: #888; fill: none }
.grid { stroke: #e6e6e6 }
.f1 { stroke: #bbb; stroke-dasharray: 2 4; fill: none }
.small { font-size: 11px; fill: #777 }
.name { font-weight: 600; fill: #111 }
.s0 { stroke: #0b62c4 } .s1 { stroke: #c2410c }
.m0 { fill: #0b62c4 } .m1 { fill: #c2410c }
.line { fill: none; stroke-width: 2; stroke-linejoin: round }
.mark { stroke: #fff; stroke-width: 2 }
.best { fill: #fff; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
  text { fill: #c8c8c8 }
  .page { fill: #16181c }
  .head, .name { fill: #f4f4f4 }
  .axis { stroke: #888 } .grid { stroke: #2a2d33 } .f1 { stroke: #55595f }
  .small { fill: #9a9a9a }
  .s0 { stroke: #6cb2ff } .s1 { stroke: #ff9d5c }
  .m0 { fill: #6cb2ff } .m1 { fill: #ff9d5c }
  .mark { stroke: #16181c }
  .best { fill: #16181c }
}
";

fn x(recall: f64) -> f64 {
    LEFT + SIZE * recall
}

fn y(precision: f64) -> f64 {
    TOP + SIZE * (1.0 - precision)
}

fn axes(svg: &mut String) {
    let (left, right, top, bottom) = (x(0.0), x(1.0), y(1.0), y(0.0));
    for tick in 0..=5 {
        let share = f64::from(tick) / 5.0;
        let (across, up) = (x(share), y(share));
        let percent = 20 * tick;
        let _ = write!(
            svg,
            r#"<line class="grid" x1="{left}" x2="{right}" y1="{up}" y2="{up}"/>
<line class="grid" x1="{across}" x2="{across}" y1="{top}" y2="{bottom}"/>
<text x="{}" y="{}" text-anchor="end">{percent} %</text>
<text x="{across}" y="{}" text-anchor="middle">{percent} %</text>
"#,
            left - 8.0,
            up + 4.0,
            bottom + 20.0
        );
    }
    let middle = (top + bottom) / 2.0;
    let _ = write!(
        svg,
        r#"<path class="axis" d="M{left} {top}V{bottom}H{right}"/>
<text x="{}" y="{}" text-anchor="middle">Recall: copies that are found</text>
<text x="16" y="{middle}" text-anchor="middle" transform="rotate(-90 16 {middle})">Precision: found pairs that are copies</text>
"#,
        (left + right) / 2.0,
        bottom + 44.0
    );
}

/// Where F1 is the same: P = F R / (2 R − F).
fn contours(svg: &mut String) {
    for f1 in [0.5f64, 0.7, 0.8, 0.9] {
        let least = f1 / (2.0 - f1);
        let steps = 40;
        let points = (0..=steps).map(|step| {
            // Even steps along the middle of the bend, not along one axis.
            let ratio = least.powf(f64::from(2 * step - steps) / f64::from(steps));
            let recall = f1 * (1.0 + ratio) / 2.0;
            (recall, f1 * (1.0 + 1.0 / ratio) / 2.0)
        });
        let _ = writeln!(svg, r#"<path class="f1" d="{}"/>"#, path(points));
        let _ = writeln!(
            svg,
            r#"<text class="small" x="{:.1}" y="{:.1}">F1 {f1}</text>"#,
            x(least) - 14.0,
            y(1.0) - 6.0
        );
    }
}

/// In steps, as average precision takes it: between two thresholds, the
/// precision of the lower.
fn line(svg: &mut String, series: &Series<'_>, at: usize) {
    let mut before = 0.0;
    let steps = series.curve.points().flat_map(|(recall, precision)| {
        let from = std::mem::replace(&mut before, recall);
        [(from, precision), (recall, precision)]
    });
    let _ = writeln!(svg, r#"<path class="line s{at}" d="{}"/>"#, path(steps));
}

/// The marked points, and what they mean beside them.
fn marks(svg: &mut String, series: &Series<'_>, at: usize, threshold: f32) {
    let mut row = TOP + 14.0 + 240.0 * at as f64;
    if !series.name.is_empty() {
        let _ = writeln!(
            svg,
            r#"<line class="line s{at}" x1="{LEGEND}" x2="{}" y1="{}" y2="{}"/><text class="name" x="{}" y="{row}">{}</text>"#,
            LEGEND + 14.0,
            row - 4.0,
            row - 4.0,
            LEGEND + 20.0,
            series.name
        );
        row += 26.0;
    }
    let best = series.curve.best();
    if let Some(best) = best {
        let name = format!("threshold {}, best F1", to_type(best));
        mark(svg, &format!("best s{at}"), &name, series.curve.at(best), row + 92.0);
    }
    let class = format!("mark m{at}");
    mark(svg, &class, &format!("threshold {threshold}"), series.curve.at(threshold), row);
    let _ = writeln!(
        svg,
        r#"<text class="small" x="{LEGEND}" y="{}">average precision {:.3}</text>"#,
        row + 172.0,
        series.curve.average_precision()
    );
}

fn mark(svg: &mut String, class: &str, name: &str, counts: Counts, row: f64) {
    let (recall, precision) = (counts.recall(), counts.precision());
    let circle = |svg: &mut String, cx: f64, cy: f64| {
        let _ = writeln!(svg, r#"<circle class="{class}" cx="{cx:.1}" cy="{cy:.1}" r="5.5"/>"#);
    };
    if precision.is_finite() {
        circle(svg, x(recall), y(precision));
    }
    circle(svg, LEGEND + 6.0, row - 4.0);
    let _ = writeln!(svg, r#"<text x="{}" y="{row}">{name}</text>"#, LEGEND + 18.0);
    let figures = [("precision", precision), ("recall", recall), ("F1", counts.f1())];
    for (at, (name, share)) in figures.into_iter().enumerate() {
        let share = if share.is_nan() { "-".to_owned() } else { format!("{share:.3}") };
        let _ = writeln!(
            svg,
            r#"<text class="small" x="{}" y="{}">{name} {share}</text>"#,
            LEGEND + 18.0,
            row + 18.0 * (at + 1) as f64
        );
    }
}

/// A path through the points, without those that no eye would tell apart.
fn path(points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut path = String::new();
    let mut before = None;
    for (recall, precision) in points {
        let here = format!("{:.1} {:.1}", x(recall), y(precision));
        if before.as_ref() != Some(&here) {
            let _ = write!(path, "{}{here}", if before.is_none() { "M" } else { "L" });
            before = Some(here);
        }
    }
    path
}

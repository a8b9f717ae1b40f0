//! Symbols of the shape catalogue: poly-lines and circles about the symbol's origin, in millimetres of the sheet.

/// What a symbol is drawn from.
pub struct Symbol {
    /// Class it stands for.
    pub class: &'static str,
    /// Element name in the catalogue.
    pub element: &'static str,
    /// Poly-lines.
    pub lines: &'static [&'static [(f64, f64)]],
    /// Radii of circles about the origin.
    pub circles: &'static [f64],
}

const BOW: &[(f64, f64)] = &[(-3.0, -2.0), (-3.0, 2.0), (3.0, -2.0), (3.0, 2.0), (-3.0, -2.0)];
const BOX: &[(f64, f64)] = &[(-3.0, -2.0), (3.0, -2.0), (3.0, 2.0), (-3.0, 2.0), (-3.0, -2.0)];
const FLAP: &[(f64, f64)] = &[(-3.0, -2.0), (3.0, 2.0)];
const SPRING: &[(f64, f64)] = &[(0.0, 0.0), (0.0, 3.0), (-1.0, 3.5), (1.0, 4.0), (-1.0, 4.5), (0.0, 5.0)];
const WINGS: &[(f64, f64)] = &[(-1.0, -2.0), (-1.0, 2.0), (1.0, -2.0), (1.0, 2.0)];
const TAPER: &[(f64, f64)] = &[(-3.0, -2.0), (-3.0, 2.0), (3.0, 1.0), (3.0, -1.0), (-3.0, -2.0)];
const ARCH: &[(f64, f64)] = &[(-2.0, 0.0), (-1.0, 2.5), (1.0, 2.5), (2.0, 0.0)];
const UPRIGHT: &[(f64, f64)] = &[(-10.0, -15.0), (-10.0, 15.0), (10.0, 15.0), (10.0, -15.0), (-10.0, -15.0)];
const LYING: &[(f64, f64)] = &[(-18.0, -7.0), (18.0, -7.0), (18.0, 7.0), (-18.0, 7.0), (-18.0, -7.0)];
const PLATES: &[(f64, f64)] = &[(-6.0, -10.0), (6.0, -10.0), (6.0, 10.0), (-6.0, 10.0), (-6.0, -10.0), (6.0, 10.0)];

const fn inline(class: &'static str, lines: &'static [&'static [(f64, f64)]], circles: &'static [f64]) -> Symbol {
    Symbol { class, element: "PipingComponent", lines, circles }
}

const fn equipment(class: &'static str, lines: &'static [&'static [(f64, f64)]], circles: &'static [f64]) -> Symbol {
    Symbol { class, element: "Equipment", lines, circles }
}

/// All symbols.
pub const SYMBOLS: [Symbol; 19] = [
    inline("GateValve", &[BOW], &[]),
    inline("GlobeValve", &[BOW], &[0.6]),
    inline("BallValve", &[BOW], &[1.0]),
    inline("ButterflyValve", &[WINGS], &[]),
    inline("SwingCheckValve", &[BOW, FLAP], &[]),
    inline("SpringLoadedGlobeSafetyValve", &[BOW, SPRING], &[]),
    inline("PlugValve", &[BOW, &[(0.0, -1.0), (0.0, 1.0)]], &[]),
    inline("NeedleValve", &[BOW, &[(0.0, 0.0), (0.0, 3.0)]], &[]),
    inline("CustomOperatedValve", &[BOW, ARCH], &[]),
    inline("Strainer", &[BOX], &[]),
    inline("ElectromagneticFlowMeter", &[], &[3.0]),
    inline("VolumeFlowMeasuringElement", &[BOX], &[1.5]),
    inline("PipeReducer", &[TAPER], &[]),
    inline("PipeTee", &[], &[0.5]),
    equipment("Tank", &[UPRIGHT], &[]),
    equipment("PressureVessel", &[LYING], &[]),
    equipment("CentrifugalPump", &[], &[8.0]),
    equipment("TubularHeatExchanger", &[FLAP], &[8.0]),
    equipment("PlateHeatExchanger", &[PLATES], &[]),
];

//! Makes a case from the command line:
//! `cargo run --release -p rosette-truth --example simulate -- --seed 7 --kind chemical-unit --size small --step 0.1 --out DIR`
//!
//! Options: --stations N, --thin M, --noise M, --registration M, --catalogue asme|en10220|ductile-iron, --rotate DEG, --offset X,Y,Z,
//! --device tls|mobile|photogrammetry, --colour yes, --indoor yes|no, --insulation yes, --variety plain|rich, --without FAMILY,FAMILY, --differences N, --format e57|laz.

use rosette_truth::{Catalogue, Device, Kind, ScanFormat, SimulateSettings, Size, Variety, simulate};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (mut settings, mut out) = (SimulateSettings::default(), PathBuf::from("case"));
    for pair in arguments.chunks(2) {
        let [key, value] = pair else { return Err(format!("{} needs a value", pair[0]).into()) };
        match key.as_str() {
            "--out" => out = value.into(),
            _ => set(&mut settings, key, value)?,
        }
    }
    println!("{}", serde_json::to_string_pretty(&simulate(&settings, &out)?)?);
    Ok(())
}

fn set(settings: &mut SimulateSettings, key: &str, value: &str) -> Result<(), Box<dyn std::error::Error>> {
    let unknown = || format!("{key} {value}: not known; see the head of this example");
    match key {
        "--seed" => settings.seed = value.parse()?,
        "--kind" => settings.kind = Kind::from_name(value).ok_or_else(unknown)?,
        "--size" => {
            settings.size = match value {
                "tiny" => Size::Tiny,
                "small" => Size::Small,
                "medium" => Size::Medium,
                "large" => Size::Large,
                _ => return Err(unknown().into()),
            }
        }
        "--stations" => settings.stations = value.parse()?,
        "--step" => settings.scan.step_deg = value.parse()?,
        "--thin" => settings.scan.thin = value.parse()?,
        "--noise" => match Device::from_name(value) {
            Some(device) => settings.scan.device = device,
            None => settings.scan.noise = value.parse()?,
        },
        "--registration" => settings.scan.registration = value.parse()?,
        "--rotate" => settings.rotation_deg = value.parse()?,
        "--differences" => settings.differences = value.parse()?,
        "--device" => settings.scan.device = Device::from_name(value).ok_or_else(unknown)?,
        "--colour" => settings.scan.colour = value == "yes",
        "--variety" => settings.variety = if value == "plain" { Variety::Plain } else { Variety::Rich },
        "--without" => settings.without = value.split(',').map(str::to_string).collect(),
        "--insulation" => settings.insulation = value == "yes",
        "--indoor" => settings.indoor = Some(value == "yes"),
        "--catalogue" => {
            settings.catalogue = Some(match value {
                "asme" => Catalogue::Asme,
                "en10220" => Catalogue::En10220,
                "ductile-iron" => Catalogue::DuctileIron,
                _ => return Err(unknown().into()),
            })
        }
        "--format" => settings.format = if value == "laz" { ScanFormat::Laz } else { ScanFormat::E57 },
        "--offset" => {
            let numbers: Vec<f64> = value.split(',').map(str::parse).collect::<Result<_, _>>()?;
            settings.offset = numbers.try_into().map_err(|_| unknown())?;
        }
        _ => return Err(unknown().into()),
    }
    Ok(())
}

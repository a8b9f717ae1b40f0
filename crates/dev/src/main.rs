mod load;
use rosette_cloud::Cloud;
use rosette_segment::*;
use serde_json::json;
use nalgebra::Vector3;
#[global_allocator] static A: mimalloc::MiMalloc = mimalloc::MiMalloc;
fn bin(path: &str) -> Cloud {
    let b = std::fs::read(path).unwrap();
    let origin = if path.contains("medium") { Vector3::new(652299., 6861199., 34.) } else if path.contains("pumpA") { Vector3::new(-3., -6., -2.) } else { Vector3::new(-1., -1., -1.) };
    let mut c = Cloud { origin, ..Default::default() };
    for r in b.chunks_exact(28) {
        let f: Vec<f32> = r.chunks_exact(4).map(|x| f32::from_le_bytes(x.try_into().unwrap())).collect();
        c.positions.push([f[0], f[1], f[2]]); c.normals.push([f[3], f[4], f[5]]); c.station.push(f[6] as u16); c.weights.push(1);
    }
    c
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    if a[1] == "load" {
        let c = load::load(&a[2]);
        let mut out: Vec<u8> = vec![];
        for i in 0..c.len() { for v in c.positions[i].iter().chain(c.normals[i].iter()) { out.extend(v.to_le_bytes()); } out.extend((c.station[i] as f32).to_le_bytes()); }
        std::fs::write(&a[3], out).unwrap();
        println!("origin {:?}", c.origin);
        return;
    }
    let c = bin(&a[1]);
    println!("{} points", c.len());
    let t = std::time::Instant::now();
    let s = segment(&c, &SegmentSettings::default());
    println!("segment {:?} sigma {:.4} planes {} cylinders {}", t.elapsed(), s.sigma, s.planes.len(), s.cylinders.len());
    let mut objs = vec![];
    for (i, y) in s.cylinders.iter().enumerate() {
        for sp in &y.spans {
            let p = |t: f64| { let q = y.cylinder.point + y.cylinder.axis.into_inner() * t + c.origin; [q.x, q.y, q.z] };
            objs.push(json!({"id": format!("pipe-{i}-{:.3}", sp[0]), "class": "pipe", "position": p((sp[0]+sp[1])/2.), "dn": null, "points": y.points, "rms": y.rms, "arc": y.arc, "around": y.around, "agree": y.agreement, "len": y.seen_length(),
              "geometry": {"kind":"cylinder","start": p(sp[0]), "end": p(sp[1]), "radius": y.cylinder.radius}}));
        }
    }
    std::fs::create_dir_all(&a[2]).unwrap();
    std::fs::write(format!("{}/asbuilt.json", a[2]), serde_json::to_string(&json!({"objects": objs, "connections": []})).unwrap()).unwrap();
    if a.len() > 3 { for p in &s.planes { println!("plane area {:.1} n {:.2?} at {:.2?} pts {}", p.area, p.plane.normal.as_slice(), (p.plane.point + c.origin).coords.as_slice(), p.points); } }
    // owner dump
    let own: Vec<u8> = s.owner.iter().flat_map(|o| { let v: i32 = match o { rosette_plant::Owner::None => 0, rosette_plant::Owner::Plane(i) => -(*i as i32) - 1, rosette_plant::Owner::Cylinder(i) => *i as i32 + 1 }; v.to_le_bytes() }).collect();
    std::fs::write(format!("{}/owner.bin", a[2]), own).unwrap();
}

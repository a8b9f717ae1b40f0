use rosette_plant::Owner;
fn main() {
    let mut args = std::env::args().skip(1);
    let dir = std::path::PathBuf::from(args.next().unwrap()).join("work/ingest");
    let b: Vec<f64> = args.map(|a| a.parse().unwrap()).collect();
    let site: rosette_ingest::Ingested = serde_json::from_slice(&std::fs::read(dir.join("ingest.json")).unwrap()).unwrap();
    for area in &site.areas {
        let cloud = rosette_ingest::load_area(&dir, area).unwrap();
        let s = rosette_segment::segment(&cloud, &Default::default());
        let _ = rosette_reconstruct::components(&cloud, &s, None, &Default::default());
        println!("sigma {} planes {} cyl {}", s.sigma, s.planes.len(), s.cylinders.len());
        let o = cloud.origin;
        println!("origin {o:?}");
        let mut count = std::collections::BTreeMap::new();
        for (i, p) in cloud.positions.iter().enumerate() {
            let q = [p[0] as f64 + o[0], p[1] as f64 + o[1], p[2] as f64 + o[2]];
            if (0..3).all(|k| q[k] > b[k] && q[k] < b[k + 3]) {
                let name = match s.owner[i] { Owner::None => "none".into(), Owner::Plane(p) => format!("plane {p} area {:.2} n {:?}", s.planes[p as usize].area, s.planes[p as usize].plane.normal), Owner::Cylinder(c) => { let c = &s.cylinders[c as usize]; format!("cyl r {:.4} at {:?} axis {:?} spans {:?} agr {:.2} around {:.2} arc {:.2}", c.cylinder.radius, c.cylinder.point, c.cylinder.axis.into_inner(), c.spans, c.agreement, c.around, c.arc) } };
                *count.entry(name).or_insert(0) += 1;
            }
        }
        for (k, v) in count { println!("{v} {k}"); }
        for c in &s.cylinders { if b.len() > 6 { println!("cyl r {:.4} at {:?} axis {:?} spans {:?} n {} agr {:.2} around {:.2} arc {:.2}", c.cylinder.radius, c.cylinder.point, c.cylinder.axis.into_inner(), c.spans, c.points, c.agreement, c.around, c.arc) } }
    }
}

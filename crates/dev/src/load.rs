use nalgebra::{Matrix3, Vector3};
use rayon::prelude::*;
use rosette_cloud::{Cloud, Neighbours};
pub fn load(path: &str) -> Cloud {
    let mut pts: Vec<[f64; 3]> = vec![];
    let mut st: Vec<u16> = vec![];
    let mut stations = vec![];
    if path.ends_with("e57") {
        let mut f = e57::E57Reader::from_file(path).unwrap();
        for (i, pc) in f.pointclouds().into_iter().enumerate() {
            if let Some(t) = &pc.transform { stations.push([t.translation.x, t.translation.y, t.translation.z]); } else { stations.push([0.;3]); }
            let mut it = f.pointcloud_simple(&pc).unwrap();
            it.apply_pose(true);
            for p in it {
                let p = p.unwrap();
                if let e57::CartesianCoordinate::Valid { x, y, z } = p.cartesian { pts.push([x, y, z]); st.push(i as u16); }
            }
        }
    } else {
        let mut r = las::Reader::from_path(path).unwrap();
        let d = r.read_all().unwrap(); for p in d.points() { let p = p.unwrap(); pts.push([p.x, p.y, p.z]); st.push(p.point_source_id); }
    }
    let mut lo = [f64::MAX; 3];
    for p in &pts { for k in 0..3 { lo[k] = lo[k].min(p[k]); } }
    let origin = Vector3::new(lo[0].floor(), lo[1].floor(), lo[2].floor());
    let v = 0.005;
    let mut keys: Vec<(u64, u32)> = pts.par_iter().enumerate().map(|(i, p)| {
        let k = |a: usize| ((p[a] - origin[a]) / v) as u64;
        ((k(2) << 42) | (k(1) << 21) | k(0), i as u32)
    }).collect();
    keys.par_sort_unstable();
    let mut c = Cloud { origin, ..Default::default() };
    let mut i = 0;
    while i < keys.len() {
        let mut j = i; let mut s = [0f64; 3];
        while j < keys.len() && keys[j].0 == keys[i].0 { let p = pts[keys[j].1 as usize]; for k in 0..3 { s[k] += p[k] - origin[k]; } j += 1; }
        let n = (j - i) as f64;
        c.positions.push([(s[0] / n) as f32, (s[1] / n) as f32, (s[2] / n) as f32]);
        c.weights.push((j - i) as u32);
        c.station.push(st[keys[i].1 as usize]);
        i = j;
    }
    let nb = Neighbours::new(&c.positions);
    c.normals = (0..c.len()).into_par_iter().map(|i| {
        let near = nb.nearest(c.positions[i], 16);
        let m: Vector3<f64> = near.iter().map(|h| c.point(h.0 as usize).coords).sum::<Vector3<f64>>() / near.len() as f64;
        let mut cov = Matrix3::zeros();
        for h in &near { let d = c.point(h.0 as usize).coords - m; cov += d * d.transpose(); }
        let e = cov.symmetric_eigen();
        let mut n: Vector3<f64> = e.eigenvectors.column(e.eigenvalues.imin()).into();
        if !stations.is_empty() { let s = Vector3::from(stations[c.station[i] as usize]) - origin; if n.dot(&(s - c.point(i).coords)) < 0. { n = -n; } }
        [n.x as f32, n.y as f32, n.z as f32]
    }).collect();
    c
}

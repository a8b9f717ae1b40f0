//! PLY, PCD, PTX, PTS and XYZ files in memory.

use super::Point;
use std::fmt::Write;

fn number(value: f64) -> String {
    format!("{value:.4}")
}

pub fn xyz(points: &[Point], delimiter: &str, header: Option<&str>) -> Vec<u8> {
    let mut text = header.map_or_else(String::new, |names| format!("{names}\n"));
    for p in points {
        let fields = p.position.map(number).into_iter().chain([p.intensity.to_string()]).chain(p.color.map(|c| c.to_string()));
        text += &fields.collect::<Vec<_>>().join(delimiter);
        text += "\n";
    }
    text.into_bytes()
}

pub fn pts(points: &[Point]) -> Vec<u8> {
    let mut text = format!("{}\r\n", points.len());
    for p in points {
        let [x, y, z] = p.position;
        let [r, g, b] = p.color;
        writeln!(text, "{x:.4} {y:.4} {z:.4} {} {r} {g} {b}\r", i32::from(p.intensity) / 16 - 2048).unwrap();
    }
    text.into_bytes()
}

/// Blocks of one column each; `matrix` has the pose in its last row, for row vectors.
pub fn ptx(blocks: &[(&[Point], [[f64; 4]; 4])], scan_from_site: impl Fn(usize, [f64; 3]) -> [f64; 3]) -> Vec<u8> {
    let mut text = String::new();
    for (number, (points, matrix)) in blocks.iter().enumerate() {
        // Two columns, the second without returns.
        let t = matrix[3];
        writeln!(text, "2\n{}\n{} {} {}", points.len(), t[0], t[1], t[2]).unwrap();
        matrix[..3].iter().for_each(|row| writeln!(text, "{} {} {}", row[0], row[1], row[2]).unwrap());
        matrix.iter().for_each(|row| writeln!(text, "{} {} {} {}", row[0], row[1], row[2], row[3]).unwrap());
        for p in *points {
            let [x, y, z] = scan_from_site(number, p.position);
            let [r, g, b] = p.color;
            writeln!(text, "{x:.6} {y:.6} {z:.6} {:.6} {r} {g} {b}", f64::from(p.intensity) / 65535.0).unwrap();
        }
        points.iter().for_each(|_| text += "0 0 0 0.5 0 0 0\n");
    }
    text.into_bytes()
}

/// Encodings of PLY: ascii, binary_little_endian, binary_big_endian.
pub fn ply(points: &[Point], encoding: &str, with_lists: bool) -> Vec<u8> {
    let list = if with_lists { "property list uchar int neighbours\n" } else { "" };
    // Properties in an unusual order, an element before the vertices and one behind.
    let mut bytes = format!(
        "ply\nformat {encoding} 1.0\ncomment units m\nelement camera 2\nproperty float f\nproperty list uchar short s\n\
         element vertex {}\nproperty uchar red\nproperty double z\n{list}property double x\nproperty uchar label\nproperty uchar green\n\
         property double y\nproperty uchar blue\nproperty ushort scalar_Intensity\nelement face 1\nproperty list uchar int i\nend_header\n",
        points.len()
    )
    .into_bytes();
    if encoding == "ascii" {
        bytes.extend(b"1.5 2 7 8\n2.5 0\n");
        for p in points {
            let [x, y, z] = p.position;
            let [r, g, b] = p.color;
            let list = if with_lists { "3 1 2 3 " } else { "" };
            bytes.extend(format!("{r} {z:.4} {list}{x:.4} {} {g} {y:.4} {b} {}\n", p.label, p.intensity).bytes());
        }
        bytes.extend(b"3 0 1 2\n");
        return bytes;
    }
    let big = encoding == "binary_big_endian";
    let put = |bytes: &mut Vec<u8>, little: &[u8]| if big { bytes.extend(little.iter().rev()) } else { bytes.extend(little) };
    put(&mut bytes, &1.5f32.to_le_bytes());
    bytes.push(2);
    [7i16, 8].iter().for_each(|s| put(&mut bytes, &s.to_le_bytes()));
    put(&mut bytes, &2.5f32.to_le_bytes());
    bytes.push(0);
    for p in points {
        bytes.push(p.color[0]);
        put(&mut bytes, &p.position[2].to_le_bytes());
        if with_lists {
            bytes.push(3);
            [1i32, 2, 3].iter().for_each(|i| put(&mut bytes, &i.to_le_bytes()));
        }
        put(&mut bytes, &p.position[0].to_le_bytes());
        bytes.extend([p.label, p.color[1]]);
        put(&mut bytes, &p.position[1].to_le_bytes());
        bytes.push(p.color[2]);
        put(&mut bytes, &p.intensity.to_le_bytes());
    }
    bytes
}

/// Encodings of PCD: ascii, binary, binary_compressed.
pub fn pcd(points: &[Point], encoding: &str) -> Vec<u8> {
    let mut bytes = format!(
        "# .PCD v0.7 - Point Cloud Data file format\nVERSION 0.7\nFIELDS normal x y z rgb intensity label\nSIZE 4 8 8 8 4 4 1\nTYPE F F F F F F U\n\
         COUNT 3 1 1 1 1 1 1\nWIDTH {}\nHEIGHT 1\nVIEWPOINT 652300 6861200 40 1 0 0 0\nPOINTS {}\nDATA {encoding}\n",
        points.len(),
        points.len()
    )
    .into_bytes();
    if encoding == "ascii" {
        for p in points {
            let [x, y, z] = p.position;
            let rgb = f32::from_bits(packed(p));
            bytes.extend(format!("0 0 1 {x:.4} {y:.4} {z:.4} {rgb:e} {} {}\n", p.intensity, p.label).bytes());
        }
        return bytes;
    }
    let columns: [Vec<Vec<u8>>; 7] = [
        points.iter().map(|_| vec![0; 12]).collect(),
        points.iter().map(|p| p.position[0].to_le_bytes().to_vec()).collect(),
        points.iter().map(|p| p.position[1].to_le_bytes().to_vec()).collect(),
        points.iter().map(|p| p.position[2].to_le_bytes().to_vec()).collect(),
        points.iter().map(|p| packed(p).to_le_bytes().to_vec()).collect(),
        points.iter().map(|p| f32::from(p.intensity).to_le_bytes().to_vec()).collect(),
        points.iter().map(|p| vec![p.label]).collect(),
    ];
    if encoding == "binary" {
        (0..points.len()).for_each(|i| columns.iter().for_each(|column| bytes.extend(&column[i])));
        return bytes;
    }
    let unpacked: Vec<u8> = columns.iter().flatten().flatten().copied().collect();
    let packed = lzf(&unpacked);
    bytes.extend((packed.len() as u32).to_le_bytes());
    bytes.extend((unpacked.len() as u32).to_le_bytes());
    bytes.extend(packed);
    bytes
}

fn packed(point: &Point) -> u32 {
    let [r, g, b] = point.color.map(u32::from);
    r << 16 | g << 8 | b
}

/// A simple LZF compressor: the last place where the same three bytes stood is referred to.
pub fn lzf(bytes: &[u8]) -> Vec<u8> {
    let (mut out, mut literals, mut at) = (Vec::new(), Vec::new(), 0);
    let mut seen = std::collections::HashMap::new();
    let flush = |out: &mut Vec<u8>, literals: &mut Vec<u8>| {
        literals.chunks(32).for_each(|part| {
            out.push(part.len() as u8 - 1);
            out.extend(part);
        });
        literals.clear();
    };
    while at < bytes.len() {
        let key = bytes.get(at..at + 3).map(<[u8]>::to_vec);
        let before = key.clone().and_then(|key| seen.insert(key, at)).filter(|from| at - from <= 8192);
        let len =
            before.map_or(0, |from| (0..264.min(bytes.len() - at)).take_while(|i| bytes[from + i] == bytes[at + i]).count());
        let Some(from) = before.filter(|_| len >= 3) else {
            literals.push(bytes[at]);
            at += 1;
            continue;
        };
        flush(&mut out, &mut literals);
        let (back, code) = (at - from - 1, len - 2);
        if code < 7 {
            out.push((code << 5) as u8 | (back >> 8) as u8);
        } else {
            out.extend([7 << 5 | (back >> 8) as u8, (code - 7) as u8]);
        }
        out.push(back as u8);
        at += len;
    }
    flush(&mut out, &mut literals);
    out
}

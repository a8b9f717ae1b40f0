//! Scores of fitted nets on held-out data: said, drawn, and kept as `scores.md`.

use super::config::{Config, Data};
use super::data::{Prepared, gathered};
use super::{failure, fusing};
use crate::failure::Result;
use crate::progress::{Screen, say};
use crate::store::write_whole;
use rosette_net::evaluate::{Confusion, Reliability};
use rosette_net::train::LabelledCloud;
use rosette_net::train::bodies::{self, BodyReport};
use rosette_net::{BodyNet, PointNet};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What was scored so far.
pub struct ScoreSheet {
    out: PathBuf,
    text: String,
}

impl ScoreSheet {
    /// An empty sheet for the folder of a training.
    pub fn new(out: &Path) -> Self {
        Self { out: out.to_owned(), text: "# Scores\n".into() }
    }

    /// Writes the sheet.
    pub fn write(&self) -> Result<()> {
        write_whole(&self.out.join("scores.md"), self.text.as_bytes())
    }

    /// Scores the body net on held-out bodies and on each row of test data.
    pub fn bodies(&mut self, net: &BodyNet, config: &Config, held_out: &Prepared, screen: &Screen) -> Result<()> {
        self.body_rows(net, "held-out", held_out)?;
        for (name, data) in rows(&config.test)? {
            self.body_rows(net, &name, &gathered(config, &data, screen)?)?;
        }
        Ok(())
    }

    fn body_rows(&mut self, net: &BodyNet, name: &str, data: &Prepared) -> Result<()> {
        if !data.bodies.is_empty() {
            self.body_report(name, &bodies::evaluate(net, &data.bodies, 2))?;
        }
        match data.cuts.is_empty() {
            true => Ok(()),
            // What a run cuts out is damaged as it is.
            false => {
                self.body_report(&format!("{name}-cuts"), &bodies::evaluate(net, &data.cuts, 0))?;
                fusing::report(net, &data.cuts).into_iter().for_each(|text| self.tell(text));
                Ok(())
            }
        }
    }

    /// Scores the point net on whole plants and clouds, point by point.
    pub fn points(&mut self, net: &PointNet, config: &Config, screen: &Screen) -> Result<()> {
        for row in &config.test.plants {
            let plants = (0..row.count).map(|idx| row.plant(idx, &config.test.left_out()).map_err(failure));
            self.point_scores(net, &row.name(0), plants)?;
        }
        for cloud in &config.test.clouds {
            let made = cloud.prepared(screen)?.0;
            self.point_scores(net, &cloud.name()?, std::iter::once(Ok(Some(made))))?;
        }
        Ok(())
    }

    fn point_scores(
        &mut self,
        net: &PointNet,
        name: &str,
        clouds: impl Iterator<Item = Result<Option<LabelledCloud>>>,
    ) -> Result<()> {
        let (mut confusion, mut reliability) = (Confusion::default(), Reliability::default());
        let mut n_clouds = 0;
        for cloud in clouds {
            let Some(cloud) = cloud? else { continue };
            let started = Instant::now();
            let (scores, speed) = net.classify_timed(&cloud.cloud);
            let rate = cloud.cloud.len() as f64 / started.elapsed().as_secs_f64();
            say(format!("{}: {} points, {} cells, {rate:.0} points/s", cloud.name, cloud.cloud.len(), speed.cells));
            for (i, truth) in cloud.classes().into_iter().enumerate().filter(|(_, truth)| *truth != 0) {
                let (class, p) = scores.best(i);
                confusion.add(truth, class as u8, 1);
                reliability.add(f64::from(p), class as u8 == truth);
            }
            n_clouds += 1;
        }
        self.tell(format!(
            "\n## Points of {name}, {n_clouds} in all\n\nProcess mIoU {:.3}, accuracy {:.3}, calibration error {:.3}.\n\n{}\n{}",
            confusion.process_iou(),
            confusion.accuracy(),
            reliability.error(),
            confusion.table(),
            reliability.table()
        ));
        confusion.write_picture(&self.out.join(format!("{name}-confusion.png"))).map_err(failure)?;
        reliability.write_picture(&self.out.join(format!("{name}-reliability.png"))).map_err(failure)
    }

    fn body_report(&mut self, name: &str, report: &BodyReport) -> Result<()> {
        self.tell(format!(
            "\n## Bodies of {name}\n\nMean recall of classes {:.3}, of subtypes {:.3}; calibration errors {:.3} and {:.3}.\n\n{}\n{}\n{}{}",
            report.class_accuracy,
            report.subtype_accuracy,
            report.class_reliability.error(),
            report.subtype_reliability.error(),
            report.classes.table(),
            report.subtype_table(),
            report.class_reliability.table(),
            report.kind_table()
        ));
        let at = |what: &str| self.out.join(format!("{name}-{what}.png"));
        report.classes.write_picture(&at("body-confusion")).map_err(failure)?;
        report.class_reliability.write_picture(&at("body-reliability")).map_err(failure)?;
        report.subtype_reliability.write_picture(&at("subtype-reliability")).map_err(failure)
    }

    fn tell(&mut self, text: String) {
        say(&text);
        self.text.push_str(&text);
    }
}

/// Each row of plants, of cuts, and each cloud on its own, with its name; what galleries and singles give together.
fn rows(test: &Data) -> Result<Vec<(String, Data)>> {
    let plants = test
        .plants
        .iter()
        .map(|row| Ok((row.name(0), Data { plants: vec![row.clone()], without: test.without.clone(), ..Data::default() })));
    let clouds = test.clouds.iter().map(|cloud| Ok((cloud.name()?, Data { clouds: vec![cloud.clone()], ..Data::default() })));
    let cuts = test
        .cuts
        .iter()
        .map(|row| Ok((row.name(0), Data { cuts: vec![row.clone()], without: test.without.clone(), ..Data::default() })));
    let lots = Data { plants: Vec::new(), cuts: Vec::new(), clouds: Vec::new(), ..test.clone() };
    plants.chain(cuts).chain(clouds).chain([Ok(("galleries-and-singles".into(), lots))]).collect()
}

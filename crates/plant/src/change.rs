//! As-built changes to a drawing: what a reviewer accepted, in terms of drawn elements.

use crate::{Class, Subtype};
use serde::{Deserialize, Serialize};

/// One change to be written into the drawing. Ids are those of drawn elements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Id of the finding it comes from, for the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<String>,
    /// What is to be done.
    #[serde(flatten)]
    pub action: Action,
}

/// What is to be done to a drawing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// Not in the field. Ends that met there are joined. A branch goes with its tee: name both.
    Remove {
        /// Elements that go.
        ids: Vec<String>,
    },
    /// In the field, not on the drawing: one item in a line, or an instrument on it.
    Add {
        /// Where.
        place: Place,
        /// What.
        item: NewItem,
    },
    /// Another class or type of valve.
    Retype {
        /// Element.
        id: String,
        /// What it is in the field.
        class: Class,
        /// Type, if it is a valve.
        #[serde(default)]
        subtype: Option<Subtype>,
    },
    /// Another nominal diameter.
    Resize {
        /// Element, or the id of a piping network segment.
        id: String,
        /// Nominal diameter in the field.
        dn: u32,
    },
    /// The same items in another order.
    Reorder {
        /// The items in the order they have in the field, with the flow as it is drawn.
        ids: Vec<String>,
    },
    /// A line ends elsewhere.
    Reconnect {
        /// The last element of the line that stays.
        id: String,
        /// What the drawing joins it to.
        from: String,
        /// What it is joined to in the field.
        to: End,
    },
    /// A branch that is not on the drawing: a tee, items from the tee on, and where they lead.
    Branch {
        /// Where the tee stands.
        place: Place,
        /// Nominal diameter of the branch.
        #[serde(default)]
        dn: Option<u32>,
        /// Items from the tee on.
        items: Vec<NewItem>,
        /// Where it leads.
        to: End,
    },
}

/// A place in a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Drawn neighbour.
    pub a: String,
    /// The other one; none at an open end.
    #[serde(default)]
    pub b: Option<String>,
    /// Tag of the line, where several join or leave them.
    #[serde(default)]
    pub line: Option<String>,
}

/// Where a line leads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "snake_case")]
pub enum End {
    /// Nowhere.
    Open,
    /// To an element that is drawn.
    Element {
        /// Its id.
        id: String,
    },
    /// Into another line, by a tee that is not drawn either.
    Into {
        /// Where that tee stands.
        place: Place,
    },
}

/// An item that is not on the drawing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewItem {
    /// What it is.
    pub class: Class,
    /// Type, if it is a valve.
    #[serde(default)]
    pub subtype: Option<Subtype>,
    /// Nominal diameter.
    #[serde(default)]
    pub dn: Option<u32>,
    /// Tag to give it.
    #[serde(default)]
    pub tag: Option<String>,
}

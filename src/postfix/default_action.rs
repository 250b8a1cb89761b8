//! What Postfix does with mail when our milter can't be asked, or one before it.

use super::{Milter, Postfix, Service, Table};

/// The setting that holds for milters without a default action of their own.
const GENERAL: &str = "milter_default_action";

/// A place in Postfix's settings where mail wouldn't wait for our milter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefaultAction {
    place: String,
    action: String,
    /// A milter that is asked before ours; `None`: it is ours.
    earlier: Option<String>,
}

impl DefaultAction {
    /// The sentence that says so.
    pub fn sentence(&self) -> String {
        let Self { place, action, .. } = self;
        if let Some(milter) = &self.earlier {
            return format!(
                "Postfix: the milter {milter} stands before ours, and {place} is \"{action}\": \
                 when it can't be asked, Postfix asks no milter behind it and puts the mail into \
                 its hold queue in clear, from which it leaves in clear when it is released; give \
                 that milter a default_action=tempfail."
            );
        }
        let effect = match action.as_str() {
            "accept" => "sent in clear",
            "quarantine" => {
                "put into Postfix's hold queue in clear, and sent in clear by whoever releases it"
            }
            "shutdown" => "refused, and the client's connection closed",
            _ => "refused for good",
        };
        format!(
            "Postfix: {place} is \"{action}\": when the milter can't be asked, mail would be \
             {effect}; set it to tempfail."
        )
    }

    /// Whether mail would leave in clear.
    pub fn lets_mail_out(&self) -> bool {
        matches!(self.action.as_str(), "accept" | "quarantine")
    }
}

/// A list of milters, and where it stands.
struct Asked {
    place: String,
    milters: Vec<Milter>,
    /// The action of those that have none of their own, and where that stands.
    general: (String, String),
}

impl Postfix {
    /// The places where Postfix is told something other than `tempfail`, for a milter of these
    /// names, or to quarantine mail before it comes to that. What stands at the milter itself
    /// counts more than `milter_default_action`.
    pub fn default_actions(&self, names: &[String]) -> Vec<DefaultAction> {
        let mut found: Vec<DefaultAction> = Vec::new();
        for asked in self.asked() {
            let milters = &asked.milters;
            let Some(at) = milters.iter().position(|one| names.contains(&one.name)) else {
                continue;
            };
            for (before, milter) in milters[..=at].iter().rev().enumerate() {
                let is_ours = before == 0;
                let (place, action) = match milter.attribute("default_action") {
                    Some(action) if is_ours => (
                        format!("default_action of our milter in {}", asked.place),
                        action.to_owned(),
                    ),
                    Some(action) => (
                        format!("its default_action in {}", asked.place),
                        action.to_owned(),
                    ),
                    None => asked.general.clone(),
                };
                let is_sound = action == "tempfail" || (!is_ours && action != "quarantine");
                let one = DefaultAction {
                    place,
                    action,
                    earlier: (!is_ours).then(|| milter.name.clone()),
                };
                if !is_sound && !found.contains(&one) {
                    found.push(one);
                }
            }
        }
        found
    }

    /// All lists of milters that Postfix may ask.
    fn asked(&self) -> Vec<Asked> {
        /// The lists, and the program that reads each.
        const LISTS: [(&str, &str); 2] =
            [("smtpd_milters", "smtpd"), ("non_smtpd_milters", "cleanup")];
        let mut all = Vec::new();
        for (key, program) in LISTS {
            let services = self.services().iter();
            let services = services.filter(|service| service.command() == program);
            for service in [None].into_iter().chain(services.map(Some)) {
                let of_service = |key: &str| self.setting(service, key);
                let general = of_service(GENERAL);
                let mut add = |(place, list): (String, String)| {
                    all.push(Asked {
                        place,
                        milters: Milter::list(&list),
                        general: general.clone(),
                    });
                };
                add(of_service(key));
                if program == "smtpd" && service.is_some() {
                    let (place, maps) = of_service("smtpd_milter_maps");
                    for table in Table::list(&maps) {
                        let entries = table.entries(self).unwrap_or_default();
                        let place = format!("{place} ({})", table.name());
                        for (_, list) in entries {
                            add((place.clone(), list));
                        }
                    }
                }
            }
        }
        all
    }

    /// Where a parameter of a service stands, and its value.
    fn setting(&self, service: Option<&Service>, key: &str) -> (String, String) {
        match service.and_then(|service| Some((service, service.own(key)?))) {
            Some((service, own)) => (
                format!("{key} of the service {} in master.cf", service.name),
                own.to_owned(),
            ),
            None => (key.to_owned(), self.value(key).to_owned()),
        }
    }
}

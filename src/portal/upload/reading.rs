//! The reading of a form: how far it is, how slow it may be, and what each stage of it takes.

use axum::body::Body;
use bytes::Bytes;
use http_body_util::BodyExt;
use tokio::time::Instant;

use super::arrival::Arrival;
use super::counted::Counted;
use super::form::Form;
use super::pace::Pace;
use super::stages::Stage;
use super::{FIRST, NO_ARMOR, SLOW, STEP, Uploads};
use crate::portal::problem::Problem;
use crate::store::Lease;

impl Uploads {
    /// Reads a form to its end, or up to what ends it.
    pub(super) async fn read_form(
        &self,
        body: &mut Body,
        mut form: Form,
        lease: &Lease,
        stage: &mut Stage,
        counted: &mut Counted,
    ) -> Result<Arrival<'_>, Problem> {
        let max_request = self.shares.max_request();
        let mut arrival = Arrival::new(&self.visits, self.max_upload, max_request);
        arrival.store(&self.store, lease, stage).await?;
        let mut left = max_request;
        let mut pace = Pace::new();
        let first = Instant::now() + FIRST;
        while !form.is_complete() {
            let data = self.next(body, stage, &mut pace, first, &arrival).await?;
            let Some(data) = data else {
                form.end(&mut |event| arrival.take(event))?;
                break;
            };
            left = left
                .checked_sub(data.len() as u64)
                .ok_or(Problem::TooLarge)?;
            for step in data.chunks(STEP) {
                form.push(step, &mut |event| arrival.take(event))?;
                if !form.is_complete() {
                    Self::promote(stage, &arrival, counted).await?;
                }
                arrival.store(&self.store, lease, stage).await?;
            }
        }
        Ok(arrival)
    }

    /// The next bytes of a form, as long as its place lasts; `None` at the end of the request.
    async fn next(
        &self,
        body: &mut Body,
        stage: &mut Stage,
        pace: &mut Pace,
        first: Instant,
        arrival: &Arrival<'_>,
    ) -> Result<Option<Bytes>, Problem> {
        let called_back = stage.called_back();
        let frame = loop {
            let waiting = pace.wait(body.frame());
            tokio::select! {
                frame = waiting => break frame,
                () = called_back.cancelled() => return Err(Problem::Busy),
                () = tokio::time::sleep_until(first), if stage.is_unknown() => {
                    // Whoever has shown a head of ours may be as slow as all: what it says of many
                    // recipients is long.
                    if arrival.unread() < SLOW && !arrival.is_authentic() {
                        return Err(Problem::CutOff);
                    }
                    if !stage.is_mail() {
                        return Err(Problem::Busy);
                    }
                }
            }
        };
        let Some(frame) = frame.ok_or(Problem::CutOff)? else {
            return Ok(None);
        };
        let data = frame.map_err(|_| Problem::CutOff)?.into_data();
        let data = data.unwrap_or_default();
        pace.earn(data.len());
        Ok(Some(data))
    }

    /// Takes the place at the stage that an upload has reached.
    async fn promote(
        stage: &mut Stage,
        arrival: &Arrival<'_>,
        counted: &mut Counted,
    ) -> Result<(), Problem> {
        let has_place = match arrival.message() {
            Some(message) => {
                counted.as_visit(message).await?;
                stage.is_known() || stage.is_of(message)
            }
            None if stage.is_unknown() && arrival.unread() > NO_ARMOR => {
                counted.admit_search()?;
                stage.is_mail()
            }
            None => true,
        };
        if has_place {
            Ok(())
        } else {
            Err(Problem::Busy)
        }
    }
}

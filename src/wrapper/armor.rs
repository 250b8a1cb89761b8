//! Sealed bytes as base64 lines, written into [frames](super::frame) as they come.

use base64::Engine;
use base64::engine::general_purpose::PAD;

use super::frame::Frames;

/// Sealed bytes in one line of armor.
const LINE: usize = 741;

/// A line of armor: 988 characters of base64 and its end.
const TEXT: usize = LINE.div_ceil(3) * 4 + 2;

/// Base64 by the processor's wide instructions, four times as fast, where the crate has them.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
type Base64 = base64::engine::Simd;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
fn base64() -> Base64 {
    Base64::standard(PAD)
}
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
type Base64 = base64::engine::GeneralPurpose;
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn base64() -> Base64 {
    Base64::new(&base64::alphabet::STANDARD, PAD)
}

/// Turns bytes into lines of armor.
pub(super) struct Armor {
    engine: Base64,
    line: Vec<u8>,
}

impl Armor {
    pub(super) fn new() -> Self {
        Self {
            engine: base64(),
            line: Vec::with_capacity(LINE),
        }
    }

    pub(super) fn push(&mut self, mut bytes: &[u8], out: &mut Frames) {
        while !bytes.is_empty() {
            if self.line.is_empty() && bytes.len() >= LINE {
                self.write_line(&bytes[..LINE], out);
                bytes = &bytes[LINE..];
                continue;
            }
            let (now, later) = bytes.split_at(bytes.len().min(LINE - self.line.len()));
            self.line.extend_from_slice(now);
            bytes = later;
            if self.line.len() == LINE {
                self.write_line(&self.line, out);
                self.line.clear();
            }
        }
    }

    pub(super) fn finish(self, out: &mut Frames) {
        if !self.line.is_empty() {
            self.write_line(&self.line, out);
        }
    }

    fn write_line(&self, bytes: &[u8], out: &mut Frames) {
        // Most lines are encoded where they stay; one that runs over the end of a frame is cut in
        // two.
        let len = bytes.len().div_ceil(3) * 4 + 2;
        if let Some(room) = out.room(len) {
            self.encode(bytes, room);
        } else {
            let mut text = [0; TEXT];
            self.encode(bytes, &mut text[..len]);
            out.push(&text[..len]);
        }
    }

    fn encode(&self, bytes: &[u8], text: &mut [u8]) {
        // The buffer is as long as this needs, so encoding into it can't fail.
        let written = self.engine.encode_slice(bytes, text).unwrap_or(0);
        text[written..].copy_from_slice(b"\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wrapper::FRAME;
    use crate::wrapper::frame::FramePool;

    #[test]
    fn lines_are_988_characters_however_the_bytes_arrive() {
        let bytes: Vec<u8> = (0..100_000_u32).map(|n| n as u8).collect();
        let armored = |step: usize| {
            let (mut armor, mut frames) = (Armor::new(), Frames::new(&FramePool::default()));
            bytes
                .chunks(step)
                .for_each(|chunk| armor.push(chunk, &mut frames));
            armor.finish(&mut frames);
            frames.finish()
        };
        let (frames, digest) = armored(100_000);
        let text = frames.concat();
        assert_eq!(*blake3::hash(&text).as_bytes(), digest);
        assert!(frames.iter().all(|frame| frame.len() <= FRAME));
        let lines: Vec<&[u8]> = text.split(|&byte| byte == b'\n').collect();
        assert!(
            lines[..lines.len() - 2]
                .iter()
                .all(|line| line.len() == 989)
        );
        for step in [1, 2, 740, 741, 742, 4_096] {
            assert_eq!(armored(step).1, digest, "in steps of {step}");
        }
    }
}

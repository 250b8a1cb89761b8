//! What files that can't be read are called, so that a finding says what was met.

use memchr::memmem;

/// Starts of files, first match first, with what they are, with its article.
const STARTS: &[(&[u8], &str)] = &[
    (b"age-encryption.org/v1", "an age file"),
    (b"-----BEGIN AGE ENCRYPTED FILE-----", "an age file"),
    (b"\x03\xd9\xa2\x9a", "a KeePass database"),
    (b"LUKS\xba\xbe", "an encrypted disk"),
    (b"Salted__", "a file of OpenSSL"),
    (b"\xfe\xed\xfe\xed", "a store of keys"),
    (b"\xce\xce\xce\xce", "a store of keys"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xfd7zXZ\0", "an xz file"),
    (b"BZh", "a bzip2 file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"MSCF", "a cabinet"),
    (b"\x1f\x9d", "a file of compress"),
    (b"\x60\xea", "an ARJ archive"),
    (b"!<arch>\ndebian-binary", "a deb package"),
    (b"!<arch>\n", "an ar archive"),
    (b"LZIP", "an lzip file"),
    (b"\x04\x22\x4d\x18", "an LZ4 file"),
    (b"\x5d\0\0", "an LZMA file"),
    (b"\x89LZO", "an LZO file"),
    (b"\xff\x06\0\0sNaPpY", "a Snappy file"),
    (b"070701", "a cpio archive"),
    (b"070702", "a cpio archive"),
    (b"070707", "a cpio archive"),
    (b"\xc7\x71", "a cpio archive"),
    (b"\xed\xab\xee\xdb", "an RPM package"),
    (b"xar!", "a xar archive"),
    (b"MSWIM\0\0\0", "a WIM image"),
    (b"ITSF\x03\0\0\0", "a compiled help file"),
    (b"StuffIt", "a StuffIt archive"),
    (b"SIT!", "a StuffIt archive"),
    (b"zPQ", "a ZPAQ archive"),
    (b"hsqs", "a SquashFS image"),
    (b"conectix", "an image of a disk"),
    (b"vhdxfile", "an image of a disk"),
    (b"QFI\xfb", "an image of a disk"),
    (b"KDMV", "an image of a disk"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\0\x01\0\0Standard Jet DB", "an Access database"),
    (b"\0\x01\0\0Standard ACE DB", "an Access database"),
    (b"!BDN", "an Outlook data file"),
    (b"PAR1", "a Parquet file"),
    (b"PARE", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"FEA1", "a Feather file"),
    (b"Obj\x01", "an Avro file"),
    (b"ORC", "an ORC file"),
    (b"AT&TFORM", "a DjVu document"),
    (b"AC10", "a DWG drawing"),
    (b"AutoCAD Binary DXF", "a drawing in binary DXF"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (b"CDF\x01", "a NetCDF file"),
    (b"CDF\x02", "a NetCDF file"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"MATLAB 5.0 MAT-file", "a MATLAB file"),
    (b"RDX3", "a file of R"),
    (b"$FL2", "an SPSS file"),
    (b"\x80\x02", "a Python pickle"),
    (b"\x80\x03", "a Python pickle"),
    (b"\x80\x04\x95", "a Python pickle"),
    (b"\x80\x05\x95", "a Python pickle"),
    (b"\xac\xed\0\x05", "a serialized Java object"),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "a OneNote notebook"),
    (b"\xa1\x2f\xff\x43\xd9\xef\x76\x4c", "a OneNote notebook"),
    (b"bplist00", "a binary property list"),
    (b"\xffWPC", "a WordPerfect document"),
    (b"\xdb\xa5\x2d\0", "an old Word document"),
    (b"\x31\xbe\0\0", "an old Word document"),
    (b"\x09\x08\x10\0", "an old Excel workbook"),
    (b"\x09\x04\x06\0", "an old Excel workbook"),
    (b"\x09\x02\x06\0", "an old Excel workbook"),
    (b"\0\0\x1a\0", "a Lotus worksheet"),
    (b"\0\0\x02\0\x06\x04", "a Lotus worksheet"),
    (b"\0\0\x02\0\x04\x04", "a Lotus worksheet"),
    (b"\0\0\x02\0\x05\x04", "a Lotus worksheet"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript file with a preview"),
    (b"\xf7\x02", "a DVI file"),
    (b"FWS", "a Flash film"),
    (b"CWS", "a Flash film"),
    (b"ZWS", "a Flash film"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"OTTO", "a font"),
    (b"ttcf", "a font"),
    (b"\0\x01\0\0\0", "a font"),
    (b"\x80\x01", "a font"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xce\xfa\xed\xfe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\0asm", "a program"),
    (b"\x4c\0\0\0\x01\x14\x02\0", "a shortcut"),
    (b"regf", "a Windows registry"),
    (b"ElfFile\0", "a Windows event log"),
    (b"\xd4\xc3\xb2\xa1", "a capture of network traffic"),
    (b"\x0a\x0d\x0d\x0a", "a capture of network traffic"),
    (b"PMDMP", "a dump of memory"),
];

/// The same at other places.
const WITHIN: &[(usize, &[u8], &str)] = &[
    (7, b"**ACE**", "an ACE archive"),
    (2, b"-lh", "an LHA archive"),
    (60, b"BOOKMOBI", "an e-book of Kindle"),
    (60, b"TEXtREAd", "an e-book of Palm"),
    (128, b"DICM", "a DICOM image"),
    (0x8001, b"CD001", "an image of a disk"),
    (0x438, b"\x53\xef", "an image of a disk"),
];

/// What a file is that no reader knows; `None` when it isn't known either.
pub(in crate::extract) fn named(bytes: &[u8]) -> Option<&'static str> {
    let starts = STARTS
        .iter()
        .find(|(start, _)| bytes.starts_with(start))
        .map(|(_, what)| *what);
    let within = || {
        let found = WITHIN.iter().find(|(at, signature, _)| {
            let rest = bytes.get(*at..);
            rest.is_some_and(|rest| rest.starts_with(signature))
        });
        found.map(|(_, _, what)| *what)
    };
    let end = &bytes[bytes.len().saturating_sub(512)..];
    let is_disk = end.starts_with(b"koly") || end.starts_with(b"conectix");
    starts
        .or_else(within)
        .or_else(|| is_disk.then_some("an image of a disk"))
        .or_else(|| super::signature::is_pkcs12(bytes).then_some("a store of keys"))
}

/// Whether bytes look random, as what is encrypted or packed does: as if each had been drawn, of
/// all there are.
pub(in crate::extract) fn looks_random(bytes: &[u8]) -> bool {
    const LEAST: usize = 512;
    // What stands before is often a header.
    let sample = &bytes[bytes.len() / 4..];
    let sample = &sample[..sample.len().min(64 << 10)];
    if sample.len() < LEAST {
        return false;
    }
    let mut counts = [0_u32; 256];
    for &byte in sample {
        counts[usize::from(byte)] += 1;
    }
    // Chi-squared over 255 degrees of freedom: 255 is the mean and 22.6 the deviation. What
    // is packed is a little further off.
    let expected = sample.len() as f64 / 256.0;
    let distance: f64 = counts
        .iter()
        .map(|&count| (f64::from(count) - expected).powi(2) / expected)
        .sum();
    distance < 512.0 && memmem::find(sample, &[0; 8]).is_none()
}

/// Whether this is what a Mac leaves in archives beside the files: what its Finder knows of a file
/// or folder (AppleDouble, `.DS_Store`). Names in it are plain.
pub(in crate::extract) fn is_of_finder(bytes: &[u8]) -> bool {
    const LONGEST: usize = 64 << 10;
    let starts =
        bytes.starts_with(b"\0\x05\x16\x07\0\x02\0\0") || bytes.starts_with(b"\0\0\0\x01Bud1\0");
    starts && bytes.len() <= LONGEST && !looks_random(bytes)
}

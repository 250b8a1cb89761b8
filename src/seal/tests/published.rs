//! Published vectors (Project Wycheproof) for what the format is made of.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hkdf::Hkdf;
use sha2::{Digest, Sha256, Sha512};
use wycheproof::{aead, chunked_encryption, hkdf as hkdf_tests};

use crate::seal::OpenError;
use crate::seal::stream::{CHUNK_LEN, Decryptor, Encryptor};

/// Decrypts a stream; whatever was released before the error comes back with it.
fn open_stream(key: &[u8], context: &[u8], sealed: &[u8]) -> (Vec<u8>, Result<(), OpenError>) {
    let mut released = Vec::new();
    let mut open = || {
        let mut stream = Decryptor::new(key.try_into().map_err(|_| OpenError)?, context, sealed)?;
        let mut buffer = vec![0; CHUNK_LEN];
        while let Some(plain) = stream.next_chunk(&mut buffer)? {
            released.extend_from_slice(plain);
        }
        Ok(())
    };
    let result = open();
    (released, result)
}

#[test]
fn cobblestone_256() {
    let set =
        chunked_encryption::TestSet::load(chunked_encryption::TestName::Cobblestone256).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let sealed = miniz_oxide::inflate::decompress_to_vec_zlib(&test.ct).unwrap();
        let (released, result) = open_stream(&test.key, &test.ctx, &sealed);
        let case = format!("{}: {}", test.tc_id, test.comment);
        assert_eq!(result.is_err(), test.result.must_fail(), "{case}");
        assert_eq!(released.len(), test.msg_length.unwrap_or(0), "{case}");
        if let Some(digest) = &test.msg_sha512 {
            assert_eq!(Sha512::digest(&released)[..], digest[..], "{case}");
        }
        if test.result.must_fail() {
            invalid += 1;
            continue;
        }
        valid += 1;
        let salt = sealed[..24].try_into().unwrap();
        let key = test.key[..].try_into().unwrap();
        let mut stream = Encryptor::new(key, salt, &test.ctx, Vec::new()).unwrap();
        let mut plain = &released[..];
        while !plain.is_empty() {
            let len = plain.len().min(stream.space().len());
            stream.space()[..len].copy_from_slice(&plain[..len]);
            stream.advance(len).unwrap();
            plain = &plain[len..];
        }
        assert!(stream.finish().unwrap() == sealed, "{case}");
    }
    assert_eq!((valid, invalid), (10, 25));
}

#[test]
fn aes_256_gcm() {
    let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
    let ours = set
        .test_groups
        .iter()
        .filter(|group| (group.key_size, group.nonce_size, group.tag_size) == (256, 96, 128));
    let mut ran = 0;
    for test in ours.flat_map(|group| &group.tests) {
        let cipher = Aes256Gcm::new_from_slice(&test.key).unwrap();
        let nonce = Nonce::try_from(&test.nonce[..]).unwrap();
        let sealed = [&test.ct[..], &test.tag[..]].concat();
        let opened = cipher.decrypt(
            &nonce,
            Payload {
                msg: &sealed,
                aad: &test.aad,
            },
        );
        if test.result.must_fail() {
            assert!(opened.is_err(), "{}", test.tc_id);
        } else {
            assert_eq!(opened.unwrap(), test.pt[..], "{}", test.tc_id);
            assert_eq!(
                cipher
                    .encrypt(
                        &nonce,
                        Payload {
                            msg: &test.pt,
                            aad: &test.aad
                        }
                    )
                    .unwrap(),
                sealed,
                "{}",
                test.tc_id
            );
        }
        ran += 1;
    }
    assert_eq!(ran, 66);
}

#[test]
fn hkdf_sha_256() {
    let set = hkdf_tests::TestSet::load(hkdf_tests::TestName::HkdfSha256).unwrap();
    let mut ran = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let mut okm = vec![0; test.size];
        let expanded =
            Hkdf::<Sha256>::new(Some(&test.salt), &test.ikm).expand(&test.info, &mut okm);
        assert_eq!(expanded.is_err(), test.result.must_fail(), "{}", test.tc_id);
        if expanded.is_ok() {
            assert_eq!(okm, test.okm[..], "{}", test.tc_id);
        }
        ran += 1;
    }
    assert_eq!(ran, 86);
}

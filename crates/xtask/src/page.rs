//! The finished page, `dist/vocal.html`.

use std::io::Write;
use std::path::PathBuf;

use flate2::{Compression, GzBuilder};

use crate::shell::{self, Data, Parts};
use crate::{Outcome, base91, paths, process, setup, stamp, wasm};

/// Sample surveys that the page carries: element id and file name.
const SAMPLES: &[(&str, &str)] = &[
    ("sample-pl", "sklep-ankieta.csv"),
    ("sample-en", "service-survey.csv"),
];

/// Builds `dist/vocal.html` and returns its path.
pub fn build(profile: &str) -> Outcome<PathBuf> {
    setup::npm()?;
    let module = wasm::build(profile)?;
    process::run(
        process::command("node").arg("www/build.mjs"),
        "esbuild's messages above name the file and the line.",
    )?;
    let html = assemble(&module.glue, &module.packed)?;
    let path = paths::page();
    stamp::write(&path, html.as_bytes())?;
    eprintln!(
        "{}: {} KB, gzipped {} KB (module: {} KB, gzipped {} KB)",
        path.strip_prefix(paths::root()).unwrap_or(&path).display(),
        kilobytes(html.len()),
        kilobytes(gzip(html.as_bytes())?.len()),
        kilobytes(module.size),
        kilobytes(module.packed.len()),
    );
    Ok(path)
}

fn assemble(glue: &str, wasm: &[u8]) -> Outcome<String> {
    let worker = format!("{glue}\n{}", www_text("out/worker.js")?);
    let mut data = vec![
        packed("worker-text", "text/plain", "", &gzip(worker.as_bytes())?),
        packed("wasm", "application/octet-stream", "", wasm),
        packed(
            "messages",
            "application/json",
            "",
            &gzip(&www_bytes("out/messages.json")?)?,
        ),
    ];
    for (id, name) in SAMPLES {
        let named = format!(" data-name=\"{}\"", shell::attribute(name));
        let bytes = www_bytes(&format!("samples/{name}"))?;
        data.push(packed(id, "text/csv", &named, &gzip(&bytes)?));
    }
    shell::assemble(&Parts {
        shell: &www_text("shell.html")?,
        shell_css: &www_text("out/shell.css")?,
        index: &www_text("index.html")?,
        css: &www_text("out/app.css")?,
        script: &www_text("out/app.js")?,
        data: &data,
    })
}

/// A data block of what is gzip already.
fn packed(id: &'static str, media: &'static str, attributes: &str, gzip: &[u8]) -> Data {
    Data {
        id,
        media,
        attributes: format!("{attributes} data-encoding=\"gzip-base91\""),
        text: base91::encode(gzip),
    }
}

/// Gzip with the best compression and no time in its header: equal input gives
/// equal bytes.
fn gzip(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut encoder = GzBuilder::new()
        .mtime(0)
        .write(Vec::new(), Compression::best());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .map_err(|error| format!("gzip: {error}"))
}

fn www_bytes(name: &str) -> Outcome<Vec<u8>> {
    stamp::read(&paths::www().join(name))
}

fn www_text(name: &str) -> Outcome<String> {
    String::from_utf8(www_bytes(name)?).map_err(|_| format!("www/{name} is not UTF-8"))
}

fn kilobytes(bytes: usize) -> usize {
    bytes.div_ceil(1000)
}

// Writes the files of all packages out of one archive, which python_archive.py makes: its list, and then all their bytes.
export const writeFiles = (FS, place, archive) => {
  const start = 4 + new DataView(archive.buffer, archive.byteOffset).getUint32(0, true);
  const folders = JSON.parse(new TextDecoder().decode(archive.subarray(4, start)));
  let at = start;
  for (const [folder, files] of Object.entries(folders)) {
    FS.mkdirTree(`${place}/${folder}`);
    for (const [name, size] of files) {
      FS.writeFile(`${place}/${folder}/${name}`, archive.subarray(at, at + size), { canOwn: true }); // no copy
      at += size;
    }
  }
};

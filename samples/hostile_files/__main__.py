"""Writes the hostile files into a folder: python samples/hostile_files FOLDER."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from hostile_files import hostile_files

if len(sys.argv) != 2:
    sys.exit(__doc__)
folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
files = list(hostile_files())
for file in files:
    (folder / file.name).write_bytes(file.data)
print(f"{len(files)} files in {folder}")

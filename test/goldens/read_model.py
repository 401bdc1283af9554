"""Opens an Elman model with the official library and computes its sha256 as src/formats/model-file.ts defines it.

Run: python read_model.py [FILE]       needs safetensors 0.8; torch not
"""

import hashlib
import json
import sys
from pathlib import Path

from safetensors import deserialize, safe_open


def line(value):
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8")


path = sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_name("model-v1.safetensors")
with safe_open(path, framework="np") as file:
    metadata = file.metadata()
    for name in file.keys():
        print(name, file.get_tensor(name).tolist())
print(json.loads(metadata["model"]))

expected = metadata.pop("sha256")
digest = hashlib.sha256(line([[key, metadata[key]] for key in sorted(metadata)]))
for name, tensor in sorted(deserialize(Path(path).read_bytes()), key=lambda entry: entry[0]):
    digest.update(line([name, tensor["dtype"], tensor["shape"]]))
    digest.update(tensor["data"])
print("sha256", "ok" if digest.hexdigest() == expected else "WRONG")

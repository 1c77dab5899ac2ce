"""Writes the activations of any PyTorch module into a store that Saev.open reads. Needs torch and numpy:

    with Store("activations", model="my-model", layer="16") as store:
        with store.hook(model.layers[16]):
            model(**inputs)                      # one example: the module's output is [1, tokens, width]
        store.add("photo-17", modality=is_image, text=pieces)   # one 0 (text) or 1 (image) a token
"""
import contextlib, hashlib, json, os, struct, numpy as np, torch
ROLES = ["ordinary", "special", "padding", "newline"]
DTYPES = {torch.float32: ("float32", "F32"), torch.float16: ("float16", "F16"), torch.bfloat16: ("bfloat16", "BF16")}
NUMPY = {"I64": "<i8", "F64": "<f8", "I32": "<i4", "U8": "u1"}
class Store(contextlib.AbstractContextManager):
    def __init__(self, folder, model, layer, shard_tokens=65536):
        self.folder, self.model, self.layer, self.shard_tokens, self.shards, self.examples = folder, model, layer, shard_tokens, [], []
        os.makedirs(folder)                      # a store that is there already is never overwritten

    def hook(self, module):
        """Keeps what the module puts out, until the handle that this returns is closed: use it in a with statement."""
        def keep(module, inputs, output):
            self.rows = (output[0] if isinstance(output, tuple) else output).detach().flatten(0, -2).cpu()
        return module.register_forward_hook(keep)

    def add(self, id, modality, role=None, text=None, patch=None, grids=()):
        """role: index into ROLES; patch: (grid, row, column), or None for no patch; grids: (image, rows, columns, scale) of each grid."""
        n = len(self.rows)
        e = dict(id=id, rows=self.rows, modality=list(modality), role=list(role or [0] * n), text=list(text or [None] * n), grids=list(grids),
                 patch=[p or (-1, -1, -1) for p in patch or [None] * n])
        if any(len(e[key]) != n for key in ("modality", "role", "text", "patch")):
            raise ValueError(f"{id}: the module gave {n} tokens, but modality, role, text or patch has another number")
        self.examples.append(e)
        if sum(len(e["rows"]) for e in self.examples) >= self.shard_tokens: self.flush()

    def flush(self):
        es, strings = self.examples, {}
        number = lambda s: -1 if s is None else strings.setdefault(s, len(strings))
        flat, starts = lambda key: [value for e in es for value in e[key]], lambda sizes: np.cumsum([0, *sizes])
        ids, texts, rows = [number(e["id"]) for e in es], [number(t) for t in flat("text")], torch.cat([e["rows"] for e in es])
        data, grids, (self.dtype, dtype) = [s.encode() for s in strings], np.array(flat("grids"), float).reshape(-1, 4), DTYPES[rows.dtype]
        self.width, bits = rows.shape[1], rows.view(torch.int16) if dtype == "BF16" else rows
        arrays = [("token_starts", "I64", starts(len(e["rows"]) for e in es)), ("string_starts", "I64", starts(map(len, data))),
                  ("grid_starts", "I64", starts(len(e["grids"]) for e in es)), ("grid_scale", "F64", grids[:, 3]), ("grids", "I32", grids[:, :3]),
                  ("id", "I32", ids), ("text", "I32", texts), ("patch", "I32", flat("patch")), ("activations", dtype, bits.numpy()),
                  ("modality", "U8", flat("modality")), ("role", "U8", flat("role")), ("strings", "U8", np.frombuffer(b"".join(data), np.uint8))]
        header, body = {}, bytearray()
        for name, dtype, values in arrays:       # safetensors: wide numbers first, so that all are aligned
            array, begin = np.ascontiguousarray(values, dtype=NUMPY.get(dtype)), len(body)
            body += array.tobytes()
            header[name] = dict(dtype=dtype, shape=array.shape, data_offsets=[begin, len(body)])
        text = json.dumps(header).encode() + b" " * 8
        text, file = text[:len(text) // 8 * 8], f"shard-{len(self.shards):05d}.safetensors"
        content, self.examples = struct.pack("<Q", len(text)) + text + body, []
        with open(os.path.join(self.folder, file), "wb") as out: out.write(content)
        self.shards.append(dict(file=file, examples=len(es), tokens=len(rows), bytes=len(content), sha256=hashlib.sha256(content).hexdigest()))

    def __exit__(self, error, *rest):
        if self.examples: self.flush()
        if not self.shards: return
        manifest = dict(format="saev-activations", version=1, model=self.model, layer=self.layer, width=self.width, dtype=self.dtype, shards=self.shards,
                        complete=error is None, modalities=["text", "image"], roles=ROLES, metadata={}, **{k: sum(s[k] for s in self.shards) for k in ("examples", "tokens")})
        with open(os.path.join(self.folder, "manifest.json"), "w") as out: json.dump(manifest, out, indent=2)

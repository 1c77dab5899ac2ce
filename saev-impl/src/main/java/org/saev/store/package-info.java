/**
 * Activations on disk: a folder of safetensors shards with one manifest.
 *
 * <p>{@code manifest.json} names the model, layer, width and dtype, counts examples and tokens, and
 * lists the shards with size and SHA-256. A shard of E examples and T tokens has these tensors;
 * those from {@code role} on may be left out where every entry would be the default:
 *
 * <table>
 *   <caption>Tensors of a shard</caption>
 *   <tr><th>name</th><th>dtype, shape</th><th>content</th></tr>
 *   <tr><td>activations</td><td>F32, F16 or BF16 [T, width]</td><td>one row a token</td></tr>
 *   <tr><td>token_starts</td><td>I64 [E + 1]</td><td>first token of each example, then T</td></tr>
 *   <tr><td>modality</td><td>U8 [T]</td><td>index into the manifest's modalities</td></tr>
 *   <tr><td>id</td><td>I32 [E]</td><td>string: the example's id</td></tr>
 *   <tr><td>strings</td><td>U8 [bytes]</td><td>all strings, UTF-8</td></tr>
 *   <tr><td>string_starts</td><td>I64 [strings + 1]</td><td>first byte of each, then the end</td></tr>
 *   <tr><td>role</td><td>U8 [T]</td><td>index into the manifest's roles; default ordinary</td></tr>
 *   <tr><td>position</td><td>I32 [T]</td><td>in the context; default index in the example</td></tr>
 *   <tr><td>text</td><td>I32 [T]</td><td>string: the token's text; default -1, none</td></tr>
 *   <tr><td>patch</td><td>I32 [T, 3]</td><td>grid of the example, row, column; or -1, -1, -1</td></tr>
 *   <tr><td>grid_starts</td><td>I64 [E + 1]</td><td>first grid of each example, then the end</td></tr>
 *   <tr><td>grids</td><td>I32 [grids, 3]</td><td>image, rows, columns</td></tr>
 *   <tr><td>grid_scale</td><td>F64 [grids]</td><td>relative resolution</td></tr>
 *   <tr><td>image_starts</td><td>I64 [E + 1]</td><td>first image of each example, then the end</td></tr>
 *   <tr><td>images</td><td>I32 [images]</td><td>string: reference to the image</td></tr>
 *   <tr><td>extra_starts</td><td>I64 [E + 1]</td><td>first extra of each example, then the end</td></tr>
 *   <tr><td>extra_name</td><td>I32 [extras]</td><td>string: its name, ascending in an example</td></tr>
 *   <tr><td>extra_value_starts</td><td>I64 [extras + 1]</td><td>its first value, then the end</td></tr>
 *   <tr><td>extra_values</td><td>F32 [values]</td><td>its values</td></tr>
 * </table>
 *
 * <p>"String" is an index into {@code string_starts}. Any reader of safetensors reads the shards;
 * so does this Python, which needs numpy alone:
 *
 * <pre>{@code
 * import json, numpy as np
 * KINDS = dict(F64="f8", F32="f4", F16="f2", BF16="u2", I64="i8", I32="i4", U8="u1")
 * def tensors(file):
 *     raw = np.memmap(file, np.uint8, "r")
 *     data = 8 + int(raw[:8].view("u8")[0])
 *     for name, t in json.loads(bytes(raw[8:data])).items():
 *         begin, end = t["data_offsets"]
 *         array = raw[data + begin:data + end].view("<" + KINDS[t["dtype"]]).reshape(t["shape"])
 *         yield name, (array.astype("u4") << 16).view("f4") if t["dtype"] == "BF16" else array
 * for shard in json.load(open(f"{folder}/manifest.json"))["shards"]:
 *     t = dict(tensors(f"{folder}/{shard['file']}"))
 *     texts = [bytes(t["strings"][a:b]).decode() for a, b in zip(t["string_starts"], t["string_starts"][1:])]
 *     for i, (a, b) in enumerate(zip(t["token_starts"], t["token_starts"][1:])):
 *         rows = t["activations"][a:b]
 *         print(texts[t["id"][i]], rows.shape, f"{rows.sum(dtype='f8'):.1f}")
 * }</pre>
 */
package org.saev.store;

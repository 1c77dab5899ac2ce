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
 * <p>"String" is an index into {@code string_starts}. A store can be read in Python with numpy and
 * safetensors:
 *
 * <pre>{@code
 * import json
 * from safetensors.numpy import load_file        # safetensors.torch for bfloat16
 *
 * manifest = json.load(open(f"{folder}/manifest.json"))
 * for shard in manifest["shards"]:
 *     t = load_file(f"{folder}/{shard['file']}")
 *     s = t["string_starts"]
 *     strings = [bytes(t["strings"][a:b]).decode() for a, b in zip(s, s[1:])]
 *     for i, (a, b) in enumerate(zip(t["token_starts"], t["token_starts"][1:])):
 *         print(strings[t["id"][i]], t["activations"][a:b].shape)
 * }</pre>
 */
package org.saev.store;

// Makes the data set in this folder, laid out as SAELens' CacheActivationsRunner and save_to_disk do.
// npm install apache-arrow@21.2.0 && node make.mjs
// Number i of the activations is i / 8, counted through both files; token_ids count from 100.
import { writeFileSync } from "node:fs";
import * as arrow from "apache-arrow";

const hook = "blocks.8.hook_resid_post";
const [files, batches, rows, context, width] = [2, 2, 3, 4, 5];
const list = (type) => new arrow.List(new arrow.Field("item", type, true));
const array2d = new Map([
  ["ARROW:extension:name", "datasets.features.features.Array2DExtensionType"],
  ["ARROW:extension:metadata", JSON.stringify([[context, width], "float32"])],
]);
const features = {
  [hook]: { shape: [context, width], dtype: "float32", _type: "Array2D" },
  token_ids: { feature: { dtype: "int32", _type: "Value" }, length: context, _type: "List" },
};
const ids = new arrow.FixedSizeList(context, new arrow.Field("item", new arrow.Int32(), true));
const schema = new arrow.Schema(
  [
    new arrow.Field(hook, list(list(new arrow.Float32())), true, array2d),
    new arrow.Field("token_ids", ids, true),
  ],
  new Map([["huggingface", JSON.stringify({ info: { features } })]]),
);

let number = 0;
let id = 100;
const several = (count, make) => Array.from({ length: count }, make);
const batch = () => {
  const matrices = several(rows, () => several(context, () => several(width, () => number++ / 8)));
  const tokens = several(rows, () => several(context, () => id++));
  const columns = [matrices, tokens].map((values, i) =>
    arrow.vectorFromArray(values, schema.fields[i].type).data[0]);
  const data = arrow.makeData({ type: new arrow.Struct(schema.fields), length: rows, children: columns });
  return new arrow.RecordBatch(schema, data);
};
const names = several(files, (_, i) => `data-0000${i}-of-0000${files}.arrow`);
for (const name of names) {
  writeFileSync(name, arrow.RecordBatchStreamWriter.writeAll(several(batches, batch)).toUint8Array(true));
}
writeFileSync("dataset_info.json", JSON.stringify({ citation: "", description: "", features, homepage: "", license: "" }, null, 2));
writeFileSync("state.json", JSON.stringify({
  _data_files: names.map((filename) => ({ filename })),
  _fingerprint: "5ae0f1c9d7b34e21",
  _format_columns: null,
  _format_kwargs: {},
  _format_type: null,
  _output_all_columns: false,
  _split: null,
}, null, 2));

package org.saev.internal.arrow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.saev.FormatException;
import org.saev.SaevException;
import org.saev.internal.io.Json;
import org.saev.internal.io.JsonFields;

/**
 * Which files a data set is made of: one Arrow file, or those that {@code state.json} lists, which
 * {@code Dataset.save_to_disk} wrote.
 *
 * @param files in order
 * @param fingerprint that Hugging Face gave the data; empty if unknown
 */
public record DatasetFiles(List<Path> files, String fingerprint) {

  private static final String STATE = "state.json";
  private static final String SPLITS = "dataset_dict.json";
  private static final String FILES = "_data_files";
  private static final String INDICES = "_indices_data_files";
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}");

  /**
   * Tells whether a path looks like a data set, so that its own errors are better than others'.
   *
   * @param path any path
   * @return true for an Arrow file and for a folder that has what {@code datasets} writes
   */
  public static boolean isAt(Path path) {
    return Files.isDirectory(path)
        ? Files.exists(path.resolve(STATE)) || Files.exists(path.resolve(SPLITS))
        : path.toString().endsWith(".arrow");
  }

  /**
   * Lists the files.
   *
   * @param path a file or folder
   * @return its Arrow files
   * @throws IOException if the disk fails
   */
  public static DatasetFiles at(Path path) throws IOException {
    if (Files.isRegularFile(path)) {
      return new DatasetFiles(List.of(path), "");
    }
    Path state = path.resolve(STATE);
    if (Files.isRegularFile(state)) {
      return read(path, Json.read(state));
    }
    Path splits = path.resolve(SPLITS);
    if (Files.isRegularFile(splits)) {
      throw new SaevException(
          path
              + " holds several data sets: open one of its folders "
              + Json.read(splits).strings("splits"));
    }
    throw new SaevException(
        "no data set in "
            + path
            + ": give an .arrow file, or a folder that save_to_disk wrote, with state.json");
  }

  private static DatasetFiles read(Path folder, JsonFields state) {
    if (state.present(INDICES) && !state.objects(INDICES).isEmpty()) {
      throw state.wrong(INDICES, "none: call flatten_indices() before save_to_disk", "some");
    }
    List<Path> files = new ArrayList<>();
    for (JsonFields file : state.objects(FILES)) {
      String name = file.string("filename");
      if (!FILE_NAME.matcher(name).matches()) {
        throw file.wrong("filename", "the name of a file in this folder", "\"" + name + "\"");
      }
      Path data = folder.resolve(name);
      if (!Files.isRegularFile(data)) {
        throw new FormatException(state.file(), FILES, "files that are there", "no " + name);
      }
      files.add(data);
    }
    if (files.isEmpty()) {
      throw state.wrong(FILES, "at least one file", "none");
    }
    String key = "_fingerprint";
    return new DatasetFiles(List.copyOf(files), state.present(key) ? state.string(key) : "");
  }
}

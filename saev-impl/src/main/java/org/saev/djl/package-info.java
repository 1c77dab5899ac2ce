/**
 * The back end on PyTorch through DJL, and what hosts on DJL need: {@link org.saev.djl.DjlSae}
 * takes and returns their arrays, {@link org.saev.djl.ActivationHook} stands inside of their model,
 * {@link org.saev.djl.DjlActivationSource} captures one of its layers, {@link
 * org.saev.djl.MemoryPlan} says beforehand what fits.
 *
 * <h2>Devices</h2>
 *
 * {@code "cuda:0"}, {@code "cuda:0,1"} (several GPUs), {@code "djl:cpu"} and {@code "djl:cpu*2"}
 * (replicas, to try the former), each with {@code ?precision=fp32}, {@code tf32} or {@code bf16}
 * behind it if wished; see {@link org.saev.djl.Precision}. DJL is an optional dependency: without
 * it, or without a GPU, {@code "auto"} takes the CPU back end, and a device that is named is
 * refused with what to add. {@code "auto"} looks for the NVIDIA driver first and loads PyTorch only
 * where there is one.
 *
 * <h2>Natives</h2>
 *
 * Add {@code ai.djl.pytorch:pytorch-engine:0.36.0}, and the natives in one of three ways.
 *
 * <ol>
 *   <li><b>Maven</b>, CPU only: {@code ai.djl.pytorch:pytorch-native-cpu:2.7.1} with the classifier
 *       {@code linux-x86_64}, {@code linux-aarch64}, {@code osx-aarch64} or {@code win-x86_64}, and
 *       {@code ai.djl.pytorch:pytorch-jni:2.7.1-0.36.0}. Where these are on the class path DJL uses
 *       the CPU even on a machine with a GPU. The CUDA natives of PyTorch 2.7.1 are not on Maven
 *       Central.
 *   <li><b>DJL's download</b>: with none of them on the class path, and without {@code
 *       -Dai.djl.offline=true}, DJL fetches what fits the machine, once, into {@code DJL_CACHE_DIR}
 *       (by default {@code .djl.ai} in the home folder).
 *   <li><b>An installed libtorch</b>, offline: {@code PYTORCH_LIBRARY_PATH} names the {@code lib}
 *       folder of a libtorch 2.7.1+cu128, {@code PYTORCH_FLAVOR=cu128} its flavour (without it DJL
 *       looks for a library that doesn't exist, {@code -precxx11}); {@code
 *       pytorch-jni:2.7.1-0.36.0} on the class path.
 * </ol>
 *
 * {@code OPT_OUT_TRACKING=true} keeps DJL from calling home; Java 25 wants {@code
 * --enable-native-access=ALL-UNNAMED}; {@code OMP_WAIT_POLICY=passive} keeps the threads of the CPU
 * device from spinning beside Java's own.
 *
 * <h2>How it computes</h2>
 *
 * Training and encoding are TorchScript programs, written as source by this package, packed into an
 * archive in Java and compiled by PyTorch when they are loaded; a step is two calls, three or four
 * where latents are dead, and reads back seven numbers. NDArray operations were the alternative.
 * They lack {@code embedding_bag} and {@code index_add}; sparse gradients then go by COO matrices,
 * whose indices come from the host, two round trips a step; and autograd spends dense products on
 * them, with several dense [latents, width] and [tokens, latents] arrays at once. On a GPU each of
 * the some hundred kernels of a step is launched by PyTorch's interpreter without a crossing from
 * Java, and the host waits once, for the figures.
 *
 * <p>Milliseconds on {@code djl:cpu}, the medians of one short round on two cores of an Intel Xeon
 * (Sapphire Rapids) and Java 17, by {@code saev-benchmarks/run --quick --size A --size B --work
 * STEP --work DEVICE_STEP --work DJL_BEST --work DEVICE_ENCODE --work DEVICE_PRODUCT}; they vary by
 * a fifth from round to round:
 *
 * <table class="striped">
 * <caption>Size A: 2,048 tokens, width 512, 8,192 latents, k 32; B: 2,048, 1,024, 32,768, 64</caption>
 * <thead><tr><th scope="col"></th><th scope="col">A</th><th scope="col">B</th></tr></thead>
 * <tbody>
 * <tr><th scope="row">step of this back end</th><td>135</td><td>892</td></tr>
 * <tr><th scope="row">step of the CPU back end</th><td>104</td><td>757</td></tr>
 * <tr><th scope="row">the benchmarks' best DJL step, which has no AuxK, counters or finite check
 *     </th><td>127</td><td>1,041</td></tr>
 * <tr><th scope="row">encoding by this back end, from the Java heap and back</th><td>100</td>
 *     <td>721</td></tr>
 * <tr><th scope="row">DJL's bare matMul</th><td>80</td><td>489</td></tr>
 * <tr><th scope="row">peak memory of the process, this back end / best DJL step, MiB</th>
 *     <td>917 / 838</td><td>1,779 / 1,988</td></tr>
 * </tbody>
 * </table>
 *
 * <p>A step by GradientCollector took 412 and 3,873 ms on the same machine (the table in {@code
 * saev-benchmarks}). No GPU has been measured yet: {@code mvn -Pgpu -pl saev-benchmarks -am test}
 * runs the tests that need one, and writes the table of {@code cuda:0} to {@code
 * saev-benchmarks/target/cuda.md}.
 *
 * <p>Latents are encoded in chunks with a running top-k, so the matrix of pre-activations never
 * exists; only operators that exist on CUDA are used, with sizes that the host knows, so nothing
 * waits for the device: the number of dead latents comes back with the figures of the step before
 * (the forms of AuxK in which a batch has a say in it, {@code EXCEEDED_AFTER_BATCH} and {@code
 * REACHED_AFTER_BATCH}, wait once more). Sums over a latent's tokens follow a stable sort by
 * latent, in one {@code embedding_bag}. Adam is PyTorch's fused kernel, in fp32, and Signum some
 * operators on some rows at a time; where the loss isn't finite they are told so on the device, and
 * change nothing. Reconstructing from dead latents uses dense products: with width / 2 latents a
 * token, gathering rows would move more memory than the products do.
 *
 * <p>Of 4,096 x 131,072 with k 64 and 4,096 tokens a step {@link org.saev.djl.MemoryPlan} says: 4
 * GiB of weights, 8 of moments, 2 of a gradient, with all else between 15 and 18 GiB; a card of 80
 * GB holds four times as many latents.
 *
 * <h2>What it can and can't do</h2>
 *
 * TopK autoencoders, with every loss, form of AuxK, decoder constraint, encoding, optimiser and
 * limit of the gradient's norm that the trainer offers; so all presets train here, and give the
 * parameters that those tools give. Not: other architectures. {@code "auto"} then takes the CPU
 * back end and logs why; a device that is named is refused. {@link org.saev.djl.DjlSae} takes no
 * autoencoders that normalise their input.
 *
 * <p>Limits of the gradient's norm need both matrices' gradients at once, one more matrix of
 * memory.
 *
 * <h2>What to expect of results</h2>
 *
 * <ul>
 *   <li>The CPU back end and this one agree on FVU within 1 % over 500 steps in fp32, and while
 *       latents die and are revived within 0.03. Codes agree but where two activations lie within
 *       rounding of each other.
 *   <li>Equal activations are ordered by latent, lower first; which of several equal ones at the
 *       k-th place is kept is PyTorch's choice.
 *   <li>One device gives the same bits again with the same number of threads; another device, or
 *       number, other rounding. Tokens are encoded in tiles of 512, filled up with zeros, so that a
 *       code doesn't depend on the tokens beside it.
 *   <li>Several devices each hold everything. The tokens of a batch are shared out for encoding and
 *       the codes are collected: 12·k bytes a token, where gradients of the latents that fired
 *       would be gigabytes. Then each sums the gradients of the whole batch itself, in the same
 *       order, so that all stay equal: the result is that of one device up to rounding.
 *   <li>A checkpoint goes on with the back end that wrote it, on any device, number of devices and
 *       precision of that back end; another back end refuses it.
 * </ul>
 */
package org.saev.djl;

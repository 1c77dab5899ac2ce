package org.saev.internal.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.saev.DeviceUnavailableException;
import org.saev.spi.Backend;

/** The back ends on the class path, and the choice of one by the name of a device. */
final class Backends {

  private static final System.Logger LOG = System.getLogger(Backends.class.getName());

  private final List<Backend> all;
  private final List<String> broken;

  Backends(List<Backend> all) {
    this(all, List.of());
  }

  /**
   * @param broken what is wrong with back ends that were found, but can't be loaded
   */
  Backends(List<Backend> all, List<String> broken) {
    this.all = List.copyOf(all);
    this.broken = List.copyOf(broken);
  }

  /** One that can't be loaded is no reason to do without the others. */
  static Backends find() {
    List<Backend> all = new ArrayList<>();
    List<String> broken = new ArrayList<>();
    for (ServiceLoader.Provider<Backend> provider :
        ServiceLoader.load(Backend.class, Backends.class.getClassLoader()).stream().toList()) {
      try {
        all.add(provider.get());
      } catch (ServiceConfigurationError | LinkageError e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        broken.add(provider.type().getName() + " (can't be loaded: " + cause + ")");
      }
    }
    return new Backends(all, broken);
  }

  /**
   * Chooses. Only {@code "auto"} leaves a choice: any other device is there, or refused.
   *
   * @param unsupported why a back end can't do what it is chosen for; empty if it can
   * @throws DeviceUnavailableException if the device isn't there; says why
   */
  Choice choose(String device, Function<Backend, Optional<String>> unsupported) {
    return device.equals("auto") ? fastest(unsupported) : named(device);
  }

  private Choice fastest(Function<Backend, Optional<String>> unsupported) {
    List<Backend> available =
        all.stream()
            .filter(backend -> backend.unavailableReason(backend.defaultDevice()).isEmpty())
            .sorted(Comparator.comparingInt(Backend::rank).reversed())
            .toList();
    if (available.isEmpty()) {
      throw new DeviceUnavailableException("auto", "no back end can be used: " + names());
    }
    List<String> passedOver = new ArrayList<>();
    for (Backend backend : available) {
      Optional<String> reason = unsupported.apply(backend);
      if (reason.isEmpty()) {
        if (!passedOver.isEmpty()) {
          LOG.log(
              System.Logger.Level.INFO,
              "device auto: "
                  + backend.defaultDevice()
                  + ", since "
                  + String.join("; ", passedOver));
        }
        return new Choice(backend, backend.defaultDevice());
      }
      passedOver.add(backend.defaultDevice() + " can't be used: " + reason.get());
    }
    throw new DeviceUnavailableException("auto", String.join("; ", passedOver));
  }

  private Choice named(String device) {
    Backend backend =
        all.stream()
            .filter(candidate -> candidate.handles(device))
            .findFirst()
            .orElseThrow(
                () ->
                    new DeviceUnavailableException(
                        device,
                        "no back end on the class path has such a device; there are " + names()));
    Optional<String> reason = backend.unavailableReason(device);
    if (reason.isPresent()) {
      throw new DeviceUnavailableException(device, reason.get());
    }
    return new Choice(backend, device);
  }

  private String names() {
    Stream<String> loaded =
        all.stream()
            .map(
                backend ->
                    backend.name()
                        + backend
                            .unavailableReason(backend.defaultDevice())
                            .map(reason -> " (" + reason + ")")
                            .orElse(" (device '" + backend.defaultDevice() + "')"));
    return Stream.concat(loaded, broken.stream()).collect(Collectors.joining(", "));
  }

  /**
   * A back end and one of its devices.
   *
   * @param backend the back end
   * @param device a device of it that is available
   */
  record Choice(Backend backend, String device) {}
}
